"""However a section lists its query parameters, a change of meaning is found and another notation is none."""

from __future__ import annotations

import re

import pytest

from scripts.docs.check import check
from scripts.docs.findings import Action, Finding
from scripts.docs.lines import read_lines
from scripts.docs.page import read_page
from scripts.docs.source import Markup, Source
from tests.docs_edits import CLAIMS, LOCK, MARKUPS, PAGE, PARAMETERS, SCHEMAS, Change, Expected, find, swap
from tests.docs_renderings import as_html, as_markdown

NEW = "#/paths/~1personas/get/parameters/-"
STATUS = SCHEMAS + "ConversationStatus"
FILTER = PARAMETERS + "ConversationStatusFilter"


def in_tables(head: str, row: str, markup: Markup, text: str = PAGE) -> list[Finding]:
    """Return what is found when each list is a table, with cells in the place of a description {0} and a name {1}."""
    titles, cells = head.split("|"), row.split("|")
    begin, body, end = "<table><thead><tr>{}</tr></thead><tbody>\n", "<tr>{}</tr>", "</tbody></table>\n"
    title, cell, render = "<th>{}</th>", "<td>{}</td>", as_html
    if markup == "markdown":
        begin, body, end = "\n|{}\n" + "|---" * len(titles) + "|\n", "|{}", "\n"
        title, cell, render = " {} |", " {} |", as_markdown
    page = render(text, parameter=body.format("".join(map(cell.format, cells))) + "<!-- row -->")
    start = begin.format("".join(map(title.format, titles)))
    page = re.sub(r"(?:.*<!-- row -->\n)+", lambda rows: start + rows[0].replace("<!-- row -->", "") + end, page)
    return check(read_page(read_lines(Source(page, markup))), CLAIMS, LOCK)


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
        ("(16:9|9:16)", ["16:9", "9:16"]),
        (": 16:9|9:16.", ["16:9", "9:16"]),
        ("video/mp4 | video/webm", ["video/mp4", "video/webm"]),
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


TABLES: list[Markup] = ["html", "markdown"]


@pytest.mark.parametrize("markup", TABLES)
@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Description|Name|", "{0}|{1}|(optional)"),
        ("Query|Meaning|", "{1}|{0}|(optional)"),
        ("Parameter|Description|Required", "{1}|{0}|(optional)"),
        ("Parameter|Description|Required", "{1}|{0}|No"),
        ("Parameter|Description|Required?", "{1}|{0}|false"),
        ("Name|Meaning|Is required", "{1}|{0}|Not required"),
        ("Name|Meaning|Optional", "{1}|{0}|yes"),
        ("Name|Meaning|Optional", "{1}|{0}|\u2713"),
    ],
)
def test_the_titles_of_a_table_are_no_parameters(head: str, row: str, markup: Markup) -> None:
    assert not in_tables(head, row, markup)


@pytest.mark.parametrize("markup", TABLES)
@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Name|Description", "{1}|{0} (optional)"),
        ("Name|Required|Description", "{1}|no|{0}"),
        ("Name|In|Default|About|Description", "{1}|query|none|Rank (optional)|{0}"),
        ("Name|Description|Required", "{1}|{0}|Depends on the plan"),
        ("Name|Description|Required", "{1}|{0}|No (20 if left out)"),
        ("Name|Description|Required", "{1}|{0}|sometimes"),
        ("Name|Description|Required", "{1}|{0}|"),
    ],
)
def test_what_a_table_says_besides_is_a_line(head: str, row: str, markup: Markup) -> None:
    found = in_tables(head, row, markup)
    assert found
    assert {finding.action for finding in found} <= {Action.NEW_LINE, Action.VANISHED_LINE}


@pytest.mark.parametrize("markup", TABLES)
@pytest.mark.parametrize(
    ("head", "row"), [("Name|Description|Required", "{1}|{0}|yes"), ("Name|Optional|Description", "{1}|\u2717|{0}")]
)
def test_what_a_column_says_of_presence_is_read(head: str, row: str, markup: Markup) -> None:
    found = [finding for finding in in_tables(head, row, markup) if finding.facet == "presence"]
    assert {(finding.action, finding.new) for finding in found} == {(Action.CHANGE, "required")}
    assert PARAMETERS + "Page" in {finding.pointer for finding in found}


@pytest.mark.parametrize("markup", TABLES)
def test_a_new_parameter_in_a_table_is_read(markup: Markup) -> None:
    page = first("Which first\nSort\n(optional)")(PAGE)
    (finding,) = in_tables("Parameter|Description|Required", "{1}|{0}|no", markup, page)
    said = {"name": "Sort", "presence": "optional"}
    assert (finding.action, finding.pointer, finding.new) == (Action.ADD, NEW, said)


@pytest.mark.parametrize(
    ("markup", "table"),
    [
        ("html", "<table><tr><th>Name<th>Type<tr><td>a<td>integer</table>"),
        (
            "html",
            "<table><thead><tr><td>Name</td><td>Type</td></tr></thead><tr><th>a</th><td>integer</td></tr></table>",
        ),
        ("html", "<table><tr><th>Name</th><th>Type</th></tr><tr><td>a</td><td><p>integer</p></td></tr></table>"),
        ("markdown", "| Name | Type |\n|-|-|\n| a | integer |\n"),
        ("markdown", "<table><tr><th>Name</th><th>Type</th></tr><tr><td>a</td><td>integer</td></tr></table>\n"),
    ],
)
def test_the_titles_of_a_table_stand_around_the_page(markup: Markup, table: str) -> None:
    lines = read_lines(Source(table, markup))
    assert [(line.text, line.kind) for line in lines] == [
        *(("Name", "frame"), ("Type", "frame")),
        *(("a", "text"), ("integer", "text")),
    ]


@pytest.mark.parametrize(
    ("markup", "table"),
    [
        ("markdown", "| a | integer |\n|-|-|\n| b | string |\n"),
        ("markdown", "| Not found | 404 |\n|-|-|\n| Gone | 410 |\n"),
        ("markdown", "| Name | Type |\n|-|-|\n"),
        ("markdown", "| Query Parameters | |\n|-|-|\n| a | (optional) |\n"),
        ("html", "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"),
        ("html", "<table><tr><th>Name</th><th>Type</th></tr></table>"),
        ("html", "<table><tr><th>Name</th><th>Type</th></tr></table><table><tr><td>a</td></tr></table>"),
    ],
)
def test_a_first_row_that_may_say_something_is_read(markup: Markup, table: str) -> None:
    assert {line.kind for line in read_lines(Source(table, markup))} == {"text"}


def test_a_title_that_says_what_is_below_is_read() -> None:
    table = "| Query Parameters | Description |\n|-|-|\n| page | Which (optional) |\n"
    page = read_page(read_lines(Source(f"GET /a\n\n{table}", "markdown")))
    assert ("GET /a", "query", "page") in [statement.subject for statement in page.statements]
