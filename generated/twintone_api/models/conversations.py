"""Live conversations with a replica, from start to end.

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

ConversationCreatedStatus = Literal["active"]
ConversationEndedStatus = Literal["ended"]
ConversationStatus = Literal["active", "ended"]
"""Whether a conversation still goes on. Values that are not listed pass through as strings."""


@define
class Conversation:
    """A conversation with a replica.

    Attributes:
        id: Identifies a conversation. Opaque.
        replica_id: The replica that is talked to.
        status: Whether a conversation still goes on.
        created_at: When the conversation began. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        ended_at: When the conversation ended. Present only if status is 'ended'. (Format inferred: times are
            documented as plain strings; ISO 8601 is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    replica_id: str | None = None
    status: ConversationStatus | None = None
    created_at: datetime | None = None
    ended_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> Conversation:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "Conversation")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "Conversation"),
            value if isinstance(value := get("replica_id"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("created_at")),
            moment(get("ended_at")),
            raw,
        )


@define
class ConversationListItem:
    """A conversation as it stands in a list.

    Attributes:
        id: Identifies a conversation. Opaque.
        replica_id: The replica that is talked to.
        status: Whether a conversation still goes on.
        created_at: When the conversation began. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        ended_at: When the conversation ended. Present only if status is 'ended'. (Format inferred: times are
            documented as plain strings; ISO 8601 is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    replica_id: str | None = None
    status: ConversationStatus | None = None
    created_at: datetime | None = None
    ended_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> ConversationListItem:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "ConversationListItem")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "ConversationListItem"),
            value if isinstance(value := get("replica_id"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("created_at")),
            moment(get("ended_at")),
            raw,
        )


@define
class ConversationList:
    """One page of conversations.

    Attributes:
        conversations: The conversations on this page.
        pagination: Where a page stands in the whole list.
        raw: The JSON object as it came.
    """

    conversations: list[ConversationListItem]
    pagination: Pagination | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> ConversationList:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an array "conversations".
        """
        raw = page(data, "ConversationList", "conversations")
        get = raw.get
        return cls(
            items(raw, "conversations", ConversationListItem.from_dict, "ConversationList"),
            nested(get("pagination"), Pagination.from_dict),
            raw,
        )


@define
class ConversationCreated:
    """The new conversation.

    Attributes:
        id: Identifies a conversation. Opaque.
        replica_id: The replica that is talked to.
        status: A new conversation is active.
        created_at: When the conversation began. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    replica_id: str | None = None
    status: ConversationCreatedStatus | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> ConversationCreated:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "ConversationCreated")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "ConversationCreated"),
            value if isinstance(value := get("replica_id"), str) else None,
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("created_at")),
            raw,
        )


@define
class ConversationEnded:
    """A conversation that was ended.

    Attributes:
        id: Identifies a conversation. Opaque.
        status: The conversation is over.
        ended_at: When the conversation ended. (Format inferred: times are documented as plain strings; ISO 8601
            is what JSON APIs send)
        raw: The JSON object as it came.
    """

    id: str
    status: ConversationEndedStatus | None = None
    ended_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> ConversationEnded:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "ConversationEnded")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "ConversationEnded"),
            value if isinstance(value := get("status"), STRING) else None,
            moment(get("ended_at")),
            raw,
        )
