"""However a section lists its query parameters, a change of meaning is found and another notation is none."""

from __future__ import annotations

import re

import pytest

from scripts.docs.findings import Action
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, PAGE, PARAMETERS, SCHEMAS, Change, Expected, find, swap

NEW = "#/paths/~1personas/get/parameters/-"
STATUS = SCHEMAS + "ConversationStatus"
FILTER = PARAMETERS + "ConversationStatusFilter"


def first(lines: str) -> Change:
    return swap("Query Parameters:\n", f"Query Parameters:\n{lines}\n", of="GET /personas")


def mark(lines: str) -> Change:
    return swap("Page\n(optional)", lines, of="GET /personas")


def listed(text: str) -> Change:
    return swap("(\u201cactive\u201d|\u201cended\u201d)", text, of="GET /conversations")


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("form", [r" \1 (optional)", r": \1 (optional).", r"\n\1 (optional)", r"\n\1\n[optional]"])
def test_a_parameter_on_fewer_lines_is_no_finding(form: str, markup: Markup) -> None:
    joined, count = re.subn(r"\n(Page|Limit|Status)\n\(optional\)", form, PAGE)
    assert count == PAGE.count("\n(optional)\n")
    assert not find(joined, markup)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Search\nQ\n(optional)", {"name": "Q", "presence": "optional"}),
        ("Search\nq (optional)", {"name": "q", "presence": "optional"}),
        ("Search the names q (optional, string)", {"name": "q", "presence": "optional", "type": "string"}),
        ("q (string, optional): Search the names", {"name": "q", "presence": "optional", "type": "string"}),
        ("q (optional) - Search the names", {"name": "q", "presence": "optional"}),
        ("q - Search the names (optional)", {"name": "q", "presence": "optional"}),
        ("q: Search the names (required)", {"name": "q", "presence": "required"}),
        ("How old\nDate\n(optional)", {"name": "Date", "presence": "optional"}),
        ("What first (integer)\nq\n(optional)", {"name": "q", "presence": "optional", "type": "integer"}),
        ("What first (up|down) q (optional)", {"name": "q", "presence": "optional", "values": ["up", "down"]}),
        (
            "What first: up, down or none\nq\n(optional)",
            {"name": "q", "presence": "optional", "values": ["up", "down", "none"]},
        ),
        (
            "What first\nq\n(one of: up, down, none)\n(optional)",
            {"name": "q", "presence": "optional", "values": ["up", "down", "none"]},
        ),
    ],
)
def test_a_new_parameter_is_read_in_every_notation(lines: str, said: dict[str, object]) -> None:
    (finding,) = find(first(lines)(PAGE))
    assert (finding.action, finding.pointer, finding.new) == (Action.ADD, NEW, said)


@pytest.mark.parametrize("lines", ["By likeness\nReplica ID\n(optional)", "By likeness\nReplica ID (optional)"])
def test_a_name_that_cannot_be_read_is_a_line_about_the_operation(lines: str) -> None:
    (finding,) = find(first(lines)(PAGE))
    assert (finding.action, finding.pointer) == (Action.NEW_LINE, "#/paths/~1personas/get")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Page\n(optional, default: 20)", (Action.NEW_LINE, PARAMETERS + "Page")),
        ("Page\n(optional; old)", (Action.NEW_LINE, PARAMETERS + "Page")),
        ("Page\n(old)", (Action.NEW_LINE, PARAMETERS + "Page")),
        ("Page (optional, at most 20)", (Action.NEW_LINE, PARAMETERS + "Page")),
        ("Page*\n(optional)", (Action.NEW_LINE, PARAMETERS + "Page")),
        ("Page*", (Action.CHANGE, PARAMETERS + "Page")),
        ("Page integer\n(optional)", (Action.PROMOTE, SCHEMAS + "PageNumber")),
        ("Page\n(required)", (Action.CHANGE, PARAMETERS + "Page")),
        ("Page\n(required, from 1)", (Action.CHANGE, PARAMETERS + "Page")),
        ("Page\n(optional, integer)", (Action.PROMOTE, SCHEMAS + "PageNumber")),
        ("Page\n(integer; optional)", (Action.PROMOTE, SCHEMAS + "PageNumber")),
        ("Page\n(integer optional)", (Action.PROMOTE, SCHEMAS + "PageNumber")),
    ],
)
def test_a_mark_may_say_several_things(lines: str, expected: Expected) -> None:
    (finding,) = find(mark(lines)(PAGE))
    assert (finding.action, finding.pointer) == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(\u201cactive\u201d, \u201cended\u201d, \u201cpaused\u201d)", ["active", "ended", "paused"]),
        ("\u201cactive\u201d, \u201cended\u201d or \u201cpaused\u201d", ["active", "ended", "paused"]),
        ("(active/ended/paused)", ["active", "ended", "paused"]),
        ("(one of active, ended, or paused)", ["active", "ended", "paused"]),
        (": active, ended and paused", ["active", "ended", "paused"]),
        ("(active | ended | in progress)", ["active", "ended", "in progress"]),
        ("\u201cactive\u201d or \u201cover\u201d", ["active", "over"]),
        ("(\u201cactive\u201d)", ["active"]),
    ],
)
def test_the_values_of_a_filter_are_read_in_every_notation(text: str, values: list[str]) -> None:
    (finding,) = find(listed(text)(PAGE))
    assert (finding.action, finding.pointer, finding.new) == (Action.CHANGE, STATUS, values)


@pytest.mark.parametrize(
    "text", ["(\u201cactive\u201d, \u201cended\u201d)", "(ended|active)", "\u201cactive\u201d / \u201cended\u201d"]
)
def test_another_list_of_the_same_values_is_no_finding(text: str) -> None:
    assert not [finding for finding in find(listed(text)(PAGE)) if finding.action is not Action.NEW_LINE]


@pytest.mark.parametrize(
    "text", ["(see below)", "(active/ended)", "as in \u201cactive\u201d talks", "(any | what you like)"]
)
def test_values_that_cannot_be_read_are_a_line_and_no_removal(text: str) -> None:
    (finding,) = find(listed(text)(PAGE))
    assert (finding.action, finding.pointer) == (Action.NEW_LINE, FILTER)


def test_values_that_are_gone_are_a_removal() -> None:
    (finding,) = find(listed("")(PAGE))
    assert (finding.action, finding.pointer, finding.new) == (Action.REMOVE, STATUS, None)
