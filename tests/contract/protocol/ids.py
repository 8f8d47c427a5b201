"""Rows about ids: what is nearly right is not the real thing, and another spelling of it is nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from urllib.parse import quote

from tests.contract.api import Endpoint, Resource
from tests.contract.protocol.table import Expected, Table, documented, shown_id
from tests.contract.protocol.things import Things, encode

_RULE = "unknown-not-found"
_NOBODY = ("null", "undefined", "0", "-1", "true", "*", "_", ";", "'%20OR%20'1'='1", "a%2Fb", "%25", "%7B%7D")
_NO_TEXT = ("%00", "%0A", "%0D%0A", "%FF", "%C3%A9", "%F0%9F%8E%AC", "%ED%A0%80", "%E2%80%AE", "%20", "%5C", "%")
# Something on the way may resolve these, so that they lead to other paths.
_DOTS = (".", "..", "%2e", "%2E%2E", "%2e%2e%2f", "..%2F..", "...")
_TELLING = 4


def check_ids(table: Table, things: Things) -> None:
    """Sends the rows."""
    resources = [r for r in table.api.resources.values() if "get" in r.can and things.of(r.kind)]
    for resource, other in zip(resources, [*resources[1:], *resources[:1]], strict=True):
        _near(table, things, resource, things.of(other.kind))
        _spelled(table, resource.endpoints["get"], things.of(resource.kind))
    readers = [resource.endpoints["get"] for resource in resources]
    for id_, get in zip((*_NOBODY, *_NO_TEXT), cycle(readers), strict=False):
        unknown = replace(_unknown(get), aside=id_ in _NO_TEXT)
        table.send(f"about the id {id_}", table.session.request("GET", get.target(id_)), unknown)
    for get in readers:
        for length in (300, 5_000, 60_000):
            id_ = quote(things.of(get.kind), safe="") + "0" * length
            long = replace(_unknown(get), statuses="4xx", aside=True)
            what = f"about a real id with {length:,} characters behind it"
            table.send(what, table.session.request("GET", get.target(id_)), long)
    for id_, get in zip(_DOTS, cycle(readers), strict=False):
        _resolve(table, get, id_)
    for create in table.api.endpoints.values():
        if create.verb == "create" and create.body is not None:
            _refer(table, things, create)


def _unknown(endpoint: Endpoint) -> Expected:
    # 400 is documented too, and an id may be taken for an invalid parameter.
    return Expected("404 400", _RULE, documented(endpoint, "404"))


def _near_ids(id_: str) -> dict[str, str]:
    """Ids that are nearly this one, by how they differ; the first few tell most."""
    near = {
        "without its last character": id_[:-1],
        "with a character behind it": f"{id_}0",
        "in the other case": id_.swapcase(),
        "with a blank behind it": f"{id_} ",
        "without its first character": id_[1:],
        "with a blank before it": f" {id_}",
        "with a NUL behind it": f"{id_}\0",
        "with a line end behind it": f"{id_}\n",
        "with a quote behind it": f"{id_}'",
        "with a parameter behind it": f"{id_};a=b",
        "with an ending behind it": f"{id_}.json",
        "with a path behind it": f"{id_}/a",
        "with a star at its end": f"{id_[:-1]}*",
        "with a sign for anything at its end": f"{id_[:-1]}%",
    }
    return {what: other for what, other in near.items() if other not in ("", id_)}


def _near(table: Table, things: Things, resource: Resource, other: str) -> None:
    get = resource.endpoints["get"]
    writers = [e for e in resource.endpoints.values() if e.takes_id and e.operation.method != "GET"]
    for turn, (what, id_) in enumerate({"of another kind": other, **_near_ids(things.of(resource.kind))}.items()):
        path, is_telling = quote(id_, safe=""), turn <= _TELLING
        read = replace(_unknown(get), statuses="2xx 400 404", aside=not is_telling)
        exchange = table.send(f"about a real id {what}", table.session.request("GET", get.target(path)), read)
        if exchange.answer is not None and exchange.answer.succeeded:
            shown = shown_id(exchange)
            if shown != id_ or id_ == other:
                message = f"{get.id} about a real id {what} answered {exchange.answer.status} and shows {shown[:60]!r}."
                table.fail(_RULE, message, documented(get, "404"), exchange)
            continue  # where ids are numbers, it may be the id of something else
        for endpoint in writers if is_telling else ():
            request = table.session.request(endpoint.operation.method, endpoint.target(path), things.content(endpoint))
            table.send(f"about a real id {what}", request, _unknown(endpoint))


def _spelled(table: Table, get: Endpoint, id_: str) -> None:
    request = table.session.request("GET", get.target("".join(f"%{byte:02X}" for byte in id_.encode("utf-8"))))
    exchange = table.send("about a real id, percent-encoded,", request, replace(_unknown(get), statuses="2xx 404"))
    if (shown := shown_id(exchange)) not in ("", id_):
        message = f"{get.id} about {id_}, percent-encoded, shows {shown[:60]!r}."
        table.fail("id-echoed", message, documented(get, "404"), exchange)


def _resolve(table: Table, get: Endpoint, id_: str) -> None:
    anything = replace(_unknown(get), statuses="2xx 3xx 4xx", aside=True)
    exchange = table.send(f"about the id {id_}", table.session.request("GET", get.target(id_)), anything)
    if exchange.answer is not None and shown_id(exchange):
        message = f"{get.id} about the id {id_} answered {exchange.answer.status} and shows something."
        table.fail(_RULE, message, documented(get, "404"), exchange)


def _refer(table: Table, things: Things, create: Endpoint) -> None:
    """Makes something that refers to what is nearly the id of something."""
    body = things.body(create)
    expected = Expected("404 400", "reference-exists", documented(create, "404"))
    for name, kind, _ in table.api.references(create, body):
        others = [id_ for other in table.api.resources if other != kind and (id_ := things.of(other))]
        near = [("of another kind", id_) for id_ in others[:1]] + list(_near_ids(things.of(kind)).items())
        for what, id_ in near[: _TELLING + 1]:
            request = table.session.request(create.operation.method, create.target(), encode({**body, name: id_}))
            table.send(f"with a real id {what} as {name}", request, expected)
