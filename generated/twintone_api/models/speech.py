"""Spoken audio, generated from text by asynchronous jobs.

Only ``id`` is certain to be there. A field that an answer leaves out, or fills with something that the spec does not
expect, is None; ``raw`` holds the answer as it came, with the fields that the spec does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import define, field

from ..decoding import (
    OBJECT,
    STRING,
    identity,
    items,
    moment,
    nested,
    page,
    record,
)
from .common import Pagination

SpeechCreatedStatus = Literal["processing"]
SpeechStatus = Literal["processing", "ready", "failed"]
"""How far a speech generation's job is. Values that are not listed pass through as strings."""


@define
class Speech:
    """Spoken audio and how far its job is.

    Attributes:
        id: Identifies a speech generation. Opaque.
        name: The name given at creation. (Inferred: accepted at creation and answered by an update, shown by no
            other answer)
        text: What is said.
        status: How far a speech generation's job is.
        url: Where the finished audio can be downloaded. How long it stays valid is not documented. Present only
            if status is 'ready'. (Format inferred: documented as a plain string. Presence corrected: shown without a
            condition, while a video's url is present only if ready)
        created_at: When the job was accepted. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        error: Why the job failed. Present only if status is 'failed'.
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    text: str | None = None
    status: SpeechStatus | None = None
    url: str | None = None
    created_at: datetime | None = None
    error: str | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> Speech:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "Speech")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "Speech"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("text"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            value if isinstance(value := get("url"), str) else None,
            moment(get("created_at")),
            value if isinstance(value := get("error"), str) else None,
            raw,
        )


@define
class SpeechListItem:
    """A speech generation as it stands in a list.

    Attributes:
        id: Identifies a speech generation. Opaque.
        text: What is said.
        status: How far a speech generation's job is.
        url: Where the finished audio can be downloaded. Present only if status is 'ready'. (Format inferred:
            documented as a plain string. Presence corrected: shown without a condition, while a video's url is
            present only if ready)
        created_at: When the job was accepted. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    text: str | None = None
    status: SpeechStatus | None = None
    url: str | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> SpeechListItem:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "SpeechListItem")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "SpeechListItem"),
            value if isinstance(value := get("text"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            value if isinstance(value := get("url"), str) else None,
            moment(get("created_at")),
            raw,
        )


@define
class SpeechList:
    """One page of speech generations.

    Attributes:
        speech: The speech generations on this page.
        pagination: Where a page stands in the whole list.
        raw: The JSON object as it came.
    """

    speech: list[SpeechListItem]
    pagination: Pagination | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> SpeechList:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an array "speech".
        """
        raw = page(data, "SpeechList", "speech")
        get = raw.get
        return cls(
            items(raw, "speech", SpeechListItem.from_dict, "SpeechList"),
            nested(get("pagination"), Pagination.from_dict),
            raw,
        )


@define
class SpeechCreated:
    """The accepted job.

    Attributes:
        id: Identifies a speech generation. Opaque.
        status: How far the job is; it has only just begun.
        created_at: When the job was accepted. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    status: SpeechCreatedStatus | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> SpeechCreated:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "SpeechCreated")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "SpeechCreated"),
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("created_at")),
            raw,
        )


@define
class SpeechUpdated:
    """A speech generation's new name and when it changed.

    Attributes:
        id: Identifies a speech generation. Opaque.
        name: The new name.
        status: How far the job is. (Values inferred: documented as a plain string; taken to be the job's status)
        updated_at: When the name changed. (Format inferred: times are documented as plain strings; ISO 8601 is
            what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    status: SpeechStatus | None = None
    updated_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> SpeechUpdated:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "SpeechUpdated")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "SpeechUpdated"),
            value if isinstance(value := get("name"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("updated_at")),
            raw,
        )
