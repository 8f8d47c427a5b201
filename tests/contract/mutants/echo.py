"""Mistakes with what is repeated: answers and records that show something else than what was sent."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    each,
    kinds,
    on_call,
    on_record,
    other,
    shown_texts,
    spread,
    texts,
)


def stored_as(edit: Callable[[str], str]) -> Make:
    """Changes the texts that come with creations and updates before they are stored."""

    def change(call: Call) -> Call:
        assert call.endpoint is not None
        names = texts(call.api, call.endpoint.body_fields)
        changes = {n: edit(v) for n, v in call.json.items() if n in names and isinstance(v, str) and edit(v) != v}
        return call.with_fields(**changes) if changes else call

    return on_call(change, "create", "update")


def _other_values(name: str) -> Make:
    def change(record: Json, call: Call, server: Server) -> Json:
        return {**record, name: other(record[name])} if name in record else record

    return on_record(change, "create")


def _old_values(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if not call.does(kind, "update"):
            return await server.ask(call)
        before = (await server.ask(call.to(kind, "get", call.id))).json
        reply = await server.ask(call)
        old: dict[str, Any] = {name: before[name] for name in call.json if name in before and name in reply.json}
        return reply.with_fields(**old) if reply.succeeded and old else reply

    return behave


def _basic_plane(text: str) -> str:
    return "".join(character if ord(character) < 0x10000 else "?" for character in text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _plain_number(text: str) -> str:
    return str(int(text)) if text.isascii() and text.isdecimal() and len(text) < 1000 else text


TEXTS = (
    Recipe("text-trimmed", "Spaces around texts of {kind} are lost.", stored_as(str.strip)),
    Recipe("text-composed", "Texts of {kind} are brought into another Unicode form.", stored_as(_composed)),
    Recipe("text-cut-at-255", "Texts of {kind} are cut off after 255 characters.", stored_as(lambda text: text[:255])),
    Recipe("text-without-emoji", "{kind}: characters beyond the basic plane are lost.", stored_as(_basic_plane)),
    Recipe("text-escaped", "Texts of {kind} are escaped for HTML.", stored_as(html.escape)),
    Recipe("text-lines-changed", "{kind}: CR LF becomes LF.", stored_as(lambda text: text.replace("\r\n", "\n"))),
    Recipe("text-in-lower-case", "Texts of {kind} are brought into lower case.", stored_as(str.lower)),
    Recipe("text-decoded", "Percent signs in texts of {kind} are taken for encoding.", stored_as(unquote)),
    Recipe("text-never-empty", "An empty text of {kind} becomes Untitled.", stored_as(lambda text: text or "Untitled")),
    Recipe("text-as-number", "Digits in {kind} are taken for a number and lose their zeros.", stored_as(_plain_number)),
)
UPDATES = (Recipe("update-answers-old-value", "An update of {kind} answers with what was before.", _old_values),)


def mutants(api: Api) -> Iterator[Mutant]:
    """Answers that do not repeat what was sent."""
    yield from spread("echo", [kind for kind in kinds(api, "create", "get") if shown_texts(api, kind)], *TEXTS)
    yield from each("echo", kinds(api, "update", "get"), *UPDATES)
    for kind in kinds(api, "create"):
        create = api.resources[kind].endpoints["create"]
        for name in (name for name in create.answer_fields if name in create.body_fields):
            sentence = f"The answer to the creation of {{kind}} tells another {name}."
            yield Recipe(f"create-answers-other-{name}", sentence, _other_values(name)).mutant("echo", kind)
