"""Read what documentation pages write in the place of a value, and beside it.

That is a type (`string`, `string[]`, `string|null`), the values of an enum (`active|ended`) or a sample (`0`), and a
remark that says when the value is there. What is not understood is said to be unread, which is not the same as unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TYPE_WORDS = {
    ("string", "str", "text"): {"type": "string"},
    ("number", "float", "double", "decimal"): {"type": "number"},
    ("integer", "int"): {"type": "integer"},
    ("boolean", "bool"): {"type": "boolean"},
    ("object",): {"type": "object"},
    ("array",): {"type": "array"},
    ("null",): {"type": "null"},
    ("date-time", "datetime", "timestamp"): {"type": "string", "format": "date-time"},
    ("date",): {"type": "string", "format": "date"},
    ("uri", "url"): {"type": "string", "format": "uri"},
    ("email",): {"type": "string", "format": "email"},
    ("uuid",): {"type": "string", "format": "uuid"},
}
_TYPES = {word: facets for words, facets in _TYPE_WORDS.items() for word in words}
# What a value looks like that is only a sample of its kind.
_SAMPLES: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (re.compile(r"-?\d{1,18}"), {"type": "integer"}),
    (re.compile(r"-?\d{1,18}\.\d{1,18}"), {"type": "number"}),
    (re.compile(r"true|false"), {"type": "boolean"}),
)
_TEXT_SAMPLES = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*"), {"type": "string", "format": "date-time"}),
    (re.compile(r"https?://.*"), {"type": "string", "format": "uri"}),
)

_OR = re.compile(r"\s*\|\s*|\s+or\s+", re.IGNORECASE)
_ARRAY = re.compile(
    r"(?P<items>[\w-]+)\s*(?:\[\]|\.\.\.)|\[\s*(?P<listed>[\w-]+)\s*\]|array\s*(?:of\s+|<)(?P<of>[\w-]+?)s?>?"
)
_TYPE_AND_REMARK = re.compile(r"(?P<type>[\w-]+)\s*(?P<remark>[^\w\s|/].*|optional|required)", re.IGNORECASE)

_VALUE = r"[.+/-]?\w(?:[\w:./+-]*[\w+])?"  # such as 16:9, video/mp4 or v1.0; `...` is none
_PIPED_VALUE = re.compile(rf"{_VALUE}|\w[\w-]*(?: [\w-]+)?")
_PLAIN_VALUE = re.compile(r"[a-z][\w-]*")
_LONE_VALUE = re.compile(r"[a-z][a-z_-]*")
_QUOTED = re.compile(r"\"[^\"]+\"|'[^']+'")
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:or|and)\s|\s(?:or|and)\s|[,/])\s*", re.IGNORECASE)

_ITEM = rf"[\"']?{_VALUE}[\"']?"
_PIPED = re.compile(rf"(?<![\w:./+-]){_ITEM}(?:\s*\|\s*{_ITEM})+")
_LISTED = re.compile(r"\"[^\"]+\"(?:(?:\s*[,/]\s*(?:or\s)?|\s+or)\s*\"[^\"]+\")+", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_SET_OFF = re.compile(
    r"(?:\bone of:?|:)\s+(?P<behind>[^():]{1,200}?)\.?$|\((?:one of:?\s+)?(?P<within>[^()]*)\)", re.IGNORECASE
)

_PRESENCE = re.compile(r"[(\[]?(?P<word>optional|required)[)\]]?\.?", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:only\s+)?(?:(?:present|included|returned|set|available|given)\s+)?(?:only\s+)?(?:if|when)\s+(?:the\s+)?"
    r"(?:(?P<name>[a-z_]\w*)\s+(?:is|equals|==?)\s+)?[\"']?(?P<value>\w+)[\"']?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """What a notation says.

    Attributes:
        facets: what is said about the value.
        items: what is said about the items of an array.
        whole: whether that is all that is said.
        unread: the facets that may be said in words that were not understood.
    """

    facets: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Any] | None = None
    whole: bool = True
    unread: tuple[str, ...] = ()


def read_type(text: str) -> Reading | None:
    """Return what a type in words says, such as `string`, `string[]` or `string|null`, or None if it is none."""
    facets: dict[str, Any] = {}
    items = None
    for name in _OR.split(text.strip().lower()):
        array = _ARRAY.fullmatch(name)
        given = _TYPES.get(array[array.lastgroup or 0] if array else name)
        if given is None:
            return None
        items = given if array else items
        facets = either(facets, _TYPES["array"] if array else given)
    return Reading(facets, items)


def either(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facets of a value that is this or that, as in `"string" | null`."""
    both = {**first, **second}
    if "values" in first and "values" in second:
        both["values"] = first["values"] + second["values"]
    kinds = [kind for facets in (first, second) for kind in _listed(facets.get("type"))]
    kinds = sorted(dict.fromkeys(kinds), key=lambda kind: kind == "null")  # as this is commonly written
    if kinds:
        both["type"] = kinds[0] if len(kinds) == 1 else kinds
    if "type" in first and "null" not in (first["type"], second.get("type")):
        both = {key: value for key, value in both.items() if key != "format" or first.get(key) == second.get(key)}
    return both


