"""Read a Markdown page as a browser would show it: one line for each line of a block, cell or code block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.docs.html import read_html
from scripts.docs.lines import TAG, Columns, Line

_FRONT_MATTER = re.compile(r"\A\s*---\r?\n.*?^---\s*?$", re.DOTALL | re.MULTILINE)
# What GitBook puts around a page that it exports.
_EXPORT = re.compile(
    r"^> For the complete documentation index, see \[llms\.txt\][^\n]*$"
    r"|^---\s*^# Agent Instructions\b(?=.{0,500}Querying This Documentation).*\Z",
    re.DOTALL | re.MULTILINE,
)
_TEMPLATE = re.compile(r"\s*\{%.*%\}\s*")  # GitBook's tabs and hints
_TAB_TITLE = re.compile(r"\{%\s*tab\s(?:[^%]*\s)?title=\"([^\"]*)\"")


def markdown_lines(text: str) -> list[Line]:
    """Return each line that is shown."""
    for unshown in (_EXPORT, _FRONT_MATTER):
        text = unshown.sub(lambda match: "\n" * match[0].count("\n"), text)
    lines = _lines(MarkdownIt("commonmark").enable("table").parse(text))
    return [replace(line, text=_shown(line.text)) for line in lines]


def _shown(line: str) -> str:
    """Return the line, or what a line of a template shows."""
    return " ".join(_TAB_TITLE.findall(line)) if _TEMPLATE.fullmatch(line) else line


def _lines(blocks: Sequence[Token]) -> Iterator[Line]:
    number = 1
    columns, column = Columns(), 0
    for index, block in enumerate(blocks):
        if block.map:
            number = block.map[0] + 1
        if block.type == "table_open":
            columns = _columns(blocks, index)
        elif block.type in ("tr_open", "td_close", "th_close"):
            column = 0 if block.type == "tr_open" else column + 1
        elif block.type == "inline":
            text = _inline(block.children or ())
            container = blocks[index - 1].type
            is_title = container == "th_open" and columns.is_silent(column)
            for below, line in enumerate(text.split("\n")):
                said = columns.read(column, line) if container == "td_open" else line
                yield Line(number + below, said, "frame" if is_title else "text")
        elif block.type in ("fence", "code_block"):
            first = number + (block.type == "fence")
            yield from (Line(first + below, line) for below, line in enumerate(block.content.split("\n")))
        elif block.type == "html_block":
            yield from (replace(line, number=number + line.number - 1) for line in read_html(block.content))


def _columns(blocks: Sequence[Token], start: int) -> Columns:
    """Return the columns of the table that begins; its first row may be like the others, as Markdown demands one."""
    end = next(place for place in range(start, len(blocks)) if blocks[place].type == "thead_close")
    cells = [_inline(block.children or ()) for block in blocks[start:end] if block.type == "inline"]
    has_body = blocks[end + 1].type == "tbody_open"
    return (Columns.below(cells) if has_body else None) or Columns()


def _inline(parts: Sequence[Token]) -> str:
    return "".join(map(_text, parts))


def _text(part: Token) -> str:
    if part.type in ("softbreak", "hardbreak"):
        return "\n"
    if part.type == "html_inline":
        return "\n" if part.content.startswith("<br") else TAG.sub("", part.content)
    return part.content if part.type in ("text", "code_inline", "text_special") else ""
