"""What a change of the compiled package means for programs that use it, as lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from scripts.notes.annotations import accepts
from scripts.notes.differences import Difference
from scripts.notes.lines import Grade, Line, call, code, listing
from scripts.notes.surface import Attribute, Class, Entry, Method, Namespace, Parameter, Values


def python_lines(difference: Difference[Entry], texts: Collection[str], renames: Mapping[str, str]) -> Iterator[Line]:
    """Yield what there is to say about a difference.

    Args:
        difference: What differs between the packages.
        texts: The names of the types that stand for certain texts.
        renames: The new names of operations and resources that are called otherwise now.
    """
    subject = difference.subject
    match difference.old, difference.new:
        case (Parameter() | None) as old, (Parameter() | None) as new:
            yield from _parameter(subject, old, new, texts)
        case (Attribute() | None) as old, (Attribute() | None) as new:
            yield _attribute(subject, old, new, texts)
        case Method() as old, Method() as new:
            tail = f" {code(new.returns)} instead of {code(old.returns)}."
            yield Line("Changed", _answer(old.returns, new.returns, texts), (call(subject),), verb="returns", tail=tail)
        case Values() as old, Values() as new:
            yield from _values(subject, old, new)
        case None, new:
            yield _new(subject, new)
        case old, None:
            name, now = _name_of(old), renames.get(subject)
            tail = f"; it is {name(now)} now." if now else "."
            yield Line("Removed", Grade.BREAKING, (name(subject),), lead=_noun(old), tail=tail)
        case old, new:
            tail = " of another kind now."
            yield Line("Changed", Grade.BREAKING, (code(subject),), lead=_noun(old), verb="is", tail=tail)


def _new(subject: str, new: Entry | None) -> Line:
    match new:
        case Namespace(doc, methods):
            tail = f", with {listing([code(method) for method in methods])}. {doc}"
        case Method(doc=doc):
            tail = f": {doc}"
        case Class(note=note):
            tail = f"{note}."
        case _:
            tail = "."
    return Line("Added", Grade.FEATURE, (_name_of(new)(subject),), lead=_noun(new), tail=tail)


def _name_of(entry: Entry | None) -> Callable[[str], str]:
    return call if isinstance(entry, Method) else code


def _noun(entry: Entry | None) -> str:
    if isinstance(entry, Class):
        return f"The {entry.noun}(s)"
    return "The type(s)" if isinstance(entry, Values) else ""


def _parameter(subject: str, old: Parameter | None, new: Parameter | None, texts: Collection[str]) -> Iterator[Line]:
    owner, _, name = subject.removesuffix(")").partition("(")
    names = (call(owner),)
    is_keyword = all(item.place < 0 for item in (old, new) if item)
    what = f"the {'keyword' if is_keyword else 'argument'} {code(name)}"
    if name.startswith("**"):
        what = "any other keyword"
    if new is None:
        yield Line("Removed", Grade.BREAKING, names, verb="no longer takes", tail=f" {what}.")
    elif old is None and name.startswith("**"):
        yield Line("Added", Grade.FEATURE, names, verb="takes", tail=f" {what}.")
    elif old is None and new.required:
        yield Line("Changed", Grade.BREAKING, names, verb="needs", tail=f" {what} ({code(new.type)}).")
    elif old is None:
        yield Line("Added", Grade.FEATURE, names, verb="takes", tail=f" {what} ({code(new.bare)}, optional).")
    else:
        yield from _changed_parameter(names, what, old, new, texts)


def _changed_parameter(
    names: tuple[str, ...], what: str, old: Parameter, new: Parameter, texts: Collection[str]
) -> Iterator[Line]:
    if new.required and not old.required:
        yield Line("Changed", Grade.BREAKING, names, verb="needs", tail=f" {what}, which was optional.")
    elif old.required and not new.required:
        yield Line("Changed", Grade.FEATURE, names, verb="no longer needs", tail=f" {what}.")
    # That one of them may be None is what it means to be optional.
    before, now = (old.type, new.type) if old.required and new.required else (old.bare, new.bare)
    if before != now:
        grade = Grade.FEATURE if accepts(now, before, texts) else Grade.BREAKING
        tail = f" {code(now)} instead of {code(before)} for {what}."
        yield Line("Changed", grade, names, verb="takes", tail=tail)
    if new.place != old.place:
        yield Line("Changed", Grade.BREAKING, names, verb="takes", tail=f" {what} at another place.")


def _attribute(subject: str, old: Attribute | None, new: Attribute | None, texts: Collection[str]) -> Line:
    model, _, name = subject.rpartition(".")
    what = f" the attribute {code(name)}"
    if new is None:
        return Line("Removed", Grade.BREAKING, (code(model),), verb="no longer has", tail=f"{what}.")
    if old is None:
        return Line("Added", Grade.FEATURE, (code(model),), verb="has", tail=f"{what} ({code(new.type)}).")
    tail = f" {code(new.type)} instead of {code(old.type)}."
    return Line("Changed", _answer(old.type, new.type, texts), (code(subject),), verb="is", tail=tail)


def _answer(old: str, new: str, texts: Collection[str]) -> Grade:
    """Return the grade of another type of what is read: who can read the old one can read a narrower one."""
    if old == "None":
        return Grade.FEATURE
    return Grade.FIX if accepts(old, new, texts) else Grade.BREAKING


def _values(subject: str, old: Values, new: Values) -> Iterator[Line]:
    names = (code(subject),)
    for value in sorted(new.values - old.values):
        yield Line("Added", Grade.FEATURE, names, verb="has", tail=f" the value {code(value)}.")
    for value in sorted(old.values - new.values):
        # Nobody misses a value that is only read: it does not come any more.
        grade = Grade.BREAKING if old.sent or new.sent else Grade.FIX
        yield Line("Removed", grade, names, verb="no longer has", tail=f" the value {code(value)}.")
