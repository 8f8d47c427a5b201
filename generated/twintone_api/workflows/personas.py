"""Personas: the operations, and what takes several of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from ..models.personas import (
    PersonaListItem,
)
from ..requests import personas as requests
from ..resources import personas as resources
from ._engine import AsyncEngine, Engine, LostCreate, Search


class PersonasResource(resources.PersonasResource):
    """Characters with a voice; speech is spoken by a persona."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None) -> Iterator[PersonaListItem]:
        """List personas, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)

        Yields:
            A persona as it stands in a list, without its voice.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_personas(page=page, limit=limit))
        return self._engine.stream(source)

    def find_created(self, lost: LostCreate, /) -> Search[PersonaListItem]:
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
            requests.CREATE_PERSONA, lambda page: requests.list_personas(page=page), lost
        )
        return self._engine.run(policy)


class AsyncPersonasResource(resources.AsyncPersonasResource):
    """Characters with a voice; speech is spoken by a persona."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None) -> AsyncIterator[PersonaListItem]:
        """List personas, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)

        Yields:
            A persona as it stands in a list, without its voice.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_personas(page=page, limit=limit))
        return self._engine.stream(source)

    async def find_created(self, lost: LostCreate, /) -> Search[PersonaListItem]:
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
            requests.CREATE_PERSONA, lambda page: requests.list_personas(page=page), lost
        )
        return await self._engine.run(policy)
