"""Report what differs from the lock and is explained by no fact: the layer that catches prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from scripts.docs.claims import Claims
from scripts.docs.facts import Subject
from scripts.docs.findings import Action, Finding, merge, quote
from scripts.docs.gaps import Gap, gaps_of
from scripts.docs.lock import Row, digest, make_rows, subject_digest
from scripts.docs.page import Page, is_operation

_GONE = (Action.REMOVE, Action.CORRECTED)
_ADVICE = "Change the description where it should follow, then accept the page."


def add_unexplained(page: Page, claims: Claims, lock: Sequence[Row], facts: Sequence[Finding]) -> list[Finding]:
    """Return the findings about facts, with one for each change of lines that none of them explains."""
    if not lock:
        message = "The page was never accepted, so its prose cannot be compared. Read it, then accept it."
        return merge([*facts, Finding(Action.NEW_LINE, 0, "#/info", message, facet="prose")])
    layer = _Layer(page, claims, lock, facts)
    lines = [finding for gap in gaps_of(page, lock) for finding in layer.judge(gap)]
    return merge([*layer.facts, *lines])


class _Layer:
    def __init__(self, page: Page, claims: Claims, lock: Sequence[Row], facts: Sequence[Finding]) -> None:
        self.facts = list(facts)  # those about something that is gone learn here where it stood
        self._placed: set[int] = set()
        self._page, self._claims, self._lock = page, claims, lock
        named = (*claims, *(subject for finding in facts for subject in finding.subjects))
        self._names = {subject_digest(subject): subject for subject in named}
        self._stated: dict[int, list[Subject]] = {}
        self._whole = {statement.line for statement in page.statements if statement.whole}
        for statement in page.statements:
            self._names[subject_digest(statement.subject)] = statement.subject
            self._stated.setdefault(statement.line, []).append(statement.subject)
        now = Counter(fact for row in make_rows(page).values() for fact in row.facts)
        self._lost = Counter(fact for row in lock for fact in row.facts) - now
        self._by_subject = {own: number for number, finding in enumerate(facts) for own in finding.subjects}
        self._by_line = {index: number for number, finding in enumerate(facts) for index in finding.indices}

    def judge(self, gap: Gap) -> Iterator[Finding]:
        """Yield what no finding about facts explains: runs of new lines or, if there are none, vanished ones."""
        about_lines = {index: self._about_line(index) for index in gap.lines}
        about_rows = {row: self._about(self._subjects_of(row)) for row in gap.rows}
        self._place(gap, about_rows)
        sections = self._sections([*about_lines.values(), *about_rows.values()])

        explained_lines = [index for index in gap.lines if about_lines[index] is not None]
        explained_rows = [row for row in gap.rows if about_rows[row] is not None]
        new = [
            index
            for index in gap.lines
            if about_lines[index] is None
            and index not in self._whole
            and self._page.subjects[index][:1] not in sections
        ]
        vanished = [
            row
            for row in gap.rows
            if about_rows[row] is None and not self._is_still_stated(row) and not self._has_grown(row, gap)
        ]
        if any(self._is_whole_part(number, Action.REMOVE) for number in about_rows.values()):
            vanished = []
        if len(gap.rows) == len(gap.lines):  # each line stands for a row: what explains one explains the other
            vanished = vanished[max(0, len(explained_lines) - len(explained_rows)) :]
            new = new[max(0, len(explained_rows) - len(explained_lines)) :]
        elif len(explained_lines) == len(gap.lines) and self._is_rebroken(gap):
            vanished = []
        if new:
            yield from self._new(new, vanished)
        elif vanished:
            yield self._vanished(vanished, gap)

    def _subjects_of(self, row: int) -> list[Subject]:
        return [self._names[fact] for fact in self._lock[row].facts if fact in self._names]

    def _about_line(self, index: int) -> int | None:
        operation = self._page.subjects[index][:1]
        number = self._by_subject.get(operation)
        if number is not None and self.facts[number].action is Action.ADD:  # all about a new operation is new
            return number
        return self._by_line.get(index, self._about(self._stated.get(index, ())))

    def _about(self, subjects: Iterable[Subject]) -> int | None:
        """Return the number of a finding that covers one of these."""
        for subject in subjects:
            for length in range(1, len(subject) + 1):
                if subject[:length] in self._by_subject:
                    return self._by_subject[subject[:length]]
        return None

    def _place(self, gap: Gap, about: Mapping[int, int | None]) -> None:
        """Tell the findings about what is gone where it stood, not where a part of it did."""
        for row, number in about.items():
            if number is None or self.facts[number].action not in _GONE:
                continue
            is_itself = not set(self._subjects_of(row)).isdisjoint(self.facts[number].subjects)
            if is_itself or number not in self._placed:
                self.facts[number] = replace(self.facts[number], index=gap.before)
                self._placed.add(number)

    def _is_still_stated(self, row: int) -> bool:
        """Did the line say nothing but facts that other lines state as often as before?"""
        return self._lock[row].is_fact and not any(self._lost[fact] for fact in self._lock[row].facts)

    def _is_rebroken(self, gap: Gap) -> bool:
        """Are the lines but the rows, changed a little and broken elsewhere?"""
        before = sum(self._lock[row].length for row in gap.rows)
        return abs(before - sum(len(self._page.lines[index].letters) for index in gap.lines)) < before / 5

    def _has_grown(self, row: int, gap: Gap) -> bool:
        """Does a line that came in its place begin or end with all its letters?"""
        old = self._lock[row]
        texts = [self._page.lines[index].letters for index in gap.lines]
        return any(digest(part) == old.hash for text in texts for part in (text[: old.length], text[-old.length :]))

    def _is_whole_part(self, number: int | None, *actions: Action) -> bool:
        """Is the finding about an operation, or about one of its parts as a whole?"""
        if number is None or self.facts[number].action not in actions:
            return False
        return any(is_operation(subject) and len(subject) < 3 for subject in self.facts[number].subjects)

    def _sections(self, about: Iterable[int | None]) -> set[Subject]:
        """Return the operations that have a new section, the prose of which belongs to what was found."""
        return {
            subject[:1]
            for number in about
            if number is not None and self._is_whole_part(number, Action.ADD, Action.PROMOTE)
            for subject in self.facts[number].subjects
        }

    def _new(self, new: Sequence[int], vanished: Sequence[int]) -> Iterator[Finding]:
        known = [subject for row in vanished for subject in self._subjects_of(row)]
        in_place = f" in place of {_count(len(vanished))}" if vanished else ""
        for _, run in groupby(enumerate(new), lambda item: (item[1] - item[0], self._page.subjects[item[1]])):
            indices = [index for _, index in run]
            texts = [self._page.lines[index].text for index in indices]
            are_new = "This line is" if len(indices) == 1 else f"These {len(indices)} lines are"
            subjects = [*known[:1], *self._stated.get(indices[0], ()), self._page.subjects[indices[0]]]
            yield Finding(
                Action.NEW_LINE,
                indices[0],
                self._pointer(subjects),
                f"{are_new} new{in_place}: {quote(texts)} {_ADVICE}",
                facet="prose",
                new=texts,
            )

    def _vanished(self, vanished: Sequence[int], gap: Gap) -> Finding:
        above = self._page.subjects[max(0, gap.before - 1)]
        subjects = [*(subject for row in vanished for subject in self._subjects_of(row)), above]
        return Finding(
            Action.VANISHED_LINE,
            gap.before,
            self._pointer(subjects),
            f"Before this, {_count(len(vanished))} went away. {_ADVICE}",
            facet="prose",
        )

    def _pointer(self, subjects: Sequence[Subject]) -> str:
        """Return where the description speaks of the first of these that it knows."""
        for subject in subjects:
            known = ("server",) if subject[:1] == ("samples",) else subject
            for length in range(len(known), 0, -1):
                if claim := self._claims.get(known[:length]):
                    return claim.pointer
            if is_operation(subject):
                return "#/paths"
        return "#/info"


def _count(lines: int) -> str:
    return "a line" if lines == 1 else f"{lines} lines"
