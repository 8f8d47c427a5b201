"""Faults: what tests can make go wrong, operation by operation."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import HTMLResponse, JSONResponse, Response


class AnswerLostError(Exception):
    """Raised in an application that runs without a server, where a lost answer has no connection to close."""


class Fault(Protocol):
    """Something that goes wrong with one request that has a valid key."""

    @property
    def handled(self) -> bool:
        """Whether the request takes effect all the same: a job is made and billed."""
        ...

    def answer(self) -> Response | None:
        """What is sent instead of the answer; None closes the connection without a byte."""
        ...


@dataclass(frozen=True)
class LoseAnswer:
    """The request takes effect (unless `handled` is false), then the connection is closed without an answer."""

    handled: bool = True

    def answer(self) -> None:
        """Nothing is sent."""


@dataclass(frozen=True)
class Status:
    """An error answer, as JSON or as a proxy's page in HTML; it takes no effect unless `handled`."""

    status: int
    html: bool = False
    handled: bool = False

    def answer(self) -> Response:
        """The error answer."""
        if self.html:
            return HTMLResponse(f"<html><body><h1>{self.status}</h1></body></html>", self.status)
        body = {"error": "Fault", "message": "A fault was asked for.", "status": self.status}
        return JSONResponse(body, self.status)


@dataclass(frozen=True)
class RetryAfter:
    """An answer that asks to come back later.

    Args:
        value: the Retry-After header: seconds or an HTTP date; None sends no such header.
        status: the HTTP status.
    """

    value: float | str | None
    status: int = 429
    handled: bool = False

    def answer(self) -> Response:
        """The error answer."""
        response = Status(self.status).answer()
        if self.value is not None:
            response.headers["Retry-After"] = str(self.value)
        return response


class Faults:
    """The faults that wait for their operation. Safe to use from several threads.

    Args:
        operation_ids: the operations that there are.
    """

    def __init__(self, operation_ids: Iterable[str]) -> None:
        self._waiting: dict[str, deque[Fault]] = {name: deque() for name in operation_ids}
        self._lock = threading.Lock()

    def add(self, operation_id: str, fault: Fault, *, times: int = 1) -> None:
        """Lets the next `times` requests to an operation meet a fault, after those added before.

        Raises:
            ValueError: there is no such operation.
        """
        if operation_id not in self._waiting:
            raise ValueError(f"There is no operation {operation_id}. There are: {', '.join(self._waiting)}.")
        with self._lock:
            self._waiting[operation_id].extend([fault] * times)

    def take(self, operation_id: str) -> Fault | None:
        """The fault that this request meets; None when it meets none."""
        with self._lock:
            waiting = self._waiting[operation_id]
            return waiting.popleft() if waiting else None

    def clear(self) -> None:
        """Forgets all faults that still wait."""
        with self._lock:
            for waiting in self._waiting.values():
                waiting.clear()
