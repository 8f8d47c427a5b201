"""The notes: what an edit of the description means for users, how it is graded, and what holds for any two edits."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts import spec as specs
from scripts.notes.api import JOB_WORDS, PAGE_WORDS
from scripts.notes.comparison import Description, compare, describe
from scripts.notes.differences import differences
from scripts.notes.lines import Grade, Line
from scripts.spec_hints import JOB_KEYS, JOB_STATES, PAGE_KEYS
from tests.sample import load_sample
from tests.test_spec_grows import grown

Spec = dict[str, Any]
Edit = Callable[[Spec], object]

SPEC = load_sample()
FIX, FEATURE, BREAKING = Grade.FIX, Grade.FEATURE, Grade.BREAKING
PATCH = ("/videos/{video_id}", "patch")
END = ("/conversations/{conversation_id}", "post")
TEXT = {"type": "string", "description": "Something."}
REFUSED = {
    "description": "Busy.",
    "x-evidence": "observed: seen",
    "content": {specs.JSON: {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
}


def schema(name: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][name].update(change)


def field(model: str, name: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][model]["properties"].setdefault(name, {}).update(change)


def hint(model: str, key: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][model][key].update(change)


def without(section: str, name: str, *keys: str) -> Edit:
    def edit(spec: Spec) -> None:
        node = spec["components"][section][name]
        for key in keys[:-1]:
            node = node[key]
        del node[keys[-1]]

    return edit


def operation(place: tuple[str, str], **change: Any) -> Edit:
    return lambda spec: spec["paths"][place[0]][place[1]].update(change)


def responses(place: tuple[str, str], **change: Any) -> Edit:
    return lambda spec: spec["paths"][place[0]][place[1]]["responses"].update(change)


def status(place: tuple[str, str], old: str, new: str) -> Edit:
    def edit(spec: Spec) -> None:
        found = spec["paths"][place[0]][place[1]]["responses"]
        found[new] = found.pop(old)

    return edit


def written(old: str, new: str) -> Edit:
    """Changes the text of the whole description."""
    return lambda spec: spec.update(json.loads(json.dumps(spec).replace(old, new)))


def every(*edits: Edit) -> Edit:
    return lambda spec: [edit(spec) for edit in edits]


def query(name: str, **node: Any) -> Edit:
    parameter = {"name": name, "in": "query", "description": "Something.", "schema": {"type": "boolean"}, **node}
    return lambda spec: spec["paths"]["/videos"]["get"]["parameters"].insert(0, parameter)


def refused_everywhere(spec: Spec) -> None:
    spec["components"]["responses"]["Busy"] = REFUSED
    for found in specs.operations(spec):
        found.raw["responses"]["409"] = {"$ref": "#/components/responses/Busy"}


CREATE = "`client.videos.create(...)` and `client.videos.create_and_wait(...)`"
LIST = "`client.videos.list(...)` and `client.videos.iterate(...)`"
NAMED = "`client.videos.get(...)`, `client.videos.update(...)` and `client.videos.delete(...)`"

# What is edited -> what the notes say of it, in their order.
TABLE: dict[str, tuple[Edit, list[tuple[Grade, str]]]] = {
    # What is sent.
    "an optional field of a body": (
        field("VideoCreate", "voice", **TEXT),
        [(FEATURE, f"{CREATE} take the keyword `voice` (`str`, optional).")],
    ),
    "a required field of a body": (
        every(
            field("VideoCreate", "voice", **TEXT),
            schema("VideoCreate", required=["replica_id", "script", "voice"]),
        ),
        [(BREAKING, f"{CREATE} need the keyword `voice` (`str`).")],
    ),
    "a field of a body is gone": (
        without("schemas", "VideoCreate", "properties", "name"),
        [(BREAKING, f"{CREATE} no longer take the keyword `name`.")],
    ),
    "a field of a body has another type": (
        field("VideoCreate", "name", type="integer"),
        [(BREAKING, f"{CREATE} take `int` instead of `str` for the keyword `name`.")],
    ),
    "a field of a body has a wider type": (
        field("VoiceSettings", "pitch", type=["number", "string"]),
        [
            (BREAKING, "`VoiceSettings.pitch` is `Any` instead of `float | None`."),
            (FEATURE, "`VoiceSettings(...)` takes `Any` instead of `float | None` for the argument `pitch`."),
            (FEATURE, "`VoiceSettingsDict(...)` takes `Any` instead of `float` for the keyword `pitch`."),
        ],
    ),
    "a field of a body may be left out": (
        schema("VideoCreate", required=["replica_id"]),
        [(FEATURE, f"{CREATE} no longer need the keyword `script`.")],
    ),
    "a field of a body may no longer be left out": (
        schema("VideoCreate", required=["replica_id", "script", "name"]),
        [(BREAKING, f"{CREATE} need the keyword `name`, which was optional.")],
    ),
    "a body takes other fields no more": (
        without("schemas", "ReplicaCreate", "additionalProperties"),
        [(BREAKING, "`client.replicas.create(...)` no longer takes any other keyword.")],
    ),
    "a body takes any other field": (
        schema("VideoCreate", additionalProperties=True),
        [(FEATURE, f"{CREATE} take any other keyword.")],
    ),
    "a body needs more fields": (
        schema("PersonaUpdate", minProperties=2),
        [(BREAKING, "`client.personas.update(...)` needs at least 2 of its fields instead of 1.")],
    ),
    "a body needs no field": (
        without("schemas", "PersonaUpdate", "minProperties"),
        [(FEATURE, "`client.personas.update(...)` needs at least 0 of its fields instead of 1.")],
    ),
    "a field of a model that is sent": (
        field("VoiceSettings", "tone", **TEXT),
        [
            (FEATURE, "`VoiceSettings` has the attribute `tone` (`str | None`)."),
            (FEATURE, "`VoiceSettings(...)` takes the argument `tone` (`str`, optional)."),
            (FEATURE, "`VoiceSettingsDict(...)` takes the keyword `tone` (`str`, optional)."),
        ],
    ),
    "the order of a model that is sent": (
        lambda spec: schema(
            "VoiceSettings",
            properties=dict(reversed(spec["components"]["schemas"]["VoiceSettings"]["properties"].items())),
        )(spec),
        [
            (BREAKING, "`VoiceSettings(...)` takes the argument `speed` at another place."),
            (BREAKING, "`VoiceSettings(...)` takes the argument `pitch` at another place."),
        ],
    ),
    # Parameters.
    "a query parameter": (
        query("newest"),
        [(FEATURE, f"{LIST} take the keyword `newest` (`bool`, optional).")],
    ),
    "a required query parameter": (
        query("owner", required=True),
        [
            (BREAKING, f"{LIST} need the keyword `owner` (`bool`)."),
            (BREAKING, "`client.videos.find_created(...)`."),
        ],
    ),
    "a query parameter is gone": (
        lambda spec: spec["paths"]["/videos"]["get"]["parameters"].pop(),
        [(BREAKING, f"{LIST} no longer take the keyword `status`.")],
    ),
    "a parameter with a higher bound": (
        lambda spec: spec["components"]["parameters"]["VideoLimit"].update(schema={"type": "integer", "minimum": 5}),
        [(BREAKING, "In `client.videos.list(...)`, `limit` has `minimum: 5` instead of `minimum: 1`.")],
    ),
    "a parameter without a bound": (
        lambda spec: spec["components"]["parameters"]["VideoLimit"].update(schema={"type": "integer"}),
        [(FEATURE, "In `client.videos.list(...)`, `limit` has no bounds instead of `minimum: 1`.")],
    ),
    "a path parameter of another name": (
        written("video_id", "clip_id"),
        [
            (BREAKING, f"{NAMED} need the argument `clip_id` (`str`)."),
            (BREAKING, f"{NAMED} no longer take the argument `video_id`."),
        ],
    ),
    # What is answered.
    "a field of two answers": (
        every(field("Video", "size", **TEXT), field("VideoListItem", "size", **TEXT)),
        [(FEATURE, "`Video` and `VideoListItem` have the attribute `size` (`str | None`).")],
    ),
    "a field of an answer is gone": (
        without("schemas", "Video", "properties", "created_at"),
        [(BREAKING, "`Video` no longer has the attribute `created_at`.")],
    ),
    "a field of an answer has another type": (
        field("Video", "name", type="integer"),
        [(BREAKING, "`Video.name` is `int | None` instead of `str | None`.")],
    ),
    "a field of an answer has a wider type": (
        field("Pagination", "total", type="number"),
        [(BREAKING, "`Pagination.total` is `float | None` instead of `int | None`.")],
    ),
    "a field of an answer has another format": (
        without("schemas", "Video", "properties", "url", "format"),
        [(FIX, "`Video.url` is documented as string instead of string (uri).")],
    ),
    "a field of an answer is always there": (
        schema("Video", required=["id", "status", "created_at", "name"]),
        [(FIX, "`Video.name` is documented as always present.")],
    ),
    "a field of an answer is there at times": (
        field("Video", "name", **{"x-present-when": {"status": "ready"}}),
        [(FIX, "`Video.name` is documented as present only if status is ready.")],
    ),
    "a field of an answer is there whatever the status": (
        without("schemas", "Video", "properties", "url", "x-present-when"),
        [(FIX, "`Video.url` is documented as present under no condition.")],
    ),
    "a field of an answer has another name on the wire": (
        written("ended_at", "endedAt"),
        [
            (
                FIX,
                (
                    "`Conversation.ended_at`, `ConversationListItem.ended_at` and `ConversationEnded.ended_at` "
                    "stand for `endedAt` instead of `ended_at` on the wire."
                ),
            )
        ],
    ),
    "a field of errors": (
        field("ErrorBody", "code", **TEXT),
        [(FEATURE, "The field `ErrorBody.code` of answers.")],
    ),
    "a field of errors is gone": (
        without("schemas", "ErrorBody", "properties", "message"),
        [(BREAKING, "The field `ErrorBody.message` of answers.")],
    ),
    "an answer where there was none": (
        every(
            status(("/videos/{video_id}", "delete"), "204", "200"),
            lambda spec: spec["paths"]["/videos/{video_id}"]["delete"]["responses"]["200"].update(
                content=spec["paths"]["/videos/{video_id}"]["patch"]["responses"]["200"]["content"]
            ),
        ),
        [
            (FEATURE, "`client.videos.delete(...)` returns `VideoUpdated` instead of `None`."),
            (FIX, "`client.videos.delete(...)` is answered with 200 instead of 204."),
        ],
    ),
    # Values.
    "a value": (
        every(
            lambda spec: spec["components"]["schemas"]["VideoStatus"]["enum"].append("queued"),
            hint("Video", "x-job", working=["processing", "queued"]),
        ),
        [
            (FEATURE, "`VideoStatus` has the value `queued`."),
            (FEATURE, "`client.videos.wait(...)` counts the status `queued` as working."),
        ],
    ),
    "a value that is sent is gone": (
        schema("ConversationStatus", enum=["ended"]),
        [(BREAKING, "`ConversationStatus` no longer has the value `active`.")],
    ),
    "a value that is only read is another": (
        field("VideoCreated", "status", enum=["ready"]),
        [
            (FEATURE, "`VideoCreatedStatus` has the value `ready`."),
            (FIX, "`VideoCreatedStatus` no longer has the value `processing`."),
        ],
    ),
    "values for what was any text": (
        field("VideoCreate", "name", enum=["a", "b"]),
        [
            (FEATURE, "The type `VideoCreateName`."),
            (BREAKING, f"{CREATE} take `VideoCreateName` instead of `str` for the keyword `name`."),
        ],
    ),
    "a type that becomes a model": (
        every(
            lambda spec: spec["components"]["schemas"].update(
                VideoCreatedStatus={"type": "object", "description": "How far.", "properties": {"state": TEXT}}
            ),
            without("schemas", "VideoCreated", "properties", "status", "enum"),
            without("schemas", "VideoCreated", "properties", "status", "type"),
            field("VideoCreated", "status", **{"$ref": "#/components/schemas/VideoCreatedStatus"}),
        ),
        [
            (BREAKING, "The type `VideoCreatedStatus` is of another kind now."),
            (FIX, "`VideoCreated.status` is documented as VideoCreatedStatus instead of string."),
        ],
    ),
    # Operations.
    "an operation is gone": (
        lambda spec: spec["paths"]["/videos/{video_id}"].pop("patch"),
        [(BREAKING, "`client.videos.update(...)`."), (BREAKING, "The model `VideoUpdated`.")],
    ),
    "an operation of another name": (
        written("endConversation", "finishConversation"),
        [
            (
                BREAKING,
                (
                    "The operation of `client.conversations.end(...)` is `finishConversation` instead of "
                    "`endConversation`, in errors and in `twintone_api.requests`."
                ),
            )
        ],
    ),
    "a method of another name": (
        operation(END, **{"x-method": "finish"}),
        [
            (FEATURE, "`client.conversations.finish(...)`: End a conversation."),
            (BREAKING, "`client.conversations.end(...)`; it is `client.conversations.finish(...)` now."),
        ],
    ),
    "a resource of another name": (
        every(written('"tags": ["personas"]', '"tags": ["voices"]'), written('"name": "personas"', '"name": "voices"')),
        [
            (
                FEATURE,
                (
                    "`client.voices`, with `list`, `create`, `get`, `update`, `delete`, `iterate` and `find_created`. "
                    "Characters with a voice; speech is spoken by a persona."
                ),
            ),
            (BREAKING, "`client.personas`; it is `client.voices` now."),
        ],
    ),
    "an operation elsewhere": (
        written('"/replicas":', '"/actors":'),
        [
            (FIX, "`client.replicas.list(...)` calls `GET /actors` instead of `GET /replicas`."),
            (FIX, "`client.replicas.create(...)` calls `POST /actors` instead of `POST /replicas`."),
        ],
    ),
    "a status with a new exception": (
        responses(PATCH, **{"409": REFUSED}),
        [(FIX, "`client.videos.update(...)` documents the status 409.")],
    ),
    "a status of every call": (
        refused_everywhere,
        [
            (FEATURE, "The exception `ConflictError`, for the status 409."),
            (FIX, "Every call documents the status 409."),
        ],
    ),
    "a status of success, and one of failure less": (
        every(
            status(("/videos", "post"), "201", "200"),
            lambda spec: spec["paths"]["/videos"]["post"]["responses"].pop("404"),
        ),
        [
            (FIX, "`client.videos.create(...)` is answered with 200 instead of 201."),
            (FIX, "`client.videos.create(...)` no longer documents the status 404."),
        ],
    ),
    "a model of another name": (
        written("VideoUpdated", "VideoRenamed"),
        [
            (FEATURE, "The model `VideoRenamed`."),
            (BREAKING, "`client.videos.update(...)` returns `VideoRenamed` instead of `VideoUpdated`."),
            (BREAKING, "The model `VideoUpdated`."),
        ],
    ),
    # The whole API.
    "what holds for all calls": (
        every(
            lambda spec: spec["servers"][0].update(url="https://api.example.com/v2"),
            lambda spec: spec["components"]["securitySchemes"]["apiKey"].update(name="x-token"),
            lambda spec: spec["x-limits"].update(timeout_seconds=30, keep_alive_sockets=2, rate_limit_scope="account"),
        ),
        [
            (
                BREAKING,
                "The default of `base_url` is `https://api.example.com/v2` instead of `https://api.twintone.ai/v1`.",
            ),
            (BREAKING, "The API key goes in the header `x-token` instead of `x-api-key`."),
            (BREAKING, "The default of `timeout` is `30` instead of `60`."),
            (FEATURE, "The default of `max_connections` is `2` instead of `1`."),
            (FIX, "The limit `rate_limit_scope` is `account` instead of `api key`."),
        ],
    ),
    "a call that must not be sent twice, and one that may": (
        every(
            operation(PATCH, **{"x-repeatable": False}),
            operation(("/videos", "post"), **{"x-repeatable": True}),
        ),
        [
            (
                BREAKING,
                (
                    "`client.videos.update(...)` raises `CreateOutcomeUnknown` after a lost answer, "
                    "instead of repeating the call."
                ),
            ),
            (FEATURE, "`client.videos.create(...)` is repeated after a lost answer."),
        ],
    ),
    "what was done is no success": (
        lambda spec: spec["paths"][END[0]][END[1]].pop("x-settled-when"),
        [(BREAKING, "`client.conversations.end(...)` fails when its work is done already.")],
    ),
    "what was done is a success, and another success": (
        every(
            operation(
                ("/conversations/{conversation_id}", "delete"),
                **{"x-settled-when": {"operation": "getConversation", "values": {"status": "ended"}}},
            ),
            operation(END, **{"x-settled-when": {"operation": "getConversation", "values": {"status": "active"}}}),
        ),
        [
            (
                BREAKING,
                (
                    "`client.conversations.end(...)` succeeds when its work is done already, by "
                    '`{"operation": "getConversation", "values": {"status": "active"}}` instead of '
                    '`{"operation": "getConversation", "values": {"status": "ended"}}`.'
                ),
            ),
            (FEATURE, "`client.conversations.delete(...)` succeeds when its work is done already."),
        ],
    ),
    "a status means something else": (
        hint("Video", "x-job", working=["processing", "failed"], failed=[]),
        [(BREAKING, "`client.videos.wait(...)` counts the status `failed` as working instead of failed.")],
    ),
    "outcomes are shown elsewhere, not at all, and for the first time": (
        every(
            without("schemas", "Video", "x-job", "reason"),
            hint("Video", "x-job", result="name"),
            hint("ReplicaList", "x-page", created="name"),
        ),
        [
            (BREAKING, "`client.videos.wait(...)` no longer knows the reason of a failure."),
            (FEATURE, "`client.replicas.iterate(...)` uses `name` as the time of an item."),
            (FIX, "`client.videos.wait(...)` uses `name` as the result instead of `url`."),
        ],
    ),
    "a status of a job is gone": (
        every(schema("VideoStatus", enum=["processing", "ready"]), hint("Video", "x-job", failed=[])),
        [
            (FIX, "`client.videos.wait(...)` no longer knows the status `failed`."),
            (BREAKING, "`VideoStatus` no longer has the value `failed`."),
        ],
    ),
    "a job is none": (
        without("schemas", "Video", "x-job"),
        [
            (
                BREAKING,
                (
                    "`client.videos.wait(...)`, `client.videos.wait_all(...)`, `client.videos.create_and_wait(...)` "
                    "and `client.videos.download(...)`."
                ),
            )
        ],
    ),
    "a page is none": (
        without("schemas", "VideoList", "x-page"),
        [
            (BREAKING, "`VideoList.videos` is `list[VideoListItem] | None` instead of `list[VideoListItem]`."),
            (BREAKING, "`client.videos.iterate(...)` and `client.videos.find_created(...)`."),
        ],
    ),
    "facts are stated, seen and doubted": (
        every(
            without("schemas", "ReplicaUpdate", "x-evidence"),
            without("parameters", "Page", "x-evidence"),
            schema("Timestamp", **{"x-evidence": {"format": "observed: seen"}}),
            operation(("/videos", "get"), **{"x-evidence": {"name": "inferred: guessed"}}),
        ),
        [
            (FIX, "Now inferred, no longer stated by the docs: the name of `client.videos.list(...)`."),
            (
                FIX,
                (
                    "Now stated by the docs, no longer inferred: the name of `client.conversations.list(page)`, "
                    "the name of `client.personas.list(page)`, the name of `client.speech.list(page)` and "
                    "`client.replicas.update(...)`."
                ),
            ),
            (FIX, "Now observed, no longer inferred: the format of `Timestamp`."),
        ],
    ),
    "descriptions": (
        every(
            field("Video", "url", description="Other."),
            field("VideoCreate", "script", description="Other."),
            operation(("/videos", "get"), summary="Other"),
            lambda spec: spec["tags"][0].update(description="Other."),
            lambda spec: spec["servers"][0].update(description="Other."),
            lambda spec: spec["info"].update(description="Other."),
            lambda spec: spec["components"]["securitySchemes"]["apiKey"].update(description="Other."),
            lambda spec: spec["components"]["parameters"]["VideoId"].update(description="Other."),
            lambda spec: spec["components"]["responses"]["NotFound"].update(description="Other."),
            lambda spec: spec["paths"]["/videos"]["post"]["responses"]["201"].update(description="Other."),
        ),
        [
            (
                FIX,
                (
                    "Reworded: the API, the base URL, `client.conversations`, `client.videos.list(...)`, "
                    "the answer 201 of `client.videos.create(...)`, the API key, `client.videos.get(video_id)`, "
                    "`client.videos.update(video_id)`, `client.videos.delete(video_id)`, the answer `NotFound`, "
                    "`Video.url` and `client.videos.create(script)`."
                ),
            )
        ],
    ),
    "examples": (
        field("Video", "url", examples=["https://media.example.com/other.mp4"]),
        [(FIX, "Details of the API's description that change no program.")],
    ),
    "nothing": (lambda spec: spec, []),
}


@cache
def edited(name: str) -> Description:
    spec = copy.deepcopy(SPEC)
    TABLE[name][0](spec)
    return describe(spec)


def unmarked(line: Line) -> str:
    assert line.text.startswith("**Breaking:** ") == (line.grade is BREAKING)
    return line.text.removeprefix("**Breaking:** ")


@pytest.mark.parametrize("name", TABLE)
def test_an_edit_means_for_users(name: str) -> None:
    lines = compare(edited("nothing"), edited(name))
    assert [(line.grade, unmarked(line)) for line in lines] == TABLE[name][1]


PAIRS = st.tuples(st.sampled_from(list(TABLE)), st.sampled_from(list(TABLE)))


@given(PAIRS)
@settings(max_examples=25, deadline=None)
def test_the_way_back_is_the_mirror_of_the_way_there(pair: tuple[str, str]) -> None:
    one, other = (edited(name) for name in pair)
    there = differences(one.surface, other.surface)
    back = differences(other.surface, one.surface)
    assert {item.subject: (item.old, item.new) for item in there} == {i.subject: (i.new, i.old) for i in back}
    lines, mirrored = compare(one, other), compare(other, one)
    assert bool(lines) == bool(mirrored) == (pair[0] != pair[1])
    added = {name for line in lines if line.group == "Added" for name in line.names}
    assert added <= {name for line in mirrored if line.group == "Removed" for name in line.names}
    if there:
        assert max(line.grade for line in [*lines, *mirrored]) > FIX


def test_a_larger_description_only_adds() -> None:
    lines = [line.text for line in compare(edited("nothing"), describe(grown()))]
    assert lines == [
        f"{LIST} take the keyword `newest` (`bool`, optional).",
        f"{LIST} take the keyword `tag` (`Sequence[str]`, optional).",
        f"{CREATE} take the keyword `background` (`str`, optional).",
        (
            "`client.songs`, with `list`, `create`, `get`, `delete`, `iterate`, `find_created`, `wait`, `wait_all`, "
            "`create_and_wait` and `download`. Songs, made by asynchronous jobs."
        ),
        "`VideoStatus` has the value `queued`.",
        "`Video` has the attribute `seen_at` (`list[datetime] | None`).",
        "The types `SongCreatedStatus` and `SongStatus`.",
        "The models `Song`, `SongListItem`, `SongList` and `SongCreated`.",
        "`client.videos.wait(...)` counts the status `queued` as working.",
    ]


def test_every_key_of_the_hints_has_words() -> None:
    assert JOB_WORDS.keys() == set(JOB_KEYS) - set(JOB_STATES)
    assert PAGE_WORDS.keys() == set(PAGE_KEYS)


def test_comparing_changes_neither_description() -> None:
    one, other = edited("nothing"), edited("a value")
    before = copy.deepcopy((one.spec, other.spec))
    compare(one, other)
    assert (one.spec, other.spec) == before
