"""Findings: in what an answer is not as the spec says, fit to be shown, stored and reported."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from attrs import frozen

from twintone_api.decoding import LIST, OBJECT, kind
from twintone_api.errors import shown
from twintone_api.operation import Response

Grade = Literal["broken contract", "spec needs update"]

LONGEST_VALUE = 40
LONGEST_TEXT = 200


@frozen
class Finding:
    """Something about an answer that is not as the spec says.

    Attributes:
        operation: The operationId.
        status: The HTTP status of the answer.
        pointer: JSON Pointer into the answer's body; empty for the answer as a whole.
        spec: JSON Pointer into the spec, to what says otherwise.
        message: What is wrong, as a sentence.
        evidence: Why the spec says so, where the vendor's docs do not; otherwise empty.
    """

    operation: str
    status: int
    pointer: str
    spec: str
    message: str
    evidence: str

    @property
    def grade(self) -> Grade:
        """What is at fault: the API, where the docs say so or it was seen to do so, otherwise the spec."""
        return "spec needs update" if self.evidence.startswith(("inferred", "corrected")) else "broken contract"

    def __str__(self) -> str:
        place = f", at {self.pointer}" if self.pointer else ""
        why = f" ({self.evidence})" if self.evidence else ""
        said = f"{self.operation} answered {self.status}{place}: {self.message}"
        return f"{said} {self.grade.capitalize()}: {self.spec}{why}."


class Complaint(NamedTuple):
    """What a finding says, whatever the answer; see `Finding` for what the fields are."""

    spec: str
    message: str
    evidence: str
    pointer: str = ""

    def about(self, operation: str, response: Response) -> Finding:
        """Makes the finding about an answer."""
        place, message = (text_of(text, response) for text in (self.pointer, self.message))
        return Finding(operation, response.status, place, self.spec, message, self.evidence)


def value_of(value: Any, response: Response) -> str:
    """Returns a value of an answer, fit for a message: short, and without the API key."""
    if isinstance(value, OBJECT | LIST):
        return kind(value).capitalize()
    return text_of(json.dumps(value, ensure_ascii=False), response, LONGEST_VALUE)


def text_of(text: str, response: Response, longest: int = LONGEST_TEXT) -> str:
    """Returns a text that may hold some of an answer, fit for a message."""
    return shown(response.conceal(text.encode(errors="replace")).decode(), longest)
