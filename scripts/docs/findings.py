"""What a check has found: what to do about the description, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from textwrap import shorten
from typing import Any

from scripts.docs.facts import Subject


class Action(StrEnum):
    """What to do."""

    ADD = "add"  # the page states something that the description lacks
    REMOVE = "remove"  # the description calls something documented that the page does not state
    CHANGE = "change"  # the two differ
    PROMOTE = "promote"  # the page now states what was inferred: its evidence goes
    CORRECTED = "corrected fact changed"  # the page no longer contradicts itself as the evidence says
    NEW_LINE = "unparsed new line"  # a line that was not there when the page was last accepted
    VANISHED_LINE = "vanished line"  # a line that was there then


FACTS = frozenset(Action) - {Action.NEW_LINE, Action.VANISHED_LINE}
_LONGEST_QUOTE = 240


def quote(texts: Iterable[str]) -> str:
    """Return lines of the page, or their beginning, in quotes."""
    return f"“{shorten(' / '.join(texts), _LONGEST_QUOTE, placeholder=' …')}”"


@dataclass(frozen=True)
class Finding:
    """One thing to do about the description.

    Attributes:
        action: what to do.
        index: the index of the line of the page.
        pointer: where in the description. For something to be added, where it would stand.
        message: what changed, as a sentence.
        facet: which fact about the object at the pointer; `existence` for the object as a whole.
        old: what the description says.
        new: what the page says; for something new, all that the page says of it, its parts included.
        evidence: the tag that the description has for it.
        subjects: what this is about; it covers all below these.
        places: the facts of the description that differ, when the pointer leads to where several are written.
        indices: the lines of the page that this explains, besides those about its subjects.
    """

    action: Action
    index: int
    pointer: str
    message: str
    facet: str = "existence"
    old: Any = None
    new: Any = None
    evidence: str | None = None
    subjects: tuple[Subject, ...] = ()
    places: tuple[str, ...] = ()
    indices: frozenset[int] = field(default_factory=frozenset)

    def covers(self, subject: Subject) -> bool:
        """Does this say what there is to say about a subject?"""
        return any(subject[: len(own)] == own for own in self.subjects)


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of the page, those that ask for the same edit as one."""
    merged: dict[str, Finding] = {}
    for finding in findings:
        key = repr((finding.action, finding.pointer, finding.facet, finding.old, finding.new))
        if first := merged.get(key):
            merged[key] = replace(
                first if first.index <= finding.index else replace(first, index=finding.index, message=finding.message),
                subjects=tuple(dict.fromkeys((*first.subjects, *finding.subjects))),
                places=tuple(dict.fromkeys((*first.places, *finding.places))),
                indices=first.indices | finding.indices,
            )
        else:
            merged[key] = finding
    return sorted(merged.values(), key=lambda finding: finding.index)
