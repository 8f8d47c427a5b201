"""What a resource needs to make calls."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..operation import Request

T = TypeVar("T")


class Send(Protocol):
    """Sends a request and returns the decoded answer."""

    def __call__(self, request: Request[T], /) -> T: ...


class AsyncSend(Protocol):
    """Sends a request and returns the decoded answer."""

    async def __call__(self, request: Request[T], /) -> T: ...
