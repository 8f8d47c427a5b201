"""Speech: each operation, and its request as a value. Nothing is sent here."""

from __future__ import annotations

from .. import arguments
from ..models.speech import Speech, SpeechCreated, SpeechList, SpeechStatus, SpeechUpdated
from ..operation import Job, Operation, Page, Request

LIST_SPEECH: Operation[SpeechList] = Operation(
    id="listSpeech",
    resource="speech",
    method="GET",
    path="/speech",
    repeatable=True,
    decode=SpeechList.from_dict,
    query_checks={
        "page": arguments.optional(arguments.at_least(1)),
        "limit": arguments.optional(arguments.at_least(1)),
        "status": arguments.optional(arguments.text),
    },
    page=Page(
        items="speech",
        page=("pagination", "page"),
        pages=("pagination", "pages"),
        parameter="page",
        limit="limit",
        created="created_at",
    ),
)
CREATE_SPEECH: Operation[SpeechCreated] = Operation(
    id="createSpeech",
    resource="speech",
    method="POST",
    path="/speech",
    repeatable=False,
    decode=SpeechCreated.from_dict,
    body_checks={
        "text": arguments.text,
        "persona_id": arguments.identifier,
        "name": arguments.optional(arguments.text),
    },
)
GET_SPEECH: Operation[Speech] = Operation(
    id="getSpeech",
    resource="speech",
    method="GET",
    path="/speech/{speech_id}",
    repeatable=True,
    decode=Speech.from_dict,
    path_checks={"speech_id": arguments.identifier},
    job=Job(
        status="status",
        working=frozenset({"processing"}),
        succeeded=frozenset({"ready"}),
        failed=frozenset({"failed"}),
        result="url",
        reason="error",
    ),
)
UPDATE_SPEECH: Operation[SpeechUpdated] = Operation(
    id="updateSpeech",
    resource="speech",
    method="PATCH",
    path="/speech/{speech_id}",
    repeatable=True,
    decode=SpeechUpdated.from_dict,
    path_checks={"speech_id": arguments.identifier},
    body_checks={"name": arguments.text},
)
DELETE_SPEECH: Operation[None] = Operation(
    id="deleteSpeech",
    resource="speech",
    method="DELETE",
    path="/speech/{speech_id}",
    repeatable=True,
    path_checks={"speech_id": arguments.identifier},
)


def list_speech(
    *, page: int | None = None, limit: int | None = None, status: SpeechStatus | None = None
) -> Request[SpeechList]:
    """Makes the request for ``GET /speech``."""
    return LIST_SPEECH.request(query={"page": page, "limit": limit, "status": status})


def create_speech(*, text: str, persona_id: str, name: str | None = None) -> Request[SpeechCreated]:
    """Makes the request for ``POST /speech``."""
    return CREATE_SPEECH.request(body={"text": text, "persona_id": persona_id, "name": name})


def get_speech(speech_id: str) -> Request[Speech]:
    """Makes the request for ``GET /speech/{speech_id}``."""
    return GET_SPEECH.request(path={"speech_id": speech_id})


def update_speech(speech_id: str, *, name: str) -> Request[SpeechUpdated]:
    """Makes the request for ``PATCH /speech/{speech_id}``."""
    return UPDATE_SPEECH.request(path={"speech_id": speech_id}, body={"name": name})


def delete_speech(speech_id: str) -> Request[None]:
    """Makes the request for ``DELETE /speech/{speech_id}``."""
    return DELETE_SPEECH.request(path={"speech_id": speech_id})
