"""How the page is set does not matter: markup, white space, quotes, line breaks and the order of its sections."""

from __future__ import annotations

import html
import re
import textwrap

import pytest

from scripts.docs.check import check
from scripts.docs.lines import read_lines
from scripts.docs.page import read_page
from scripts.docs.source import Markup, Source
from tests.docs_edits import CLAIMS, LOCK, MARKUPS, PAGE, Change, find, swap, swap_all
from tests.docs_page import HEADINGS, LANGUAGES
from tests.docs_renderings import as_html, as_markdown


def test_the_page_is_true_to_the_description_in_every_rendering() -> None:
    for markup in MARKUPS:
        assert find(PAGE, markup) == []


def test_every_rendering_has_the_same_letters_in_the_same_order() -> None:
    def letters(markup: Markup) -> str:
        lines = read_lines(Source(MARKUPS[markup](PAGE), markup))
        return "".join(line.letters for line in lines if line.kind != "frame")

    assert letters("html") == letters("markdown") == letters("text")
    assert len(letters("text")) > 5000


def test_a_finding_has_the_number_of_its_line_in_the_source() -> None:
    for markup, render in MARKUPS.items():
        text = render(swap('"script": "string"', '"script": number')(PAGE))
        (number,) = (number for number, line in enumerate(text.splitlines(), 1) if '"script": number' in line)
        (finding,) = find(swap('"script": "string"', '"script": number')(PAGE), markup)
        assert read_lines(Source(text, markup))[finding.index].number == number


def by_line(form: str) -> Change:
    return lambda text: "\n".join(form.format(line) for line in text.splitlines())


def by_line_of_html(form: str) -> Change:
    return lambda text: "<html><body>" + "".join(form.format(html.escape(line)) for line in text.splitlines())


def hard_wrapped(text: str) -> str:
    return "\n".join(line if line.startswith('"') else textwrap.fill(line, 60) for line in text.splitlines())


LABELS = "Query Parameters|Request Body|Error Response|Response"
FURNITURE = "Edit on GitHub\nLast updated 3 days ago\nWas this helpful?\nPowered by GitBook\n"


def parts(text: str) -> list[str]:
    """Cut the page into the overview, the details of each group, and the rest by headings."""
    names = "Videos|Conversations|Personas|Speech|Error Handling|Rate Limiting|Code Examples|Contact"
    place = text.index("Endpoint details")
    return [text[:place], *re.split(rf"(?<=\n)(?=(?:{names})\n)", text[place:])]


def sections_in_another_order(text: str) -> str:
    overview, *rest = parts(text)
    assert len(rest) == 9
    return overview + "".join(rest[index] for index in (0, 6, 4, 2, 5, 3, 1, 7, 8))


def languages_in_another_order(text: str) -> str:
    start, end = text.index("\nPython\n"), text.index("\nContact\n")
    go = text.index("\nGO\n")
    return text[:start] + text[go:end] + text[start:go] + text[end:]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("blank lines", by_line("{}\n\n")),
        ("indented", by_line("    {}")),
        ("wide", swap_all(" ", "   ")),
        ("tabs", swap_all(" ", "\t")),
        ("unbreakable spaces", swap_all(" ", "\u00a0")),
        ("line ends of Windows", by_line("{}\r")),
        ("curly quotes", swap_all('"', "\u201d")),
        ("straight quotes", lambda text: text.translate(dict.fromkeys(map(ord, "\u201c\u201d"), '"'))),
        ("single quotes", swap_all('"', "'")),
        ("other dashes", swap_all("-", "\u2011")),
        ("em dash", swap_all("\u2014", " - ")),
        ("invisible characters", swap_all("e", "e\u200b")),
        ("bold", by_line("**{}**")),
        ("code", by_line("`{}`")),
        ("headings", by_line("## {}")),
        ("bullets", by_line("* {}")),
        ("quoted", by_line("> {}")),
        ("tags", by_line("<div><b>{}</b></div>")),
        ("hard wrapped", hard_wrapped),
        (
            "fields in another order",
            swap('"replica_id": "string",\n"script": "string",', '"script": "string",\n"replica_id": "string",'),
        ),
        ("sections in another order", sections_in_another_order),
        ("languages in another order", languages_in_another_order),
        ("verb put right", swap("Get /replicas", "GET /replicas")),
        ("verb added", swap("\n/personas\n", "\nGET /personas\n")),
        ("titles beside operations", lambda text: re.sub(r"\n(List|Get|Create) (.*)\n([A-Z]+ /)", r"\n\1 \2 \3", text)),
        ("path parameters in braces", swap_all("/videos/:id", "/videos/{video_id}")),
        (
            "body on one line",
            swap('{\n"text": "string",\n"persona_id": "string",\n', '{ "text": "string", "persona_id": "string",\n'),
        ),
        ("quoted number", swap('"pitch": number', '"pitch": "number"')),
        ("wording of a mark", swap("// Optional", "// (optional).")),
        ("wording of a condition", swap("Present only if status is", "Only included when the status is")),
        (
            "headings in capitals",
            lambda text: re.sub(rf"(?m)^(?:{'|'.join(HEADINGS)})$", lambda line: line[0].upper(), text),
        ),
        ("labels without a colon", lambda text: re.sub(rf"(?<=[.\n])({LABELS}):\n", r"\n\1\n", text)),
        ("path parameters in angles", swap_all("/:id", "/<id>")),
        ("furniture", lambda text: f"Copy page\n{text.replace('Body:', 'Body:' + chr(10) + 'Copy')}{FURNITURE}"),
        ("values in another order", swap("processing|ready|failed", "ready|failed|processing")),
        ("values one by one", swap('"processing|ready|failed"', '"processing" | "ready" | "failed"')),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_layout_is_no_finding(name: str, change: Change) -> None:
    assert change(PAGE) != PAGE
    assert find(change(PAGE)) == []


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("change", [sections_in_another_order, languages_in_another_order])
def test_another_order_is_no_finding(change: Change, markup: Markup) -> None:
    assert change(PAGE) != PAGE
    assert find(change(PAGE), markup) == []


