"""Read the query parameters that a section lists into statements.

Each is a few lines: a description, the name alone on its line, and a mark in parentheses; a table puts the name first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scripts.docs.body import read_type
from scripts.docs.facts import Statement, Subject

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_MARK = re.compile(r"\(?(?:(?P<type>\w+)\s*,?\s*)??(?P<presence>optional|required)\)?", re.IGNORECASE)
_NAME_AND_MARK = re.compile(r"(?P<name>[A-Za-z_][\w.-]*)\s*[:-]?\s*(?P<mark>\(.*\)|optional|required)", re.IGNORECASE)
_VALUES = re.compile(r"[\"']?\w[\w-]*[\"']?(?:\s*\|\s*[\"']?\w[\w-]*[\"']?)+")


def read_parameters(operation: Subject, lines: Sequence[tuple[int, str]]) -> Iterator[Statement]:
    """Yield what these lines, given with their indices, state about the query parameters of an operation."""
    ends = [_is_name_or_mark(text) for _, text in (*lines[:1], *lines[-1:])]
    name_first = ends == [True, False]
    subject: Subject | None = None
    descriptions: list[Statement] = []
    for index, text in lines:
        if named := _read_name(text):
            name, marks, whole = named
            subject = (*operation, "query", name.lower())
            yield Statement(subject, index, {"name": name, **marks}, whole)
            yield from (Statement(subject, about.line, about.facets) for about in descriptions)
            descriptions.clear()
        elif (facets := _read_mark(text)) is not None:
            if subject:
                yield Statement(subject, index, facets, whole=True)
        else:
            match = _VALUES.search(text)
            values = {"values": [value.strip("\"' ") for value in match[0].split("|")]} if match else {}
            if name_first and subject:
                yield Statement(subject, index, values)
            else:
                descriptions.append(Statement((), index, values))


def _read_name(text: str) -> tuple[str, dict[str, Any], bool] | None:
    """Return a name, what a mark behind it gives, and whether that was understood; None when the line is no name."""
    if match := _NAME_AND_MARK.fullmatch(text):
        marks = _read_mark(match["mark"])
        return match["name"], marks or {}, marks is not None
    if _NAME.fullmatch(text) and _read_mark(text) is None:
        return text, {}, True
    return None


def _is_name_or_mark(text: str) -> bool:
    return _read_name(text) is not None or _read_mark(text) is not None


def _read_mark(text: str) -> dict[str, Any] | None:
    """Return what a line such as `(optional)` or `integer` gives, or None if it is no such mark."""
    if facets := read_type(text.strip("()")):
        return facets
    if match := _MARK.fullmatch(text):
        kind = read_type(match["type"]) if match["type"] else {}
        return None if kind is None else {**kind, "presence": match["presence"].lower()}
    return None
