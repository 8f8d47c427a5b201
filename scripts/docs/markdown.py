"""Read a Markdown page as a browser would show it: one line for each line of a block, cell or code block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.docs.html import read_html
from scripts.docs.lines import TAG

_FRONT_MATTER = re.compile(r"\A\s*---\r?\n.*?^---\s*?$", re.DOTALL | re.MULTILINE)
# What GitBook puts around a page that it exports.
_EXPORT = re.compile(
    r"^> For the complete documentation index, see \[llms\.txt\][^\n]*$"
    r"|^---\s*^# Agent Instructions\b(?=.{0,500}Querying This Documentation).*\Z",
    re.DOTALL | re.MULTILINE,
)
_TEMPLATE = re.compile(r"\s*\{%.*%\}\s*")  # GitBook's tabs and hints
_TAB_TITLE = re.compile(r"\{%\s*tab\s(?:[^%]*\s)?title=\"([^\"]*)\"")


def markdown_lines(text: str) -> list[tuple[int, str]]:
    """Return number in the source and text of each line that is shown."""
    for unshown in (_EXPORT, _FRONT_MATTER):
        text = unshown.sub(lambda match: "\n" * match[0].count("\n"), text)
    lines = _lines(MarkdownIt("commonmark").enable("table").parse(text))
    return [(number, _shown(line)) for number, line in lines]


def _shown(line: str) -> str:
    """Return the line, or what a line of a template shows."""
    return " ".join(_TAB_TITLE.findall(line)) if _TEMPLATE.fullmatch(line) else line


def _lines(blocks: Sequence[Token]) -> Iterator[tuple[int, str]]:
    number = 1
    for block in blocks:
        if block.map:
            number = block.map[0] + 1
        if block.type == "inline":
            yield from enumerate(_inline(block.children or ()).split("\n"), number)
        elif block.type in ("fence", "code_block"):
            yield from enumerate(block.content.split("\n"), number + (block.type == "fence"))
        elif block.type == "html_block":
            yield from ((number + below - 1, line) for lines in read_html(block.content) for below, line in lines)


def _inline(parts: Sequence[Token]) -> str:
    return "".join(map(_text, parts))


def _text(part: Token) -> str:
    if part.type in ("softbreak", "hardbreak"):
        return "\n"
    if part.type == "html_inline":
        return "\n" if part.content.startswith("<br") else TAG.sub("", part.content)
    return part.content if part.type in ("text", "code_inline", "text_special") else ""
