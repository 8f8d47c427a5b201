"""The blank lines and the headings in comments that set parts of the description apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scripts.proposals.layout import Layout

_HEADING = re.compile(r"^ *# [^-]+ -+$")
_WIDTH = 117


class Sections:
    """What stands between the parts of a text."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def are_spaced(self, lines: Sequence[int]) -> bool:
        """Is there a blank line before each of these but the first?"""
        return len(lines) > 1 and all(self._layout.is_blank(line - 1) for line in lines[1:])

    def heading(self, title: str, indent: int) -> str:
        """Return a heading as long as those that there are."""
        headings = filter(_HEADING.match, self._layout.lines)
        return f"{' ' * indent}# {title} ".ljust(max(map(len, headings), default=_WIDTH), "-")

    def widened(self, removed: set[int]) -> set[int]:
        """Return the lines to remove, with the headings of nothing and the blank lines that would be left behind."""
        wide = set(removed)
        for first in sorted(line for line in removed if line - 1 not in removed):
            above, below = first - 1, first
            while below in removed:
                below += 1
            if _HEADING.match(self._layout.lines[above]) and self._ends(first, below):
                wide.add(above)
                above -= 1
            if self._layout.is_blank(above) and self._ends(first, below):
                wide.add(above)
        return wide

    def _ends(self, first: int, below: int) -> bool:
        """Is what begins on a line the last of its section, or of all that stand below the same key?"""
        return self._layout.is_blank(below) or self._indent(below) < self._indent(first)

    def _indent(self, line: int) -> int:
        text = self._layout.lines[line]
        return len(text) - len(text.lstrip())
