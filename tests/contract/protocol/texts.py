"""Rows about values that are rare but right: they are kept as they are, or refused; they are never bent or cut."""

from __future__ import annotations

import json
from urllib.parse import quote

from tests.contract.api import Resource
from tests.contract.protocol.slots import brief, writers
from tests.contract.protocol.table import EITHER, Table, shown_id, success
from tests.contract.protocol.things import MARK, Things, encode, encode_with

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
_HALF = rb'"a\ud800b"'
# Some readers put a replacement character in the place of what is not text; either is sane.
_HALVES = ("a\ud800b", "a\ufffdb", "a\ufffd\ufffd\ufffdb")
_NUMBERS = ("-2.5", "-0", "-0.0", "1e-7", "0.1", "1.7976931348623157e308", "1e999", "1" + "0" * 400, "-1e-400")


_CREATED_WITH = (
    "letters of many languages",
    "blanks and line ends",
    "a NUL character",
    "no characters",
    "100,000 characters",
)


def check_texts(table: Table, things: Things) -> None:
    """Sends the values, and reads what became of them."""
    found = writers(table, things, "string")
    for writer in found:
        for what, text in _TEXTS.items():
            writer.write(f"with {what}", writer.body(json.dumps(text).encode("ascii")), (text,))
        writer.write("with half a surrogate pair", writer.body(_HALF), _HALVES)
    for writer in found[:1]:
        text = "A long text. " * (_LONGEST // 13)
        writer.write(f"with {len(text):,} characters", writer.body(encode(text)), (text,))
        table.settle()
    for writer in found:
        text = things.text()  # what is long makes all lists long
        writer.write("with few characters", writer.body(encode(text)), (text,))
    for writer in writers(table, things, "number"):
        for token in _NUMBERS:
            writer.write(f"with the number {token[:30]}", writer.body(token.encode("ascii")), (json.loads(token),))
    for resource in table.api.resources.values():
        if {"create", "get", "delete"} <= resource.can:
            for what in _CREATED_WITH:
                text = _TEXTS[what]
                _create(table, things, resource, f"with {what}", encode(text), (text,))
            _create(table, things, resource, "with half a surrogate pair", _HALF, _HALVES)


def _create(
    table: Table, things: Things, resource: Resource, what: str, value: bytes, accepted: tuple[str, ...]
) -> None:
    """Makes something with a value in JSON as all of its texts, and reads it."""
    create, get, delete = (resource.endpoints[verb] for verb in ("create", "get", "delete"))
    body = things.body(create)
    ids = {name for name, _, _ in table.api.references(create, body)}
    texts = [name for name, text in body.items() if isinstance(text, str) and name not in ids]
    content = encode_with({**body, **dict.fromkeys(texts, MARK)}, value)
    made = table.send(what, table.session.request(create.operation.method, create.target(), content), EITHER)
    if id_ := shown_id(made):
        path = quote(id_, safe="")
        read = table.send("afterwards", table.session.request("GET", get.target(path)), success(get, "known-found"))
        for name in texts:
            shown = read.answer.object.get(name) if read.answer is not None else None
            if name in get.answer_fields and isinstance(shown, str) and shown not in accepted:
                message = f"{create.id} {what} took {name}, and {get.id} shows {brief(shown)} for {brief(accepted[0])}."
                table.fail("sent-kept", message, (create.body_fields[name], get.answer_fields[name]), made, read)
        # Lists that hold what is long would be long from now on.
        table.send("afterwards", table.session.request("DELETE", delete.target(path)), success(delete))
