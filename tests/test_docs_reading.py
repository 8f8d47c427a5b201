"""What the page says is read whatever its idiom, and no page makes the reading fail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.docs.facts import Subject
from scripts.docs.lines import Line, read_lines
from scripts.docs.page import read_page
from scripts.docs.source import Markup, Source, Unreadable
from tests.docs_edits import PAGE


def read(text: str, markup: Markup = "text") -> dict[Subject, dict[str, Any]]:
    """Return the facets that a page states, by subject."""
    found: dict[Subject, dict[str, Any]] = {}
    for statement in read_page(read_lines(Source(text, markup))).statements:
        found.setdefault(statement.subject, {}).update(statement.facets)
    return found


@pytest.mark.parametrize(
    ("field", "facets"),
    [
        ('"a": "string"', {"type": "string"}),
        ('"a": string,', {"type": "string"}),
        ("a: string", {"type": "string"}),
        ("'a': 'boolean'", {"type": "boolean"}),
        ('"a": true', {"type": "boolean"}),
        ('"a": 12', {"type": "integer"}),
        ('"a": 1.5', {"type": "number"}),
        ('"a": "int"', {"type": "integer"}),
        ('"a": "uuid"', {"type": "string", "format": "uuid"}),
        ('"a": "2026-01-15T09:30:00Z"', {"type": "string", "format": "date-time"}),
        ('"a": "https://media.example.com/a.mp4"', {"type": "string", "format": "uri"}),
        ('"a": "Some Name"', {"type": "string"}),
        ('"a": "on"', {"type": "string", "values": ["on"]}),
        ('"a": "on|off"', {"type": "string", "values": ["on", "off"]}),
        ('"a": "on" | "off" | null', {"type": ["string", "null"], "values": ["on", "off"]}),
        ('"a": "string|null"', {"type": ["string", "null"]}),
        ('"a": {', {"type": "object"}),
        ('"a": [', {"type": "array"}),
        ('"a": ', {}),
        ('"a": "string" // Optional', {"type": "string", "presence": "optional"}),
        ('"a": "string" # optional', {"type": "string", "presence": "optional"}),
        ('"a": "string" /* required */', {"type": "string", "presence": "required"}),
        ('"a": "string (optional)"', {"type": "string", "presence": "optional"}),
        ('"a"?: "string"', {"type": "string", "presence": "optional"}),
        ('"a?": "string"', {"type": "string", "presence": "optional"}),
        ("a?: string", {"type": "string", "presence": "optional"}),
        ('"a": "string" // Optional, at most 80 letters', {"type": "string", "presence": "optional"}),
        ('"a": "string" // Not required', {"type": "string", "presence": "optional"}),
        ('"a": "string" // Only if done', {"type": "string", "presence": {"status": "done"}}),
        ('"a": "string" // Present only if state is "on"', {"type": "string", "presence": {"state": "on"}}),
        (
            '"a": "string" // Returned when the state is \u201con\u201d.',
            {"type": "string", "presence": {"state": "on"}},
        ),
    ],
)
def test_a_field(field: str, facets: dict[str, Any]) -> None:
    assert read(f"GET /a\nResponse:\n{{\n{field}\n}}\n")["GET /a", "answer", "a"] == facets


def test_a_body_may_be_nested_in_any_way() -> None:
    body = '{ "a": { "b": [ { "c": "string" } ], "d": ["string"] },\n"e": [\n[\n0\n]\n] }'
    assert set(read(f"GET /a\nResponse:\n{body}\n")) == {
        ("GET /a",),
        ("GET /a", "answer"),
        *(("GET /a", "answer", *path) for path in ("a", "ab", "abc", "ad", "e")),
        ("GET /a", "answer", "a", "d", "[]"),
        ("GET /a", "answer", "e", "[]"),
    }


def test_a_remark_is_about_the_field_that_ends_its_line() -> None:
    body = '{\n"a": [{ "b": "string" }], // Optional\n"c": { // Optional\n"d": "string", "e": "string" } } // Required'
    found = read(f"GET /a\nResponse:\n{body}\n")
    marked = {subject[2:]: facets["presence"] for subject, facets in found.items() if "presence" in facets}
    assert marked == {("a",): "optional", ("c",): "optional", ("c", "e"): "required"}


def test_a_bracket_that_is_missing_spoils_no_other_section() -> None:
    page = 'GET /a\nResponse:\n{\n"a": {\n"b": "string"\nGET /c\nResponse:\n"d": "string"\n}\n}\n}\n'
    assert {subject for subject in read(page) if subject[0] == "GET /c"} == {
        ("GET /c",),
        ("GET /c", "answer"),
        ("GET /c", "answer", "d"),
    }


def test_only_the_first_unlabelled_body_is_the_answer() -> None:
    page = 'GET /a\n{\n"a": "string"\n}\n{\n"b": "string"\n}\nExample response:\n{\n"c": "string"\n}\n'
    assert {subject[2:] for subject in read(page)} == {(), ("a",)}


def test_a_body_before_that_of_the_answer_is_the_request() -> None:
    assert ("POST /a", "request", "a") in read('POST /a\n{\n"a": 1\n}\nResponse:\n{\n"b": 2\n}\n')


@pytest.mark.parametrize(
    "parameters",
    [
        "How many\nPage\n(optional)\nWhich one (\u201ca\u201d|\u201cb\u201d)\nkind\n(required)\nResponse:",
        "How many\nPage (optional)\nWhich one ('a' | 'b')\nkind: (required)\nResponse:",
        "Page\n(optional)\nHow many\nkind\nrequired\na|b: which one\nResponse:",
    ],
)
def test_query_parameters(parameters: str) -> None:
    found = read(f"GET /a\nQuery Parameters:\n{parameters}\n")
    assert found["GET /a", "query", "page"] == {"name": "Page", "presence": "optional"}
    assert found["GET /a", "query", "kind"] == {"name": "kind", "presence": "required", "values": ["a", "b"]}


def test_query_parameters_in_a_table() -> None:
    table = (
        "| page | integer | optional | How many |\n| --- | --- | --- | --- |\n| kind | string | required | Which |\n"
    )
    found = read(f"## GET /a\n\nQuery Parameters:\n\n{table}", "markdown")
    assert found["GET /a", "query", "page"] == {"name": "page", "type": "integer", "presence": "optional"}
    assert found["GET /a", "query", "kind"] == {"name": "kind", "type": "string", "presence": "required"}


@pytest.mark.parametrize(
    ("sentence", "name", "value"),
    [
        ("Clients are limited to 3 sockets.", "keep_alive_sockets", 3),
        ("At most one open connection each.", "keep_alive_sockets", 1),
        ("Requests time out after\n30 seconds.", "timeout_seconds", 30),
        ("There is a 2-minute timeout.", "timeout_seconds", 120),
        ("Exceeding rate limits gives you 429.", "rate_limit_status", 429),
        ("Rate limits are counted per IP address.", "rate_limit_scope", "ip address"),
    ],
)
def test_limits(sentence: str, name: str, value: object) -> None:
    assert read(sentence)["limits", name] == {"value": value}


@pytest.mark.parametrize(
    "table",
    ["Not found\n404\n", "404\nNot found\n", "404 Not found\n", "404 - Not found\n", "Not found: 404\n"],
)
def test_statuses(table: str) -> None:
    assert ("statuses", "404") in read(f"Error Handling\n{table}")


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("Send the key in the X-Key\nheader.", "x-key"),
        ("x-key: your-api-key", "x-key"),
        ("Authorization: Bearer your-api-key", "authorization"),
        ('client.Headers.Add("X-Key", apiKey);', "x-key"),
    ],
)
def test_the_header_of_the_key(line: str, header: str) -> None:
    assert read(line)["header",] == {"name": header}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("text", "GET /a/{a_id}"),
        ("text", "**GET** `/a/<id>`"),
        ("text", "Get /a/:id - one of them"),
        ("text", "GET\n/a/:id"),
        ("text", "GET https://api.example.com/v1/a/:id"),
        ("text", "Endpoints\nShow one GET /a/:id"),
        ("text", "Retrieve one\n/a/:id"),
        ("html", "<h3><span>GET</span><span>/a/:id</span></h3>"),
        ("html", "<div>GET</div><div>/a/:id</div>"),
        ("markdown", '<mark style="color:green;">`GET`</mark> `/a/:id`'),
        ("markdown", "| Show one | **GET** /a/:id |\n| --- | --- |\n"),
    ],
)
def test_operations(markup: Markup, text: str) -> None:
    assert set(read(text, markup)) == {("GET /a/:id",)}


@pytest.mark.parametrize("text", ["Send it to POST /a", "/v1", "GETTING /a", "Path: /a", "GET it /a"])
def test_what_is_no_operation(text: str) -> None:
    assert not read(text)


def test_html_is_read_as_it_is_shown() -> None:
    text = (
        "<html><head><title>No</title></head><body><nav>No</nav><main><h1>A&amp;B <a href='#'>#</a></h1>\n"
        "<p>one\n<b>two</b><br>three</p><script>no()</script><svg><text>No</text></svg><div aria-hidden=true>No</div>\n"
        '<pre><code><span class="line">x = 1</span><span class="line">y</span>\nz</code></pre><button>Copy</button>'
        "<table><tr><th>a<td>b</table><p>Was this helpful?</p></main><footer>No</footer>"
    )
    assert read_lines(Source(text, "html")) == [
        *(Line(1, "A&B"), Line(2, "one two"), Line(3, "three"), Line(4, "x = 1"), Line(4, "y"), Line(5, "z")),
        *(Line(5, "a"), Line(5, "b")),
    ]


def test_the_header_of_a_site_is_no_part_of_the_page() -> None:
    text = "<header><p>Films<nav>No</nav></header>Elsewhere<main><header><h1>A Tour</h1></header>GET /a</main>"
    lines = [Line(1, "Films", "frame"), Line(1, "A Tour"), Line(1, "GET /a")]
    assert read_lines(Source(text, "html")) == lines
    assert not read("<header>GET /a</header><article>Films</article>", "html")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('"a": "string"', '"a": "string[]"', False),
        ('"a": "string"', '"a": "[string]"', False),
        ('"a": ["string"]', '"a": [ "string" ]', True),
        ('"a": [', '"a":', True),
        ('"a": "string"', '"a"*: "string"', False),
        ("Page", "Page*", False),
        ("Page", "*Page*", True),
        ("Page (2)", "* **Page** (*2*)", True),
        ("a*b*c", "abc", False),
        ("Page #", "# Page {#page}", True),
    ],
)
def test_what_counts_when_lines_are_compared(one: str, other: str, same: bool) -> None:
    first, second = read_lines(Source(f"{one}\n{other}", "text"))
    assert (first.letters == second.letters) == same


def test_markdown_is_read_as_it_is_shown() -> None:
    text = "# A\n\none *two*  \n[three](https://example.com) \\_four\\_ <b>five</b>\n\n"
    text += "```go\n// x\n\ny\n```\n\n<div>\nsix\n</div>\n"
    assert read_lines(Source(text, "markdown")) == [
        *(Line(1, "A"), Line(3, "one two"), Line(4, "three four five"), Line(7, "// x"), Line(9, "y"), Line(13, "six")),
    ]


MARKUPS: list[Markup] = ["text", "html", "markdown"]
WORDS = [
    "GET /a",
    "{",
    "}",
    "[",
    '"a": ',
    "// Optional",
    "Response:",
    "Query Parameters:",
    "404",
    "|",
    "`",
    "Endpoints",
]
WORDS += [
    "\n",
    "Python",
    "https://api.twintone.ai/vi",
    "<p>",
    "<tr>",
    "<th>Required",
    "<td>",
    "</table>",
    "| Name | Required |\n|---|---|\n",
    "</",
    "<!--",
    "<![",
    "&#",
    "Error Handling",
    "\u00a0",
    "**",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MARKUPS), st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=40).map("".join))
def test_no_page_makes_the_reading_fail(markup: Markup, text: str) -> None:
    try:
        lines = read_lines(Source(text, markup))
    except Unreadable:
        return
    assert all(statement.line < len(lines) for statement in read_page(lines).statements)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_mutilated_page_makes_the_reading_fail(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PAGE)))
    end = data.draw(st.integers(start, len(PAGE)))
    lines = read_lines(Source(PAGE[:start] + PAGE[end:], data.draw(st.sampled_from(MARKUPS))))
    assert all(statement.line < len(lines) for statement in read_page(lines).statements)


def test_what_is_too_long_is_refused() -> None:
    for text in ("a\n" * 10_001, "a" * 500_001):
        for markup in MARKUPS:
            with pytest.raises(Unreadable, match="more than 10000 lines or 500000 letters"):
                read_lines(Source(text if markup != "html" else f"<pre>{text}", markup))
