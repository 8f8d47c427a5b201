"""A server of bare sockets that misbehaves in the way it is told to, and counts what it was asked.

It shares nothing with the emulator, nor with the client: it knows where a request ends, and no more of HTTP.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from typing import Self

# No exchange takes long; one that does is a broken test, which must fail and not hang.
PATIENCE = 20.0
# Between two pieces of what is sent slowly: short, compared with any timeout.
BREATH = 0.02
# What is noted of a request that was not read.
UNREAD = "?"


def answer(status: str = "200 OK", body: bytes = b'{"id": "good"}', *headers: str, length: int | None = None) -> bytes:
    """Returns an answer's bytes, after which the connection may be used again; ``length`` may lie about the body."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"content-length: {size}", "content-type: application/json", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """The server's end of a connection.

    Args:
        connection: Its socket.

    Attributes:
        port: The server's port.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.port: int = connection.getsockname()[1]
        connection.settimeout(PATIENCE)
        # A piece is sent when it is written, and not when the one before has been acknowledged.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read_request(self) -> str | None:
        """Reads one request; returns its method and path, or None if the client has left."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += (more := self._connection.recv(65536))
            if not more:
                return None
        head, _, body = received.partition(b"\r\n\r\n")
        first, *headers = head.decode().lower().split("\r\n")
        length = next((int(value[15:]) for value in headers if value.startswith("content-length:")), 0)
        while len(body) < length:
            body += self._connection.recv(65536)
        return first.upper().partition(" ")[0] + " " + first.split(" ")[1].removeprefix("/v1")

    def say(self, data: bytes) -> None:
        """Sends something."""
        self._connection.sendall(data)

    def listen(self, seconds: float = PATIENCE) -> bool:
        """Returns whether the client leaves within some seconds; whatever it sends is thrown away."""
        self._connection.settimeout(seconds)
        try:
            while self._connection.recv(65536):
                pass
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._connection.settimeout(PATIENCE)

    def drip(self, piece: bytes) -> None:
        """Sends a piece now and then until the client leaves."""
        for _ in range(int(PATIENCE / BREATH)):
            self.say(piece)
            if self.listen(BREATH):
                return

    def flood(self, piece: bytes) -> None:
        """Sends a piece as fast as it can until the client leaves."""
        pieces = piece * (65536 // len(piece) + 1)
        with suppress(ConnectionError):
            for _ in range(100_000):  # some 6 GB: more than anybody takes, but not for ever
                self.say(pieces)

    def reset(self) -> None:
        """Breaks the connection off; what has not been read yet is lost."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def close(self) -> None:
        """Closes the connection, which also wakes the thread that uses it."""
        with suppress(OSError):  # it is closed already
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


Behaviour = Callable[[Line], bool]
"""Answers a request somehow; returns whether the connection goes on."""


def good(line: Line) -> bool:
    """Answers as every operation of the API might."""
    line.say(answer())
    return True


@dataclass(frozen=True)
class Fault:
    """A way to misbehave.

    Attributes:
        name: What it is.
        behave: How a request is answered.
        first: How the connection's first request is answered; with None there is none before the fault.
        slow: Whether it ends only with the client's patience.
        alone: Whether it keeps the machine so busy that calls to it take turns.
        reads: Whether requests are read; otherwise a connection is closed as soon as it is there, and counted for one.
        listens: Whether connections are accepted at all.
        rest: For how many seconds it asks to be left alone.
    """

    name: str
    behave: Behaviour = good
    first: Behaviour | None = None
    slow: bool = False
    alone: bool = False
    reads: bool = True
    listens: bool = True
    rest: float = 0.0


GOOD = Fault("a good answer")


class FaultServer:
    """Misbehaves in one way, until it is told to stop it.

    Args:
        fault: The way.

    Attributes:
        seen: What it was asked, one entry for each request.
    """

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._behave = fault.first or fault.behave
        self._socket = socket.socket()
        # A port that is bound but not listened on refuses connections, and nobody else can take it.
        self._socket.bind(("127.0.0.1", 0))
        self._lines: set[Line] = set()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self.seen: list[str] = []
        if fault.listens:
            self._listen()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def begin(self) -> None:
        """Forgets what was asked so far: the next request is the one that counts.

        Where the first behaviour ends the connection, it has ended when this returns.
        """
        if self._fault.first not in {None, good}:
            with self._changed:
                assert self._changed.wait_for(lambda: not self._lines, PATIENCE)
        self._behave = self._fault.behave
        self.seen.clear()

    def recover(self) -> None:
        """Behaves well from now on, also on the connections that are open."""
        listened, self._fault, self._behave = self._fault.listens, GOOD, good
        self.seen.clear()
        if not listened:
            self._listen()

    def _listen(self) -> None:
        self._socket.listen()
        self._start(self._accept)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # the server was closed
            if not self._fault.reads:
                self.seen.append(UNREAD)
                connection.close()
                continue
            line = Line(connection)
            with self._changed:
                self._lines.add(line)
                if self._closed:
                    line.close()
            self._start(partial(self._serve, line))

    def _serve(self, line: Line) -> None:
        with ExitStack() as end, suppress(OSError):  # the client gave up, or the server was closed
            end.callback(self._forget, line)
            end.callback(line.close)
            while request := line.read_request():
                self.seen.append(request)
                if not self._behave(line):
                    return

    def _forget(self, line: Line) -> None:
        with self._changed:
            self._lines.discard(line)
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # it may never have listened
            self._socket.shutdown(socket.SHUT_RDWR)
        with self._changed:
            self._closed = True
            for line in self._lines:
                line.close()
        for thread in list(self._threads):
            thread.join(PATIENCE)
        self._socket.close()
