"""Read an HTML page as a browser would show it: one line for each block, and for each line of a code block."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from scripts.docs.source import Unreadable

_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|"
    "sup|time|tt|u|var|wbr"
)
# What is on every page of a site, or is not shown: it says nothing about the API.
_SKIPPED = re.compile(
    "aside|button|dialog|footer|form|head|iframe|nav|noscript|script|select|style|svg|template|textarea|video"
)
_ROLES = {"navigation", "contentinfo", "search", "complementary"}
_LINE_CLASS = re.compile(r"(?:^|[\s_-])line(?:\s|$)")
_LINE_NUMBER_CLASS = re.compile(r"line-?number", re.IGNORECASE)
_FURNITURE = re.compile(
    r"copy|copied!?|on this page|was this helpful\?|powered by gitbook|previous|next|last (?:updated|modified).{0,40}",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title>", re.IGNORECASE)
_Attributes = list[tuple[str, str | None]]
_Line = tuple[int, str]


def html_lines(text: str) -> list[_Line]:
    """Return number in the source and text of each line that is shown. Raises Unreadable."""
    reader = _Reader(within_main=bool(re.search(r"<main[\s>]", text, re.IGNORECASE)))
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # how the parser of the standard library refuses a malformed declaration
        raise Unreadable(f"The page is no HTML that can be read: {error}.") from error
    reader.end_line()
    shown = [(number, line) for number, line in reader.lines if not _FURNITURE.fullmatch(line)]
    return [*_site_name(text, reader.header, shown), *shown]


def _site_name(text: str, header: list[_Line], shown: list[_Line]) -> list[_Line]:
    """Return the line of the header with the name of the site, which belongs to the page if it stands nowhere else."""
    match = _TITLE.search(text)
    title = unescape(match[1]) if match else ""
    texts = {line for _, line in shown}
    return [(number, line) for number, line in header if line in title and line not in texts][:1]


class _Reader(HTMLParser):
    def __init__(self, *, within_main: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self.header: list[_Line] = []
        self._within_main = within_main
        self._main = self._header = 0
        self._code = 0
        self._skipped = ""  # the element that is being passed over
        self._depth = 0  # how many of its kind are open
        self._spans: list[bool] = []  # is the open span a line of code?
        self._anchor: int | None = None
        self._buffer: list[str] = []
        self._number = 0  # of the line in the source where the buffer begins

    def end_line(self) -> None:
        """Take what was read since the last call as one line."""
        if text := " ".join("".join(self._buffer).split()):
            (self.lines if self._main or not self._within_main else self.header).append((self._number, text))
        self._buffer.clear()
        self._anchor, self._number = None, 0

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        given = dict(attrs)
        if not _VOID.fullmatch(tag) and _is_skipped(tag, given):
            self._skipped, self._depth = tag, 1
            return
        if not _INLINE.fullmatch(tag):
            self.end_line()
        if tag == "main":
            self._main += 1
        elif tag == "header":
            self._header += 1
        elif tag in ("pre", "code"):
            self._code += 1
        elif tag == "a":
            self._anchor = len(self._buffer)
        elif tag == "span":
            is_line = bool(self._code and _LINE_CLASS.search(given.get("class") or ""))
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
        if not _INLINE.fullmatch(tag):
            self.end_line()
        if tag == "main":
            self._main = max(0, self._main - 1)
        elif tag == "header":
            self._header = max(0, self._header - 1)
        elif tag in ("pre", "code"):
            self._code = max(0, self._code - 1)
        elif tag == "a" and self._anchor is not None:
            if "".join(self._buffer[self._anchor :]).strip() in ("#", "¶", "🔗"):  # the link of a heading to itself
                del self._buffer[self._anchor :]
            self._anchor = None
        elif tag == "span" and self._spans and self._spans.pop():
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._skipped or (self._within_main and not self._main and not self._header):
            return
        number = self.getpos()[0]
        for offset, part in enumerate(data.split("\n")):
            if offset and self._code:
                self.end_line()
            elif offset:
                self._buffer.append(" ")
            if part.strip() and not self._number:
                self._number = number + offset
            self._buffer.append(part)


def _is_skipped(tag: str, given: dict[str, str | None]) -> bool:
    if tag == "button" and given.get("role") == "tab":  # a language of the code samples
        return False
    return (
        bool(_SKIPPED.fullmatch(tag))
        or "hidden" in given
        or given.get("aria-hidden") == "true"
        or given.get("role") in _ROLES
        or bool(_LINE_NUMBER_CLASS.search(given.get("class") or ""))
    )
