"""Characters with a voice; speech is spoken by a persona."""

from __future__ import annotations

from ..models.personas import (
    Persona,
    PersonaCreated,
    PersonaList,
    PersonaUpdated,
    VoiceSettings,
    VoiceSettingsDict,
)
from ..requests import personas as requests
from ._send import AsyncSend, Send


class PersonasResource:
    """Characters with a voice; speech is spoken by a persona."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(self, *, page: int | None = None, limit: int | None = None) -> PersonaList:
        """List personas.

        Returns one page of the account's personas.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)

        Returns:
            One page of personas.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            GET /personas in the docs.
        """
        return self._send(requests.list_personas(page=page, limit=limit))

    def create(
        self, *, name: str, description: str, voice_settings: VoiceSettings | VoiceSettingsDict
    ) -> PersonaCreated:
        """Create a persona.

        Makes a persona with a voice.

        Args:
            name: The persona's name.
            description: Who the persona is.
            voice_settings: How a persona sounds. The docs give no units and no ranges.

        Returns:
            The new persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /personas in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return self._send(requests.create_persona(name=name, description=description, voice_settings=voice_settings))

    def get(self, persona_id: str) -> Persona:
        """Get a persona.

        Returns one persona with its voice.

        Args:
            persona_id: Which persona.

        Returns:
            The persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            GET /personas/{persona_id} in the docs.
        """
        return self._send(requests.get_persona(persona_id))

    def update(
        self,
        persona_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        voice_settings: VoiceSettings | VoiceSettingsDict | None = None,
    ) -> PersonaUpdated:
        """Update a persona.

        Changes the fields that are sent and keeps the others.

        Args:
            persona_id: Which persona.
            name: The new name.
            description: The new description.
            voice_settings: How a persona sounds. The docs give no units and no ranges.

        Returns:
            The persona as it is now.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            PATCH /personas/{persona_id} in the docs.
        """
        return self._send(
            requests.update_persona(persona_id, name=name, description=description, voice_settings=voice_settings)
        )

    def delete(self, persona_id: str) -> None:
        """Delete a persona.

        Deletes a persona.

        Args:
            persona_id: Which persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            DELETE /personas/{persona_id} in the docs.
        """
        return self._send(requests.delete_persona(persona_id))


class AsyncPersonasResource:
    """Characters with a voice; speech is spoken by a persona."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(self, *, page: int | None = None, limit: int | None = None) -> PersonaList:
        """List personas.

        Returns one page of the account's personas.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)

        Returns:
            One page of personas.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            GET /personas in the docs.
        """
        return await self._send(requests.list_personas(page=page, limit=limit))

    async def create(
        self, *, name: str, description: str, voice_settings: VoiceSettings | VoiceSettingsDict
    ) -> PersonaCreated:
        """Create a persona.

        Makes a persona with a voice.

        Args:
            name: The persona's name.
            description: Who the persona is.
            voice_settings: How a persona sounds. The docs give no units and no ranges.

        Returns:
            The new persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /personas in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return await self._send(
            requests.create_persona(name=name, description=description, voice_settings=voice_settings)
        )

    async def get(self, persona_id: str) -> Persona:
        """Get a persona.

        Returns one persona with its voice.

        Args:
            persona_id: Which persona.

        Returns:
            The persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            GET /personas/{persona_id} in the docs.
        """
        return await self._send(requests.get_persona(persona_id))

    async def update(
        self,
        persona_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        voice_settings: VoiceSettings | VoiceSettingsDict | None = None,
    ) -> PersonaUpdated:
        """Update a persona.

        Changes the fields that are sent and keeps the others.

        Args:
            persona_id: Which persona.
            name: The new name.
            description: The new description.
            voice_settings: How a persona sounds. The docs give no units and no ranges.

        Returns:
            The persona as it is now.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            PATCH /personas/{persona_id} in the docs.
        """
        return await self._send(
            requests.update_persona(persona_id, name=name, description=description, voice_settings=voice_settings)
        )

    async def delete(self, persona_id: str) -> None:
        """Delete a persona.

        Deletes a persona.

        Args:
            persona_id: Which persona.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            DELETE /personas/{persona_id} in the docs.
        """
        return await self._send(requests.delete_persona(persona_id))
