"""A deadline for a whole HTTP exchange.

HTTP libraries limit each read and write; a server that drips keeps them busy for ever. The streams here limit each of
them to what is left until the deadline of the exchange. They stand between a connection pool and its sockets.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

# What has come in time may be read a little later. Nothing more: to a server that floods, each read ends at once.
GRACE = 0.1


class Exchange:
    """One request and its answer.

    Args:
        seconds: How long it may take in all.

    Attributes:
        sent: Whether some of the request may have left this machine.
    """

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.sent = False


# An exchange runs in one thread or task, and so do the reads and writes that it causes.
_exchange: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def limited(exchange: Exchange) -> Generator[None, None, None]:
    """Makes the reads and writes of the block those of an exchange."""
    token = _exchange.set(exchange)
    try:
        yield
    finally:
        _exchange.reset(token)


def deadline(seconds: float) -> AbstractContextManager[None]:
    """Limits the reads and writes of the block to ``seconds`` in all."""
    return limited(Exchange(seconds))


def _sending() -> None:
    exchange = _exchange.get()
    if exchange is not None:
        exchange.sent = True


def _left(timeout: float | None) -> float | None:
    exchange = _exchange.get()
    if exchange is None:
        return timeout
    left = exchange.end - time.monotonic()
    if left < -GRACE:
        raise TimeoutError("the time is up")
    # Zero would mean "do not wait", and fail in another way than a timeout.
    left = max(left, 0.001)
    return left if timeout is None else min(timeout, left)


def _addresses(host: str, port: int) -> list[str]:
    """Returns the addresses of a host, each once, or its name if that cannot be looked up."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [host]  # connecting to it fails in the way that callers expect
    return list(dict.fromkeys(str(address[4][0]) for address in found))


class Backend:
    """Opens connections whose reads and writes respect the deadline.

    Args:
        inner: The network backend of a connection pool.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Stream:
        """Opens a connection to the first address of a host that answers; all of them share the time."""
        *others, last = _addresses(host, port)
        for address in others:
            try:
                return Stream(self._inner.connect_tcp(address, port, _left(timeout), **options))
            except TimeoutError:
                raise  # the time of all is up
            except Exception:  # whatever it was, the next address may do
                continue
        return Stream(self._inner.connect_tcp(last, port, _left(timeout), **options))

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self._inner.sleep(seconds)


class Stream:
    """A connection whose reads and writes respect the deadline.

    Attributes:
        unread: Returns what was read, and did not belong to the answer.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.unread: Callable[[], bytes] = bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads what has come."""
        data: bytes = self._inner.read(max_bytes, _left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Writes everything."""
        left = _left(timeout)
        _sending()
        self._inner.write(buffer, left)

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
        """Encrypts the connection."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def close(self) -> None:
        """Closes the connection."""
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Returns what the pool wants to know of the socket."""
        if info == "is_readable" and self.unread():
            return True  # the pool then drops the connection; the next call would take what is left for its answer
        return self._inner.get_extra_info(info)


class AsyncBackend:
    """Opens connections whose reads and writes respect the deadline.

    Args:
        inner: The network backend of a connection pool.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> AsyncStream:
        """Opens a connection."""
        return AsyncStream(await self._inner.connect_tcp(host, port, _left(timeout), **options))

    async def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        await self._inner.sleep(seconds)


class AsyncStream:
    """A connection whose reads and writes respect the deadline.

    Attributes:
        unread: Returns what was read, and did not belong to the answer.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.unread: Callable[[], bytes] = bytes

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads what has come."""
        data: bytes = await self._inner.read(max_bytes, _left(timeout))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Writes everything."""
        left = _left(timeout)
        _sending()
        await self._inner.write(buffer, left)

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncStream:
        """Encrypts the connection."""
        return AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        """Returns what the pool wants to know of the socket."""
        if info == "is_readable" and self.unread():
            return True  # the pool then drops the connection; the next call would take what is left for its answer
        return self._inner.get_extra_info(info)
