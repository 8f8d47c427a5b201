"""The page as lines without markup, so that a text, an HTML and a Markdown rendering read alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from scripts.docs.source import Source, Unreadable

MAX_LINES = 10_000
MAX_LENGTH = 500_000
INLINE_TAGS = (
    "a|abbr|b|blockquote|br|code|details|div|em|figure|font|h[1-6]|hr|i|kbd|li|mark|ol|p|pre|s|section|small|span|strong|"
    "sub|summary|sup|table|tbody|td|th|thead|tr|u|ul"
)
TAG = re.compile(rf"</?(?:{INLINE_TAGS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad`*"),  # invisible, or emphasis and code
        **dict.fromkeys(map(chr, (*range(9), *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
    }
)
_LEADING_MARKUP = re.compile(r"^(?:\s*(?:#{1,6}(?![\w#])|#{1,6}\s|>\s|[-+•]\s|\|))+\s*")
_TRAILING_MARKUP = re.compile(r"\s*\|\s*$|\s+#+\s*$")
_EMPHASIS = re.compile(r"(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_ESCAPE = re.compile(r"\\([_*|`\[\]#{}<>()+.!-])")
# A dash or a point counts only in a number: 1.5 is not 15, and -5 is not 5.
_INSIGNIFICANT = re.compile(r"(?<!\d)\.|\.(?!\d)|-(?!\d)|[^\w./<>=+$%&@!?-]|_")


@dataclass(frozen=True)
class Line:
    """A line of the page: its number in the source, and its text with plain quotes and without markup."""

    number: int
    text: str

    @property
    def letters(self) -> str:
        """What counts when lines are compared: letters, digits and operators, however they are set."""
        return _INSIGNIFICANT.sub("", self.text)


def plain(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces, and without what Markdown or HTML left in it."""
    text = unicodedata.normalize("NFKC", text).translate(_SAME)
    text = _ESCAPE.sub(r"\1", TAG.sub("", text))
    text = _TRAILING_MARKUP.sub("", _LEADING_MARKUP.sub("", text))
    return " ".join(_EMPHASIS.sub("", text).split())


def read_lines(source: Source) -> list[Line]:
    """Return the lines of the page that say something. Raises Unreadable when there are too many."""
    if source.markup == "html":
        from scripts.docs.html import html_lines as raw_lines
    elif source.markup == "markdown":
        from scripts.docs.markdown import markdown_lines as raw_lines
    else:
        raw_lines = text_lines
    too_long = Unreadable(f"The page has more than {MAX_LINES} lines or {MAX_LENGTH} letters; this API's has not.")
    if source.markup != "html" and len(source.text) > MAX_LENGTH:  # a page in HTML holds much besides its text
        raise too_long
    raw = raw_lines(source.text)
    if len(raw) > MAX_LINES or sum(len(text) for _, text in raw) > MAX_LENGTH:
        raise too_long
    return [Line(number, text) for number, written in raw if (text := plain(written))]


def text_lines(text: str) -> list[tuple[int, str]]:
    """Return number and text of each line of plain text."""
    return list(enumerate(re.split(r"\r\n|\r|\n", text), 1))
