"""Find where a page differs from its fingerprint.

Sections in another order, and lines that are broken in another place, are no difference. A single line that moved away
from both its neighbours is one, because it may mean something else where it stands now; so is a line that states
something of another subject, such as a meaning that went to another status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from scripts.docs.lock import Row, digest, make_rows
from scripts.docs.page import Page

_MOST_WORK = 1_000_000
_MOST_JOINED = 50  # lines or rows that are the other's one


@dataclass(frozen=True)
class Gap:
    """A place where the page differs: rows that vanished, and lines that are new, by their indices."""

    rows: tuple[int, ...]
    lines: tuple[int, ...]
    before: int  # the index of the line of the page that the rows stood before


def gaps_of(page: Page, lock: Sequence[Row]) -> list[Gap]:
    """Return where a page differs from the one that was accepted."""
    rows = {index: (row, page.lines[index].letters) for index, row in make_rows(page, lock).items()}
    return find_gaps(lock, rows)


def find_gaps(old: Sequence[Row], new: Mapping[int, tuple[Row, str]]) -> list[Gap]:
    """Return the differences between a fingerprint and the rows and letters of a page, in the order of the page."""
    indices = list(new)
    alignment = _Alignment(old, list(new.values()))
    before, after = ([(row.hash, row.facts) for row in rows] for rows in (old, (row for row, _ in new.values())))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks = []
    for kind, first_row, last_row, first_line, last_line in matcher.get_opcodes():
        rows, lines = range(first_row, last_row), range(first_line, last_line)
        if kind == "equal":
            for row, line in zip(rows, lines, strict=True):
                alignment.match(row, row, range(line, line + 1))
        else:
            alignment.join(rows, lines)
            blocks.append((rows, lines))
    alignment.find_moved()
    return [
        Gap(
            vanished,
            tuple(indices[line] for line in added),
            indices[min(lines.start, len(indices) - 1)] if indices else 0,
        )
        for rows, lines in blocks
        if (vanished := alignment.without_line(rows)) + (added := alignment.without_row(lines))
    ]


class _Alignment:
    """Which lines of the page are which rows."""

    def __init__(self, old: Sequence[Row], new: Sequence[tuple[Row, str]]) -> None:
        self._old, self._new = old, [row for row, _ in new]
        self._letters = [letters for _, letters in new]
        self._taken: set[int] = set()
        self._rows: dict[int, tuple[int, int]] = {}  # by line, the first and the last row that it holds a part of

    def without_line(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return those of the rows that are no line of the page."""
        return tuple(row for row in rows if row not in self._taken)

    def without_row(self, lines: Sequence[int]) -> tuple[int, ...]:
        """Return those of the lines that are no row."""
        return tuple(line for line in lines if line not in self._rows)

    def match(self, first: int, last: int, lines: Sequence[int]) -> None:
        """Note that these lines hold the letters of these rows."""
        self._taken.update(range(first, last + 1))
        self._rows.update(dict.fromkeys(lines, (first, last)))

    def join(self, rows: Sequence[int], lines: Sequence[int]) -> None:
        """Match the lines that hold the letters of rows, on more or on fewer lines."""
        place = 0
        starts: dict[str, list[int]] = {}
        for row in self.without_line(rows):
            starts.setdefault(self._old[row].hash, []).append(row)
        lengths = {self._old[row].length for found in starts.values() for row in found}
        lines = self.without_row(lines)
        if len(lines) * len(lengths) > _MOST_WORK:
            return
        while place < len(lines):
            run = [
                line for shift, line in enumerate(lines[place : place + _MOST_JOINED]) if line - shift == lines[place]
            ]
            text = "".join(self._letters[line] for line in run)
            found = {row for length in lengths for row in starts.get(digest(text[:length]), ())}
            rows_used, lines_used, start = max(
                (self._rejoin(row, run, text) for row in sorted(found)), default=(0, 0, 0)
            )
            if rows_used:
                self.match(start, start + rows_used - 1, run[:lines_used])
            place += lines_used or 1

    def _rejoin(self, start: int, run: Sequence[int], text: str) -> tuple[int, int, int]:
        """Return how many rows from a start, and how many lines of a run, hold the same letters, at most."""
        ends = list(accumulate((len(self._letters[line]) for line in run), initial=0))
        best = (0, 0, start)
        place, row = 0, start
        while row < len(self._old) and row not in self._taken and row - start < _MOST_JOINED:
            end = place + self._old[row].length
            if digest(text[place:end]) != self._old[row].hash or self._speaks_of_another(row, run, ends, (place, end)):
                break
            place, row = end, row + 1
            if place in ends:
                best = (row - start, ends.index(place), start)
        return best

    def _speaks_of_another(self, row: int, run: Sequence[int], ends: Sequence[int], part: tuple[int, int]) -> bool:
        """Is the row one whole line, which states something of another subject now?"""
        if part[0] not in ends or part[1] not in ends:
            return False
        first, last = map(ends.index, part)
        before, after = self._old[row].facts, self._new[run[first]].facts
        return last - first == 1 and bool(before and after) and set(before).isdisjoint(after)

    def find_moved(self) -> None:
        """Match the lines that stand elsewhere now; one that lost both its neighbours stays new."""
        settled = set(self._rows)
        self.join(range(len(self._old)), range(len(self._letters)))
        neighbours = {frozenset(pair) for pair in pairwise(row.hash for row in self._old)}
        alone = [line for line in self._rows if line not in settled and not self._is_among_its_own(line, neighbours)]
        for line in alone:
            del self._rows[line]

    def _is_among_its_own(self, line: int, neighbours: set[frozenset[str]]) -> bool:
        first, last = self._rows[line]
        above, below = self._rows.get(line - 1), self._rows.get(line + 1)
        pairs = [(above[1], first)] if above else []
        pairs += [(last, below[0])] if below else []
        are_neighbours = (frozenset((self._old[one].hash, self._old[other].hash)) in neighbours for one, other in pairs)
        return first != last or any(are_neighbours)
