"""The sentences about an operation that follow from what it does: they say no more than its name."""

from __future__ import annotations

from scripts.proposals.acts import Act
from scripts.proposals.names import said, third_person, words

REQUEST, ANSWER = "request", "answer"
_OPERATIONS = {
    "list": ("List {several}", "Returns {pages}{all}."),
    "create": ("Create {one}{for_owner}", "Makes {one}{for_owner}."),
    "get": ("Get {target}", "Returns {target}."),
    "update": ("Update {target}", "Changes the fields that are sent and keeps the others."),
    "replace": ("Replace {target}", "Gives new values to all fields of {target}."),
    "delete": ("Delete {target}", "Deletes {target}."),
    "head": ("Check {target}", "Answers as GET does on this path, without a body."),
    "options": ("Get the options of {target}", "Tells which methods this path allows."),
}
_EMPTY = {"head": "There is such a thing.", "options": "The header Allow lists the methods."}
_OUTCOME = "What came of it."
_BODIES = {
    (REQUEST, "create"): "What {one} {is} made from.",
    (REQUEST, "update"): "What to change about {target}.",
    (REQUEST, "replace"): "The new values of {target}.",
    (ANSWER, "create"): "The new {noun}.",
    (ANSWER, "get"): "The {noun}.",
    (ANSWER, "update"): "The {noun} as {they} {is} now.",
    (ANSWER, "replace"): "The {noun} as {they} {is} now.",
}
_EXAMPLES = {
    (REQUEST, "create"): ("new", "{new}"),
    (REQUEST, "update"): ("changed", "Other values"),
    (REQUEST, "replace"): ("changed", "Other values"),
    (ANSWER, "create"): ("created", "The new {noun}"),
    (ANSWER, "get"): ("example", "The {noun}"),
    (ANSWER, "update"): ("changed", "{changed}"),
    (ANSWER, "replace"): ("changed", "{changed}"),
}


def operation_texts(act: Act, *, is_page: bool, is_put: bool) -> tuple[str, str]:
    """Return the summary and the description of an operation."""
    verb = said(act.verb)
    first, *others = words(act.verb)
    usual = (
        f"{verb[0].upper()}{verb[1:]} {{target}}",
        " ".join([third_person(first), *others, "{target}."]).capitalize(),
    )
    summary, text = _OPERATIONS.get(act.verb, usual)
    if act.verb == "get" and act.thing.ids:
        text = "Returns one {noun}{of}."
    if act.verb == "update" and is_put:
        text = "Gives {target} new values."
    return _filled(summary, act), _filled(text, act, is_page=is_page)


def body_text(act: Act, part: str, *, is_page: bool = False, shows_id: bool = False) -> str:
    """Return the description of a body.

    Args:
        act: what the operation does.
        part: whether this is a request or an answer.
        is_page: whether this is one page of a list.
        shows_id: whether it shows the id of the thing.
    """
    if act.verb == "list" and part == ANSWER:
        text = "One page of {several}." if is_page else "{All}."
    elif part == ANSWER and act.verb == "get" and not act.thing.ids:
        text = "The {noun}{of}."
    elif part == ANSWER and (act.is_all or not act.is_usual):
        text = _BODIES[ANSWER, "update"] if shows_id and act.thing.ids and not act.is_all else _OUTCOME
    else:
        text = _BODIES.get((part, act.verb), _OUTCOME if part == ANSWER else f"How to {said(act.verb)} {{target}}.")
    return _filled(text, act)


def example_title(act: Act, part: str, *, is_page: bool = False) -> tuple[str, str]:
    """Return the key and the summary of the example of a body."""
    if act.verb == "list" and part == ANSWER:
        return ("page", "The only page") if is_page else ("all", _filled("All {plural}", act))
    usual = ("example", "The answer" if part == ANSWER else "The details")
    key, text = usual if act.is_all and part == ANSWER else _EXAMPLES.get((part, act.verb), usual)
    return key, _filled(text, act)


def gone_text(act: Act) -> str:
    """Return the description of an answer without a body."""
    if act.verb == "delete":
        target = f"The {act.thing.plural} are" if act.is_all else _filled("The {noun} {is}", act)
        return f"{target} gone."
    return _EMPTY.get(act.verb, "It was done.")


def _filled(text: str, act: Act, *, is_page: bool = False) -> str:
    thing = act.thing
    several = f"the {thing.plural}{act.of_owner}" if act.owner else thing.plural
    every = several if act.owner else f"the account's {thing.plural}"
    return text.format(
        target=act.target,
        several=several,
        all=every,
        All=f"{every[0].upper()}{every[1:]}",
        pages="one page of " if is_page else "",
        one=thing.one,
        noun=thing.noun,
        plural=thing.plural,
        of=act.of_owner,
        for_owner=f" for {act.owner}" if act.owner else "",
        new=f"A new {thing.noun}" if thing.ids else f"The new {thing.noun}",
        changed=f"A changed {thing.noun}" if thing.ids else f"The changed {thing.noun}",
        **({"is": "are", "they": "they"} if thing.is_plural and not thing.ids else {"is": "is", "they": "it"}),
    )
