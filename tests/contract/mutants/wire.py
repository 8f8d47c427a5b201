"""Mistakes at the wire: methods that are not there, and requests that make the server fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, unquote_to_bytes

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server, error
from tests.contract.mutants.recipes import Make, Recipe, kinds, spread

_ALLOW = b"allow"


def about(call: Call, kind: str) -> bool:
    """Whether the path is that of a kind, whatever the method."""
    return re.match(rf"/{re.escape(kind)}(/|$)", unquote(call.path)) is not None


# Methods ---------------------------------------------------------------------------------------------------------


def on_wrong_method(edit: Callable[[Reply], Reply], *methods: str) -> Make:
    """Changes what is answered to methods that a kind does not have."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            wrong = reply.status == 405 and about(call, kind) and (not methods or call.method in methods)
            return edit(reply) if wrong else reply

        return behave

    return make


def _allowing(edit: Callable[[list[bytes]], list[bytes]]) -> Callable[[Reply], Reply]:
    def change(reply: Reply) -> Reply:
        others = tuple(header for header in reply.headers if header[0] != _ALLOW)
        known = next((value for name, value in reply.headers if name == _ALLOW), b"").split(b", ")
        methods = edit(known)
        return replace(reply, headers=(*others, (_ALLOW, b", ".join(methods))) if methods else others)

    return change


def _put_updates(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        update = call.api.resources[kind].endpoints["update"].operation
        as_update = replace(call, method=update.method) if call.method == "PUT" and about(call, kind) else call
        return await server.ask(as_update if as_update.does(kind, "update") else call)

    return behave


METHODS = (
    Recipe(
        "allow-missing", "A 405 about {kind} does not tell the methods.", on_wrong_method(_allowing(lambda methods: []))
    ),
    Recipe(
        "allow-incomplete",
        "A 405 about {kind} leaves out a method.",
        on_wrong_method(_allowing(lambda methods: methods[:-1])),
    ),
    Recipe(
        "allow-too-much",
        "A 405 about {kind} names a method that there is not.",
        on_wrong_method(_allowing(lambda methods: [*methods, b"PUT"])),
    ),
    Recipe(
        "method-unknown-is-500",
        "A method that {kind} do not have is a 500.",
        on_wrong_method(lambda reply: reply.with_status(500)),
    ),
    Recipe(
        "method-unknown-is-404",
        "A method that {kind} do not have is a 404.",
        on_wrong_method(lambda reply: error(404), "PUT", "PATCH"),
    ),
    Recipe("head-is-500", "HEAD of {kind} is a 500.", on_wrong_method(lambda reply: reply.with_status(500), "HEAD")),
    Recipe(
        "options-is-500",
        "OPTIONS of {kind} is a 500.",
        on_wrong_method(lambda reply: reply.with_status(500), "OPTIONS"),
    ),
)
UPDATED = (Recipe("put-updates", "PUT updates {kind}.", _put_updates),)


# Failures --------------------------------------------------------------------------------------------------------


def failing(strange: Callable[[Call], bool]) -> Make:
    """Fails on strange requests about a kind."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            return error(500, "The server failed.") if about(call, kind) and strange(call) else await server.ask(call)

        return behave

    return make


def _deep(call: Call) -> bool:
    return call.body.count(b"[") > 50 or call.body.count(b"{") > 50


def _big(call: Call) -> bool:
    digits = rb"(?<![0-9.])[0-9]{20,}(?![0-9.])"
    return re.search(digits, call.body) is not None or re.search(digits, call.query.encode("latin-1")) is not None


def _repeated_name(call: Call) -> bool:
    names = [name for name, _ in parse_qsl(call.query, keep_blank_values=True, errors="replace")]
    return len(set(names)) < len(names)


def _repeated_key(call: Call) -> bool:
    found: list[bool] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found.append(len(dict(items)) < len(items))
        return dict(items)

    try:
        json.loads(call.body, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return any(found)


def _not_utf_8(call: Call) -> bool:
    try:
        call.body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _half_a_pair(call: Call) -> bool:
    try:
        json.dumps(call.json, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _no_object(call: Call) -> bool:
    return call.body.strip()[:1] in (b"[", b'"', b"n", b"t", b"1")


def _strange_id(call: Call) -> bool:
    last = unquote_to_bytes(call.path.rpartition("/")[2])
    return b"\0" in last or b"/" in last


FAILURES = (
    Recipe("fails-on-nul", "A NUL in a body about {kind} is a 500.", failing(lambda call: b"\\u0000" in call.body)),
    Recipe("fails-on-half-a-pair", "Half a surrogate pair in a body about {kind} is a 500.", failing(_half_a_pair)),
    Recipe("fails-on-depth", "A body about {kind} that is nested deeply is a 500.", failing(_deep)),
    Recipe(
        "fails-on-long-id",
        "An id of {kind} with more than 200 characters is a 500.",
        failing(lambda call: len(call.id) > 200),
    ),
    Recipe("fails-on-strange-id", "An id of {kind} with a NUL or a slash is a 500.", failing(_strange_id)),
    Recipe("fails-on-big-number", "A number about {kind} with 20 digits is a 500.", failing(_big)),
    Recipe("fails-on-repeated-parameter", "A repeated parameter about {kind} is a 500.", failing(_repeated_name)),
    Recipe("fails-on-repeated-key", "A repeated key in a body about {kind} is a 500.", failing(_repeated_key)),
    Recipe("fails-on-latin-1", "A body about {kind} that is not UTF-8 is a 500.", failing(_not_utf_8)),
    Recipe(
        "fails-without-body",
        "A missing body about {kind} is a 500.",
        failing(lambda call: call.method in ("POST", "PATCH") and not call.body),
    ),
    Recipe("fails-on-no-object", "A body about {kind} that is no object is a 500.", failing(_no_object)),
    Recipe(
        "fails-on-long-text",
        "A body about {kind} with more than 60 kB is a 500.",
        failing(lambda call: len(call.body) > 60_000),
    ),
    Recipe(
        "fails-on-bad-query",
        "A query about {kind} that is not UTF-8 is a 500.",
        failing(lambda call: b"\xff" in unquote_to_bytes(call.query)),
    ),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Servers that lose their footing."""
    every = kinds(api, "create", "get", "list", "delete")
    yield from spread("protocol", every, *METHODS)
    yield from spread("protocol", kinds(api, "update"), *UPDATED)
    yield from spread("protocol", every, *FAILURES)
