"""What the page says in words about the things that are proposed: no fact, so a person should see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scripts.docs.findings import FACTS, Finding, quote
from scripts.docs.lines import Line
from scripts.docs.lock import Row, digest
from scripts.docs.page import Page, is_operation, without_label
from scripts.proposals.decisions import Decision, Kind


def read_remarks(
    page: Page, lock: Sequence[Row], before: Iterable[Finding], after: Iterable[Finding]
) -> list[Decision]:
    """Return what to tell of the lines that nothing but the proposal explains.

    The words beside a fact, and the titles of operations, are shown; another sentence is for a person to read.

    Args:
        page: the page.
        lock: the page that was accepted last; what it said already is not told.
        before: the findings without the proposal, which are told anyway.
        after: those that are left with it.
    """
    told, known = set(_lines(before)), {row.hash for row in lock}
    stated = {statement.line for statement in page.statements}
    titles = list(_titles(page))
    shown: dict[str, tuple[int, list[str]]] = {}
    decisions = []
    for index, finding in _lines(after).items():
        line = page.lines[index]
        if index in told or digest(line.letters) in known or _is_label(page, index, titles, known):
            continue
        if index in stated or index in titles:
            words = shown.setdefault(finding.pointer, (index, []))[1]
            words += [] if line.text.rstrip(".") in words else [line.text.rstrip(".")]
        else:
            decisions.append(Decision(Kind.READ, finding.pointer, index, f"The page says: {quote([line.text])}"))
    for pointer, (index, words) in shown.items():
        decisions.append(Decision(Kind.CHECK, pointer, index, f"The page says of this: {quote(words)}"))
    return decisions


def _lines(findings: Iterable[Finding]) -> dict[int, Finding]:
    """Return the new lines of prose, with what was found of them."""
    prose = [finding for finding in findings if finding.action not in FACTS]
    return {finding.index + number: finding for finding in prose for number in range(len(finding.new or []))}


def _titles(page: Page) -> Iterator[int]:
    """Yield the lines that stand directly below an operation."""
    for statement in page.statements:
        below = statement.line + 1
        is_heading = is_operation(statement.subject) and len(statement.subject) == 1 and statement.whole
        if is_heading and below < len(page.lines) and page.subjects[below] == statement.subject:
            yield below


def _is_label(page: Page, index: int, titles: Iterable[int], known: set[str]) -> bool:
    """Is this but a label, perhaps behind the title of the operation?"""
    text = page.lines[index].text
    own = [number for number in titles if page.subjects[number][:1] == page.subjects[index][:1]]
    for title in (page.lines[number].text for number in own):
        label, _, rest = text.removeprefix(title).partition(":")
        if text.startswith(title) and label and not without_label(f"{label.strip()}:"):
            return not rest.strip() or digest(Line(0, rest).letters) in known
    return not without_label(text)
