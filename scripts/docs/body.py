"""Read the sample of a JSON body, as documentation pages write them, into statements about its fields.

A field has a value and, beside it or beside the bracket that closes it, a remark. Lines may be missing or doubled: a
reading never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scripts.docs.facts import Statement, Subject
from scripts.docs.notation import Reading, either, read_remark, read_value

_MARK = r"(?:[?*]|\s*\((?:optional|required)\))"
_KEY = rf"[\"'](?P<key>[\w$@][\w.$@-]*)(?P<mark_inside>{_MARK})?[\"'](?P<mark_behind>{_MARK})?\s*:"
BODY_START = re.compile(rf"[{{\[](?!(?:optional|required)\b)|{_KEY}", re.IGNORECASE)

_TOKEN = re.compile(
    rf"""(?P<comment>//.*|\#.*|/[\s*].*)
    |{_KEY}
    |(?P<bare_key>[A-Za-z_]\w*)(?P<bare_mark>{_MARK})?\s*:(?!//)
    |(?P<bracket>[{{}}\[\],;])|"(?P<text>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s{{}}\[\],;"':]+(?:\[\])?)|(?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DEEPEST = 20


@dataclass
class _Field:
    """A field as far as it has been read."""

    subject: Subject
    line: int
    facets: dict[str, Any] = field(default_factory=dict)
    whole: bool = True
    unread: tuple[str, ...] = ()


@dataclass
class _Frame:
    bracket: str
    subject: Subject
    field: _Field | None = None  # the one whose value is being read
    expects: bool = False  # is that value, or another one that it may have, still to come?
    quoted: int = -1  # the last line with a key in quotes, on which a word with a colon is none


class BodyReader:
    """Takes the lines of one body one by one, and keeps what they state about the fields below a subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._frames: list[_Frame] = []
        self._fields: list[_Field] = []
        self._closings: list[Statement] = []  # what stands beside brackets
        self._began = False

    @property
    def ended(self) -> bool:
        """Is the last bracket closed?"""
        return self._began and not self._frames

    def feed(self, index: int, text: str) -> None:
        """Read a line."""
        first = len(self._fields)
        closed: _Field | None = None
        beside: list[re.Match[str]] = []  # words that stand where no value is expected

        def end_remark() -> None:
            if beside:
                remark = text[beside[0].start() : beside[-1].end()].strip("/#* ")
                self._remark(index, remark, len(self._fields) - first, closed)
                beside.clear()

        for token in _TOKEN.finditer(text):
            if token["comment"]:
                end_remark()
                beside.append(token)
            elif self._is_beside(token, index, bool(beside)):
                beside.append(token)
            elif token["bracket"] in (",", ";"):  # a remark may have some
                self._end_value()
            else:
                end_remark()
                closed = self._take(index, token)
        end_remark()
        if not all(own.whole for own in self._fields[first:]):
            for own in self._fields[first:]:
                own.whole = False

    def statements(self) -> Iterator[Statement]:
        """Yield what was read about the fields; the values of an example are no types, but something said."""
        if self.subject[-1:] == ("example",):
            yield from (Statement(own.subject, own.line) for own in self._fields)
            return
        for own in self._fields:
            yield Statement(own.subject, own.line, own.facets, own.whole and "type" in own.facets, own.unread)
        yield from self._closings

    def _is_beside(self, token: re.Match[str], index: int, in_remark: bool) -> bool:
        """Is this a word of a remark? Only where a value or a key is expected, it is none."""
        if not self._frames or token["key"]:
            return in_remark and not token["key"]
        frame = self._frames[-1]
        if token["bare_key"]:
            return in_remark or frame.quoted == index
        if bracket := token["bracket"]:
            on_line = frame.field is not None and frame.field.line == index
            return (bracket == "[" and on_line and not frame.expects) or (bracket == "]" and in_remark)
        if token["other"] or _is_or(token):
            return in_remark
        return not frame.expects and (frame.field is not None or frame.bracket == "{")

    def _take(self, index: int, token: re.Match[str]) -> _Field | None:
        """Read a token; return the field that it closes."""
        if (bracket := token["bracket"]) in ("}", "]"):
            return self._close(bracket)
        if bracket:
            self._open(bracket)
        elif key := token["key"] or token["bare_key"]:
            if not self._frames:  # the opening bracket is missing
                self._open("{")
            frame = self._frames[-1]
            frame.field, frame.expects = _Field((*frame.subject, key), index), True
            frame.quoted = index if token["key"] else -1
            if mark := token["mark_inside"] or token["mark_behind"] or token["bare_mark"]:
                facets, frame.field.whole = read_remark(
                    {"?": "optional"}.get(mark, mark.strip())
                )  # a star may mean much
                frame.field.facets.update(facets)
            self._fields.append(frame.field)
        elif self._frames and _is_or(token):
            self._frames[-1].expects = self._frames[-1].field is not None
        elif self._frames and not token["other"]:
            kind = token.lastgroup or ""
            self._value(index, read_value(token[kind], quoted=kind in ("text", "single")))
        return None

    def _open(self, bracket: str) -> None:
        self._began = True
        subject = self.subject
        if self._frames:
            frame = self._frames[-1]
            subject = frame.subject
            if frame.field:
                subject = frame.field.subject
                kind = {"type": "object" if bracket == "{" else "array"}
                frame.field.facets, frame.expects = either(frame.field.facets, kind), False
        if len(self._frames) < _DEEPEST:
            self._frames.append(_Frame(bracket, subject))

    def _close(self, bracket: str) -> _Field | None:
        opening = "{" if bracket == "}" else "["
        if any(frame.bracket == opening for frame in self._frames):
            while self._frames.pop().bracket != opening:
                pass
        closed = self._frames[-1].field if self._frames else None
        self._end_value()
        return closed

    def _end_value(self) -> None:
        if self._frames:
            self._frames[-1].field, self._frames[-1].expects = None, False

    def _value(self, index: int, reading: Reading) -> None:
        frame = self._frames[-1]
        if frame.field is None:  # an item of an array
            frame.field = _Field((*frame.subject, "[]"), index)
            self._fields.append(frame.field)
        frame.expects = False
        own = frame.field
        own.facets = either(own.facets, reading.facets)
        own.whole &= reading.whole
        own.unread += reading.unread
        if reading.items and reading.items["type"] != "object":  # the fields of such items are what is said of them
            self._fields.append(_Field((*own.subject, "[]"), index, dict(reading.items)))

    def _remark(self, index: int, remark: str, count: int, closed: _Field | None) -> None:
        """Read a remark: it is about the last of the fields of its line that is not closed, or what the line closes."""
        facets, understood = read_remark(remark)
        depth = len(self._frames[-1].subject if self._frames else self.subject) + 1
        if count:
            own = islice(reversed(self._fields), count)
            about = next((one for one in own if len(one.subject) <= depth), self._fields[-1])
            about.facets.update(facets)
            about.whole &= understood
        elif closed:
            self._closings.append(Statement(closed.subject, index, facets, understood))


def _is_or(token: re.Match[str]) -> bool:
    return token["word"] is not None and token["word"].lower() in ("|", "or")
