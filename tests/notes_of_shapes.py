"""What the notes say of fields, parameters and values."""

from __future__ import annotations

from tests.notes_edits import (
    BREAKING,
    CREATE,
    FEATURE,
    FIX,
    LIST,
    NAMED,
    TEXT,
    Table,
    every,
    field,
    hint,
    query,
    schema,
    status,
    without,
    written,
)

SHAPES: Table = {
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
}
