"""Propose what follows from an edit of the documentation page."""

from __future__ import annotations

from scripts.docs.claims import read_claims
from scripts.docs.compare import compare
from scripts.docs.findings import Finding
from scripts.docs.lines import read_lines
from scripts.docs.page import Page, read_page
from scripts.docs.source import Source
from scripts.proposals.decisions import Kind
from scripts.proposals.outcome import Outcome, make_outcome
from scripts.proposals.propose import Proposal, propose
from scripts.spec import Object
from tests.docs_edits import LOCK, PAGE, Change
from tests.docs_page import SPEC
from tests.sample import SAMPLE

TEXT = SAMPLE.read_text(encoding="utf-8")


def read(text: str) -> Page:
    """Return what a page says."""
    return read_page(read_lines(Source(text, "text")))


def proposed(change: Change) -> Proposal:
    """Return what is proposed after an edit of the page."""
    return propose(SPEC, read(change(PAGE)), LOCK)


def written(change: Change) -> Outcome:
    """Return the same as text."""
    return make_outcome(TEXT, SPEC, read(change(PAGE)), LOCK)


def changed(outcome: Outcome) -> list[str]:
    """Return the lines that come and go, with their signs."""
    return [line for line in outcome.diff.splitlines()[2:] if line[0] in "+-"]


def remaining(spec: Object, change: Change) -> list[Finding]:
    """Return what a description and an edited page disagree about."""
    return compare(read(change(PAGE)), read_claims(spec))


def told(proposal: Proposal, *kinds: Kind) -> list[str]:
    """Return what a person is told in these ways."""
    return [decision.text for decision in proposal.decisions if decision.kind in kinds]


def before(heading: str, lines: str) -> Change:
    """Put lines before a heading, where it stands last."""

    def change(text: str) -> str:
        place = text.rindex(f"\n{heading}\n")
        return f"{text[:place]}\n{lines.strip()}{text[place:]}"

    return change


def listed(*titles: str) -> Change:
    """Put operations at the end of the index."""

    def change(text: str) -> str:
        place = text.index("\nError Handling\n")
        return text[:place] + "".join(f"\nWhat it does\n{title}" for title in titles) + text[place:]

    return change
