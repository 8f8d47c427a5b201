"""Conversations: each operation, and its request as a value. Nothing is sent here."""

from __future__ import annotations

from .. import arguments
from ..models.conversations import (
    Conversation,
    ConversationCreated,
    ConversationEnded,
    ConversationList,
    ConversationStatus,
)
from ..operation import Operation, Page, Request, Settled

LIST_CONVERSATIONS: Operation[ConversationList] = Operation(
    id="listConversations",
    resource="conversations",
    method="GET",
    path="/conversations",
    repeatable=True,
    decode=ConversationList.from_dict,
    query_checks={
        "page": arguments.optional(arguments.at_least(1)),
        "limit": arguments.optional(arguments.at_least(1)),
        "status": arguments.optional(arguments.text),
    },
    page=Page(
        items="conversations",
        page=("pagination", "page"),
        pages=("pagination", "pages"),
        parameter="page",
        limit="limit",
        created="created_at",
    ),
)
CREATE_CONVERSATION: Operation[ConversationCreated] = Operation(
    id="createConversation",
    resource="conversations",
    method="POST",
    path="/conversations",
    repeatable=False,
    decode=ConversationCreated.from_dict,
    body_checks={"replica_id": arguments.identifier, "name": arguments.optional(arguments.text)},
)
GET_CONVERSATION: Operation[Conversation] = Operation(
    id="getConversation",
    resource="conversations",
    method="GET",
    path="/conversations/{conversation_id}",
    repeatable=True,
    decode=Conversation.from_dict,
    path_checks={"conversation_id": arguments.identifier},
)
DELETE_CONVERSATION: Operation[None] = Operation(
    id="deleteConversation",
    resource="conversations",
    method="DELETE",
    path="/conversations/{conversation_id}",
    repeatable=True,
    path_checks={"conversation_id": arguments.identifier},
)
END_CONVERSATION: Operation[ConversationEnded] = Operation(
    id="endConversation",
    resource="conversations",
    method="POST",
    path="/conversations/{conversation_id}",
    repeatable=True,
    decode=ConversationEnded.from_dict,
    path_checks={"conversation_id": arguments.identifier},
    settled=Settled(GET_CONVERSATION, {"status": "ended"}),
)


def list_conversations(
    *, page: int | None = None, limit: int | None = None, status: ConversationStatus | None = None
) -> Request[ConversationList]:
    """Makes the request for ``GET /conversations``."""
    return LIST_CONVERSATIONS.request(query={"page": page, "limit": limit, "status": status})


def create_conversation(*, replica_id: str, name: str | None = None) -> Request[ConversationCreated]:
    """Makes the request for ``POST /conversations``."""
    return CREATE_CONVERSATION.request(body={"replica_id": replica_id, "name": name})


def get_conversation(conversation_id: str) -> Request[Conversation]:
    """Makes the request for ``GET /conversations/{conversation_id}``."""
    return GET_CONVERSATION.request(path={"conversation_id": conversation_id})


def delete_conversation(conversation_id: str) -> Request[None]:
    """Makes the request for ``DELETE /conversations/{conversation_id}``."""
    return DELETE_CONVERSATION.request(path={"conversation_id": conversation_id})


def end_conversation(conversation_id: str) -> Request[ConversationEnded]:
    """Makes the request for ``POST /conversations/{conversation_id}``."""
    return END_CONVERSATION.request(path={"conversation_id": conversation_id})
