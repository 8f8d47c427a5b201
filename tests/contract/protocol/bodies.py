"""Rows about bodies that are no JSON object, and about bodies where none belongs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import quote

from tests.contract.api import Endpoint
from tests.contract.protocol.slots import JSON_HEADERS
from tests.contract.protocol.table import EITHER, Expected, Table, documented
from tests.contract.protocol.things import Things, encode

Spoil = Callable[[bytes], bytes]

# Each of them makes something else of a good body that is a JSON object.
_SPOILT: Mapping[str, Spoil] = {
    "that is cut off": lambda good: good[:-1],
    "with a letter behind it": lambda good: good + b"x",
    "in an array": lambda good: b"[" + good + b"]",
    "that is null": lambda good: b"null",
    "without content": lambda good: b"",
    "with another body behind it": lambda good: good + good,
    "without quotes around a name": lambda good: good.replace(b'"', b"", 2),
    "of blanks": lambda good: b" \r\n ",
    "that is cut in half": lambda good: good[: len(good) // 2],
    "with a bracket too many": lambda good: good + b"}",
    "with a comma too many": lambda good: good[:-1] + b",}",
    "in single quotes": lambda good: good.replace(b'"', b"'"),
    "with a comment": lambda good: b"/* body */" + good,
    "in a string": lambda good: json.dumps(good.decode("utf-8")).encode("ascii"),
    "that is a number": lambda good: b"1",
    "that is true": lambda good: b"true",
    "that is an empty array": lambda good: b"[]",
    "with NaN in it": lambda good: good[:-1] + b', "other": NaN}',
    "with Infinity in it": lambda good: good[:-1] + b', "other": -Infinity}',
    "with 01 in it": lambda good: good[:-1] + b', "other": 01}',
    "with 0x1 in it": lambda good: good[:-1] + b', "other": 0x1}',
    "with a raw line end in a text": lambda good: good[:-1] + b', "other": "a\nb"}',
    "with a raw NUL in a text": lambda good: good[:-1] + b', "other": "a\0b"}',
    "with a raw NUL behind it": lambda good: good + b"\0",
    "with an unknown escape": lambda good: good[:-1] + rb', "other": "\x41"}',
    "with bytes that are no UTF-8": lambda good: good[:-1] + b', "other": "\xff\xfe"}',
    "with half a character": lambda good: good[:-1] + b', "other": "\xf0\x9f\x8e"}',
}
_DEEP: Mapping[str, Spoil] = {
    f"with {depth:,} {what}": spoil
    for depth in (1_000, 100_000)
    for what, spoil in {
        "arrays around it": lambda good, depth=depth: b"[" * depth + good + b"]" * depth,
        "brackets that are never closed": lambda good, depth=depth: b"[" * depth,
    }.items()
}


def check_bodies(table: Table, things: Things) -> None:
    """Sends the rows."""
    endpoints = [e for e in table.api.endpoints.values() if e.body is not None and things.target(e)]
    for endpoint in endpoints:
        request = table.session.request(endpoint.operation.method, things.target(endpoint))
        table.send("without a body", request, _refused(endpoint, "400 411"))
        for what, spoil in _SPOILT.items():
            _spoil(table, things, endpoint, what, spoil)
        for what, spoil in _DEEP.items():
            _spoil(table, things, endpoint, what, spoil, "4xx")
    _uncalled_for(table, things)


def _refused(endpoint: Endpoint, statuses: str) -> Expected:
    return Expected(statuses, "invalid-refused", documented(endpoint, "400"))


def _spoil(table: Table, things: Things, endpoint: Endpoint, what: str, spoil: Spoil, statuses: str = "400") -> None:
    body = spoil(encode(things.body(endpoint)))
    request = table.session.request(endpoint.operation.method, things.target(endpoint), body)
    table.send(f"with a body {what}", request, _refused(endpoint, statuses))


def _uncalled_for(table: Table, things: Things) -> None:
    """Sends a body to one operation of each verb that takes none."""
    for endpoint in {e.verb: e for e in table.api.endpoints.values() if e.body is None}.values():
        id_ = things.fresh(endpoint.kind) if endpoint.takes_id else ""
        if id_ or not endpoint.takes_id:
            # What does not read the body would take it for the next request of this connection.
            headers = (*JSON_HEADERS, ("Connection", "close"))
            target = endpoint.target(quote(id_, safe=""))
            request = table.request(endpoint.operation.method, target, b'{"name": "x"}', headers)
            table.send("with a body", request, EITHER)
            table.settle()
