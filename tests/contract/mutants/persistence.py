"""Mistakes with what is kept: updates that are lost, go elsewhere or do too much; fields that are read as others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    each,
    everything,
    kinds,
    on_record,
    other,
    shown_texts,
    spread,
    texts,
    usual,
)

Lost = Callable[[Any, int], bool]

_READS = ("get", "list")
_ABSENT = object()


def overlaid(record: Json, call: Call, server: Server) -> Json:
    """A record as the mutant remembers it, where it remembers something else than the server."""
    remembered = server.memory.get(str(record.get("id")), {})
    return {n: remembered.get(n, value) for n, value in record.items() if remembered.get(n) is not _ABSENT}


def losing(lost: Lost = lambda value, number: True, verbs: tuple[str, ...] = _READS) -> Make:
    """Shows in some places what a field held before it was updated.

    Args:
        lost: whether a value is lost that comes with an update, the number of which is told.
        verbs: where it is lost.
    """

    def make(kind: str) -> Behaviour:
        show = on_record(overlaid, *verbs)(kind)

        async def behave(call: Call, server: Server) -> Reply:
            if not call.does(kind, "update"):
                return await show(call, server)
            before = (await server.ask(call.to(kind, "get", call.id))).json
            reply = await server.ask(call)
            if reply.succeeded:
                number = server.count(call.id)
                kept = server.memory.setdefault(call.id, {})
                for name, value in call.json.items():
                    if lost(value, number):
                        kept.setdefault(name, before.get(name, _ABSENT))
                    else:
                        kept.pop(name, None)
            return reply

        return behave

    return make


def _stale_once(kind: str) -> Behaviour:
    inner = losing()(kind)

    async def behave(call: Call, server: Server) -> Reply:
        reply = await inner(call, server)
        if call.does(kind, "get"):
            server.memory.pop(call.id, None)
        return reply

    return behave


async def _another(call: Call, server: Server, kind: str) -> str | None:
    """Another resource of the kind; None when there is none."""
    items = await everything(call.to(kind, "list"), server)
    return next((item["id"] for item in items if item["id"] != call.id), None)


def _elsewhere(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if not call.does(kind, "update"):
            return await server.ask(call)
        own = await server.ask(call.to(kind, "get", call.id))
        id_ = await _another(call, server, kind)
        if id_ is None or not own.succeeded:
            return await server.ask(call)
        reply = await server.ask(call.with_id(id_))
        mine = {name: value for name, value in own.json.items() if name in reply.json and name not in call.json}
        return reply.with_fields(**mine) if reply.succeeded else reply

    return behave


def _everywhere(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "update") and reply.succeeded and (id_ := await _another(call, server, kind)):
            await server.ask(call.with_id(id_))
        return reply

    return behave


def _refused_but_kept(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "update") and reply.status == 400:
            for name, value in call.json.items():
                part = await server.ask(call.with_json({name: value}))
                if not part.succeeded:
                    await server.ask(call.with_json({name: json.dumps(value)}))
        return reply

    return behave


def _reset(kind: str) -> Behaviour:
    """Fills what an update leaves out with what is usual."""

    async def behave(call: Call, server: Server) -> Reply:
        if not (call.does(kind, "update") and call.endpoint and call.json):
            return await server.ask(call)
        fields = specs.properties(call.api.spec, call.endpoint.body or {})
        full = {name: usual(call.api, node) for name, node in fields.items()} | call.json
        checked = await server.ask(call)
        return await server.ask(call.with_json(full)) if checked.succeeded else checked

    return behave


def _nested_lost(kind: str) -> Behaviour:
    """Loses the last of the fields of each object that an update brings."""

    async def behave(call: Call, server: Server) -> Reply:
        if not call.does(kind, "update"):
            return await server.ask(call)
        before = (await server.ask(call.to(kind, "get", call.id))).json
        changed = dict(call.json)
        for name, value in call.json.items():
            if isinstance(value, dict) and isinstance(old := before.get(name), dict):
                last = [*old][-1]
                changed[name] = {**value, last: old[last]}
        checked = await server.ask(call)
        return await server.ask(call.with_json(changed)) if checked.succeeded else checked

    return behave


def misread(name: str) -> Make:
    """Reads a field of what was just made as something else, until it is updated."""

    def make(kind: str) -> Behaviour:
        show = on_record(overlaid, *_READS)(kind)

        async def behave(call: Call, server: Server) -> Reply:
            reply = await show(call, server)
            if call.does(kind, "create") and reply.succeeded and name in call.json:
                server.memory[reply.json["id"]] = {name: other(call.json[name])}
            if call.does(kind, "update") and reply.succeeded and name in call.json:
                server.memory.pop(call.id, None)
            return reply

        return behave

    return make


def shortened(kind: str) -> Behaviour:
    """Cuts long texts off where they are listed."""

    def cut_off(record: Json, call: Call, server: Server) -> Json:
        return {name: value[:20] if name in names(call) else value for name, value in record.items()}

    def names(call: Call) -> list[str]:
        return texts(call.api, call.endpoint.item_fields) if call.endpoint else []

    return on_record(cut_off, "list")(kind)


def _second_look(kind: str) -> Behaviour:
    def change(record: Json, call: Call, server: Server) -> Json:
        names = shown_texts(call.api, kind)
        if server.count(call.id) % 2:
            return record
        return {name: other(value) if name in names else value for name, value in record.items()}

    return on_record(change, "get")(kind)


EVERYWHERE = (
    Recipe("update-not-kept", "An update of {kind} is answered as if it was made, and lost.", losing()),
    Recipe(
        "update-with-empty-not-kept",
        "An update of {kind} with an empty value is answered as if it was made, and lost.",
        losing(lambda value, number: not value),
    ),
)
ELSEWHERE = (
    Recipe(
        "update-not-kept-for-get",
        "An updated one of {kind} is read as it was, and listed as it is.",
        losing(verbs=("get",)),
    ),
    Recipe(
        "second-update-not-kept", "{kind}: only the first update is kept.", losing(lambda value, number: number > 1)
    ),
    Recipe("update-read-late", "The first read of {kind} after an update shows what was before.", _stale_once),
    Recipe("update-elsewhere", "An update of {kind} goes to another one.", _elsewhere),
    Recipe("update-of-another-too", "An update of {kind} goes to another one as well.", _everywhere),
    Recipe("update-refused-but-kept", "An update of {kind} that is refused is made all the same.", _refused_but_kept),
    Recipe("read-changes", "Every other read of one of {kind} shows other texts.", _second_look),
)


LISTED = (
    Recipe(
        "update-not-listed", "An updated one of {kind} is listed as it was, and read as it is.", losing(verbs=("list",))
    ),
    Recipe("list-cuts-texts", "The list of {kind} shows 20 characters of each text.", shortened),
)
MANY_FIELDS = (
    Recipe("update-resets-the-rest", "An update of {kind} sets what was not sent to what is usual.", _reset),
    Recipe("update-loses-inner-field", "An update of {kind} loses the last field of an object.", _nested_lost),
)


def _updates(api: Api, kind: str) -> list[str]:
    return list(api.resources[kind].endpoints["update"].body_fields)


def _listed(api: Api, kind: str) -> list[str]:
    return [name for name in _updates(api, kind) if name in api.resources[kind].endpoints["list"].item_fields]


def mutants(api: Api) -> Iterator[Mutant]:
    """Values that are not kept, or not where they belong."""
    updated = kinds(api, "update", "get", "list")
    yield from each("persistence", updated, *EVERYWHERE)
    yield from spread("persistence", updated, *ELSEWHERE)
    yield from spread("persistence", [kind for kind in updated if _listed(api, kind)], *LISTED)
    yield from spread("persistence", [kind for kind in updated if len(_updates(api, kind)) > 1], *MANY_FIELDS)
    for kind in kinds(api, "create", "get"):
        endpoints = api.resources[kind].endpoints
        for name in endpoints["create"].body_fields:
            if name in endpoints["get"].answer_fields:
                sentence = f"The {name} of new {{kind}} is read as another one."
                yield Recipe(f"create-misreads-{name}", sentence, misread(name)).mutant("persistence", kind)
