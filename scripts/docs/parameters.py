"""Read the query parameters that a section lists into statements.

Each has a description, a name and a mark in parentheses: on a line each, or together on one, the name last or first. A
table puts the name first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.docs.facts import Statement, Subject
from scripts.docs.notation import find_values, read_type

_NAME = r"(?P<name>[A-Za-z_][\w.-]*)\*?"
_MARK = r"(?P<mark>\([^()]*\)|\[[^\[\]]*\])\.?"
_NAME_ALONE = re.compile(_NAME)
_NAME_AND_TYPE = re.compile(rf"{_NAME}\s+(?P<type>\S+)")
_NAME_AND_MARK = re.compile(rf"{_NAME}\s*[:-]?\s*(?:{_MARK}|(?P<bare>optional|required))", re.IGNORECASE)
_NAME_MARK_ABOUT = re.compile(rf"{_NAME}\s*{_MARK}\s*[:-]\s+(?P<about>.+)")
_NAME_ABOUT_MARK = re.compile(rf"{_NAME}(?::|\s+-)\s+(?P<about>.+?)\s*{_MARK}")
_ABOUT_NAME_MARK = re.compile(rf"(?P<about>.+?)\s+{_NAME}\s*{_MARK}")
_ABOUT_MARK = re.compile(rf"(?P<about>.*?)\s*{_MARK}")
_PRESENCE = re.compile(r"optional|required", re.IGNORECASE)
_MAY_HOLD_VALUES = re.compile(r"[|\"/(:]|\bone of\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Said:
    """What a line says about a parameter, whose name it may hold."""

    facets: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = True
    unread: tuple[str, ...] = ()
    name: str = ""

    def about(self, subject: Subject, index: int) -> Statement:
        """Return it as a statement."""
        return Statement(subject, index, self.facets, self.whole, self.unread)


def read_parameters(operation: Subject, lines: Sequence[tuple[int, str]]) -> Iterator[Statement]:
    """Yield what these lines, given with their indices, state about the query parameters of an operation."""
    texts = [text for _, text in lines]
    names_lead = bool(texts) and _is_name_or_mark(texts[0]) and _ends_with_description(texts)
    subject: Subject | None = None
    descriptions: list[tuple[_Said, int]] = []  # of a parameter that is yet to be named
    for place, (index, text) in enumerate(lines):
        is_named_below = _is_marked_name(texts[place + 1 : place + 3])
        named = _read_named(text, has_description=bool(descriptions), alone=names_lead or is_named_below)
        mark = _read_mark(text)
        said = mark or _read_description(text)
        if named and (named.facets.get("presence") or not is_named_below):
            subject = (*operation, "query", named.name.lower())
            yield Statement(subject, index, {"name": named.name, **named.facets}, named.whole, named.unread)
            yield from (about.about(subject, line) for about, line in descriptions)
            descriptions.clear()
        elif descriptions and "presence" in said.facets and not is_named_below:  # its name could not be read
            subject = None
            descriptions.clear()
        elif subject and (names_lead or (mark and not descriptions)):
            yield said.about(subject, index)
        else:
            descriptions.append((said, index))


def _read_named(text: str, *, has_description: bool, alone: bool) -> _Said | None:
    """Return what a line with a name says, or None if it has none; it may hold a description, unless there is one."""
    whole = "*" not in text  # it may mean much
    match = _NAME_ALONE.fullmatch(text)
    if match and not _PRESENCE.fullmatch(text) and (has_description or read_type(text) is None):
        return _Said(whole=whole, name=match["name"])
    if match := _NAME_AND_MARK.fullmatch(text):
        mark = _read_mark(match["mark"] or match["bare"])
        return _Said(mark.facets, mark.whole and whole, mark.unread, match["name"]) if mark else None
    if (match := _NAME_AND_TYPE.fullmatch(text)) and has_description and (kind := read_type(match["type"])):
        return _Said(kind.facets, whole, name=match["name"])
    if alone or has_description:
        return None
    for pattern in (_NAME_MARK_ABOUT, _NAME_ABOUT_MARK, _ABOUT_NAME_MARK):
        match = pattern.fullmatch(text)
        if match and (mark := _read_mark(match["mark"])) and "presence" in mark.facets:
            said = _read_description(match["about"])
            return _Said({**said.facets, **mark.facets}, False, said.unread + mark.unread, match["name"])
    return None


def _is_name_or_mark(text: str) -> bool:
    return bool(_read_named(text, has_description=False, alone=True) or _read_mark(text))


def _ends_with_description(texts: Sequence[str]) -> bool:
    """Has the last parameter its description behind its name, at the end or before its mark, as have all others?"""
    if not _is_name_or_mark(texts[-1]):
        return True
    marks = [place for place, text in enumerate(texts) if place and _may_mark_presence(text)]
    return bool(marks) and not any(_is_name_or_mark(texts[place - 1]) for place in marks)


def _may_mark_presence(text: str) -> bool:
    mark = _read_mark(text)
    return mark is not None and ("presence" in mark.facets or "presence" in mark.unread)


def _is_marked_name(texts: Sequence[str]) -> bool:
    """Is the first of these lines a name, and has it a mark, there or on the next line?"""
    named = _read_named(texts[0], has_description=False, alone=True) if texts else None
    mark = _read_mark(texts[1]) if named and len(texts) > 1 else None
    return bool(named and (named.facets or (mark and mark.facets)))


def _read_description(text: str) -> _Said:
    match = _ABOUT_MARK.fullmatch(text)
    mark = _read_mark(match["mark"]) if match else None
    facets = dict(mark.facets) if mark else {}
    if values := find_values(text):
        facets["values"] = values
    return _Said(facets, False, () if values or not _MAY_HOLD_VALUES.search(text) else ("values",))


def _read_mark(text: str) -> _Said | None:
    """Return what a mark such as `(optional)` or `integer` says, or None if it is none.

    In brackets, some of it need not be understood.
    """
    is_bracketed = (text[:1], text[-1:]) in (("(", ")"), ("[", "]"))
    inner = text[1:-1] if is_bracketed else text
    if is_bracketed and (values := find_values(text)):
        return _Said({"values": values})
    facets: dict[str, Any] = {}
    whole = True
    for part in re.split(r"[,;]|\s+(?=optional|required)", inner, flags=re.IGNORECASE):
        if kind := read_type(part):
            facets.update(kind.facets)
        elif _PRESENCE.fullmatch(part.strip()):
            facets["presence"] = part.strip().lower()
        elif is_bracketed:
            whole = False
        else:
            return None
    return _Said(facets, whole, () if whole else ("type", "presence", "values"))
