"""Mistakes with what is checked: bodies that are accepted and should not be, or the other way round."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Api, Endpoint
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server, error
from tests.contract.mutants.recipes import Recipe, each, everything, kinds, on_call, spread, texts, usual, welcome


async def good_value(call: Call, server: Server, node: Object) -> Any:
    """A value that is accepted in a field; None when there is none, as what it refers to does not exist."""
    kind = call.api.id_kinds.get(node.get("$ref", ""))
    if kind is None:
        return usual(call.api, node)
    items = await everything(call.to(kind, "list"), server)
    return items[0]["id"] if items else None


Mend = Callable[[Json, Any], Json]


@dataclass(frozen=True)
class Field:
    """A field of a body, perhaps within another.

    Args:
        path: the names that lead to it.
        node: its schema.
        required: whether it has to be sent.
    """

    path: tuple[str, ...]
    node: Object
    required: bool

    @property
    def name(self) -> str:
        """What it is called in the names of mutants."""
        return "-".join(self.path)


def fields(api: Api, node: Object, path: tuple[str, ...] = ()) -> Iterator[Field]:
    """The fields of a body and those within them."""
    schema = specs.resolve(api.spec, node)
    for name, inner in schema.get("properties", {}).items():
        yield Field((*path, name), inner, name in schema.get("required", ()))
        yield from fields(api, inner, (*path, name))


def mended(field: Field, endpoint: Endpoint, mend: Mend) -> Behaviour:
    """Mends the object that holds a field of a body: `mend(object, a good value)` returns the object to use."""

    async def behave(call: Call, server: Server) -> Reply:
        if call.endpoint != endpoint or not isinstance(holder := _inner(call.json, field.path[:-1]), dict):
            return await server.ask(call)
        changed = mend(holder, await good_value(call, server, field.node))
        if changed == holder:
            return await server.ask(call)
        reply = await server.ask(call.with_json(_put(call.json, field.path[:-1], changed)))
        told = {name: call.json[name] for name in field.path[:1] if name in call.json and name in reply.json}
        return reply.with_fields(**told) if reply.succeeded and isinstance(told.get(field.name), str) else reply

    return behave


def _inner(body: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return body
    return _inner(body[path[0]], path[1:]) if isinstance(body, dict) and path[0] in body else None


def _put(body: Json, path: tuple[str, ...], value: Json) -> Json:
    return {**body, path[0]: _put(body[path[0]], path[1:], value)} if path else value


def _filled(name: str) -> Mend:
    return lambda holder, good: holder if name in holder or good is None else {**holder, name: good}


def _without_null(name: str, required: bool) -> Mend:
    def mend(holder: Json, good: Any) -> Json:
        if name not in holder or holder[name] is not None:
            return holder
        rest = {other: value for other, value in holder.items() if other != name}
        return {**rest, name: good} if required and good is not None else rest

    return mend


def _of_another_type(name: str, is_picky: bool) -> Mend:
    """Takes a number for a text, a text for a number, and anything for an object, an id or one of a few values."""

    def mend(holder: Json, good: Any) -> Json:
        value = holder.get(name)
        if name not in holder or value is None or good is None or isinstance(value, bool | type(good)):
            return holder
        if isinstance(good, float) and isinstance(value, int | dict | list):
            return holder
        written = isinstance(good, str) and isinstance(value, int | float) and not is_picky
        return {**holder, name: json.dumps(value) if written else good}

    return mend


def _bodies(api: Api) -> Iterator[Mutant]:
    for endpoint in api.endpoints.values():
        if endpoint.body is None:
            continue
        for part in fields(api, endpoint.body):
            end = f"{part.name}-{endpoint.id}"
            what = f"{endpoint.id}: {' of '.join(reversed(part.path))}"
            name = part.path[-1]
            if part.required:
                behave = mended(part, endpoint, _filled(name))
                yield Mutant(f"missing-accepted-{end}", "checks", endpoint.kind, f"{what} may be left out.", behave)
            else:
                behave = mended(part, endpoint, _without_null(name, part.required))
                yield Mutant(f"null-accepted-{end}", "checks", endpoint.kind, f"{what} may be null.", behave)
            is_picky = part.node.get("$ref") in api.id_kinds or "enum" in specs.resolve(api.spec, part.node)
            behave = mended(part, endpoint, _of_another_type(name, is_picky))
            yield Mutant(f"type-not-checked-{end}", "checks", endpoint.kind, f"{what} may have another type.", behave)


# References ------------------------------------------------------------------------------------------------------


def _referring(endpoint: Endpoint, name: str, kind: str, which: str) -> Behaviour:
    """Takes the newest of a kind where a body refers to something else: `unknown`, `deleted`, or of `another kind`."""

    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "delete") and reply.succeeded:
            server.memory[call.id] = True
        if not (call.endpoint == endpoint and reply.status == 404 and isinstance(call.json.get(name), str)):
            return reply
        asked = call.json[name]
        others = [other for other in kinds(call.api, "get") if other != kind]
        elsewhere = [(await server.ask(call.to(other, "get", asked))).succeeded for other in others] if asked else []
        known = "deleted" if asked in server.memory else "another kind" if any(elsewhere) else "unknown"
        items = await everything(call.to(kind, "list"), server)
        if known != which or not items:
            return reply
        again = await server.ask(call.with_fields(**{name: items[0]["id"]}))
        return again.with_fields(**{name: asked}) if name in again.json else again

    return behave


def _references(api: Api) -> Iterator[Mutant]:
    for endpoint in api.endpoints.values():
        for name, kind, _ in api.references(endpoint, endpoint.body_fields):
            for which in ("unknown", "deleted", "another kind"):
                end = f"{which.replace(' ', '-')}-accepted-{name}-{endpoint.id}"
                sentence = f"{endpoint.id}: {name} may be an id that is {which.replace('another', 'of another')}."
                yield Mutant(
                    f"reference-{end}", "checks", endpoint.kind, sentence, _referring(endpoint, name, kind, which)
                )


def _refused_otherwise(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_status(400) if call.does(kind, "create") and reply.status == 404 else reply

    return behave


# Names of fields and what else may be written otherwise ----------------------------------------------------------


def _respelt(edit: Callable[[str], str]) -> Callable[[Call], Call]:
    def change(call: Call) -> Call:
        assert call.endpoint is not None
        known = call.endpoint.body_fields
        respelt = {edit(name) if edit(name) in known else name: value for name, value in call.json.items()}
        return call.with_json(respelt) if [*respelt] != [*call.json] else call

    return change


def _empty_refused(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if call.does(kind, "create", "update") and call.endpoint is not None:
            names = texts(call.api, call.endpoint.body_fields)
            if any(call.json.get(name) == "" for name in names) and await welcome(call, server):
                return error(400, "A text may not be empty.")
        return await server.ask(call)

    return behave


def _long_refused(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        long = any(isinstance(value, str) and len(value) > 5000 for value in call.json.values())
        if long and call.does(kind, "create", "update") and await welcome(call, server):
            return error(400, "A text may have 5000 characters at most.")
        return await server.ask(call)

    return behave


def _nothing_accepted(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if not (call.does(kind, "update") and reply.status == 400 and call.body.strip() == b"{}"):
            return reply
        record = (await server.ask(call.to(kind, "get", call.id))).json
        assert call.endpoint is not None
        names = [name for name in call.endpoint.body_fields if name in record]
        return await server.ask(call.with_json({names[0]: record[names[0]]})) if names else reply

    return behave


SPELT = (
    Recipe(
        "names-in-any-case",
        "{kind}: the names of fields may be written in capitals.",
        on_call(_respelt(str.lower), "create", "update"),
    ),
    Recipe(
        "names-with-spaces",
        "{kind}: the names of fields may have spaces around them.",
        on_call(_respelt(str.strip), "create", "update"),
    ),
    Recipe("empty-text-refused", "{kind}: an empty text is refused.", _empty_refused),
    Recipe("long-text-refused", "{kind}: a text of more than 5000 characters is refused.", _long_refused),
)
NOTHING = (
    Recipe("update-of-nothing-accepted", "An update of {kind} without any field is accepted.", _nothing_accepted),
)
REFERRING = (
    Recipe("reference-unknown-is-400", "A creation of {kind} that refers to nothing is a 400.", _refused_otherwise),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Bodies that are accepted or refused against the rules."""
    referring = [kind for kind in kinds(api, "create") if _refers(api, kind)]
    yield from _bodies(api)
    yield from _references(api)
    yield from spread("checks", referring, *REFERRING)
    yield from spread("checks", kinds(api, "create", "update", "get"), *SPELT)
    yield from each("checks", [kind for kind in kinds(api, "update", "get") if _needs_any(api, kind)], *NOTHING)


def _refers(api: Api, kind: str) -> bool:
    create = api.resources[kind].endpoints["create"]
    return any(api.references(create, create.body_fields))


def _needs_any(api: Api, kind: str) -> bool:
    body = api.resources[kind].endpoints["update"].body
    return "minProperties" in specs.resolve(api.spec, body or {})
