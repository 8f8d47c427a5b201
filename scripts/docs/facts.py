"""What the page and the description are compared in: subjects, what the page says of them, what the description claims.

A subject is a path in one tree, such as `("POST /videos", "request", "name")`. Its facets are `type`, `format`,
`values`, `bounds` and `presence` of a field or query parameter, `name`, `status`, or the `value` of a single thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.evidence import Tag

Subject = tuple[str, ...]

_PATH_PARAMETER = re.compile(r"\$?\{[^{}/]*\}|:[A-Za-z_]\w*|<\w+>")
_BODY, _EXAMPLE = ("errors", "body"), ("errors", "example")
_BODIES = {
    "request": "the request of {}",
    "answer": "the answer of {}",
    "body": "the error body",
    "example": "the example of an error",
}
_PARTS = {"query": "the query parameter {1} of {0}", "errors": "the status {1} of {0}"}
_KINDS = {"statuses": "the status {}", "limits": "the limit {}", "servers": "the base URL {}"}
_SINGLE = {
    "server": "the base URL",
    "header": "the header of the API key",
    "contact": "the contact address",
    "version": "the version of the API",
}


@dataclass(frozen=True)
class Statement:
    """Something that the page states about a subject, on the line at an index.

    It states that the subject exists, and these facets. `whole`: the line says nothing else. `unread`: the facets that
    it may state in words that were not understood.
    """

    subject: Subject
    line: int
    facets: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """What the description says about a subject, and where.

    Attributes:
        pointer: where the fact stands.
        facets: what is said about the subject.
        homes: where a facet stands, when that is elsewhere.
        tags: the evidence of the facets that have one of their own.
        tag: the evidence of the whole, which may be that of something around it.
        use: what to remove when the page drops the subject, when that is not what the pointer leads to.
        below: where something new about the subject would be added.
        needed: whether the page must state this. Otherwise it is only compared when the page does.
        instead: subjects that together say the same; a page that states all of them need not state this one.
        container: whether this is no fact, but where facts of one kind stand.
    """

    pointer: str
    facets: Mapping[str, Any] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    tag: Tag | None = None
    use: str = ""
    below: str = ""
    needed: bool = True
    instead: tuple[Subject, ...] = ()
    container: bool = False


def canonical(path: str) -> str:
    """Return a path with each of its parameters written as `:id`."""
    return _PATH_PARAMETER.sub(":id", path)


def operation_name(method: str, path: str) -> str:
    """Return the name of an operation in subjects, such as `GET /videos/:id`."""
    return f"{method.upper()} {canonical(path)}"


def stated_of(subject: Subject) -> Subject:
    """Return what a statement about a subject speaks of: the example of an error shows the fields of the body."""
    return (*_BODY, *subject[2:]) if subject[:2] == _EXAMPLE else subject


def places_of(subject: Subject) -> tuple[Subject, ...]:
    """Return the subjects of all statements that speak of a subject."""
    return (subject, (*_EXAMPLE, *subject[2:])) if subject[:2] == _BODY else (subject,)


def describe(subject: Subject) -> str:
    """Return the subject in words."""
    match subject:
        case (owner, part, *names) if part in _BODIES:
            body = _BODIES[part].format(owner)
            return f"the field {'.'.join(names)} in {body}" if names else body
        case (owner, part, name) if part in _PARTS:
            return _PARTS[part].format(owner, name)
        case (owner, "success"):
            return f"the success answer of {owner}"
        case (kind, name) if kind in _KINDS:
            return _KINDS[kind].format(name)
    return _SINGLE.get(subject[0], " ".join(subject))
