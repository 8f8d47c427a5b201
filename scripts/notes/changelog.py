"""The notes in the form of CHANGELOG.md."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Sequence

from scripts.notes import NotesError
from scripts.notes.lines import GROUPS, Line

_WIDTH = 120
_HEADING = "## [Unreleased]"
# What ends a section: the next version, or the addresses of the links.
_END = re.compile(r"## |\[[^\]]+\]: ")


def entry(lines: Sequence[Line]) -> str:
    """Return the lines below their headings, as they stand in the file."""
    blocks = [[f"### {group}", *_bullets(lines, group)] for group in GROUPS]
    return _joined(block for block in blocks if len(block) > 1) + "\n"


def insert(changelog: str, lines: Sequence[Line]) -> tuple[str, int]:
    """Return the file with the lines that it does not have yet, and how many these are.

    A line whose last words alone have changed takes the place of what it was.

    Raises:
        NotesError: The file has no section for what is not released.
    """
    rows = changelog.rstrip("\n").split("\n")
    if _HEADING not in rows:
        raise NotesError(f"The changelog has no heading “{_HEADING}”, below which the notes belong; write one.")
    start = rows.index(_HEADING) + 1
    end = next((index for index in range(start, len(rows)) if _END.match(rows[index])), len(rows))
    known = _known(rows[start:end])
    fresh = [line for line in lines if line.text not in known]
    if not fresh:
        return changelog, 0
    intro, blocks = _split(rows[start:end])
    for group in GROUPS:
        if bullets := _bullets(fresh, group):
            block = _block(blocks, group)
            block[:] = [*_without(block, {_stem(line.text) for line in fresh if line.group == group}), *bullets]
    parts = [rows[:start], _trimmed(intro), *blocks, rows[end:]]
    return _joined(part for part in parts if any(part)) + "\n", len(fresh)


def _bullets(lines: Iterable[Line], group: str) -> list[str]:
    return [
        textwrap.fill(
            line.text,
            _WIDTH,
            initial_indent="- ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
        if line.group == group
    ]


def _known(rows: Sequence[str]) -> set[str]:
    """Return the texts of the items, on one line each."""
    return {_text(item) for item in _items(rows)}


def _without(rows: Sequence[str], stems: Collection[str]) -> list[str]:
    """Return the rows without the items that begin like one of these."""
    return [row for item in _items(rows) if _stem(_text(item)) not in stems for row in item]


def _items(rows: Sequence[str]) -> list[list[str]]:
    """Return the rows of each item, and each other row alone."""
    items: list[list[str]] = []
    for row in rows:
        if items and items[-1][0].startswith("- ") and row.startswith("  "):
            items[-1].append(row)
        else:
            items.append([row])
    return items


def _text(item: Sequence[str]) -> str:
    """Return the text of an item on one line."""
    return " ".join(" ".join(item).removeprefix("- ").split())


def _stem(text: str) -> str:
    """Return a text up to the last name of the API in it: what follows is but words."""
    return text[: text.rindex("`") + 1] if "`" in text else text


def _split(rows: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Return what stands before the first group, and the groups, without blank lines at their ends."""
    parts: list[list[str]] = [[]]
    for row in rows:
        if row.startswith("### "):
            parts.append([])
        parts[-1].append(row)
    return parts[0], [_trimmed(part) for part in parts[1:]]


def _block(blocks: list[list[str]], group: str) -> list[str]:
    """Return the group's lines; a group that is not there yet is put in its place."""
    headings = [block[0].removeprefix("### ").strip() for block in blocks]
    if group in headings:
        return blocks[headings.index(group)]
    later = GROUPS[GROUPS.index(group) :]
    place = next((index for index, heading in enumerate(headings) if heading in later), len(blocks))
    blocks.insert(place, [f"### {group}"])
    return blocks[place]


def _trimmed(rows: Sequence[str]) -> list[str]:
    return "\n".join(rows).strip("\n").split("\n")


def _joined(blocks: Iterable[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)
