"""Mistakes with creations: what is not stored, stored twice or stored wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.mutants.checks import good_value
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    each,
    kinds,
    of_all,
    shown_texts,
    spread,
)


def _not_stored(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "create") and reply.succeeded:
            await server.ask(call.to(kind, "delete", reply.json["id"]))
        return reply

    return behave


def _stored_twice(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "create") and reply.succeeded:
            await server.ask(call)
        return reply

    return behave


def _refused_but_stored(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "create") and reply.status == 400 and call.endpoint is not None:
            schema = specs.resolve(call.api.spec, call.endpoint.body or {})
            fields: Json = {n: await good_value(call, server, schema["properties"][n]) for n in schema["required"]}
            await server.ask(call.with_json(fields))
        return reply

    return behave


def _merged(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if not (call.does(kind, "create") and call.json):
            return await server.ask(call)
        name = json.dumps(call.json, sort_keys=True)
        before: Reply | None = server.memory.get(name)
        if before is not None and (await server.ask(call.to(kind, "get", before.json["id"]))).succeeded:
            return before
        reply = await server.ask(call)
        if reply.succeeded:
            server.memory[name] = reply
        return reply

    return behave


def _late(items: list[Json], call: Call, server: Server) -> list[Json]:
    seen = server.memory.setdefault("seen", set())
    new = {item["id"] for item in items} - seen
    seen |= new
    return [item for item in items if item["id"] not in new]


def _stored_as(edit: Callable[[Json, list[str], Server], Json]) -> Make:
    """Stores other texts than those that came, and answers with those that came."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            names = [name for name in shown_texts(call.api, kind) if name in call.json]
            if not call.does(kind, "create") or not all(isinstance(call.json[name], str) for name in names):
                return await server.ask(call)
            reply = await server.ask(call.with_json(edit(call.json, names, server)))
            told = {name: call.json[name] for name in names if name in reply.json}
            return reply.with_fields(**told) if reply.succeeded and told else reply

        return behave

    return make


def _the_one_before(body: Json, names: list[str], server: Server) -> Json:
    before = {name: server.memory.get(name, body[name]) for name in names}
    server.memory.update({name: body[name] for name in names})
    return {**body, **before}


def _swapped(body: Json, names: list[str], server: Server) -> Json:
    return {**body, **dict(zip(names, [body[name] for name in reversed(names)], strict=True))}


CREATED = (Recipe("create-not-stored", "New {kind} are answered as if they were made, and lost.", _not_stored),)
STORED = (
    Recipe("create-stored-twice", "Each creation of {kind} makes two.", _stored_twice),
    Recipe(
        "create-refused-but-stored", "A creation of {kind} that is refused makes one all the same.", _refused_but_stored
    ),
    Recipe("create-same-again", "The same creation of {kind} again answers with the one before.", _merged),
    Recipe("create-listed-late", "New {kind} are missing when they are listed for the first time.", of_all(_late)),
    Recipe("create-stores-the-one-before", "New {kind} get the texts of the one before.", _stored_as(_the_one_before)),
)
MANY_TEXTS = (Recipe("create-swaps-texts", "New {kind} have their texts swapped.", _stored_as(_swapped)),)


def mutants(api: Api) -> Iterator[Mutant]:
    """Creations that do not make what they should."""
    made = kinds(api, "create", "get", "list", "delete")
    yield from each("creation", made, *CREATED)
    yield from spread("creation", made, *STORED)
    yield from each("creation", [kind for kind in made if len(shown_texts(api, kind)) > 1], *MANY_TEXTS)
