"""Rows about values that are rare but right: they are kept as they are, or refused; they are never bent or cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote

from tests.contract.api import Endpoint, Resource
from tests.contract.exchange import Exchange
from tests.contract.protocol_slots import brief, writers
from tests.contract.protocol_table import EITHER, Table, shown_id, success
from tests.contract.protocol_things import Things, encode

_LONG = 100_000
_LONGEST = 1_000_000

_LETTERS = "Zoë 日本語 🎬 العربية"
_TEXTS = {
    "letters of many languages": _LETTERS,
    "blanks and line ends": "  two  blanks,\ttab,\r\nline ends \n",
    "markup": "<b>&amp;</b> \"quotes\" 'and' \\ / `%41+%20` ${x} {{x}} ; --",
    "characters that look like others": "e\u0301 is not \u00e9; \ufb01 is not fi; \u2126 is not \u03a9",
    "characters that cannot be seen": "\ufeffa\u200bb\u202ec\u2028d\u0085e\uffff\u00a0",
    "a NUL character": "before\0behind",
    "control characters": "a\x01b\x1bc\x7fd",
    "a word of JSON": "null",
    "a number": "007.50",
    "no characters": "",
    "300 characters": "0123456789" * 30,
    "100,000 characters": "0123456789" * (_LONG // 10),
}
# Some readers put a replacement character in the place of what is not text; either is sane.
_HALVES = ("a\ud800b", "a\ufffdb", "a\ufffd\ufffd\ufffdb")
_NUMBERS = ("-0", "-0.0", "1e-7", "0.1", "1.7976931348623157e308", "1e999", "1" + "0" * 400, "-1e-400")


def check_texts(table: Table, things: Things) -> None:
    """Sends the values, and reads what became of them."""
    found = writers(table, things, "string")
    # Each text goes into what the docs state best, and into one of the others.
    for turn, (what, text) in enumerate(_TEXTS.items()):
        for writer in (*found[:1], *found[1:][turn % max(1, len(found) - 1) :][:1]):
            writer.write(f"with {what}", writer.body(json.dumps(text).encode("ascii")), (text,))
    for writer in found[:1]:
        writer.write("with half a surrogate pair", writer.body(rb'"a\ud800b"'), _HALVES)
        writer.write("with letters that are not escaped", writer.body(encode(_LETTERS)), (_LETTERS,))
        text = "A long text. " * (_LONGEST // 13)
        writer.write(f"with {len(text):,} characters", writer.body(encode(text)), (text,))
        table.settle()
    for writer in found:
        text = things.text()  # what is long makes all lists long
        writer.write("with few characters", writer.body(encode(text)), (text,))
    for token, writer in zip(_NUMBERS, cycle(writers(table, things, "number")), strict=False):
        writer.write(f"with the number {token[:30]}", writer.body(token.encode("ascii")), (json.loads(token),))
    for resource in table.api.resources.values():
        if {"create", "get", "delete"} <= resource.can:
            _create_long(table, things, resource)


def _create_long(table: Table, things: Things, resource: Resource) -> None:
    create, get, delete = (resource.endpoints[verb] for verb in ("create", "get", "delete"))
    body = things.body(create)
    ids = {name for name, _, _ in table.api.references(create, body)}
    text = "A long text. " * (_LONG // 13)
    texts = {name: text for name, value in body.items() if isinstance(value, str) and name not in ids}
    request = table.session.request("POST", create.target(), encode({**body, **texts}))
    made = table.send(f"with texts of {len(text):,} characters", request, EITHER)
    if id_ := shown_id(made):
        path = quote(id_, safe="")
        read = table.send("afterwards", table.session.request("GET", get.target(path)), success(get, "known-found"))
        for name, shown in _bent(create, get, read, texts):
            message = f"{create.id} took a {name} of {len(text):,} characters, and {get.id} shows {brief(shown)}."
            table.fail("sent-kept", message, (create.body_fields[name], get.answer_fields[name]), made, read)
        table.send("afterwards", table.session.request("DELETE", delete.target(path)), success(delete))


def _bent(create: Endpoint, get: Endpoint, read: Exchange, texts: dict[str, str]) -> Iterator[tuple[str, object]]:
    for name in texts.keys() & create.body_fields.keys() & get.answer_fields.keys():
        shown = read.answer.object.get(name) if read.answer else None
        if isinstance(shown, str) and shown != texts[name]:
            yield name, shown
