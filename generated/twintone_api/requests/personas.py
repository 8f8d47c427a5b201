"""Personas: each operation, and its request as a value. Nothing is sent here."""

from __future__ import annotations

from .. import arguments
from ..models.personas import (
    Persona,
    PersonaCreated,
    PersonaList,
    PersonaUpdated,
    VoiceSettings,
    VoiceSettingsDict,
)
from ..operation import Operation, Page, Request

LIST_PERSONAS: Operation[PersonaList] = Operation(
    id="listPersonas",
    resource="personas",
    method="GET",
    path="/personas",
    repeatable=True,
    decode=PersonaList.from_dict,
    query_checks={
        "page": arguments.optional(arguments.at_least(1)),
        "limit": arguments.optional(arguments.at_least(1)),
    },
    page=Page(
        items="personas",
        page=("pagination", "page"),
        pages=("pagination", "pages"),
        parameter="page",
        limit="limit",
        created="created_at",
    ),
)
CREATE_PERSONA: Operation[PersonaCreated] = Operation(
    id="createPersona",
    resource="personas",
    method="POST",
    path="/personas",
    repeatable=False,
    decode=PersonaCreated.from_dict,
    body_checks={"name": arguments.text, "description": arguments.text, "voice_settings": arguments.record},
)
GET_PERSONA: Operation[Persona] = Operation(
    id="getPersona",
    resource="personas",
    method="GET",
    path="/personas/{persona_id}",
    repeatable=True,
    decode=Persona.from_dict,
    path_checks={"persona_id": arguments.identifier},
)
UPDATE_PERSONA: Operation[PersonaUpdated] = Operation(
    id="updatePersona",
    resource="personas",
    method="PATCH",
    path="/personas/{persona_id}",
    repeatable=True,
    decode=PersonaUpdated.from_dict,
    path_checks={"persona_id": arguments.identifier},
    body_checks={
        "name": arguments.optional(arguments.text),
        "description": arguments.optional(arguments.text),
        "voice_settings": arguments.optional(arguments.record),
    },
    min_fields=1,
)
DELETE_PERSONA: Operation[None] = Operation(
    id="deletePersona",
    resource="personas",
    method="DELETE",
    path="/personas/{persona_id}",
    repeatable=True,
    path_checks={"persona_id": arguments.identifier},
)


def list_personas(*, page: int | None = None, limit: int | None = None) -> Request[PersonaList]:
    """Makes the request for ``GET /personas``."""
    return LIST_PERSONAS.request(query={"page": page, "limit": limit})


def create_persona(
    *, name: str, description: str, voice_settings: VoiceSettings | VoiceSettingsDict
) -> Request[PersonaCreated]:
    """Makes the request for ``POST /personas``."""
    return CREATE_PERSONA.request(body={"name": name, "description": description, "voice_settings": voice_settings})


def get_persona(persona_id: str) -> Request[Persona]:
    """Makes the request for ``GET /personas/{persona_id}``."""
    return GET_PERSONA.request(path={"persona_id": persona_id})


def update_persona(
    persona_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    voice_settings: VoiceSettings | VoiceSettingsDict | None = None,
) -> Request[PersonaUpdated]:
    """Makes the request for ``PATCH /personas/{persona_id}``."""
    return UPDATE_PERSONA.request(
        path={"persona_id": persona_id},
        body={"name": name, "description": description, "voice_settings": voice_settings},
    )


def delete_persona(persona_id: str) -> Request[None]:
    """Makes the request for ``DELETE /personas/{persona_id}``."""
    return DELETE_PERSONA.request(path={"persona_id": persona_id})
