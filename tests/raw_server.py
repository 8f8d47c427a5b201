"""A server that answers with the very bytes it is told to, and remembers what it was asked.

What a well-behaved server never sends cannot come from one, so this one knows nothing of HTTP but where a request ends.
"""

from __future__ import annotations

import asyncio
import json
import socketserver
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, Self

import pytest

import twintone_api

KEY = "tt-Zq7/x+3k=9Wd"


@dataclass(frozen=True)
class Received:
    """A request; the names of its headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


# A part of an answer: bytes, seconds to wait, or None for silence until the client gives up.
Part = bytes | float | None
Answer = Part | tuple[Part, ...] | Callable[[Received], bytes | tuple[Part, ...]]


def answer(status: int | str = 200, body: object = b"", *headers: str, length: int | None = None) -> bytes:
    """Returns an answer's bytes. What is not bytes is sent as JSON; ``length`` may lie about the body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    size = len(content) if length is None else length
    lines = [f"HTTP/1.1 {status}" + (" " if isinstance(status, int) else ""), f"content-length: {size}", *headers]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode() + content


class _Handler(socketserver.StreamRequestHandler):
    timeout = 10  # no request takes long; a broken test must not hang

    def handle(self) -> None:
        server = self.server
        assert isinstance(server, RawServer)
        method, target, _ = self.rfile.readline().decode().split(" ")
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        received = Received(method, target, headers, body)
        said = server.next_answer(received)
        with suppress(ConnectionError):  # the client gave up
            for part in said if isinstance(said, tuple) else (said,):
                if part is None:
                    self.rfile.read(1)
                elif isinstance(part, float):
                    time.sleep(part)
                else:
                    self.wfile.write(part)


class RawServer(socketserver.ThreadingTCPServer):
    """Answers the n-th request with the n-th answer, and all further ones with the last.

    An answer is bytes, None for silence, several parts, or a function that makes it from the request.
    """

    daemon_threads = True

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply_with(*answers)
        self._thread = Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def reply_with(self, *answers: Answer) -> None:
        """Forgets all requests and takes new answers."""
        self._answers = answers
        self.requests: list[Received] = []

    def next_answer(self, received: Received) -> Part | tuple[Part, ...]:
        """Notes a request and returns what to say."""
        self.requests.append(received)
        said = self._answers[min(len(self.requests), len(self._answers)) - 1]
        return said(received) if callable(said) else said

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


Call = Callable[[Any], Any]
"""What to do with a client."""


def call_sync(url: str, call: Call, **options: Any) -> Any:
    """Makes one call with the synchronous client."""
    with twintone_api.Client(KEY, base_url=url, **options) as client:
        return call(client)


def call_async(url: str, call: Call, **options: Any) -> Any:
    """Makes one call with the asynchronous client."""

    async def main() -> Any:
        async with twintone_api.AsyncClient(KEY, base_url=url, **options) as client:
            return await call(client)

    return asyncio.run(main())


BOTH = pytest.mark.parametrize("ask", [call_sync, call_async], ids=["sync", "async"])
