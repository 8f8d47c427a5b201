"""What a change of the API that no signature shows means for programs, as lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from scripts.notes.api import BASE_URL, KEY_HEADER, LIMIT, Entry, Field, Hint, Operation, Setting
from scripts.notes.differences import Difference
from scripts.notes.lines import Grade, Line, call, code, listing

# The limits of the vendor that are defaults of the client.
_OPTIONS = {"timeout_seconds": "timeout", "keep_alive_sockets": "max_connections"}


def api_lines(difference: Difference[Entry]) -> Iterator[Line]:
    """Yield what there is to say about a difference."""
    subject = difference.subject
    match difference.old, difference.new:
        case Operation() as old, Operation() as new:
            yield from _operation(call(subject), old, new)
        case Field() as old, Field() as new:
            yield from _field(subject, old, new)
        case Hint() as old, Hint() as new:
            yield from _hint(call(subject), old, new)
        case Setting() as old, Setting() as new:
            yield _setting(subject, old.value, new.value)
        case None, Field():
            yield Line("Added", Grade.FEATURE, (code(subject),), lead="The field(s)", tail=" of answers.")
        case Field(), None:
            yield Line("Removed", Grade.BREAKING, (code(subject),), lead="The field(s)", tail=" of answers.")


def _operation(name: str, old: Operation, new: Operation) -> Iterator[Line]:
    names = (name,)
    if new.id != old.id:
        tail = f" {code(new.id)} instead of {code(old.id)}, in errors and in `twintone_api.requests`."
        yield Line("Changed", Grade.BREAKING, names, lead="The operation(s) of", verb="is", tail=tail)
    if new.route != old.route:
        tail = f" {code(new.address)} instead of {code(old.address)}."
        yield Line("Changed", Grade.FIX, names, verb="calls", tail=tail)
    if new.repeatable and not old.repeatable:
        yield Line("Changed", Grade.FEATURE, names, verb="is", tail=" repeated after a lost answer.")
    elif old.repeatable and not new.repeatable:
        tail = " `CreateOutcomeUnknown` after a lost answer, instead of repeating the call."
        yield Line("Changed", Grade.BREAKING, names, verb="raises", tail=tail)
    if new.settled != old.settled:
        yield _settled(names, old.settled, new.settled)
    if new.successes != old.successes:
        tail = f" answered with {_statuses(new.successes)} instead of {_statuses(old.successes)}."
        yield Line("Changed", Grade.FIX, names, verb="is", tail=tail)
    for status in sorted(new.errors - old.errors):
        yield Line("Changed", Grade.FIX, names, verb="documents", tail=f" the status {status}.")
    for status in sorted(old.errors - new.errors):
        yield Line("Changed", Grade.FIX, names, verb="no longer documents", tail=f" the status {status}.")
    if new.least != old.least:
        grade = Grade.BREAKING if new.least > old.least else Grade.FEATURE
        tail = f" at least {new.least} of its fields instead of {old.least}."
        yield Line("Changed", grade, names, verb="needs", tail=tail)


def _settled(names: tuple[str, ...], old: str, new: str) -> Line:
    if not old:
        return Line("Changed", Grade.FEATURE, names, verb="succeeds", tail=" when its work is done already.")
    if not new:
        return Line("Changed", Grade.BREAKING, names, verb="fails", tail=" when its work is done already.")
    tail = f" when its work is done already, by {code(new)} instead of {code(old)}."
    return Line("Changed", Grade.BREAKING, names, verb="succeeds", tail=tail)


def _statuses(statuses: frozenset[str]) -> str:
    return listing(sorted(statuses))


def _field(subject: str, old: Field, new: Field) -> Iterator[Line]:
    method, _, parameter = subject.removesuffix(")").partition("(")
    for grade, verb, rest in _aspects(old, new):
        if parameter:
            yield Line("Changed", grade, (call(method),), lead="In", tail=f", {code(parameter)} {verb} {rest}.")
        else:
            yield Line("Changed", grade, (code(subject),), verb=verb, tail=f" {rest}.")


def _aspects(old: Field, new: Field) -> Iterator[tuple[Grade, str, str]]:
    """Yield grade, verb and what follows it for each thing that is said otherwise of a field."""
    sent = old.sent or new.sent
    if new.wire != old.wire:
        yield Grade.FIX, "stands", f"for {code(new.wire)} instead of {code(old.wire)} on the wire"
    if new.type != old.type:
        yield Grade.FIX, "is", f"documented as {new.type} instead of {old.type}"
    if new.required != old.required:
        grade = Grade.FIX if not sent else Grade.BREAKING if new.required else Grade.FEATURE
        yield grade, "is", f"documented as {'always' if new.required else 'not always'} present"
    if new.bounds != old.bounds:
        grade = _narrowing(old.bounds, new.bounds) if sent else Grade.FIX
        yield grade, "has", f"{_bounds(new.bounds)} instead of {_bounds(old.bounds)}"
    if new.condition != old.condition:
        condition = f"present only if {new.condition}" if new.condition else "present under no condition"
        yield Grade.FIX, "is", f"documented as {condition}"


def _bounds(bounds: Mapping[str, float]) -> str:
    return listing([code(f"{name}: {value}") for name, value in bounds.items()]) or "no bounds"


def _narrowing(old: Mapping[str, float], new: Mapping[str, float]) -> Grade:
    is_narrower = any(value > old.get(name, -math.inf) for name, value in new.items())
    return Grade.BREAKING if is_narrower else Grade.FEATURE


def _hint(name: str, old: Hint, new: Hint) -> Iterator[Line]:
    names = (name,)
    for what, before, now in _changed(old.properties, new.properties):
        if not now:
            yield Line("Changed", Grade.BREAKING, names, verb="no longer knows", tail=f" {what}.")
        else:
            tail = f" {code(now)} as {what}" + (f" instead of {code(before)}." if before else ".")
            yield Line("Changed", Grade.FIX if before else Grade.FEATURE, names, verb="uses", tail=tail)
    for value, before, now in _changed(old.states, new.states):
        if not now:
            yield Line("Changed", Grade.FIX, names, verb="no longer knows", tail=f" the status {code(value)}.")
        else:
            # A status that moves ends waits which went on, or the other way round.
            tail = f" the status {code(value)} as {now}" + (f" instead of {before}." if before else ".")
            yield Line("Changed", Grade.BREAKING if before else Grade.FEATURE, names, verb="counts", tail=tail)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys([*new, *old]):
        before, now = old.get(key, ""), new.get(key, "")
        if before != now:
            yield key, before, now


def _setting(subject: str, old: str | int, new: str | int) -> Line:
    tail = f" {code(new)} instead of {code(old)}."
    if subject == BASE_URL:
        # Whoever filters addresses has to let the new one through.
        return Line("Changed", Grade.BREAKING, ("`base_url`",), lead="The default of", verb="is", tail=tail)
    if subject == KEY_HEADER:
        return Line("Changed", Grade.BREAKING, ("The API key",), verb="goes", tail=f" in the header{tail}")
    limit = subject.removeprefix(LIMIT)
    if limit in _OPTIONS and isinstance(old, int) and isinstance(new, int):
        grade = Grade.BREAKING if new < old else Grade.FEATURE
        return Line("Changed", grade, (code(_OPTIONS[limit]),), lead="The default of", verb="is", tail=tail)
    return Line("Changed", Grade.FIX, (code(limit),), lead="The limit", verb="is", tail=tail)
