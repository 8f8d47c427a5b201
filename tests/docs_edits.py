"""Edit the documentation page as its authors might, and look at what is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from scripts.docs.check import check
from scripts.docs.claims import read_claims
from scripts.docs.findings import Action, Finding
from scripts.docs.lines import read_lines
from scripts.docs.lock import make_rows
from scripts.docs.page import read_page
from scripts.docs.source import Markup, Source
from tests.docs_page import SPEC, page
from tests.docs_renderings import as_html, as_markdown

PAGE = page()
LOCK = list(make_rows(read_page(read_lines(Source(PAGE, "text")))).values())
CLAIMS = read_claims(SPEC)
MARKUPS: dict[Markup, Callable[[str], str]] = {"text": str, "html": as_html, "markdown": as_markdown}
SCHEMAS = "#/components/schemas/"
PARAMETERS = "#/components/parameters/"
RESPONSES = "#/components/responses/"
Change = Callable[[str], str]
Expected = tuple[Action, str]


@dataclass(frozen=True)
class Edit:
    """What was edited, how, and what must be found."""

    name: str
    change: Change
    expected: tuple[Expected, ...]

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def edit(name: str, change: Change, *expected: Expected) -> Edit:
    """Describe an edit."""
    return Edit(name, change, expected)


def swap(old: str, new: str, *, of: str = "") -> Change:
    """Replace a text by another, once: in the details of an operation if one is named."""

    def change(text: str) -> str:
        start = text.index(f"\n{of}\n", text.index("Endpoint details")) if of else 0
        assert old in text[start:], old
        return text[:start] + text[start:].replace(old, new, 1)

    return change


def swap_all(old: str, new: str) -> Change:
    """Replace a text by another wherever it stands."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return change


def both(*changes: Change) -> Change:
    """Make several changes."""

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


def without(operation: str) -> Change:
    """Take an operation away: its title and line in the index, and its details."""

    def change(text: str) -> str:
        place = text.index("Endpoint details")
        index, entries = re.subn(rf"\n[^\n]+\n{operation}(?=\n)", "", text[:place])
        after = r"(?:GET|POST|PATCH|DELETE) /|Error Handling|Personas|Speech"
        section = rf"\n{operation}\n(?:(?!{after}).*\n|{operation}\n)+"
        details, sections = re.subn(section, "\n", text[place:], count=1)
        assert entries == sections == 1
        return index + details

    return change


def find(text: str, markup: Markup = "text") -> list[Finding]:
    """Return what a page is found to have, in one of its renderings, against the lock of the page as it was."""
    rendered = MARKUPS[markup](text)
    return check(read_page(read_lines(Source(rendered, markup))), CLAIMS, LOCK)


def assert_found(case: Edit, markup: Markup) -> None:
    """Fail unless an edit is found, once, in its place, whatever the page is written in."""
    found = find(case.change(PAGE), markup)
    assert sorted((finding.action, finding.pointer) for finding in found) == sorted(case.expected)
    assert all(finding.message.endswith(".") for finding in found)
