"""Say with which statuses operations answer."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from scripts.proposals.draft import Draft, insert
from scripts.proposals.names import words
from scripts.spec import JSON, Object, Operation, answers, join, operations
from scripts.spec_operations import ALWAYS, named_resources

_RESPONSES = "#/components/responses"
_PLAIN = "inferred: the status table gives 200 to success and nothing is created here"


def success(draft: Draft, operation: Operation, verb: str) -> tuple[str, str | None]:
    """Return the status that others with the same verb in their name answer with, and the evidence for it."""
    alike = [
        (status, response.get("x-evidence"))
        for other in operations(draft.spec)
        if words(str(other.raw.get("x-method")))[0] == verb and other.raw is not operation.raw
        for status, response in answers(draft.spec, other)
    ]
    if not alike:
        return "200", None if operation.method == "GET" else _PLAIN
    status = Counter(found for found, _ in alike).most_common(1)[0][0]
    reasons = [reason for found, reason in alike if found == status and isinstance(reason, str)]
    return status, reasons[0] if reasons else None


def errors(draft: Draft, operation: Operation) -> Object:
    """Return the refusals of an operation, as others refer to them."""
    names_something = "{" in operation.path or named_resources(draft.spec, operation)
    wanted = {*ALWAYS, "404"} if names_something else {*ALWAYS}
    found = {}
    for status in sorted(wanted):
        if reference := _usual(draft, status, operation):
            found[status] = reference
    return found


def _usual(draft: Draft, status: str, operation: Operation) -> Object | None:
    """Return the reference that most operations of such paths have for a status."""
    uses: Counter[str] = Counter()
    for other in operations(draft.spec):
        response = other.raw.get("responses", {}).get(status, {})
        if "$ref" in response and ("{" in other.path) == ("{" in operation.path):
            uses[response["$ref"]] += 1
    return {"$ref": uses.most_common(1)[0][0]} if uses else None


def add_status(draft: Draft, status: str, wanted: list[Operation]) -> None:
    """Let operations answer with a status of failure."""
    reference = None
    for operation in wanted:
        reference = _usual(draft, status, operation) or reference or _response(draft, status)
        listed = operation.raw["responses"]
        if status not in listed:
            insert(listed, status, reference, _before(listed, status))


def _before(listed: Object, status: str) -> str:
    lower = [other for other in listed if other.isdecimal() and int(other) < int(status)]
    return max(lower, default="")


def _response(draft: Draft, status: str) -> Object:
    """Add an answer of failure that looks like the others; return a reference to it."""
    title = phrase(status)
    name = title.title().replace(" ", "")
    known = draft.components("responses")
    if name in known:
        return {"$ref": join(_RESPONSES, name)}
    old, template = next(_templates(draft))
    media = known[template]["content"][JSON]
    value = next(iter(media["examples"].values()))["value"]
    example = {key: _exchanged(found, old, status) for key, found in value.items()}
    response = {
        "description": f"{title.capitalize()}.",
        "content": {
            JSON: {
                "schema": copy.deepcopy(media["schema"]),
                "examples": {"refused": {"summary": title.capitalize(), "value": example}},
            }
        },
    }
    draft.undescribe(join(_RESPONSES, name))
    _, after = max((found for found in _codes(draft) if found[0] < status), default=("", ""))
    return draft.add_component("responses", name, response, after)


def _exchanged(value: Any, old: str, status: str) -> Any:
    """Return what an example of an error says for another status: the number, the short name, the sentence."""
    if isinstance(value, str):
        title = phrase(status)
        return title.title().replace(" ", "") if value.isidentifier() else f"{title.capitalize()}."
    return int(status) if value == int(old) else value


def phrase(status: str) -> str:
    """Return what a status means."""
    try:
        return HTTPStatus(int(status)).phrase.replace("-", " ")
    except ValueError:
        return f"Status {status}"


def _codes(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the statuses for which there are shared answers, with the names of these."""
    for operation in operations(draft.spec):
        for status, response in operation.raw.get("responses", {}).items():
            if "$ref" in response and status.isdecimal():
                yield status, response["$ref"].rpartition("/")[2]


def _templates(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield those that the docs state, and that have an example."""
    for status, name in _codes(draft):
        response = draft.components("responses")[name]
        if "x-evidence" not in response and response.get("content", {}).get(JSON, {}).get("examples"):
            yield status, name
