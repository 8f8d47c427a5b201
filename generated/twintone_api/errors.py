"""What can go wrong in a call, as exceptions.

Every error that concerns a call has an ``outcome``: ``"not_sent"`` (the server never saw the request), ``"rejected"``
(the server refused it; nothing happened) or ``"unknown"`` (it may have taken effect). All errors survive pickling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Outcome = Literal["not_sent", "rejected", "unknown"]


def shown(text: str, longest: int = 80) -> str:
    """Returns something that a server sent, fit for a message: on one line, not too long, nothing that moves a cursor."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 2 * longest]).split())
    return line if len(line) <= longest and len(text) <= 2 * longest else f"{line[:longest]}..."


def quoted(text: str) -> str:
    """Returns what a server said as a sentence, fit for a message."""
    line = shown(text, 300)
    return line if line.endswith((".", "!", "?")) else f"{line}."


class TwinToneError(Exception):
    """Base of all errors of this library."""


class ArgumentError(TwinToneError, ValueError):
    """An argument cannot be sent. Raised before anything is sent."""

    outcome: Outcome = "not_sent"


class APIError(TwinToneError):
    """A call failed.

    Attributes:
        outcome: Whether the request took effect.
        operation: The operationId of the call, such as ``"createVideo"``.
        method: The HTTP method.
        path: The path below the base URL, such as ``"/videos/vid_123"``.
        headers: The answer's headers, names in lower case.
        body: The answer's body, as it came but for the API key.
        attempts: How many requests were sent, or tried to be sent.
        elapsed: Seconds from the start of the call to the error.
    """

    outcome: Outcome
    operation: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    attempts: int
    elapsed: float

    def __init__(
        self,
        message: str,
        *,
        outcome: Outcome = "unknown",
        operation: str = "",
        method: str = "",
        path: str = "",
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.operation = operation
        self.method = method
        self.path = path
        self._status = status
        self.headers = dict(headers or {})
        self.body = body
        self.attempts = 1
        self.elapsed = 0.0

    @property
    def status(self) -> int | None:
        """The HTTP status, or None when there was no answer."""
        return self._status


class APIConnectionError(APIError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError, TimeoutError):
    """The server did not answer in time."""


class DecodeError(APIError):
    """An answer is not what the API is documented to send.

    Attributes:
        pointer: JSON Pointer to the part of the answer that could not be read.
    """

    def __init__(self, message: str, *, pointer: str = "", **context: Any) -> None:
        super().__init__(message, **context)
        self.pointer = pointer


class APIStatusError(APIError):
    """The server answered with a status that is not a success.

    Attributes:
        error: The short name of the error in the answer, if it has one.
        detail: The message in the answer, if it has one.
        retry_after: For how many seconds the server asks to be left alone, if it does.
    """

    error: str | None = None
    detail: str | None = None
    retry_after: float | None = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._status or 0


class RedirectError(APIStatusError):
    """The server answered with a redirect. None is followed: the API key must not go elsewhere.

    Attributes:
        location: Where the redirect points, if it says so.
    """

    location: str | None = None


class BadRequestError(APIStatusError):
    """400 Bad Request. A parameter or the body is not valid."""


class AuthenticationError(APIStatusError):
    """401 Unauthorized. The API key is missing or not valid."""


class NotFoundError(APIStatusError):
    """404 Not Found. No such resource exists."""


class RateLimitError(APIStatusError):
    """429 Too Many Requests. Too many requests with this key. The docs give neither the limit nor a Retry-After header; a client should honour the header where it comes."""


class InternalServerError(APIStatusError):
    """500 Internal Server Error. The server failed. Whether the request took effect is unknown."""


class BadGatewayError(APIStatusError):
    """502 Bad Gateway. The proxy in front of the API failed. Whether the request took effect is unknown."""


STATUS_ERRORS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    404: NotFoundError,
    429: RateLimitError,
    500: InternalServerError,
    502: BadGatewayError,
}

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ArgumentError",
    "BadRequestError",
    "AuthenticationError",
    "NotFoundError",
    "RateLimitError",
    "InternalServerError",
    "BadGatewayError",
    "DecodeError",
    "Outcome",
    "RedirectError",
    "TwinToneError",
]
