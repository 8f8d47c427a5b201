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


def test_the_page_is_true_to_the_description_in_every_rendering() -> None:
    for markup in MARKUPS:
        assert find(PAGE, markup) == []


def test_every_rendering_has_the_same_letters_in_the_same_order() -> None:
    def letters(markup: Markup) -> str:
        return "".join(line.letters for line in read_lines(Source(MARKUPS[markup](PAGE), markup)))

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