def _listed(kind: Any) -> list[str]:
    return kind if isinstance(kind, list) else [kind] if kind else []


def read_values(text: str) -> list[str] | None:
    """Return the values that a list such as `active|ended` or `"a", "b" or "c"` has, or None if it is none.

    Bare words are values when they are separated by `|`; otherwise it takes three, or an `or`, to tell them from prose.
    """
    is_piped = "|" in text
    parts = [part.strip() for part in (text.split("|") if is_piped else _SEPARATOR.split(text.strip()))]
    if all(_QUOTED.fullmatch(part) for part in parts):
        return [part[1:-1].strip() for part in parts]
    parts = [part.strip("\"'") for part in parts]
    if is_piped:
        are_values = all(_PIPED_VALUE.fullmatch(part) for part in parts)
    else:
        are_values = all(_PLAIN_VALUE.fullmatch(part) for part in parts)
        are_values &= len(parts) > 2 or (len(parts) == 2 and " or " in text)
    return parts if are_values and not any(part.lower() in _TYPES for part in parts) else None


def find_values(text: str) -> list[str] | None:
    """Return the values that a sentence lists in parentheses, behind a colon or in quotes, or None."""
    lists = [match["behind"] or match["within"] for match in _SET_OFF.finditer(text)]
    lists += [match[0] for pattern in (_LISTED, _PIPED) for match in pattern.finditer(_BRACKETS.sub("", text))]
    return next((values for found in lists if (values := read_values(found))), None)


def read_value(text: str, *, quoted: bool) -> Reading:
    """Return what stands for a value says."""
    if reading := read_type(text):
        return reading
    if (match := _TYPE_AND_REMARK.fullmatch(text)) and (kind := read_type(match["type"])):
        facets, whole = read_remark(match["remark"].strip(" ,;"))
        return Reading({**kind.facets, **facets}, whole=whole)
    for pattern, sample in _TEXT_SAMPLES if quoted else _SAMPLES:
        if pattern.fullmatch(text):
            return Reading(sample, whole=False)
    if quoted and (values := [text] if _LONE_VALUE.fullmatch(text) else read_values(text)):
        return Reading({"type": "string", "values": values})
    first = read_type(text.partition(" ")[0])
    if quoted and (first is None or first.facets["type"] == "string"):
        return Reading({"type": "string"}, whole=False, unread=("format", "values"))
    return Reading(whole=False, unread=("type", "format", "values"))


def read_remark(remark: str) -> tuple[dict[str, Any], bool]:
    """Return the presence that a comment gives, and whether it says nothing else."""
    if match := _PRESENCE.fullmatch(remark):
        return {"presence": match["word"].lower()}, True
    if match := _CONDITION.fullmatch(remark):
        return {"presence": {match["name"] or "status": match["value"]}}, True
    if match := re.search(r"\b(not required|optional|required)\b", remark, re.IGNORECASE):
        return {"presence": "required" if match[1].lower() == "required" else "optional"}, False
    if match := _CONDITION.search(remark):
        return {"presence": {match["name"] or "status": match["value"]}}, False
    return {}, False
