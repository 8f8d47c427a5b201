"""Spoken audio, generated from text by asynchronous jobs."""

from __future__ import annotations

from ..models.speech import Speech, SpeechCreated, SpeechList, SpeechStatus, SpeechUpdated
from ..requests import speech as requests
from ._send import AsyncSend, Send


class SpeechResource:
    """Spoken audio, generated from text by asynchronous jobs."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(
        self, *, page: int | None = None, limit: int | None = None, status: SpeechStatus | None = None
    ) -> SpeechList:
        """List speech.

        Returns one page of the account's speech generations.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only speech generations with this status. (Name inferred: printed as the heading
                'Status'; JSON names are lower case throughout. Values inferred: the filter lists none; a speech
                generation's own statuses are the only ones known)

        Returns:
            One page of speech generations.

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
            GET /speech in the docs.
        """
        return self._send(requests.list_speech(page=page, limit=limit, status=status))

    def create(self, *, text: str, persona_id: str, name: str | None = None) -> SpeechCreated:
        """Generate speech.

        Starts a job that speaks a text with a persona's voice. Take every request for billed, also when its answer
        is lost: there is no way to send one twice safely.

        Args:
            text: What to say.
            persona_id: The persona that speaks.
            name: A name to find the speech generation by.

        Returns:
            The job was accepted.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: The body names something that does not exist. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /speech in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return self._send(requests.create_speech(text=text, persona_id=persona_id, name=name))

    def get(self, speech_id: str) -> Speech:
        """Get speech.

        Returns one speech generation and how far its job is.

        Args:
            speech_id: Which speech generation.

        Returns:
            The speech generation.

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
            GET /speech/{speech_id} in the docs.
        """
        return self._send(requests.get_speech(speech_id))

    def update(self, speech_id: str, *, name: str) -> SpeechUpdated:
        """Rename speech.

        Gives a speech generation another name.

        Args:
            speech_id: Which speech generation.
            name: The new name.

        Returns:
            The speech generation's new name and when it changed.

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
            PATCH /speech/{speech_id} in the docs.
        """
        return self._send(requests.update_speech(speech_id, name=name))

    def delete(self, speech_id: str) -> None:
        """Delete speech.

        Deletes a speech generation.

        Args:
            speech_id: Which speech generation.

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
            DELETE /speech/{speech_id} in the docs.
        """
        return self._send(requests.delete_speech(speech_id))


class AsyncSpeechResource:
    """Spoken audio, generated from text by asynchronous jobs."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(
        self, *, page: int | None = None, limit: int | None = None, status: SpeechStatus | None = None
    ) -> SpeechList:
        """List speech.

        Returns one page of the account's speech generations.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only speech generations with this status. (Name inferred: printed as the heading
                'Status'; JSON names are lower case throughout. Values inferred: the filter lists none; a speech
                generation's own statuses are the only ones known)

        Returns:
            One page of speech generations.

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
            GET /speech in the docs.
        """
        return await self._send(requests.list_speech(page=page, limit=limit, status=status))

    async def create(self, *, text: str, persona_id: str, name: str | None = None) -> SpeechCreated:
        """Generate speech.

        Starts a job that speaks a text with a persona's voice. Take every request for billed, also when its answer
        is lost: there is no way to send one twice safely.

        Args:
            text: What to say.
            persona_id: The persona that speaks.
            name: A name to find the speech generation by.

        Returns:
            The job was accepted.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: A parameter or the body is not valid. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: The body names something that does not exist. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /speech in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return await self._send(requests.create_speech(text=text, persona_id=persona_id, name=name))

    async def get(self, speech_id: str) -> Speech:
        """Get speech.

        Returns one speech generation and how far its job is.

        Args:
            speech_id: Which speech generation.

        Returns:
            The speech generation.

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
            GET /speech/{speech_id} in the docs.
        """
        return await self._send(requests.get_speech(speech_id))

    async def update(self, speech_id: str, *, name: str) -> SpeechUpdated:
        """Rename speech.

        Gives a speech generation another name.

        Args:
            speech_id: Which speech generation.
            name: The new name.

        Returns:
            The speech generation's new name and when it changed.

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
            PATCH /speech/{speech_id} in the docs.
        """
        return await self._send(requests.update_speech(speech_id, name=name))

    async def delete(self, speech_id: str) -> None:
        """Delete speech.

        Deletes a speech generation.

        Args:
            speech_id: Which speech generation.

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
            DELETE /speech/{speech_id} in the docs.
        """
        return await self._send(requests.delete_speech(speech_id))
