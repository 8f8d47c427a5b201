"""Read an HTML page as a browser would show it: one line for each block, and for each line of a code block."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

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


def read_html(text: str) -> tuple[list[_Line], list[_Line]]:
    """Return number in the source and text of each line around the page, and of each line of it. Raises Unreadable."""
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
    return reader.frame, reader.lines


class _Reader(HTMLParser):
    def __init__(self, *, within_main: bool, marks_panels: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self.frame: list[_Line] = []
        self._within_main = within_main
        self._open: Counter[str] = Counter()  # how many of these elements are open
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
            (self.lines if self._is_page else self.frame).append((self._number, text))
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
