"""What a person is told about a proposal: what was decided for them, what they decide, and what nobody edited."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOWHERE = -1


class Kind(StrEnum):
    """How much of a person's mind it takes."""

    CHECK = "decided for you"  # follows from convention; a wrong guess harms nobody
    DECIDE = "to decide"  # the proposal holds one of several answers, which a person must agree to
    READ = "to read"  # prose, which no edit follows from
    LEFT = "not edited"  # only a person can do this


@dataclass(frozen=True)
class Decision:
    """One of these, as a sentence.

    Attributes:
        kind: which of them.
        pointer: where in the description.
        index: the index of the line of the page, or NOWHERE.
        text: the sentence.
    """

    kind: Kind
    pointer: str
    index: int
    text: str