EXPORT = (
    "> For the complete documentation index, see [llms.txt](https://example.com/llms.txt).\n\n{}\n---\n\n"
    "# Agent Instructions\nRead on.\n\n## Querying This Documentation\n```\nGET https://example.com/page.md?ask=it\n```\n"
)
NEXT_PAGES = "<a><span>Next</span><span>Talks</span></a><a><div>Previous</div><div>Films</div></a>"


def tabs_in_html(panel: str) -> Change:
    """Write a row of tabs above the samples, and begin the panel of each in this way."""
    row = "".join(f'<button role="tab" id="{name}">{name}</button>' for name in LANGUAGES)
    heading = "<span>Code Examples</span></h2>"
    return lambda text: as_html(text, language=panel).replace(heading, heading + row)


def around(before: str, after: str) -> Change:
    """Write something into the main part of the page in HTML, above and below."""
    return lambda text: (
        as_html(text).replace('<main class="page">', f"<main>{before}").replace("</main>", f"{after}</main>")
    )


@pytest.mark.parametrize(
    ("markup", "render"),
    [
        ("html", by_line_of_html("<p>{}</p>")),
        ("html", by_line_of_html("<P>{}\n")),
        ("html", by_line_of_html("{}<br/>\n")),
        ("html", by_line_of_html("<li><span>{}</span></li>")),
        ("html", by_line_of_html("<tr><td>{}<td></tr>")),
        ("html", by_line_of_html('<span hidden>Hidden</span><div><a href="#x">\u00b6</a>{}</div>')),
        ("html", lambda text: f"<pre>{html.escape(text)}</pre>"),
        ("html", lambda text: f"<code>{html.escape(text)}</code>"),
        ("html", lambda text: f"<main>{html.escape(text).replace(chr(10), '<br>')}</main><p>Elsewhere</p>"),
        ("html", lambda text: re.sub(r"(\w+)", r"<i>\1</i>", html.escape(text, quote=False)).replace("\n", "<hr>")),
        (
            "html",
            lambda text: (
                '<button role="tab">' + "</button><button>Copy</button><p>".join(html.escape(text).split("\n"))
            ),
        ),
        (
            "html",
            lambda text: as_html(text, row='<span class="block">{0}</span>').replace("</span>\n<span", "</span><span"),
        ),
        ("html", tabs_in_html('<div role="tabpanel" aria-labelledby="{0}">')),
        ("html", tabs_in_html('<div role="tabpanel" hidden>')),
        ("html", tabs_in_html("")),
        ("html", lambda text: as_html(text, language='<div role="tabpanel"><button role="tab">{0}</button>')),
        ("html", around("<ol class='breadcrumbs'><li>Docs</ol><div role='menu'>Copy as HTML</div>", NEXT_PAGES)),
        ("html", around("<p>Copy as Markdown</p>", "<p>Edit on GitHub</p><p>Last updated on Jan 15, 2026</p>")),
        ("markdown", lambda text: as_markdown(text, heading="## {0} {{#an-id}}\n")),
        ("markdown", lambda text: as_markdown(text, language='{{% endtab %}}{{% tab title="{0}" %}}')),
        ("markdown", lambda text: EXPORT.format(as_markdown(text))),
        ("markdown", by_line("{}  ")),
        ("markdown", by_line("- {}")),
        ("markdown", by_line("1. {}\n")),
        ("markdown", by_line("{}\n")),
        ("markdown", by_line("{}<br>")),
        ("markdown", lambda text: f"---\ntitle: Films\n---\n~~~\n{text}~~~\n"),
        ("markdown", lambda text: "{% tabs %}\n\n" + textwrap.indent(text, "    ")),
        ("markdown", lambda text: "<div>\n" + by_line("<p>{}</p>")(html.escape(text)) + "\n</div>\n"),
    ],
)
def test_other_renderings_are_no_finding(markup: Markup, render: Change) -> None:
    page = read_page(read_lines(Source(render(PAGE), markup)))
    assert len(page.operations) == 25
    assert check(page, CLAIMS, LOCK) == []


@pytest.mark.parametrize(
    ("header", "page"),
    [
        ("<a>Speaking Films</a><a>Home</a>", PAGE.removeprefix("Speaking Films\n")),
        ("<p>Home<p>Speaking Films", PAGE.removeprefix("Speaking Films\n")),
        ("<a>Speaking Films</a>", PAGE),
        ("<a>Films</a>", PAGE),
        ("", PAGE),
    ],
)
@pytest.mark.parametrize("element", ["main", "article", "div"])
def test_the_header_of_the_site_may_name_the_page(header: str, page: str, element: str) -> None:
    text = f"<header>{header}</header>{as_html(page).replace('main', element)}"
    assert check(read_page(read_lines(Source(text, "html"))), CLAIMS, LOCK) == []
