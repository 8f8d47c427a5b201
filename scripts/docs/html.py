"""Read an HTML page as a browser would show it: one line for each block, and for each line of a code block."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from scripts.docs.lines import Columns, Line
from scripts.docs.source import Unreadable
from scripts.docs.tabs import Tabs

_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|"
    "sup|time|tt|u|var|wbr"
)
# What is on every page of a site, or is not shown: it says nothing about the API.
_SKIPPED = re.compile(
    "aside|button|dialog|footer|form|head|iframe|nav|noscript|script|select|style|svg|template|textarea|video"
)
_ROLES = {"navigation", "contentinfo", "search", "complementary", "menu"}
_SKIPPED_CLASS = re.compile(r"line-?number|breadcrumb", re.IGNORECASE)
_LINE_CLASS = re.compile(r"(?:^|[\s_-])line(?:\s|$)|(?:^|\s)block(?:\s|$)")
_TO_ANOTHER_PAGE = re.compile(r"\s*(?:next|previous)\s*", re.IGNORECASE)
_NESTED = {"main", "article", "header", "pre", "code"}
_Attributes = list[tuple[str, str | None]]
_Line = tuple[int, str]


def read_html(text: str) -> list[Line]:
    """Return each line around the page, then each line of it. Raises Unreadable."""
    reader = _Reader(
        within_main=bool(re.search(r"<main[\s>]", text, re.IGNORECASE)),
        marks_panels=bool(re.search(r"\brole\s*=\s*[\"']?tabpanel\b", text, re.IGNORECASE)),
    )
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # how the parser of the standard library refuses a malformed declaration
        raise Unreadable(f"The page is no HTML that can be read: {error}.") from error
    reader.end_line()
    lines = [Line(number, line, "frame") for number, line in reader.frame]
    for index, (number, line) in enumerate(reader.lines):
        lines.append(Line(number, line, "frame" if index in reader.tables.titles else "text"))
    return lines


class _Tables:
    """Knows the tables of a page that is being read into lines: which of these are titles, and what cells say."""

    def __init__(self, lines: list[_Line]) -> None:
        self.titles: set[int] = set()  # the indices of their lines
        self._lines = lines
        self._in_head = False
        self._columns = Columns()
        self._above: list[range] = []  # the lines of each cell of the row above, if they may be titles
        self._cells: list[int] = []  # the first line of each cell of the row
        self._may_be_titles = True
        self._in_body_cell = False

    def mark(self, tag: str, *, begins: bool) -> None:
        """Take the tag of an element that begins or ends; its lines are those so far."""
        if tag == "thead":
            self._in_head = begins
        if tag not in ("table", "tr", "td", "th"):
            return
        self._end_cell()
        if tag in ("table", "tr"):
            self._end_row()
        if tag == "table":
            self._in_head, self._columns, self._above = False, Columns(), []
        elif tag in ("td", "th") and begins:
            self._cells.append(len(self._lines))
            self._in_body_cell = tag == "td" and not self._in_head
            if self._in_body_cell:
                self._may_be_titles = False
                self._find_titles()

    def read(self, text: str) -> str:
        """Return what a line says in its place."""
        return self._columns.read(len(self._cells) - 1, text) if self._in_body_cell else text

    def _end_cell(self) -> None:
        is_empty = self._in_body_cell and self._cells[-1] == len(self._lines)
        if is_empty and self._lines and (text := self.read("")):
            self._lines.append((self._lines[-1][0], text))
        self._in_body_cell = False

    def _end_row(self) -> None:
        if self._cells:
            ends = [*self._cells[1:], len(self._lines)]
            cells = [range(start, end) for start, end in zip(self._cells, ends, strict=True)]
            self._above = cells if self._may_be_titles else []
        self._cells, self._may_be_titles = [], True

    def _find_titles(self) -> None:
        """Take the row above for titles, if it can be: a body follows."""
        titles = [" ".join(self._lines[index][1] for index in cell) for cell in self._above]
        if columns := Columns.below(titles):
            self._columns = columns
            for column, cell in enumerate(self._above):
                self.titles.update(cell if columns.is_silent(column) else ())
        self._above = []


class _Reader(HTMLParser):
    def __init__(self, *, within_main: bool, marks_panels: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self.frame: list[_Line] = []
        self._within_main = within_main
        self._open: Counter[str] = Counter()  # how many of these elements are open
        self.tables = _Tables(self.lines)
        self._tabs = Tabs(self.lines, marks_panels=marks_panels)
        self._skipped = ""  # the element that is being passed over
        self._depth = 0  # how many of its kind are open
        self._spans: list[bool] = []  # is the open span a line of code?
        self._anchor: int | None = None
        self._begins_link = False
        self._buffer: list[str] = []
        self._number = 0  # of the line in the source where the buffer begins

    def end_line(self) -> None:
        """Take what was read since the last call as one line."""
        if text := " ".join("".join(self._buffer).split()):
            if self._is_page:
                self.lines.append((self._number, self.tables.read(text)))
            else:
                self.frame.append((self._number, text))
        self._buffer.clear()
        self._anchor, self._number = None, 0

    @property
    def _is_page(self) -> bool:
        """Is this a part of the page, and not of the header of the site?"""
        if self._within_main:
            return self._open["main"] > 0
        return not self._open["header"] or self._open["article"] > 0

    @property
    def _is_code(self) -> bool:
        return self._open["pre"] + self._open["code"] > 0

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        given = dict(attrs)
        if not _VOID.fullmatch(tag) and _is_skipped(tag, given):
            self._skip(tag)
            return
        if self._is_block(tag) or given.get("role") in ("tab", "tabpanel"):
            self.end_line()
        self._tabs.begin(tag, given)
        self.tables.mark(tag, begins=True)
        if tag in _NESTED:
            self._open[tag] += 1
        elif tag == "a":
            self._anchor, self._begins_link = len(self._buffer), True
        elif tag == "span":
            is_line = bool(self._is_code and _LINE_CLASS.search(given.get("class") or ""))
            self._spans.append(is_line)
            if is_line:
                self.end_line()

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if not _VOID.fullmatch(tag):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if not self._depth:
                self._skipped = ""
            return
        if self._is_block(tag):
            self.end_line()
        self.tables.mark(tag, begins=False)
        if tag in _NESTED:
            self._open[tag] = max(0, self._open[tag] - 1)
        elif tag == "a":
            if self._anchor is not None and "".join(self._buffer[self._anchor :]).strip() in ("#", "¶", "🔗"):
                del self._buffer[self._anchor :]  # the link of a heading to itself
            self._anchor, self._begins_link = None, False
        elif tag == "span" and self._spans and self._spans.pop():
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._skipped or (self._within_main and not self._open["main"] and not self._open["header"]):
            return
        if self._begins_link and _TO_ANOTHER_PAGE.fullmatch(data):
            self._skip("a")
            return
        self._begins_link &= not data.strip()
        number = self.getpos()[0]
        for offset, part in enumerate(data.split("\n")):
            if offset and self._is_code:
                self.end_line()
            elif offset:
                self._buffer.append(" ")
            if part.strip() and not self._number:
                self._number = number + offset
            self._buffer.append(part)

    def _is_block(self, tag: str) -> bool:
        return not _INLINE.fullmatch(tag) or (tag == "a" and not self._is_page)  # each link of a header is a line

    def _skip(self, tag: str) -> None:
        self._skipped, self._depth = tag, 1


def _is_skipped(tag: str, given: dict[str, str | None]) -> bool:
    role = given.get("role")
    if role in ("tab", "tabpanel"):  # a language of the code samples, and what it shows once it is chosen
        return False
    return (
        bool(_SKIPPED.fullmatch(tag))
        or "hidden" in given
        or given.get("aria-hidden") == "true"
        or role in _ROLES
        or bool(_SKIPPED_CLASS.search(given.get("class") or ""))
    )
