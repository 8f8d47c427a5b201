"""Channels: ways to send a request exactly as it is written, to a server or to an application in this process."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import time
from typing import Any, Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit

from starlette.types import ASGIApp, Message

from tests.contract.exchange import KEY, Answer, Request, fill_in, take_out

TIMEOUT = 60.0
_IDLE = 1.0  # seconds after which a server may be about to close a connection
_LONGEST_ANSWER = 50_000_000


class NoAnswer(Exception):
    """The server did not answer, or not in HTTP. The message is a sentence."""


class Channel(Protocol):
    """Sends requests."""

    def send(self, request: Request) -> Answer:
        """Sends a request and returns the answer.

        Raises:
            NoAnswer: none came.
        """
        ...

    def close(self) -> None:
        """Lets go of the connection."""
        ...


class HttpChannel:
    """One connection to a server, made again when the server closes it.

    Args:
        base_url: where the API is, such as http://127.0.0.1:8787/v1.
        key: the API key.
        timeout: how long to wait for each part of an answer, in seconds.
    """

    def __init__(self, base_url: str, key: str, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{base_url!r} is no address of an API; it has to look like https://host/v1.")
        self._prefix = parts.path.rstrip("/")
        self._key = key
        self._used = 0.0
        self._connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=timeout, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        )

    def send(self, request: Request) -> Answer:
        """Sends a request; a GET that meets a connection which the server has just closed is sent once more."""
        if time.monotonic() - self._used > _IDLE:
            self._connection.close()
        fresh = self._connection.sock is None
        try:
            return self._send(request)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            if fresh or request.method != "GET":
                raise NoAnswer(f"{request.method} {request.path[:80]} got no answer: {error!r}.") from None
        finally:
            self._used = time.monotonic()
        return self.send(request)

    def _send(self, request: Request) -> Answer:
        connection = self._connection
        target = self._prefix + _with_key(request.target, self._key)
        connection.putrequest(request.method, target, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, fill_in(value, self._key).encode("utf-8"))
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        body = response.read(_LONGEST_ANSWER)
        headers = tuple((name.lower(), take_out(value, self._key)) for name, value in response.getheaders())
        if response.will_close:
            connection.close()
        return Answer(response.status, headers, _without_key(body, self._key))

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class AppChannel:
    """An ASGI application, called without a socket.

    Args:
        app: the application.
        prefix: the path below which the API lives, such as /v1.
        key: the API key.
    """

    def __init__(self, app: ASGIApp, prefix: str, key: str) -> None:
        self._app, self._prefix, self._key = app, prefix, key
        self._loop = asyncio.new_event_loop()

    def send(self, request: Request) -> Answer:
        """Calls the application with a request."""
        return self._loop.run_until_complete(self._call(request))

    async def _call(self, request: Request) -> Answer:
        path, _, query = (self._prefix + _with_key(request.target, self._key)).partition("?")
        headers = [
            (name.lower().encode("ascii"), fill_in(value, self._key).encode("utf-8")) for name, value in request.headers
        ]
        body = request.body or b""
        if request.body is not None:
            headers.append((b"content-length", str(len(body)).encode("ascii")))
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1"), *headers],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        sent = [{"type": "http.request", "body": body, "more_body": False}]
        got: list[Message] = []

        async def receive() -> Message:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            got.append(message)

        await self._app(scope, receive, send)
        if not got:
            raise NoAnswer(f"{request.method} {request.path[:80]} got no answer from the application.")
        names = tuple(
            (name.decode("latin-1").lower(), take_out(value.decode("latin-1"), self._key))
            for name, value in got[0].get("headers", ())
        )
        content = b"".join(message.get("body", b"") for message in got[1:])
        return Answer(got[0]["status"], names, _without_key(content, self._key))

    def close(self) -> None:
        """Closes the loop that the application ran in."""
        self._loop.close()


def _with_key(target: str, key: str) -> str:
    return fill_in(target, quote(key, safe="")) if KEY in target else target


def _without_key(body: bytes, key: str) -> bytes:
    return body.replace(key.encode("utf-8"), KEY.encode()) if key else body
