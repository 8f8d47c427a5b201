"""What the page states or drops becomes edits of the description: few lines, true to the page, and within its rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.proposals.decisions import Kind
from scripts.spec import at
from scripts.spec_check import check
from tests import test_docs_api, test_docs_fields, test_docs_operations
from tests.docs_edits import Change, Edit, both, swap, swap_all
from tests.docs_page import SPEC
from tests.proposing import TEXT, before, changed, proposed, remaining, told, written

SCHEMAS = "#/components/schemas"
FIELD = swap('"script": "string",', '"script": "string",\n"mood": "string", // Optional', of="POST /videos")
GONE: Any = object()


def test_a_page_that_says_the_same_changes_no_byte() -> None:
    outcome = written(str)
    assert outcome.new == TEXT
    assert (outcome.diff, outcome.told()) == ("", "")


def test_a_new_field_is_four_lines() -> None:
    outcome = written(FIELD)
    assert changed(outcome) == [
        "+        mood:",
        "+          type: string",
        "+          description: The video's mood.",
        "+          examples: [Mood]",
    ]
    assert told(outcome.proposal, Kind.DECIDE, Kind.LEFT, Kind.READ) == []
    assert told(outcome.proposal, Kind.CHECK) == ["Described by no more than the name: mood. Say what it means."]


def test_a_new_value_is_one_line_and_its_place_among_the_states_of_a_job() -> None:
    outcome = written(swap('"processing|ready|failed"', '"processing|ready|failed|queued"', of="GET /videos/:id"))
    assert changed(outcome) == [
        "-      enum: [processing, ready, failed]",
        "+      enum: [processing, ready, failed, queued]",
        "-        working: [processing]",
        "+        working: [processing, queued]",
    ]
    assert told(outcome.proposal, Kind.CHECK) == ["The status queued is taken to mean that a job still goes on."]


# What the page says, and what stands in the description then; GONE: nothing.
SETTLED: Mapping[str, tuple[Change, Mapping[str, Any]]] = {
    "required field": (
        swap('"script": "string",', '"script": "string",\n"mood": "string",', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/required": ["replica_id", "script", "mood"]},
    ),
    "field with a condition": (
        swap('"url": "string",', '"poster": "string", // Only if ready\n"url": "string",', of="GET /videos/:id"),
        {f"{SCHEMAS}/Video/properties/poster/x-present-when": {"status": "ready"}},
    ),
    "field of a known kind": (
        swap('"script": "string",', '"script": "string",\n"persona_id": "string", // Optional', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/properties/persona_id/$ref": f"{SCHEMAS}/PersonaId"},
    ),
    "nested field": (
        swap(
            '"script": "string",',
            '"script": "string",\n"frame": {\n"width": 0,\n"look": "dark|light"\n},',
            of="POST /videos",
        ),
        {
            f"{SCHEMAS}/VideoCreate/properties/frame/$ref": f"{SCHEMAS}/VideoFrame",
            f"{SCHEMAS}/VideoFrame/required": ["width", "look"],
            f"{SCHEMAS}/VideoFrame/properties/look/enum": ["dark", "light"],
        },
    ),
    "list of texts": (
        swap('"script": "string",', '"script": "string",\n"labels": ["string"],', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/properties/labels/items": {"type": "string"}},
    ),
    "list of objects": (
        swap('"script": "string",', '"script": "string",\n"scenes": [\n{\n"text": "string"\n}\n],', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/properties/scenes/items/$ref": f"{SCHEMAS}/VideoScene"},
    ),
    "field of a shared object in one place": (
        swap('"pitch": number,', '"pitch": number,\n"volume": number,', of="POST /personas"),
        {
            f"{SCHEMAS}/PersonaCreate/properties/voice_settings/$ref": f"{SCHEMAS}/PersonaCreateVoiceSettings",
            f"{SCHEMAS}/PersonaCreateVoiceSettings/required": ["pitch", "volume", "speed"],
            f"{SCHEMAS}/Persona/properties/voice_settings/$ref": f"{SCHEMAS}/VoiceSettings",
        },
    ),
    "field of a shared object everywhere": (
        swap_all('"pitch": number,', '"pitch": number,\n"volume": number, // Optional'),
        {f"{SCHEMAS}/VoiceSettings/properties/volume/type": "number"},
    ),
    "field gone": (
        swap(',\n"name": "string" // Optional', "", of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/properties/name": GONE},
    ),
    "value gone": (
        both(FIELD, swap('"mood": "string"', '"mood": "calm|wild"', of="POST /videos")),
        {f"{SCHEMAS}/VideoCreate/properties/mood/enum": ["calm", "wild"]},
    ),
    "value in one of two places": (
        swap('"processing|ready|failed"', '"processing|ready|failed|queued"', of="GET /speech/:id"),
        {
            f"{SCHEMAS}/SpeechStatus/enum": ["processing", "ready", "failed"],
            f"{SCHEMAS}/Speech/properties/status/enum": ["processing", "ready", "failed", "queued"],
            f"{SCHEMAS}/Speech/x-job/working": ["processing", "queued"],
        },
    ),
    "another type": (
        swap('"script": "string"', '"script": number', of="POST /videos"),
        {
            f"{SCHEMAS}/VideoCreate/properties/script/type": "number",
            f"{SCHEMAS}/VideoCreate/properties/script/description": "What the replica says.",
            "#/components/links/FilmReplica/requestBody/script": 1.0,
        },
    ),
    "made required": (
        swap('"name": "string" // Optional', '"name": "string"', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/required": ["replica_id", "script", "name"]},
    ),
    "made optional": (
        swap('"script": "string",', '"script": "string", // Optional', of="POST /videos"),
        {f"{SCHEMAS}/VideoCreate/required": ["replica_id"]},
    ),
    "filter": (
        swap("(optional)", "(optional)\nWhose name it is\nName\n(optional)", of="GET /personas"),
        {
            "#/components/parameters/PersonaNameFilter/name": "name",
            "#/components/parameters/PersonaNameFilter/schema": {"type": "string", "examples": ["Narrator"]},
        },
    ),
    "filter by id": (
        swap("(optional)", "(optional)\nOf whom\nreplica_id\n(optional)", of="GET /conversations"),
        {"#/components/parameters/ConversationReplicaIdFilter/schema/$ref": f"{SCHEMAS}/ReplicaId"},
    ),
    "status": (
        swap("Means not found\n404", "Means conflict\n409\nMeans not found\n404"),
        {
            "#/paths/~1videos/post/responses/409/$ref": "#/components/responses/Conflict",
            "#/components/responses/Conflict/content/application~1json/examples/refused/value": {
                "error": "Conflict",
                "message": "Conflict.",
                "status": 409,
            },
        },
    ),
    "status of success beside an operation": (
        swap("Response:", "Response: HTTP 202 Accepted", of="POST /videos"),
        {
            "#/paths/~1videos/post/responses/201": GONE,
            "#/paths/~1videos/post/responses/202/x-evidence": GONE,
            "#/paths/~1videos/post/responses/202/content/application~1json/schema/$ref": f"{SCHEMAS}/VideoCreated",
        },
    ),
    "status of failure beside an operation": (
        swap("Response:", "Ended before: HTTP 409 Conflict.\nResponse:", of="POST /conversations/:id"),
        {
            "#/paths/~1conversations~1{conversation_id}/post/responses/409/$ref": "#/components/responses/Conflict",
            "#/paths/~1videos/post/responses/409": GONE,
        },
    ),
    "field of the error body": (
        swap('"status": number', '"status": number,\n"request_id": "string" // Optional'),
        {
            f"{SCHEMAS}/ErrorBody/required": ["error", "message", "status"],
            f"{SCHEMAS}/ErrorBody/properties/request_id/type": "string",
            f"{SCHEMAS}/ErrorBody/properties/request_id/x-evidence": GONE,
        },
    ),
    "format in one place": (
        swap('"created_at": "string"', '"created_at": "date-time"', of="POST /speech"),
        {
            f"{SCHEMAS}/SpeechCreated/properties/created_at/format": "date-time",
            f"{SCHEMAS}/SpeechCreated/properties/created_at/x-evidence": GONE,
            f"{SCHEMAS}/VideoCreated/properties/created_at/$ref": f"{SCHEMAS}/Timestamp",
            f"{SCHEMAS}/Timestamp/x-evidence/format": SPEC["components"]["schemas"]["Timestamp"]["x-evidence"][
                "format"
            ],
        },
    ),
    "type of a shared parameter in one place": (
        swap("\nLimit\n(optional)", "\nLimit\n(integer, optional)", of="GET /personas"),
        {
            "#/paths/~1personas/get/parameters/1/$ref": "#/components/parameters/PersonaLimit",
            "#/components/parameters/PersonaLimit/schema/type": "integer",
            "#/paths/~1speech/get/parameters/1/$ref": "#/components/parameters/Limit",
        },
    ),
    "parameter that no answer shows": (
        swap(
            "(optional)",
            "(optional)\nIn which order (\u201cup\u201d|\u201cdown\u201d)\nSort\n(optional)",
            of="GET /personas",
        ),
        {
            "#/components/parameters/PersonaSort/schema": {
                "type": "string",
                "enum": ["up", "down"],
                "examples": ["up"],
            },
            "#/components/parameters/PersonaSort/required": GONE,
        },
    ),
    "status that any server may answer gone": (
        swap("Means not found\n404\n", ""),
        {
            "#/components/responses/NotFound/x-evidence": "inferred: the docs listed it once, and any HTTP server may "
            "answer so"
        },
    ),
    "base URL": (
        swap_all("/v1", "/v2"),
        {
            "#/servers/0/url": SPEC["servers"][0]["url"].replace("/v1", "/v2"),
            "#/paths/~1videos/post/x-evidence/name": SPEC["paths"]["/videos"]["post"]["x-evidence"]["name"].replace(
                "/v1/", "/v2/"
            ),
        },
    ),
    "list gets its section": (
        before(
            "Conversations",
            "GET /videos\nAll of them.\nGET /videos\nAll of them.Query Parameters:\nWhich\nPage\n(optional)\n"
            "Response:\n{\n"
            '"videos": [\n{\n"id": "string",\n"status": "processing|ready|failed",\n"created_at": "string"\n}\n],\n'
            '"pagination": {\n"total": 0,\n"page": 0,\n"pages": 0\n}\n}',
        ),
        {
            f"{SCHEMAS}/VideoListItem/required": ["id", "status", "created_at"],
            f"{SCHEMAS}/VideoListItem/x-evidence": GONE,
            "#/paths/~1videos/get/parameters/0/$ref": "#/components/parameters/Page",
            "#/components/parameters/VideoPage": GONE,
        },
    ),
}


@pytest.mark.parametrize("name", SETTLED)
def test_an_edit_settles_what_was_found(name: str) -> None:
    change, expected = SETTLED[name]
    proposal = proposed(change)
    found = {pointer: _look(proposal.spec, pointer) for pointer in expected}
    assert found == dict(expected)
    assert remaining(proposal.spec, change) == []
    assert check(proposal.spec) == []
    assert told(proposal, Kind.LEFT, Kind.DECIDE) == []


def _look(spec: dict[str, Any], pointer: str) -> Any:
    parent, _, key = pointer.rpartition("/")
    holder = at(spec, parent)
    return holder.get(key.replace("~1", "/"), GONE) if isinstance(holder, dict) else at(spec, pointer)


CASES = [*test_docs_api.EDITS, *test_docs_fields.EDITS, *test_docs_operations.EDITS]


@pytest.mark.parametrize("case", CASES[::6], ids=str)
def test_whatever_is_not_settled_is_told(case: Edit) -> None:
    proposal = proposed(case.change)
    left = remaining(proposal.spec, case.change)
    assert len(told(proposal, Kind.LEFT)) >= len(left) + len(check(proposal.spec))
    assert not left or told(proposal, Kind.LEFT)


def test_what_may_be_a_rename_is_for_a_person_to_judge() -> None:
    change = swap('"script": "string"', '"words": "string"', of="POST /videos")
    outcome = written(change)
    assert [text for text in told(outcome.proposal, Kind.DECIDE) if "may be" in text] != []
    field = outcome.proposal.spec["components"]["schemas"]["VideoCreate"]["properties"]["words"]
    assert field["description"] == "What the replica says."
    assert remaining(outcome.proposal.spec, change) == []
    assert [*outcome.hindrances(accept=False)] != []
    assert [*outcome.hindrances(accept=True)] == []


def test_prose_and_contradictions_are_never_edited() -> None:
    prose = written(swap("Base URL\n", "All films are deleted after a day.\nBase URL\n"))
    sample = written(swap('/vi"', '/v1"'))
    assert (prose.new, sample.new) == (TEXT, TEXT)
    assert len(told(prose.proposal, Kind.READ)) == 1
    assert told(sample.proposal, Kind.LEFT) != []


def test_an_unknown_status_of_a_job_is_for_a_person_to_judge() -> None:
    proposal = proposed(swap('"processing|ready|failed"', '"processing|ready|failed|blue"', of="GET /videos/:id"))
    assert told(proposal, Kind.DECIDE) == ["The status blue is taken to mean that a job still goes on."]
