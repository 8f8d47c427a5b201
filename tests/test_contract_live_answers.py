"""The live run answers the open questions of the spec, all of which are derived from it."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest

from scripts.evidence import FACETS, Tag, tags
from scripts.spec import at
from tests.contract.api import Api
from tests.contract.live.answers import answer_all
from tests.contract.live.extras import extras
from tests.contract.live.questions import Edit, Verdict, question
from tests.contract.live.seen import format_of, outline
from tests.live_runs import live
from tests.strange_emulator import API, strange

TODAY = date(2026, 1, 15)
SCHEMAS = "#/components/schemas"
PARAMETERS = "#/components/parameters"


def test_every_guess_is_answered_or_still_open(tmp_path: Path) -> None:
    with strange() as server:
        found = live(server, tmp_path).found.outcomes
    assert [each.tag for each in found] == [tag for tag in tags(API.spec) if tag.kind != "observed"]
    assert {each.verdict for each in found} == {Verdict.AGREES, Verdict.OPEN}
    assert all(each.seen and each.question.endswith("?") for each in found)
    assert all(bool(each.edits) == (each.verdict is Verdict.AGREES) for each in found)


def test_a_new_guess_is_a_new_question(tmp_path: Path) -> None:
    spec = copy.deepcopy(API.spec)
    places = {
        f"{SCHEMAS}/Persona/properties/description": {"type": "inferred: a test says so"},
        f"{SCHEMAS}/Conversation/properties/ended_at": {"presence": "inferred: a test says so"},
        "#/paths/~1personas/get": "inferred: a test says so",
        "#/components/securitySchemes/apiKey": "inferred: a test says so",
        f"{PARAMETERS}/PersonaId": {"name": "inferred: a test says so"},
        "#/paths/~1videos~1{video_id}/delete/responses/204": "inferred: a test says so",
    }
    for pointer, evidence in places.items():
        at(spec, pointer)["x-evidence"] = evidence
    with strange() as server:
        found = live(server, tmp_path, api=Api(spec)).found.outcomes
    verdicts = {each.tag.pointer: (each.verdict, each.seen) for each in found if each.tag.why == "a test says so"}
    assert verdicts.keys() == places.keys()
    assert [verdicts[pointer] for pointer in places] == [
        (Verdict.AGREES, "string in 2 values"),
        (Verdict.AGREES, "present in 1 whose status is ended, absent in 1 others"),
        (Verdict.AGREES, "GET /personas succeeds"),
        (Verdict.OPEN, "not looked at"),
        (Verdict.OPEN, "not looked at"),
        (Verdict.OPEN, "only something that was made can show it; SPEND allows that"),
    ]


def test_an_observed_fact_is_no_question() -> None:
    spec = copy.deepcopy(API.spec)
    spec["servers"][0]["x-evidence"] = "observed: it answered"
    assert [found.tag.pointer for found in answer_all(Api(spec), [], "http://h/v1", TODAY)] == [
        tag.pointer for tag in tags(API.spec) if not tag.pointer.startswith("#/servers")
    ]


def test_the_base_url_is_answered_where_it_is_called(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        spec = copy.deepcopy(API.spec)
        spec["servers"][0]["url"] = server.url
        found = live(server, tmp_path, api=Api(spec)).found.outcomes
    [each] = [each for each in found if each.tag.pointer == "#/servers/0"]
    assert (each.verdict, each.seen) == (Verdict.AGREES, "/v1 answers with 200")


def test_an_empty_account_answers_what_it_can(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        result = live(server, tmp_path)
    assert result.code == 0
    by_pointer = {each.tag.pointer: each for each in result.found.outcomes}
    assert by_pointer[f"{PARAMETERS}/Page"].verdict is Verdict.AGREES  # page 2 says that it is page 2
    assert by_pointer[f"{PARAMETERS}/ConversationStatusFilter"].seen == "asked, but the lists are too short to tell"
    assert by_pointer[f"{SCHEMAS}/Replica"].seen == "nothing that was read shows it"


def test_without_an_answer_everything_is_open() -> None:
    found = answer_all(API, [], "http://h/v1", TODAY)
    assert {each.verdict for each in found} == {Verdict.OPEN}
    assert [extra.seen for extra in extras(API, [], TODAY)] == [""] * 4


@pytest.mark.parametrize("facet", ["", *FACETS])
def test_every_tag_has_a_question(facet: str) -> None:
    for tag in tags(API.spec):
        words = question(API.spec, Tag(tag.pointer, facet, "inferred", "why"))
        assert words.endswith("?")
        assert "{}" not in words


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (Edit("#/a/b~1c", {"x": "\u00e4"}), '`b/c: {"x": "\u00e4"}`'),
        (Edit("#/a/minimum", 0), "`minimum: 0`"),
        (Edit("#/a/201", "200", "rename"), "rename `201` to `200`"),
        (Edit("#/a/format", action="remove"), "remove `format`"),
        (Edit("#/a", "think about it", "do"), "think about it"),
    ],
)
def test_an_edit_is_a_line_to_write(edit: Edit, line: str) -> None:
    assert edit.line == line


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (["2026-01-15T09:30:00Z", "2026-01-15T09:30:00.123+01:00"], "date-time"),
        (["2026-01-15T09:30:00", "2026-01-15T09:30:00.5"], "date-time-local"),
        (["Thu, 15 Jan 2026 09:30:00 GMT"], "http-date"),
        ([1768469400, 1768469400.5], "unixtime"),
        (["https://h/a"], "uri"),
        (["/a/b?c"], "uri-reference"),
        (["2026-01-15T09:30:00Z", "Thu, 15 Jan 2026 09:30:00 GMT"], None),
        (["2026-13-45T09:30:00Z"], None),
        (["http://["], None),
        (["soon"], None),
        ([True], None),
        ([], None),
    ],
)
def test_formats_are_told_apart(values: list[object], name: str | None) -> None:
    assert format_of(values) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-01-15T09:30:00.123Z", "9999-99-99T99:99:99.999Z"),
        ("Thu, 15 Jan 2026 09:30:00 GMT", "Aaa, 99 Aaa 9999 99:99:99 AAA"),
        ("https://h/secret", "https://..."),
        ("Ada <b>\n`x`", "Aaa ?a???a?"),
        ("x" * 50, "a" * 40 + "..."),
        (7, "integer"),
        (None, "null"),
    ],
)
def test_an_outline_tells_the_shape_and_nothing_else(value: object, words: str) -> None:
    assert outline(value) == words
