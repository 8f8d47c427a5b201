"""Characters with a voice; speech is spoken by a persona.

Only ``id`` is certain to be there. A field that an answer leaves out, or fills with something that the spec does not
expect, is None; ``raw`` holds the answer as it came, with the fields that the spec does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from attrs import define, field

from ..decoding import (
    OBJECT,
    identity,
    items,
    moment,
    nested,
    number,
    page,
    record,
)
from .common import Pagination


@define
class VoiceSettings:
    """How a persona sounds. The docs give no units and no ranges.

    Attributes:
        pitch: How high the voice is.
        speed: How fast the voice speaks.
        raw: The JSON object as it came.
    """

    pitch: float | None
    speed: float | None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> VoiceSettings:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "VoiceSettings")
        get = raw.get
        return cls(
            number(get("pitch")),
            number(get("speed")),
            raw,
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object to send; fields that are None are left out."""
        fields: dict[str, Any] = {"pitch": self.pitch, "speed": self.speed}
        return {name: value for name, value in fields.items() if value is not None}


@define
class Persona:
    """A character with a voice.

    Attributes:
        id: Identifies a persona. Opaque.
        name: The persona's name.
        description: Who the persona is.
        voice_settings: How a persona sounds. The docs give no units and no ranges.
        created_at: When the persona was made. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    description: str | None = None
    voice_settings: VoiceSettings | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> Persona:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "Persona")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "Persona"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("description"), str) else None,
            nested(get("voice_settings"), VoiceSettings.from_dict),
            moment(get("created_at")),
            raw,
        )


@define
class PersonaListItem:
    """A persona as it stands in a list, without its voice.

    Attributes:
        id: Identifies a persona. Opaque.
        name: The persona's name.
        description: Who the persona is.
        created_at: When the persona was made. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> PersonaListItem:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "PersonaListItem")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "PersonaListItem"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("description"), str) else None,
            moment(get("created_at")),
            raw,
        )


@define
class PersonaList:
    """One page of personas.

    Attributes:
        personas: The personas on this page.
        pagination: Where a page stands in the whole list.
        raw: The JSON object as it came.
    """

    personas: list[PersonaListItem]
    pagination: Pagination | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> PersonaList:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an array "personas".
        """
        raw = page(data, "PersonaList", "personas")
        get = raw.get
        return cls(
            items(raw, "personas", PersonaListItem.from_dict, "PersonaList"),
            nested(get("pagination"), Pagination.from_dict),
            raw,
        )


@define
class PersonaCreated:
    """The new persona, without its voice.

    Attributes:
        id: Identifies a persona. Opaque.
        name: The persona's name.
        description: Who the persona is.
        created_at: When the persona was made. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> PersonaCreated:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "PersonaCreated")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "PersonaCreated"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("description"), str) else None,
            moment(get("created_at")),
            raw,
        )


@define
class PersonaUpdated:
    """The persona as it is now.

    Attributes:
        id: Identifies a persona. Opaque.
        name: The persona's name.
        description: Who the persona is.
        voice_settings: How a persona sounds. The docs give no units and no ranges.
        updated_at: When the persona changed. (Format inferred: times are documented as plain strings; ISO 8601 is
            what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    description: str | None = None
    voice_settings: VoiceSettings | None = None
    updated_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> PersonaUpdated:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "PersonaUpdated")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "PersonaUpdated"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("description"), str) else None,
            nested(get("voice_settings"), VoiceSettings.from_dict),
            moment(get("updated_at")),
            raw,
        )


class VoiceSettingsDict(TypedDict):
    """VoiceSettings, as a plain dictionary to send."""

    pitch: float
    speed: float
