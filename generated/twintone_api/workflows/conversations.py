"""Conversations: the operations, and what takes several of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from ..models.conversations import (
    ConversationListItem,
    ConversationStatus,
)
from ..requests import conversations as requests
from ..resources import conversations as resources
from ._engine import AsyncEngine, Engine, LostCreate, Search


class ConversationsResource(resources.ConversationsResource):
    """Live conversations with a replica, from start to end."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(
        self, *, limit: int | None = None, status: ConversationStatus | None = None
    ) -> Iterator[ConversationListItem]:
        """List conversations, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only conversations with this status. (Name inferred: printed as the heading 'Status';
                JSON names are lower case throughout)

        Yields:
            A conversation as it stands in a list.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(
            lambda page: requests.list_conversations(page=page, limit=limit, status=status)
        )
        return self._engine.stream(source)

    def find_created(self, lost: LostCreate, /) -> Search[ConversationListItem]:
        """Looks for what may have been created by a call whose answer was lost. Creates nothing.

        Every page of the list is read, so this may take a while.

        Args:
            lost: The ``CreateOutcomeUnknown`` that the call raised.

        Returns:
            Whether it was found, was not found, or cannot be told, and why.

        Raises:
            ArgumentError: The call was about something else.
        """
        policy = self._engine.plans.find_created(
            requests.CREATE_CONVERSATION, lambda page: requests.list_conversations(page=page), lost
        )
        return self._engine.run(policy)


class AsyncConversationsResource(resources.AsyncConversationsResource):
    """Live conversations with a replica, from start to end."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(
        self, *, limit: int | None = None, status: ConversationStatus | None = None
    ) -> AsyncIterator[ConversationListItem]:
        """List conversations, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only conversations with this status. (Name inferred: printed as the heading 'Status';
                JSON names are lower case throughout)

        Yields:
            A conversation as it stands in a list.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(
            lambda page: requests.list_conversations(page=page, limit=limit, status=status)
        )
        return self._engine.stream(source)

    async def find_created(self, lost: LostCreate, /) -> Search[ConversationListItem]:
        """Looks for what may have been created by a call whose answer was lost. Creates nothing.

        Every page of the list is read, so this may take a while.

        Args:
            lost: The ``CreateOutcomeUnknown`` that the call raised.

        Returns:
            Whether it was found, was not found, or cannot be told, and why.

        Raises:
            ArgumentError: The call was about something else.
        """
        policy = self._engine.plans.find_created(
            requests.CREATE_CONVERSATION, lambda page: requests.list_conversations(page=page), lost
        )
        return await self._engine.run(policy)
