"""Whatever a server does otherwise than the spec guesses is seen, and the edit that follows makes the spec agree."""

from __future__ import annotations

import copy
from datetime import datetime
from pathlib import Path

import pytest

from scripts.spec import Object, at, join, tokens
from scripts.spec_hints import check_hints, check_places
from tests.contract.api import Api
from tests.contract.live.questions import Edit, Verdict
from tests.contract.mutants.machinery import Behaviour
from tests.live_runs import live
from tests.strange_answers import (
    bare_list,
    eager_urls,
    ended_twice_409,
    forgotten_names,
    gateway,
    heading_names,
    join_url,
    lenient_pages,
    limits_told,
    no_pages,
    pages_from_0,
    picky_replicas,
    plain,
    renamed_list,
    rfc_1123,
    silent_pages_from_0,
    status_200,
    strict_names,
    text_statuses,
    times,
    unknown_references_400,
    whole_personas,
)
from tests.strange_emulator import API, strange

SCHEMAS = "#/components/schemas"
PARAMETERS = "#/components/parameters"
END = "#/paths/~1conversations~1{conversation_id}/post/responses/400"
OBSERVED = 'observed: {}, 2026-01-15"`'

CASES: dict[str, tuple[Behaviour, list[str], list[str]]] = {
    "names as in headings": (
        heading_names,
        [],
        [
            f'at `{PARAMETERS}/Page/name`: `name: "Page"`',
            f'at `{PARAMETERS}/Page/x-evidence/name`: `name: "' + OBSERVED.format("Page has an effect, page has none"),
            f'at `{SCHEMAS}/ConversationList/x-page/parameter`: `parameter: "Page"`',
            f'at `{PARAMETERS}/ReplicaLimit/name`: `name: "Limit"`',
            f'at `{PARAMETERS}/VideoStatusFilter/name`: `name: "Status"`',
            f'at `{PARAMETERS}/SpeechStatusFilter/name`: `name: "Status"`',
        ],
    ),
    "names as in headings alone": (strict_names, [], [f'at `{PARAMETERS}/Page/name`: `name: "Page"`']),
    "pages from 0": (
        pages_from_0,
        [],
        ["Seen: the first page is 0. The spec differs.", f"at `{SCHEMAS}/PageNumber/minimum`: `minimum: 0`"],
    ),
    "pages from 0, untold": (silent_pages_from_0, [], [f"at `{SCHEMAS}/PageNumber/minimum`: `minimum: 0`"]),
    "pages not checked": (
        lenient_pages,
        [],
        [
            "Seen: pages count from 1; page=0 is not refused. The spec differs.",
            f'at `{SCHEMAS}/PageNumber/x-evidence/bounds`: `bounds: "inferred: pages count from 1; page=0 is not',
            f'at `{SCHEMAS}/PageLimit/x-evidence/bounds`: `bounds: "inferred: limit=0 is not refused',
        ],
    ),
    "no pages": (
        no_pages,
        [],
        [
            "Seen: neither page nor Page has an effect. The spec differs.",
            f"at `{PARAMETERS}/Page`: remove it from GET /conversations, GET /personas, GET /speech, or find its name",
            "Seen: status has an effect. The spec agrees.",
        ],
    ),
    "200 on create": (
        status_200,
        ["--spend", "6"],
        [
            f"at `#/paths/~1{kind}/post/responses/201`: rename `201` to `200`"
            for kind in ("replicas", "videos", "conversations", "personas", "speech")
        ],
    ),
    "409 on ending twice": (
        ended_twice_409,
        ["--spend", "3"],
        ["Seen: 409 came, not 400. The spec differs.", f"at `{END}`: rename `400` to `409`"],
    ),
    "400 on unknown references": (
        unknown_references_400,
        ["--spend", "4"],
        ["Seen: 400 came, not 404. The spec differs.", "at `#/paths/~1videos/post/responses/404`: remove `404`"],
    ),
    "RFC 1123 dates": (
        times(rfc_1123),
        [],
        [f'at `{SCHEMAS}/Timestamp/format`: `format: "http-date"`', "values like Aaa, 99 Aaa 9999 99:99:99 AAA"],
    ),
    "dates without a zone": (
        times(lambda value: value.removesuffix("Z")),
        [],
        [f'at `{SCHEMAS}/Timestamp/format`: `format: "date-time-local"`'],
    ),
    "dates in seconds": (
        times(lambda value: datetime.fromisoformat(value).timestamp()),
        [],
        [f'at `{SCHEMAS}/Timestamp/format`: `format: "unixtime"`', f'at `{SCHEMAS}/Timestamp/type`: `type: "'],
    ),
    "dates of no format": (
        times(lambda value: "some day"),
        [],
        [
            f"at `{SCHEMAS}/Timestamp/x-evidence`: remove `x-evidence`",
            f"at `{SCHEMAS}/Timestamp/format`: remove `format`",
        ],
    ),
    "another list key": (
        renamed_list("data"),
        [],
        [
            "Seen: the items stand in data. The spec differs.",
            f'at `{SCHEMAS}/ReplicaList/x-page/items`: `items: "data"`',
            f"at `{SCHEMAS}/ReplicaList/properties/replicas`: rename `replicas` to `data`",
            f'at `{SCHEMAS}/ReplicaList/required`: `required: ["data", "pagination"]`',
        ],
    ),
    "a bare list": (bare_list, [], ["Seen: a bare array. The spec differs.", "describe an array of the items"]),
    "a field that nobody knows": (
        join_url,
        ["--spend", "3"],
        [
            f"Seen: in {SCHEMAS}/ConversationCreated: join_url (string).",
            f'at `{SCHEMAS}/ConversationCreated/properties/join_url`: `join_url: {{"type": "string"',
        ],
    ),
    "early URLs": (
        eager_urls,
        [],
        [
            "present in 1 whose status is not ready, absent in 0 whose status is. The spec differs.",
            f"at `{SCHEMAS}/Speech/properties/url/x-present-when`: remove `x-present-when`",
        ],
    ),
    "forgotten names": (
        forgotten_names,
        ["--spend", "5"],
        [
            "Seen: sent when it was made, and not in the answer. The spec differs.",
            f"at `{SCHEMAS}/Speech/properties/name`: remove `name`",
        ],
    ),
    "personas as a whole": (
        whole_personas,
        ["--spend", "2"],
        [
            f'at `{SCHEMAS}/PersonaUpdate/required`: `required: ["name", "description", "voice_settings"]`',
            f"at `{SCHEMAS}/PersonaUpdate/minProperties`: remove `minProperties`",
        ],
    ),
    "picky replicas": (
        picky_replicas,
        ["--spend", "1"],
        ["Seen: a body as described got 400. The spec differs.", f"at `{SCHEMAS}/ReplicaCreate`: find out what else"],
    ),
    "statuses as text": (
        text_statuses,
        [],
        [f'at `{SCHEMAS}/ErrorBody/properties/status/type`: `type: "string"`'],
    ),
    "limits in headers": (
        limits_told,
        [],
        [
            "429 came 1 times; retry-after in 1 of",
            "x-ratelimit-limit in",
            "at `#/components/responses/RateLimited/headers/retry-after`: `retry-after: {",
            "at `#/components/responses/RateLimited/headers/x-ratelimit-remaining`: ",
            "429: SlowDown",
        ],
    ),
    "a proxy that fails": (
        gateway,
        [],
        ["Seen: 502 came as text/html. The spec agrees.", "Seen: 503 came. The spec agrees."],
    ),
    "what the spec says": (
        plain,
        ["--spend", "6"],
        [
            "50 of 55 guesses of the spec were answered, 5 are still open.",
            "Seen: date-time in",
            "Seen: pages count from 1; page=0 is answered with 400. The spec agrees.",
            f'at `{PARAMETERS}/Page/x-evidence/name`: `name: "' + OBSERVED.format("page has an effect"),
            f'at `{END}/x-evidence`: `x-evidence: "' + OBSERVED.format("400 came"),
            "Seen: id, name as described in",
            "Seen: 20, in 1 list.",
            '`description: "How many items a page holds; 20 unless asked."`',
            "Seen: 400: InvalidRequest; 401: Unauthorized; 404: NotFound.",
            "Seen: 429 never came; no such header in",
            "- Another address was called:\n  - Is this the base URL? (`#/servers/0`)",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_seen_and_the_edit_that_follows(name: str, tmp_path: Path) -> None:
    behave, argv, expected = CASES[name]
    with strange(behave) as server:
        result = live(server, tmp_path, *argv)
    for words in expected:
        assert words in result.report, words
    assert "secret-room" not in result.report


def apply(spec: Object, edits: list[Edit]) -> None:
    """Carries edits out, as a maintainer would."""
    for edit in edits:
        *above, key = tokens(edit.pointer)
        holder = at(spec, join("#", *above))
        if edit.action == "set":
            holder[key] = edit.value
        elif edit.action == "remove":
            del holder[key]
        elif edit.action == "rename":
            entries = [(edit.value if name == key else name, value) for name, value in holder.items()]
            holder.clear()
            holder.update(entries)


@pytest.mark.parametrize(
    "name",
    [
        *("names as in headings", "200 on create"),
        *("RFC 1123 dates", "another list key", "personas as a whole", "statuses as text", "what the spec says"),
        *("a field that nobody knows", "early URLs", "forgotten names"),
    ],
)
def test_with_its_edits_the_spec_is_sound_and_agrees(name: str, tmp_path: Path) -> None:
    """What the report tells to write is a valid spec, and the next run finds nothing to change in it."""
    behave, argv, _ = CASES[name]
    spec = copy.deepcopy(API.spec)
    with strange(behave) as server:
        first = live(server, tmp_path / "first", *argv).found
        told = [found.edits for found in first.outcomes] + [extra.edits for extra in first.extras]
        edits = [edit for each in told for edit in each]
        assert edits
        assert not [edit for edit in edits if edit.action == "do"]
        apply(spec, edits)
        assert [*check_places(spec), *check_hints(spec)] == []
        again = live(server, tmp_path / "again", *argv, api=Api(spec))
    assert [found for found in again.found.outcomes if found.verdict is not Verdict.OPEN] == []
    assert again.code == 0
    assert "Findings" not in again.report
