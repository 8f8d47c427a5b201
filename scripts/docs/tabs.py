"""Put the titles of tabs where a reader finds them: above the panel that each of them shows."""

from __future__ import annotations

from collections.abc import Mapping

_Line = tuple[int, str]
_Attributes = Mapping[str, str | None]


class Tabs:
    """Knows the tabs of a page that is being read into lines, and moves the title of each to its panel.

    A tab and its panel name each other by `id`, or a row of tabs is followed by its panels in the same order. Where a
    page marks no panels, those are its blocks of code. A title without a panel stays.
    """

    def __init__(self, lines: list[_Line], *, marks_panels: bool) -> None:
        self._lines, self._marks_panels = lines, marks_panels
        self._tabs: list[tuple[_Attributes, int]] = []  # each with the index of the line of its title
        self._row = self._panels = 0  # the first tab of the row that was read last, and how many panels followed it

    def begin(self, tag: str, given: _Attributes) -> None:
        """Take the tag and the attributes of an element that begins."""
        if given.get("role") == "tab":
            if self._panels:
                self._row, self._panels = len(self._tabs), 0
            self._tabs.append((given, len(self._lines)))
        elif given.get("role") == "tabpanel" or (tag == "pre" and not self._marks_panels):
            if tab := self._tab(given):
                self._move(tab[1])
            self._panels += 1

    def _tab(self, panel: _Attributes) -> tuple[_Attributes, int] | None:
        for tab in self._tabs:
            for owner, name, target in ((panel, "aria-labelledby", tab[0]), (tab[0], "aria-controls", panel)):
                if owner.get(name) and owner[name] == target.get("id"):
                    return tab
        row = self._tabs[self._row :]
        return row[self._panels] if len(row) > 1 and self._panels < len(row) else None

    def _move(self, place: int) -> None:
        if place < len(self._lines):
            self._lines.append(self._lines[place])
            self._lines[place] = (self._lines[place][0], "")
