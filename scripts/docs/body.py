"""Read the sample of a JSON body, as documentation pages write them, into statements about its fields.

A value is a type (`"string"`, `number`), the values of an enum (`"active|ended"`) or a sample (`0`); a comment behind a
field says when the field is there. Lines may be missing or doubled: a reading never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.docs.facts import Statement, Subject

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
TYPES = {word: facets for words, facets in _TYPE_WORDS.items() for word in words}
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
FIELD_START = re.compile(r"\{?\s*[\"'][A-Za-z_][\w.-]*[\"']\??\s*:")

_TOKEN = re.compile(
    r"""(?P<comment>//.*|\#.*|/\ .*)
    |[\"'](?P<key>[A-Za-z_][\w.-]*)(?P<maybe>\?)?[\"'](?P<later_maybe>\?)?\s*:|(?P<bare_key>[A-Za-z_]\w*)(?P<bare_maybe>\?)?\s*:(?!//)
    |"(?P<text>[^"]*)"|'(?P<single>[^']*)'|(?P<mark>[{}\[\],])|(?P<word>[^\s{}\[\],"':]+)|(?P<other>\S)""",
    re.VERBOSE,
)
_MARKED_TYPE = re.compile(rf"(?P<type>{'|'.join(TYPES)}),?\s*\(?(?P<presence>optional|required)\)?", re.IGNORECASE)
_DEEPEST = 20
_ENUM = re.compile(r"\w[\w-]*(?:\s*\|\s*\w[\w-]*)+|[a-z][a-z_-]*")
_PRESENCE = re.compile(r"\(?(?P<word>optional|required)\)?\.?|", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:only\s+)?(?:(?:present|included|returned|set|available|given)\s+)?(?:only\s+)?(?:if|when)\s+(?:the\s+)?"
    r"(?:(?P<name>[a-z_]\w*)\s+(?:is|equals|==?)\s+)?[\"']?(?P<value>\w+)[\"']?\.?",
    re.IGNORECASE,
)


@dataclass
class _Frame:
    mark: str
    subject: Subject
    key: Subject | None = None  # the field whose value is being read


@dataclass
class _Field:
    """A field as far as it has been read."""

    subject: Subject
    line: int
    facets: dict[str, Any]
    whole: bool = True


def read_type(text: str) -> dict[str, Any] | None:
    """Return the facets that a type in words gives, such as `string` or `string|null`, or None if it is none."""
    names = [name.strip().lower() for name in text.split("|")]
    if not all(name in TYPES for name in names):
        return None
    given = [TYPES[name] for name in names if name != "null"] or [TYPES["null"]]
    return {**given[0], "type": [given[0]["type"], "null"]} if len(names) > len(given) else dict(given[0])


class BodyReader:
    """Takes the lines of one body one by one, and keeps what they state about the fields below a subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._frames: list[_Frame] = []
        self._fields: list[_Field] = []
        self._began = False

    @property
    def ended(self) -> bool:
        """Is the last bracket closed?"""
        return self._began and not self._frames

    def feed(self, index: int, text: str) -> None:
        """Read a line."""
        first = len(self._fields)
        remark = ""
        for token in _TOKEN.finditer(text):
            if token["comment"]:
                remark = token["comment"].strip("/# ")
            else:
                self._take(index, token)
        own = self._fields[first:]
        if remark and own:
            facets, understood = read_remark(remark)
            depth = len(self._frames[-1].subject if self._frames else self.subject) + 1
            about = [field for field in own if len(field.subject) <= depth][-1:] or own[-1:]  # none that is closed
            about[0].facets.update(facets)
            about[0].whole &= understood
        if not all(field.whole for field in own):
            for field in own:
                field.whole = False

    def statements(self) -> Iterator[Statement]:
        """Yield what was read about the fields; the values of an example are no types."""
        is_example = self.subject[-1:] == ("example",)
        for field in self._fields:
            whole = field.whole and "type" in field.facets
            yield Statement(field.subject, field.line, {} if is_example else field.facets, whole)

    def _take(self, index: int, token: re.Match[str]) -> None:
        if mark := token["mark"]:
            self._bracket(index, mark)
        elif key := token["key"] or token["bare_key"]:
            if not self._frames:  # the opening bracket is missing
                self._open("{", self.subject)
            frame = self._frames[-1]
            frame.key = (*frame.subject, key)
            optional = {"presence": "optional"} if token["maybe"] or token["later_maybe"] or token["bare_maybe"] else {}
            self._fields.append(_Field(frame.key, index, optional))
        elif self._frames:
            self._value(index, token)

    def _bracket(self, index: int, mark: str) -> None:
        if mark in "{[":
            if not self._frames:
                self._open(mark, self.subject)
                return
            frame = self._frames[-1]
            subject = frame.key or frame.subject
            if frame.key:
                self._fields[-1].facets["type"] = "object" if mark == "{" else "array"
            self._open(mark, subject)
        elif mark in "}]" and self._frames:
            opening = "{" if mark == "}" else "["
            if any(frame.mark == opening for frame in self._frames):
                while self._frames.pop().mark != opening:
                    pass
            if self._frames:
                self._frames[-1].key = None
        elif mark == "," and self._frames:
            self._frames[-1].key = None

    def _open(self, mark: str, subject: Subject) -> None:
        self._began = True
        if len(self._frames) < _DEEPEST:
            self._frames.append(_Frame(mark, subject))

    def _value(self, index: int, token: re.Match[str]) -> None:
        frame = self._frames[-1]
        kind = token.lastgroup or ""
        facets, whole = _read_value(token[kind], quoted=kind in ("text", "single"))
        if token[kind] == "|":
            return
        if frame.key:
            field = self._fields[-1]
            field.facets |= _either(field.facets, facets)
            field.whole &= whole
        elif frame.mark == "[":
            self._fields.append(_Field((*frame.subject, "[]"), index, facets, whole))


def _read_value(text: str, *, quoted: bool) -> tuple[dict[str, Any], bool]:
    """Return the facets that a value gives, and whether they say all that it says."""
    if facets := read_type(text):
        return facets, True
    if match := _MARKED_TYPE.fullmatch(text):
        return {**(read_type(match["type"]) or {}), "presence": match["presence"].lower()}, True
    for pattern, kind in _TEXT_SAMPLES if quoted else _SAMPLES:
        if pattern.fullmatch(text):
            return dict(kind), False
    if quoted and _ENUM.fullmatch(text):
        return {"type": "string", "values": [value.strip() for value in text.split("|")]}, True
    return {"type": "string"} if quoted else {}, False


def _either(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return the facets of a field whose value is this or that, as in `"string" | null`."""
    both = {**first, **second}
    if "values" in first and "values" in second:
        both["values"] = first["values"] + second["values"]
    if "type" in first and second.get("type") == "null":
        both["type"] = [first["type"], "null"]
    return both


def read_remark(remark: str) -> tuple[dict[str, Any], bool]:
    """Return the presence that a comment gives, and whether it says nothing else."""
    if (match := _PRESENCE.fullmatch(remark)) and match["word"]:
        return {"presence": match["word"].lower()}, True
    if match := _CONDITION.fullmatch(remark):
        return {"presence": {match["name"] or "status": match["value"]}}, True
    if match := re.search(r"\b(not required|optional|required)\b", remark, re.IGNORECASE):
        return {"presence": "required" if match[1].lower() == "required" else "optional"}, False
    if match := _CONDITION.search(remark):
        return {"presence": {match["name"] or "status": match["value"]}}, False
    return {}, False
