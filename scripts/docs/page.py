"""Read the lines of the page into statements: a walk from heading to heading that knows the idioms of the page.

Lines that state nothing known are left to the lock; each line has a subject, which tells what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from scripts.docs.body import BODY_START, BodyReader
from scripts.docs.facts import Statement, Subject, operation_name
from scripts.docs.lines import Line
from scripts.docs.parameters import read_parameters
from scripts.docs.prose import read_prose
from scripts.docs.samples import LANGUAGE, Sample, SampleReader

METHODS = "GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS"
# What each part of the page is about, by its heading.
HEADINGS: dict[str, Subject] = {
    "api reference": (),
    "authentication": ("header",),
    "base url": ("server",),
    "code examples": ("samples",),
    "code samples": ("samples",),
    "contact": ("contact",),
    "disclaimer": (),
    "endpoint details": (),
    "endpoints": ("endpoints",),
    "error handling": ("errors",),
    "errors": ("errors",),
    "examples": ("samples",),
    "overview": (),
    "rate limiting": ("limits",),
    "rate limits": ("limits",),
    "status codes": ("errors",),
    "support": ("contact",),
}
_PARTS = {"authentication", "errors", "examples", "status codes", "support"}  # these may head a part of an operation

_PATH = r"(?:https?://[^/\s]+/v\d+)?(/[\w{}<>:/.-]*)"
_OPERATION = re.compile(rf"({METHODS})\s*{_PATH}(?:\s+[-:(].*)?", re.IGNORECASE)
_ENTRY = re.compile(rf"[^/]{{1,200}}\s({METHODS})\s+{_PATH}", re.IGNORECASE)  # in the index, the title may stand before
_PHRASES = {str(status.value): status.phrase.upper() for status in HTTPStatus}
_PLAIN_OPERATION = re.compile(rf"(?:{METHODS})\s*/\S*", re.IGNORECASE)
_VERB = re.compile(METHODS, re.IGNORECASE)
_BARE_PATH = re.compile(r"/[\w{}<>:/.-]+")
_TITLE_METHODS = {
    "list": "GET",
    "get": "GET",
    "retrieve": "GET",
    "create": "POST",
    "generate": "POST",
    "start": "POST",
    "end": "POST",
    "update": "PATCH",
    "rename": "PATCH",
    "delete": "DELETE",
    "remove": "DELETE",
}
_LABELS = {
    "query": r"query (?:parameters|params)|parameters",
    "example": r"(?:example|sample) (?:of an )?error(?: response)?|error example|errors",
    "error": r"error response|error body",
    "request": r"request body|request|body",
    "sample": r"examples?(?: \w+)?",
    "answer": r"response(?: body)?",
}
_LABEL = re.compile(
    "|".join(rf"(?:^|(?<=[.!?:\s]))(?P<{name}>{form})\s?:$" for name, form in _LABELS.items()), re.IGNORECASE
)
_STATUS = re.compile(r"\bHTTP(?:/[\d.]+)?\s+([1-5]\d\d)\b", re.IGNORECASE)
_ODD_PARAMETER = re.compile(r"[:{<](?!(?:\w+_id|id|\w+Id)\b)\w")  # any that is not called an id
_LONGEST_BODY = 200
_STATUS_ROW = re.compile(r"(?P<only>[1-5]\d\d)|(?P<first>[1-5]\d\d)\b\D+|\D+\b(?P<last>[1-5]\d\d)")


@dataclass(frozen=True)
class Page:
    """What the page states, and what each of its lines is about."""

    lines: Sequence[Line]
    statements: Sequence[Statement]
    samples: Sequence[Sample]
    subjects: Sequence[Subject]

    @property
    def operations(self) -> set[str]:
        """The operations that the page states."""
        return {statement.subject[0] for statement in self.statements if is_operation(statement.subject)}


def is_operation(subject: Subject) -> bool:
    """Is the subject an operation, or something about one?"""
    return bool(subject) and _OPERATION.fullmatch(subject[0]) is not None


def without_label(text: str) -> str:
    """Return a line without the label that ends it."""
    return _LABEL.sub("", text).rstrip()


def read_page(lines: Sequence[Line]) -> Page:
    """Return what the page states. Never fails: what is not understood is not stated."""
    reader = _Reader(lines)
    for index, line in enumerate(lines):
        if line.kind != "frame":
            reader.take(index)
    return reader.finish()


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._statements: list[Statement] = []
        self._subjects: list[Subject] = [()] * len(lines)
        self._subject: Subject = ()
        self._groups = {name for line in lines if (name := _group(line.text))}
        self._samples = SampleReader()
        self._in_samples = self._in_index = False
        self._label = ""
        self._answered = False  # has the body of the operation's answer been read?
        self._body: BodyReader | None = None
        self._query: list[tuple[int, str]] | None = None
        self._prose: list[str] = [""] * len(lines)
        self._headings: set[int] = set()

    def take(self, index: int) -> None:
        """Read a line."""
        text = self._lines[index].text
        if self._heading(index, text):
            self._subjects[index] = self._subject
            self._prose[index] = text
            if self._subject[:1] != ("groups",):  # these are facts
                self._headings.add(index)
        elif self._in_samples:
            self._subjects[index] = self._samples.take(index, text) or self._subject
        elif operation := self._operation(index, text):
            self._begin((operation,))
            whole = bool(_PLAIN_OPERATION.fullmatch(text)) and not _ODD_PARAMETER.search(text)
            if self._in_index:
                self._state_above(index - 1 if _VERB.fullmatch(self._text(index - 1)) else index, self._subject)
            self._statements.append(Statement(self._subject, index, whole=whole))
            self._subjects[index] = self._subject
        else:
            self._subjects[index] = self._title(index) or self._subject
            self._contents(index, text)

    def finish(self) -> Page:
        """Return what was read."""
        self._close()
        whole = {statement.line for statement in self._statements if statement.whole}
        self._statements += self._samples.statements
        everything = ["" if line.kind == "frame" else line.text for line in self._lines]
        for statement in read_prose(self._prose, everything):
            self._statements.append(statement)
            if statement.line not in whole and self._subjects[statement.line] in ((), ("samples",)):
                self._subjects[statement.line] = statement.subject
        self._statements.sort(key=lambda statement: statement.line)
        lines = [
            replace(line, kind="heading") if index in self._headings else line for index, line in enumerate(self._lines)
        ]
        return Page(lines, self._statements, self._samples.samples, self._subjects)

    def _heading(self, index: int, text: str) -> bool:
        name = text.rstrip(":").lower()
        if name in HEADINGS and not (self._body and not self._body.ended) and not self._heads_a_part(index, name):
            self._begin(HEADINGS[name])
            self._in_samples, self._in_index = HEADINGS[name] == ("samples",), HEADINGS[name] == ("endpoints",)
            return True
        if LANGUAGE.fullmatch(text) and not self._body:
            self._begin(("samples",))
            self._in_samples = True
            self._samples.begin(text)
            return True
        if name in self._groups and not self._in_samples:
            self._begin(("groups", name))
            self._statements.append(Statement(self._subject, index, whole=True))
            return True
        return False

    def _heads_a_part(self, index: int, name: str) -> bool:
        """Does such a heading head but a part of the operation that is being read?"""
        is_label = self._text(index).endswith(":") or _STATUS.match(self._text(index + 1))
        return bool(is_label) and name in _PARTS and is_operation(self._subject)

    def _begin(self, subject: Subject) -> None:
        self._close()
        self._subject, self._label, self._answered = subject, "", False

    def _close(self) -> None:
        """End the body or the list of parameters that is being read."""
        if self._body:
            if self._body.subject:
                self._answered |= self._body.subject[-1] == "answer"
                self._statements += self._body.statements()
            self._body = None
        if self._query is not None:
            self._statements += read_parameters(self._subject, self._query)
            self._query = None

    def _text(self, index: int) -> str:
        return self._lines[index].text if 0 <= index < len(self._lines) else ""

    def _operation(self, index: int, text: str) -> str:
        match = _OPERATION.fullmatch(text) or (_ENTRY.fullmatch(text) if self._in_index else None)
        if match:
            return operation_name(match[1], match[2])
        if not _BARE_PATH.fullmatch(text):
            return ""
        above = self._text(index - 1)
        title = "" if _OPERATION.fullmatch(above) else above.split(" ")[0].lower()
        method = above if _VERB.fullmatch(above) else _TITLE_METHODS.get(title)
        return operation_name(method, text) if method else ""

    def _title(self, index: int) -> Subject:
        """Return the operation whose title in the index this line is: it stands between two operations."""
        is_between = self._subject == ("endpoints",) or self._operation(index - 1, self._text(index - 1))
        if is_between and (operation := self._operation(index + 1, self._text(index + 1))):
            return (operation,)
        return ()

    def _contents(self, index: int, text: str) -> None:
        if self._body and not self._body.ended and not _LABEL.fullmatch(text):
            self._body.feed(index, text)
            return
        if BODY_START.match(text):
            self._close()
            self._body = BodyReader(self._body_subject(index))
            self._label = ""
            if self._body.subject:
                self._statements.append(Statement(self._body.subject, index))
            self._body.feed(index, text)
            return
        self._prose[index] = text
        if label := self._read_label(index):
            self._close()
            self._label = label
            self._query = [] if self._label == "query" else None
        elif match := _STATUS.search(text):
            self._status(index, text, match[1])
        elif self._query is not None:
            self._query.append((index, text))
        elif self._subject[:1] == ("errors",) and (row := _STATUS_ROW.fullmatch(text)):
            subject = ("statuses", row["only"] or row["first"] or row["last"])
            self._statements.append(Statement(subject, index, whole=bool(row["only"])))
            if row["only"]:
                self._state_above(index, subject)

    def _state_above(self, below: int, subject: Subject) -> None:
        """Note that the line of prose above the one with a subject tells what that means."""
        index = below - 1
        is_stated = any(said.line == index for said in self._statements[-3:])
        if index >= 0 and self._prose[index] and index not in self._headings and not is_stated:
            self._statements.append(Statement(subject, index))

    def _read_label(self, index: int) -> str:
        """Return which kind of label ends a line, or is the line, in which case it may lack its colon."""
        text = self._text(index)
        match = _LABEL.search(text)
        if not match and not self._text(index + 1).startswith("("):  # that would be the mark of a parameter
            match = _LABEL.fullmatch(f"{text}:")
        return (match.lastgroup or "") if match else ""

    def _body_subject(self, index: int) -> Subject:
        """Return what the body that begins is about; nothing, when it is but one more example."""
        if self._label in ("example", "error") or self._subject == ("errors",):
            return ("errors", "body" if self._label == "error" else "example")
        if not is_operation(self._subject) or self._label == "sample" or (self._answered and not self._label):
            return ()
        is_request = self._label == "request" or (not self._label and self._is_answer_ahead(index))
        return (*self._subject, "request" if is_request else "answer")

    def _is_answer_ahead(self, index: int) -> bool:
        """Does a label below, in the same section, announce the answer?"""
        for below in range(index, min(index + _LONGEST_BODY, len(self._lines))):
            if _OPERATION.fullmatch(self._text(below)):
                return False
            if self._read_label(below) == "answer":
                return True
        return False

    def _status(self, index: int, text: str, status: str) -> None:
        self._close()
        if is_operation(self._subject):
            success = status.startswith("2")
            subject = (*self._subject, "success") if success else (*self._subject, "errors", status)
            whole = text.upper() == f"HTTP {status} {_PHRASES.get(status, '')}"
            self._statements.append(Statement(subject, index, {"status": int(status)} if success else {}, whole))


def _group(text: str) -> str:
    """Return the resource that an operation is about, which is the heading above its details."""
    match = _OPERATION.fullmatch(text)
    return match[2].split("/")[1].lower() if match and "/" in match[2] else ""
