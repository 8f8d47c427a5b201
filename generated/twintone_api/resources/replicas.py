"""Those who appear in videos and conversations."""

from __future__ import annotations

from typing import Any

from ..models.replicas import Replica, ReplicaList
from ..requests import replicas as requests
from ._send import AsyncSend, Send


class ReplicasResource:
    """Those who appear in videos and conversations."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def list(self, *, page: int | None = None, limit: int | None = None) -> ReplicaList:
        """List replicas.

        Returns one page of the account's replicas.

        Args:
            page: Which page to return; the first is 1. (Inferred: GET /replicas has no section of its own; three
                other lists take a page)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Inferred: GET
                /replicas has no section of its own; three other lists take a limit)

        Returns:
            One page of replicas.

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
            GET /replicas in the docs.
        """
        return self._send(requests.list_replicas(page=page, limit=limit))

    def create(self, *, name: str, **fields: Any) -> Replica:
        """Create a replica.

        Makes a replica. The docs give no fields for it; fields that this description does not know may be sent as
        well.

        Args:
            name: The replica's name.
            **fields: Any other field, sent as it is.

        Returns:
            The new replica.

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
            POST /replicas in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return self._send(requests.create_replica(name=name, **fields))

    def get(self, replica_id: str) -> Replica:
        """Get a replica.

        Returns one replica.

        Args:
            replica_id: Which replica.

        Returns:
            The replica.

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
            GET /replicas/{replica_id} in the docs.
        """
        return self._send(requests.get_replica(replica_id))

    def update(self, replica_id: str, *, name: str) -> Replica:
        """Rename a replica.

        Gives a replica another name.

        Args:
            replica_id: Which replica.
            name: The new name.

        Returns:
            The replica as it is now.

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
            PATCH /replicas/{replica_id} in the docs.
        """
        return self._send(requests.update_replica(replica_id, name=name))

    def delete(self, replica_id: str) -> None:
        """Delete a replica.

        Deletes a replica.

        Args:
            replica_id: Which replica.

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
            DELETE /replicas/{replica_id} in the docs. Answer 204: Inferred: this operation has no section of its
            own; every other deletion answers with 204.
        """
        return self._send(requests.delete_replica(replica_id))


class AsyncReplicasResource:
    """Those who appear in videos and conversations."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def list(self, *, page: int | None = None, limit: int | None = None) -> ReplicaList:
        """List replicas.

        Returns one page of the account's replicas.

        Args:
            page: Which page to return; the first is 1. (Inferred: GET /replicas has no section of its own; three
                other lists take a page)
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Inferred: GET
                /replicas has no section of its own; three other lists take a limit)

        Returns:
            One page of replicas.

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
            GET /replicas in the docs.
        """
        return await self._send(requests.list_replicas(page=page, limit=limit))

    async def create(self, *, name: str, **fields: Any) -> Replica:
        """Create a replica.

        Makes a replica. The docs give no fields for it; fields that this description does not know may be sent as
        well.

        Args:
            name: The replica's name.
            **fields: Any other field, sent as it is.

        Returns:
            The new replica.

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
            POST /replicas in the docs. Answer 201: Inferred: the status table gives 201 to created resources and
            names no operation.
        """
        return await self._send(requests.create_replica(name=name, **fields))

    async def get(self, replica_id: str) -> Replica:
        """Get a replica.

        Returns one replica.

        Args:
            replica_id: Which replica.

        Returns:
            The replica.

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
            GET /replicas/{replica_id} in the docs.
        """
        return await self._send(requests.get_replica(replica_id))

    async def update(self, replica_id: str, *, name: str) -> Replica:
        """Rename a replica.

        Gives a replica another name.

        Args:
            replica_id: Which replica.
            name: The new name.

        Returns:
            The replica as it is now.

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
            PATCH /replicas/{replica_id} in the docs.
        """
        return await self._send(requests.update_replica(replica_id, name=name))

    async def delete(self, replica_id: str) -> None:
        """Delete a replica.

        Deletes a replica.

        Args:
            replica_id: Which replica.

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
            DELETE /replicas/{replica_id} in the docs. Answer 204: Inferred: this operation has no section of its
            own; every other deletion answers with 204.
        """
        return await self._send(requests.delete_replica(replica_id))
