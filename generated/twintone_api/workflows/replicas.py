"""Replicas: the operations, and what takes several of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from ..models.replicas import Replica
from ..requests import replicas as requests
from ..resources import replicas as resources
from ._engine import AsyncEngine, Engine, LostCreate, Search


class ReplicasResource(resources.ReplicasResource):
    """Those who appear in videos and conversations."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None) -> Iterator[Replica]:
        """List replicas, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Inferred: GET
                /replicas has no section of its own; three other lists take a limit)

        Yields:
            Someone who appears in videos and conversations.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_replicas(page=page, limit=limit))
        return self._engine.stream(source)

    def find_created(self, lost: LostCreate, /) -> Search[Replica]:
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
            requests.CREATE_REPLICA, lambda page: requests.list_replicas(page=page), lost
        )
        return self._engine.run(policy)


class AsyncReplicasResource(resources.AsyncReplicasResource):
    """Those who appear in videos and conversations."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None) -> AsyncIterator[Replica]:
        """List replicas, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Inferred: GET
                /replicas has no section of its own; three other lists take a limit)

        Yields:
            Someone who appears in videos and conversations.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_replicas(page=page, limit=limit))
        return self._engine.stream(source)

    async def find_created(self, lost: LostCreate, /) -> Search[Replica]:
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
            requests.CREATE_REPLICA, lambda page: requests.list_replicas(page=page), lost
        )
        return await self._engine.run(policy)
