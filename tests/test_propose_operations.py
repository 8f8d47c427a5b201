"""A new operation of the page becomes one that is written like the others, with all that belongs to it."""

from __future__ import annotations

import pytest

from scripts.proposals.decisions import Kind
from scripts.proposals.names import noun, participle, pascal, singular, snake
from scripts.proposals.propose import propose
from scripts.spec import Object, answer_schema, operations, request_schema, resolve
from scripts.spec_check import check
from tests.docs_edits import LOCK, PAGE, both
from tests.docs_page import SPEC
from tests.proposing import before, listed, proposed, read, remaining, told, written
from twintone.emulator import EmulatorError, create_app

SONGS = """
Songs
GET /songs
All songs.
GET /songs
All songs.Query Parameters:
Which page
Page
(optional)
How many
Limit
(optional)
Which state
Status
(optional)
Response:
{
"songs": [
{
"id": "string",
"lyrics": "string",
"status": "processing|ready|failed",
"url": "string",
"created_at": "string"
}
],
"pagination": {
"total": 0,
"page": 0,
"pages": 0
}
}
POST /songs
Sing.
POST /songs
Sing.Request Body:
{
"lyrics": "string",
"persona_id": "string",
"tempo": number // Optional
}
Response:
{
"id": "string",
"status": "processing",
"created_at": "string"
}
GET /songs/:id
One song.
GET /songs/:id
One song.Response:
{
"id": "string",
"lyrics": "string",
"status": "processing|ready|failed",
"url": "string", // Present only if status is "ready"
"created_at": "string",
"error": "string" // Present only if status is "failed"
}
PATCH /songs/:id
Change it.
PATCH /songs/:id
Change it.Request Body:
{
"lyrics": "string"
}
Response:
{
"id": "string",
"lyrics": "string",
"status": "string",
"updated_at": "string"
}
DELETE /songs/:id
Drop it.
DELETE /songs/:id
Drop it.Response: HTTP 204 No Content
HTTP 204 No Content
"""
RESOURCE = both(
    listed("GET /songs", "POST /songs", "GET /songs/:id", "PATCH /songs/:id", "DELETE /songs/:id"),
    before("Error Handling", SONGS),
)


@pytest.fixture(scope="module")
def larger() -> Object:
    """The description with a resource more."""
    return proposed(RESOURCE).spec


def test_a_new_resource_is_true_to_the_page_and_within_the_rules(larger: Object) -> None:
    assert remaining(larger, RESOURCE) == []
    assert check(larger) == []


def test_its_operations_are_named_and_hinted_as_others_are(larger: Object) -> None:
    found = {o.operation_id: o for o in operations(larger) if o.tag == "songs"}
    assert {name: (o.title, o.raw["x-method"], o.raw["x-repeatable"]) for name, o in found.items()} == {
        "listSongs": ("GET /songs", "list", True),
        "createSong": ("POST /songs", "create", False),
        "getSong": ("GET /songs/{song_id}", "get", True),
        "updateSong": ("PATCH /songs/{song_id}", "update", True),
        "deleteSong": ("DELETE /songs/{song_id}", "delete", True),
    }
    assert list(found["createSong"].raw["responses"]) == list(SPEC["paths"]["/speech"]["post"]["responses"])
    assert found["createSong"].raw["responses"]["201"]["x-evidence"].startswith("inferred: ")
    assert [tag["name"] for tag in larger["tags"]] == sorted(tag["name"] for tag in larger["tags"])


def test_its_shapes_are_those_of_others_where_these_say_the_same(larger: Object) -> None:
    schemas = larger["components"]["schemas"]
    by_id = {o.operation_id: o for o in operations(larger)}
    song = resolve(larger, answer_schema(larger, by_id["getSong"]) or {})
    assert song["x-job"] == schemas["Speech"]["x-job"]
    page = resolve(larger, answer_schema(larger, by_id["listSongs"]) or {})
    assert page["x-page"] == {**schemas["SpeechList"]["x-page"], "items": "songs"}
    assert page["properties"]["pagination"] == schemas["SpeechList"]["properties"]["pagination"]
    item = schemas["SongListItem"]["properties"]
    assert item["status"] == song["properties"]["status"] == {"$ref": "#/components/schemas/SongStatus"}
    assert item["url"]["x-present-when"] == song["properties"]["url"]["x-present-when"] == {"status": "ready"}
    assert item["created_at"]["$ref"] == "#/components/schemas/Timestamp"
    body = resolve(larger, request_schema(larger, by_id["createSong"]) or {})
    assert body["properties"]["persona_id"]["$ref"] == "#/components/schemas/PersonaId"
    assert body["required"] == ["lyrics", "persona_id"]
    names = [parameter["name"] for parameter in by_id["listSongs"].parameters]
    assert names == ["page", "limit", "status"]
    assert larger["paths"]["/songs"]["get"]["parameters"][:2] == SPEC["paths"]["/speech"]["get"]["parameters"][:2]


def test_what_can_follow_it_is_linked(larger: Object) -> None:
    made = larger["paths"]["/songs"]["post"]["responses"]["201"]["links"]
    assert set(made) == {"get", "update", "delete"}
    persona = larger["paths"]["/personas"]["post"]["responses"]["201"]["links"]
    link = resolve(larger, persona["createSong"])
    assert link["requestBody"] == {"persona_id": "{$response.body#/id}", "lyrics": "Lyrics"}


def test_the_emulator_serves_it_without_a_handler(larger: Object) -> None:
    create_app(spec=larger).state.world.store.close()


def test_an_action_needs_a_handler_and_the_emulator_says_so() -> None:
    change = both(
        listed("POST /videos/:id/publish"),
        before(
            "Conversations",
            "POST /videos/:id/publish\nShow it.\nPOST /videos/:id/publish\nShow it.Response:\n"
            '{\n"id": "string",\n"status": "processing|ready|failed"\n}',
        ),
    )
    proposal = proposed(change)
    assert check(proposal.spec) == []
    assert told(proposal, Kind.LEFT, Kind.DECIDE) == []
    operation = next(o for o in operations(proposal.spec) if o.path.endswith("/publish"))
    assert (operation.operation_id, operation.raw["x-method"], operation.raw["x-repeatable"]) == (
        "publishVideo",
        "publish",
        False,
    )
    assert answer_schema(proposal.spec, operation) == {"$ref": "#/components/schemas/VideoPublished"}
    with pytest.raises(EmulatorError, match="no handler for publishVideo"):
        create_app(spec=proposal.spec)


def test_an_operation_without_shapes_is_guessed_and_for_a_person_to_judge() -> None:
    change = listed("GET /songs", "POST /songs", "GET /songs/:id")
    outcome = written(change)
    spec = outcome.proposal.spec
    assert check(spec) == []
    assert remaining(spec, change) == []
    assert len(told(outcome.proposal, Kind.DECIDE)) == 3
    assert spec["components"]["schemas"]["Song"]["x-evidence"].startswith("inferred: ")
    create_app(spec=spec).state.world.store.close()


def test_what_only_removed_operations_used_goes_with_them(larger: Object) -> None:
    assert propose(larger, read(PAGE), LOCK).spec == SPEC


@pytest.mark.parametrize(
    ("plural", "one"),
    [("videos", "video"), ("voices", "voice"), ("stories", "story"), ("boxes", "box"), ("media", "media")],
)
def test_singulars(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_words() -> None:
    assert pascal("voice-clones") == pascal("voiceClones") == "VoiceClones"
    assert (snake("Voice-Clone"), noun("avatar"), participle("publish")) == ("voice_clone", "an avatar", "published")
