"""Rows about the names in a body: nearly right, given twice, unknown, or those of what only the server sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from scripts.spec import at, resolve
from tests.contract.api import Endpoint, Resource
from tests.contract.finding import Place
from tests.contract.protocol.slots import Writer, brief, writers
from tests.contract.protocol.table import EITHER, Expected, Table, documented, shown_id, success
from tests.contract.protocol.things import Things, encode, sample

_EXACT = "names-exact"


def near_names(name: str) -> Iterator[str]:
    """Names that are nearly this one."""
    yield from (name.capitalize(), name.upper(), f"{name} ")
    if "_" in name:
        first, *others = name.split("_")
        yield from ("-".join((first, *others)), first + "".join(map(str.capitalize, others)))


def check_names(table: Table, things: Things) -> None:
    """Sends the rows."""
    for endpoint in table.api.endpoints.values():
        if endpoint.body is not None and things.target(endpoint):
            _misspell_required(table, things, endpoint)
    found = [writer for writer in writers(table, things, "string") if len(writer.slot.path) == 1]
    for writer in found:
        _misspell_optional(writer)
        _repeat(writer)
    for create in table.api.endpoints.values():
        if create.verb == "create" and create.body is not None:
            _create_with_odd_names(table, things, create)
    for resource in table.api.resources.values():
        for verb in ("create", "update"):
            if {verb, "get"} <= resource.can and things.of(resource.kind):
                _set_what_the_server_sets(table, things, resource, resource.endpoints[verb])


def _misspell_required(table: Table, things: Things, endpoint: Endpoint) -> None:
    """Sends something that looks like a field that has to be sent, and not the field."""
    body = things.body(endpoint)
    for name in resolve(endpoint.spec, endpoint.body or {}).get("required", ()):
        places = (Place(endpoint.body_fields[name].pointer, "presence"), *documented(endpoint, "400"))
        for near in near_names(name):
            sent = encode({near if other == name else other: value for other, value in body.items()})
            request = table.session.request(endpoint.operation.method, things.target(endpoint), sent)
            table.send(f"with {near!r} instead of {name!r}", request, Expected("400", _EXACT, places))


def _misspell_optional(writer: Writer) -> None:
    """Sends something that looks like a field instead of it, or beside it."""
    things, slot = writer.things, writer.slot
    name = slot.path[0]
    if name not in resolve(slot.update.spec, slot.update.body or {}).get("required", ()):
        for near in near_names(name):
            writer.write(f"with {near!r} instead of {name!r}", encode({near: things.text()}), (), rule=_EXACT)
    text, near = things.text(), name.upper()
    body = _add(writer.body(encode(text)), {near: things.text()})
    writer.write(f"with {near!r} beside {name!r}", body, (text,), rule=_EXACT)


def _repeat(writer: Writer) -> None:
    """Sends a field twice, and things that nobody knows."""
    things, name = writer.things, writer.slot.path[0]
    first, last, text = things.text(), things.text(), things.text()
    writer.write(f"with {name} twice", _add(writer.body(encode(first)), {name: last}), (last, first))
    body = _add(writer.body(encode(text)), {"unknown": {"a": [1, None]}})
    writer.write("with an unknown field", body, (text,))
    for depth in (1_000, 100_000):
        text = things.text()
        body = writer.body(encode(text))[:-1] + b', "unknown": ' + b"[" * depth + b"]" * depth + b"}"
        writer.write(f"with an unknown field of {depth:,} arrays", body, (text,))


def _create_with_odd_names(table: Table, things: Things, create: Endpoint) -> None:
    body = things.body(create)
    odd = {f"with {name} twice": _add(encode(body), {name: value}) for name, value in list(body.items())[:1]} | {
        "with an unknown field": _add(encode(body), {"unknown": 1}),
        "with an empty name": _add(encode(body), {"": 1}),
        "with a NUL in a name": _add(encode(body), {"un\0known": 1}),
        "with __proto__": _add(encode(body), {"__proto__": {"name": 1}}),
    }
    for what, content in odd.items():
        table.send(what, table.session.request(create.operation.method, create.target(), content), EITHER)


def _add(body: bytes, fields: Mapping[str, Any]) -> bytes:
    """The JSON object with more fields, whether or not it has them already."""
    return body[:-1] + b", " + encode(fields)[1:]


def _set_what_the_server_sets(table: Table, things: Things, resource: Resource, endpoint: Endpoint) -> None:
    """Sends an id and times that only the server gives; they must not be shown afterwards."""
    api, get = table.api, resource.endpoints["get"]
    nodes = {name: at(api.spec, place.pointer) for name, place in get.answer_fields.items()}
    more = {
        name: sample(api.spec, node)
        for name, node in nodes.items()
        if name not in endpoint.body_fields and (name in resource.times or node.get("$ref") in api.id_kinds)
    }
    body = encode({**things.body(endpoint), **more})
    request = table.session.request(endpoint.operation.method, things.target(endpoint), body)
    written = table.send(f"with {' and '.join(more)}", request, EITHER)
    id_ = things.of(resource.kind) if endpoint.takes_id else shown_id(written)
    if written.answer is None or not written.answer.succeeded or not id_:
        return
    path = quote(id_, safe="")
    read = table.send("afterwards", table.session.request("GET", get.target(path)), success(get, "known-found"))
    for name, value in more.items():
        if value in [e.answer.object.get(name) for e in (written, read) if e.answer is not None]:
            message = f"{endpoint.id} took {brief(value)} as {name}, which only the server sets."
            table.fail("server-sets", message, (get.answer_fields[name],), written, read)
