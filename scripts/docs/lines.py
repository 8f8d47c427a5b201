"""The page as lines without markup, so that a text, an HTML and a Markdown rendering read alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scripts.docs.notation import read_type
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
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad`"),  # invisible, or code
        **dict.fromkeys(map(chr, (*range(9), *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
    }
)
_LEADING_MARKUP = re.compile(r"^(?:\s?(?:#{1,6}(?![\w#])|#{1,6}\s|>\s|[-+*•](?:\s|$)|\|))+\s?")
_TRAILING_MARKUP = re.compile(r"\s?\|$|\s#+$|\s?\{#[\w:.-]+\}$")
_EMPHASIS = re.compile(r"(?<!\w)_+(?=\w)|(?<=[^\W_])_+(?!\w)|\*{2,}")
_ASTERISKS = re.compile(r"(?<![^\s(])\*(?=\S)([^*]+)(?<=\S)\*(?!\w)")  # one without its other is a mark: required
_ESCAPE = re.compile(r"\\([_*|`\[\]#{}<>()+.!-])")
# What sites put between the lines of any page. It says nothing about the API.
_FURNITURE = re.compile(
    r"copy|copied!?|copy page|copy as markdown|edit on git(?:hub|lab)|on this page|was this helpful\?"
    r"|powered by gitbook"
    r"|last (?:updated|modified)(?: on)?:? (?:today|yesterday|.{1,20} ago|(?=.*\b20\d\d\b)[\w/,.: -]{6,25})"
    r"|json",  # the language of a block of code
    re.IGNORECASE,
)
# What no title of a column has: a status, a path, values or a mark.
_NO_TITLE = re.compile(r"[\d/|\"'()\[\]{}=]")
_LABEL = re.compile(r"(?:.* )?(?:param(?:eter)?s|errors|codes)", re.IGNORECASE)  # a title, but it says what is below
_TITLE_OF_NAMES = re.compile(r"(?:.* )?(?:argument|field|key|name|param(?:eter)?|property|query)", re.IGNORECASE)
_TITLE_OF_PRESENCE = re.compile(r"(?:is )?(?:(?P<required>required|mandatory)|optional) ?\??", re.IGNORECASE)
_PRESENCE = re.compile(r"optional|required", re.IGNORECASE)
_YES = re.compile(r"y|yes|true|[✓✔✅☑]\ufe0f?", re.IGNORECASE)
_NO = re.compile(r"n|no|false|[✗✘❌☐]\ufe0f?", re.IGNORECASE)
_LONE_WORD = re.compile(r"([A-Za-z_][\w.-]*)(?=\s*(?:[(\[].*)?$)")
_PATH_PARAMETER = re.compile(r"(?<=/)<(\w+)>")
# A dash or a point counts only in a number: 1.5 is not 15, and -5 is not 5. A bracket counts beside a type: string[].
_INSIGNIFICANT = re.compile(r"(?<!\d)\.|\.(?!\d)|-(?!\d)|\[(?![\"'\s]*[\w\]])|[^\w./<>=+$%&@!?*\[-]|_")


@dataclass(frozen=True)
class Line:
    """A line of the page: its number in the source, and its text with plain quotes and without markup.

    A line of the `frame` stands around what the page says: on each page of the site, or above a column of a table.
    """

    number: int
    text: str
    kind: Literal["text", "heading", "frame"] = "text"

    @property
    def letters(self) -> str:
        """What counts when lines are compared: letters, digits and operators, however they are set."""
        letters = _INSIGNIFICANT.sub("", _PATH_PARAMETER.sub(r"\1", self.text))
        return letters.casefold() if self.kind == "heading" else letters


def plain(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces, and without what Markdown or HTML left in it."""
    text = unicodedata.normalize("NFKC", text).translate(_SAME)
    text = _EMPHASIS.sub("", _ASTERISKS.sub(r"\1", _ESCAPE.sub(r"\1", TAG.sub("", text))))
    return _TRAILING_MARKUP.sub("", _LEADING_MARKUP.sub("", " ".join(text.split()))).strip()


def read_lines(source: Source) -> list[Line]:
    """Return the lines of the page that say something. Raises Unreadable when there are too many."""
    too_long = Unreadable(f"The page has more than {MAX_LINES} lines or {MAX_LENGTH} letters; this API's has not.")
    if source.markup != "html" and len(source.text) > MAX_LENGTH:  # a page in HTML holds much besides its text
        raise too_long
    if source.markup == "html":
        from scripts.docs.html import read_html

        shown = read_html(source.text)
    elif source.markup == "markdown":
        from scripts.docs.markdown import markdown_lines

        shown = markdown_lines(source.text)
    else:
        shown = text_lines(source.text)
    if len(shown) > MAX_LINES or sum(len(line.text) for line in shown) > MAX_LENGTH:
        raise too_long
    lines = [replace(line, text=plain(line.text)) for line in shown]
    return [line for line in lines if line.text and not _FURNITURE.fullmatch(line.text)]


def text_lines(text: str) -> list[Line]:
    """Return each line of plain text."""
    return [Line(number, line) for number, line in enumerate(re.split(r"\r\n|[\r\n\u2028\u2029]", text), 1)]


class Columns:
    """Knows the titles of the columns of a table, and tells what a cell says below its title.

    Without titles, a cell says what it says.
    """

    def __init__(self, titles: Sequence[str] = ()) -> None:
        self._titles = [plain(title) for title in titles]
        are_names = (column for column, title in enumerate(self._titles) if _TITLE_OF_NAMES.fullmatch(title))
        self._names = next(are_names, 0)

    @classmethod
    def below(cls, cells: Sequence[str]) -> Columns | None:
        """Return the columns below the first row of a table, or None when that may hold facts as the others do."""
        titles = [title for cell in cells if (title := plain(cell))]
        are_titles = len(titles) > 1 and not any(_NO_TITLE.search(title) or read_type(title) for title in titles)
        return cls(cells) if are_titles else None

    def is_silent(self, column: int) -> bool:
        """Does the title of the column say nothing by itself?"""
        return bool(self._titles) and not _LABEL.fullmatch(self._titles[column])

    def read(self, column: int, text: str) -> str:
        """Return the text of a cell so that it is understood without its title: a lone word in quotes is no name."""
        text = plain(text)
        if column >= len(self._titles):
            return text
        if match := _TITLE_OF_PRESENCE.fullmatch(self._titles[column]):
            return _read_presence(text, is_required=bool(match["required"]))
        if column == self._names or read_type(text) or _PRESENCE.fullmatch(text):
            return text
        return _LONE_WORD.sub(r'"\1"', text, count=1) if _LONE_WORD.match(text) else text


def _read_presence(text: str, *, is_required: bool) -> str:
    """Return what a cell means that says whether something is so; in parentheses when that is not understood."""
    if _YES.fullmatch(text) or _NO.fullmatch(text):
        return "required" if bool(_YES.fullmatch(text)) == is_required else "optional"
    if text.lower() == "not required":
        return "optional"
    return text if _PRESENCE.fullmatch(text.strip("()[]")) else f"({text or '-'})"
