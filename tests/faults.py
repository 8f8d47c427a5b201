"""The faults that calls have to bear, by the name of what goes wrong."""

from __future__ import annotations

import gzip
import zlib
from datetime import timedelta
from email.utils import format_datetime

from tests.fault_server import Behaviour, Fault, Line, answer, good
from tests.simulation import START

JSON = b'{"id": "x_1", "status": "ended"}'
HALF = JSON[:16]
HTML = b"<!doctype html>\n<title>Bad gateway</title>\n<h1>Something went wrong \x1b[31m\xff</h1>\n"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
GZIPPED = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
# 200 MB in 200 kB.
BOMB = gzip.compress(bytes(200_000_000), 9)
GZIP_HEAD = gzip.compress(b"")[:10]
# Deflated data that goes on for ever and never says anything.
EMPTY_BLOCK = zlib.compressobj(wbits=-15).flush(zlib.Z_SYNC_FLUSH)


def says(data: bytes) -> Behaviour:
    """Sends something; the connection goes on."""

    def behave(line: Line) -> bool:
        line.say(data)
        return True

    return behave


def says_and_closes(data: bytes) -> Behaviour:
    """Sends something and closes the connection."""

    def behave(line: Line) -> bool:
        line.say(data)
        return False

    return behave


def says_and_waits(data: bytes) -> Behaviour:
    """Sends something and then nothing more."""

    def behave(line: Line) -> bool:
        line.say(data)
        line.listen()
        return False

    return behave


def drips(data: bytes, piece: bytes) -> Behaviour:
    """Sends something and then small pieces, slowly, for ever."""

    def behave(line: Line) -> bool:
        line.say(data)
        line.drip(piece)
        return False

    return behave


def floods(data: bytes, piece: bytes) -> Behaviour:
    """Sends something and then small pieces, as fast as it can, for ever."""

    def behave(line: Line) -> bool:
        line.say(data)
        line.flood(piece)
        return False

    return behave


def resets(line: Line) -> bool:
    """Breaks off in the middle of a body."""
    line.say(answer(body=HALF, length=len(JSON)))
    line.reset()
    return False


def points_away(line: Line) -> bool:
    """Redirects to another name of this machine, where it would be noticed if somebody went there."""
    line.say(answer("302 Found", b"", f"location: http://localhost:{line.port}/elsewhere"))
    return True


def limited(name: str, *headers: str, status: str = "429 Too Many Requests", rest: float = 0.0) -> Fault:
    """A refusal that asks, in some form, to be left alone for a while."""
    return Fault(f"{status[:3]}, {name}", says(answer(status, b'{"error": "slow_down"}', *headers)), rest=rest)


def _date(seconds: float) -> str:
    return format_datetime(START + timedelta(seconds=seconds), usegmt=True)


NOW = f"date: {_date(0)}"

FAULTS = [
    # There is no whole request.
    Fault("refuses the connection", listens=False),
    Fault("closes before reading", reads=False),
    # There is no whole answer.
    Fault("accepts and never answers", says_and_waits(b""), slow=True),
    Fault("closes after reading", says_and_closes(b"")),
    Fault("closes an idle connection", first=says_and_closes(answer())),
    Fault("closes a used connection after reading", says_and_closes(b""), first=good),
    Fault("resets in the middle of the body", resets),
    Fault("Content-Length too long, then closes", says_and_closes(answer(body=JSON, length=1000))),
    Fault("Content-Length too long, then silence", says_and_waits(answer(body=JSON, length=1000)), slow=True),
    Fault("half a JSON, then closes", says_and_closes(answer(body=HALF, length=len(JSON)))),
    # It comes slowly, or never ends.
    Fault("drips headers", drips(b"HTTP/1.1 200 OK\r\n", b"x-more: 1\r\n"), slow=True),
    Fault("drips the body", drips(answer(body=b"{", length=10**6), b" "), slow=True),
    Fault("drips 100 Continue", drips(b"", CONTINUE), slow=True),
    Fault("floods 100 Continue", floods(b"", CONTINUE), slow=True, alone=True),
    Fault("floods headers", floods(b"HTTP/1.1 200 OK\r\n", b"x-more: 1\r\n")),
    Fault("floods the body", floods(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n", b" ")),
    Fault("floods chunks of one byte", floods(CHUNKED, b"1\r\n \r\n"), slow=True, alone=True),
    Fault("floods empty gzip", floods(GZIPPED + GZIP_HEAD, EMPTY_BLOCK)),
    Fault("floods after the end of gzip", floods(GZIPPED + gzip.compress(JSON), b" ")),
    # It comes, and is not what it should be.
    Fault("gzip bomb", says(answer("200 OK", BOMB, "content-encoding: gzip"))),
    Fault("garbage instead of HTTP", says_and_closes(b"\x00\x01SSH-2.0-\xff\r\n\r\n")),
    Fault("half a JSON, Content-Length to match", says(answer(body=HALF))),
    Fault("Content-Length too short", says(answer(body=JSON, length=16))),
    Fault("answers twice", says(2 * answer(body=JSON))),
    Fault("200 with HTML", says(answer("200 OK", HTML))),
    Fault("200 with nothing", says(answer("200 OK", b""))),
    Fault("101", says(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n")),
    # It says that something went wrong.
    Fault("302 to another host", points_away),
    Fault("303", says(answer("303 See Other", b"", "location: /v1/videos/x_1"))),
    Fault("418", says(answer("418 I'm a teapot", b'{"error": "teapot"}'))),
    Fault("500", says(answer("500 Internal Server Error", b'{"error": "internal", "message": "Oh\\nno"}'))),
    Fault("502 with HTML", says(answer("502 Bad Gateway", HTML))),
    limited("no Retry-After", status="503 Service Unavailable"),
    limited("Retry-After: 7", "retry-after: 7", status="503 Service Unavailable", rest=7),
    Fault("520", says(answer("520 ", b""))),
    limited("no Retry-After"),
    limited("Retry-After: 7", "retry-after: 7", rest=7),
    limited("Retry-After: a date in 7 s", NOW, f"retry-after: {_date(7)}", rest=7),
    limited("Retry-After: a date that has passed", NOW, f"retry-after: {_date(-7)}"),
    limited("Retry-After: 999999999", "retry-after: 999999999", rest=999_999_999),
    limited("Retry-After: 99999999999", "retry-after: 99999999999", rest=1e10),
    limited("Retry-After: a date in 2100", NOW, "retry-after: Fri, 01 Jan 2100 00:00:00 GMT", rest=3e9),
    limited("Retry-After: soon", "retry-after: soon"),
]
