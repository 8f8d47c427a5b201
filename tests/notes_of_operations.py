"""What the notes say of operations, of the whole API, and of words."""

from __future__ import annotations

from tests.notes_edits import (
    BREAKING,
    END,
    FEATURE,
    FIX,
    PATCH,
    REFUSED,
    Table,
    every,
    field,
    hint,
    operation,
    refused_everywhere,
    responses,
    schema,
    status,
    without,
    written,
)

OPERATIONS: Table = {
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
    "the docs contradict themselves about the contact": (
        lambda spec: spec["info"]["contact"].update({"x-evidence": "corrected: two addresses"}),
        [(FIX, "Now corrected, no longer stated by the docs: the contact address.")],
    ),
    "examples": (
        field("Video", "url", examples=["https://media.example.com/other.mp4"]),
        [(FIX, "Details of the API's description that change no program.")],
    ),
}
