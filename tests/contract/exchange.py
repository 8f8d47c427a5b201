"""Exchanges: what was sent, what came back. Neither ever holds the API key."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.contract.parsing import parse_json

# What stands for the key in a header, and how a shell makes the same of the variable that holds it.
KEY = "{key}"
KEY_BUT_LAST = "{key without its last character}"
KEY_SWAPPED = "{key in the other case}"
_SHELL = {
    KEY: "$TWINTONE_API_KEY",
    KEY_BUT_LAST: "${TWINTONE_API_KEY%?}",
    KEY_SWAPPED: "$(printf %s \"$TWINTONE_API_KEY\" | tr 'A-Za-z' 'a-zA-Z')",
}
_LONGEST = 2_000

Headers = tuple[tuple[str, str], ...]


def fill_in(text: str, key: str) -> str:
    """The text as it is sent: with the key in the places that stand for it."""
    for placeholder, value in ((KEY, key), (KEY_BUT_LAST, key[:-1]), (KEY_SWAPPED, key.swapcase())):
        text = text.replace(placeholder, value)
    return text


def take_out(text: str, key: str) -> str:
    """The text with every occurrence of the key replaced by what stands for it."""
    return text.replace(key, KEY) if key else text


@dataclass(frozen=True)
class Request:
    """A request, as it goes over the wire.

    Args:
        method: the method, in capitals.
        target: path and query below the base URL, percent-encoded.
        body: the bytes that are sent; None sends none.
        headers: all headers but those of the connection, `KEY` standing for the API key.
    """

    method: str
    target: str
    body: bytes | None = None
    headers: Headers = ()

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The value of a header; None when it is not sent exactly once."""
        values = [value for other, value in self.headers if other.lower() == name.lower()]
        return values[0] if len(values) == 1 else None

    def curl(self) -> str:
        """A line for the shell that sends the same, with the address and the key taken from the environment."""
        words = ["curl", "-i", "-X", self.method]
        for name, value in self.headers:
            words += ["-H", _quote(f"{name}: {value}" if value else f"{name};")]
        if self.body is not None:
            words += ["--data-binary", _quote_bytes(self.body)]
        return " ".join([*words, f'"$TWINTONE_BASE_URL"{_quote(self.target)}'])


def _quote(text: str) -> str:
    for placeholder, variable in _SHELL.items():
        if placeholder in text:
            before, _, after = text.partition(placeholder)
            return f'{shlex.quote(before) if before else ""}"{variable}"{_quote(after) if after else ""}'
    return shlex.quote(text)


def _quote_bytes(body: bytes) -> str:
    if len(body) > _LONGEST:
        return shlex.quote(f"@body-of-{len(body)}-bytes")
    if body.isascii() and b"\0" not in body:
        return shlex.quote(body.decode("ascii"))
    escaped = "".join(chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in body)
    return f"$'{escaped}'"


@dataclass(frozen=True)
class Answer:
    """What a server answered; `headers` have their names in lower case."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def succeeded(self) -> bool:
        """Whether the status says that the request took effect."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        return parse_json(self.body)

    @property
    def object(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one when it is none."""
        value = self.json
        return value if isinstance(value, dict) else {}

    def header(self, name: str) -> str | None:
        """The (first) value of a header."""
        return next((value for other, value in self.headers if other == name.lower()), None)


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Args:
        number: counts the exchanges of a run, from 1.
        source: which part of the run sent it, such as `fuzzing`.
        answer: None when there was none.
    """

    number: int
    source: str
    request: Request
    answer: Answer | None
