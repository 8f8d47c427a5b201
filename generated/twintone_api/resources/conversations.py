"""Live conversations with a replica, from start to end."""

from __future__ import annotations

from ..models.conversations import (
    Conversation,
    ConversationCreated,
    ConversationEnded,
    ConversationList,
    ConversationStatus,
)
from ..requests import conversations as requests
from ._send import AsyncSend, Send


class ConversationsResource:
    """Live conversations with a replica, from start to end."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(
        self, *, page: int | None = None, limit: int | None = None, status: ConversationStatus | None = None
    ) -> ConversationList:
        """List conversations.

        Returns one page of the account's conversations.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only conversations with this status. (Name inferred: printed as the heading 'Status';
                JSON names are lower case throughout)

        Returns:
            One page of conversations.

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
            GET /conversations in the docs.
        """
        return self._send(requests.list_conversations(page=page, limit=limit, status=status))

    def create(self, *, replica_id: str, name: str | None = None) -> ConversationCreated:
        """Start a conversation.

        Starts a conversation with a replica.

        Args:
            replica_id: The replica to talk to.
            name: A name for the conversation. No answer shows it again.

        Returns:
            The new conversation.

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
            POST /conversations in the docs. Answer 201: Inferred: the status table gives 201 to created resources
            and names no operation.
        """
        return self._send(requests.create_conversation(replica_id=replica_id, name=name))

    def get(self, conversation_id: str) -> Conversation:
        """Get a conversation.

        Returns one conversation.

        Args:
            conversation_id: Which conversation.

        Returns:
            The conversation.

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
            GET /conversations/{conversation_id} in the docs.
        """
        return self._send(requests.get_conversation(conversation_id))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation.

        Deletes a conversation.

        Args:
            conversation_id: Which conversation.

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
            DELETE /conversations/{conversation_id} in the docs.
        """
        return self._send(requests.delete_conversation(conversation_id))

    def end(self, conversation_id: str) -> ConversationEnded:
        """End a conversation.

        Ends an active conversation. What a second call answers is not documented; a 400 is assumed.

        Args:
            conversation_id: Which conversation.

        Returns:
            The conversation is over.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: The id is not valid, or the conversation had already ended. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /conversations/{conversation_id} in the docs. Answer 200: Inferred: the status table gives 200 to
            success and nothing is created here.
        """
        return self._send(requests.end_conversation(conversation_id))


class AsyncConversationsResource:
    """Live conversations with a replica, from start to end."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(
        self, *, page: int | None = None, limit: int | None = None, status: ConversationStatus | None = None
    ) -> ConversationList:
        """List conversations.

        Returns one page of the account's conversations.

        Args:
            page: Which page to return; the first is 1. (Name inferred: printed as the heading 'Page'; JSON names
                are lower case throughout)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only conversations with this status. (Name inferred: printed as the heading 'Status';
                JSON names are lower case throughout)

        Returns:
            One page of conversations.

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
            GET /conversations in the docs.
        """
        return await self._send(requests.list_conversations(page=page, limit=limit, status=status))

    async def create(self, *, replica_id: str, name: str | None = None) -> ConversationCreated:
        """Start a conversation.

        Starts a conversation with a replica.

        Args:
            replica_id: The replica to talk to.
            name: A name for the conversation. No answer shows it again.

        Returns:
            The new conversation.

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
            POST /conversations in the docs. Answer 201: Inferred: the status table gives 201 to created resources
            and names no operation.
        """
        return await self._send(requests.create_conversation(replica_id=replica_id, name=name))

    async def get(self, conversation_id: str) -> Conversation:
        """Get a conversation.

        Returns one conversation.

        Args:
            conversation_id: Which conversation.

        Returns:
            The conversation.

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
            GET /conversations/{conversation_id} in the docs.
        """
        return await self._send(requests.get_conversation(conversation_id))

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation.

        Deletes a conversation.

        Args:
            conversation_id: Which conversation.

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
            DELETE /conversations/{conversation_id} in the docs.
        """
        return await self._send(requests.delete_conversation(conversation_id))

    async def end(self, conversation_id: str) -> ConversationEnded:
        """End a conversation.

        Ends an active conversation. What a second call answers is not documented; a 400 is assumed.

        Args:
            conversation_id: Which conversation.

        Returns:
            The conversation is over.

        Raises:
            ArgumentError: An argument cannot be sent.
            BadRequestError: The id is not valid, or the conversation had already ended. (400)
            AuthenticationError: The API key is missing or not valid. (401)
            NotFoundError: No such resource exists. (404)
            RateLimitError: Too many requests with this key. The docs give neither the limit nor a Retry-After
                header; a client should honour the header where it comes. (429)
            InternalServerError: The server failed. Whether the request took effect is unknown. (500)
            BadGatewayError: The proxy in front of the API failed. Whether the request took effect is unknown. (502)
            APIError: The call failed in another way.

        Source:
            POST /conversations/{conversation_id} in the docs. Answer 200: Inferred: the status table gives 200 to
            success and nothing is created here.
        """
        return await self._send(requests.end_conversation(conversation_id))
