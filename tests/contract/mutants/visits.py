"""Visits: requests that show what is wrong with mutants, for each class of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import KEY, KEY_BUT_LAST, KEY_SWAPPED
from tests.contract.mutants.checks import Field, fields
from tests.contract.mutants.proof import JSON_TYPE, Visit, Visitor
from tests.contract.mutants.recipes import ending, filters, kinds, texts

_TEXTS = (
    " spaces at both ends ",
    "a\r\nb",
    "",
    "e\u0301 100%25 <b>Caf\u00e9</b> \U0001f642",
    "007",
    "a\0b",
    "0123456789" * 30,
    "x" * 6000,
)
_NUMBERS = ({"first": 0, "second": -1.25}, {"first": 3.14159, "second": 7})
_NO_BODIES = (
    *(b"", b"[]", b"null", b'"text"', b"[{}]", b"\xff", b"{}"),
    b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}",
    b'{"a": 1, "a": 2}',
    rb'{"a": "\ud800"}',
    b'{"a": 123456789012345678901234567890}',
)


def lists(visitor: Visitor, kind: str) -> None:
    """Reads lists: empty ones, pages, limits, filters, good and bad."""
    resource = visitor.api.resources[kind]
    visitor.do(kind, "list")
    made = [visitor.make(kind, **_failing(visitor.api, kind, number)) for number in range(5)]
    end = ending(resource)
    if end is not None:
        visitor.call(end, made[1])
    visitor.wait()
    visitor.make(kind)
    shown = resource.endpoints["list"]
    for query in _queries(shown, _oldest(visitor, shown)):
        visitor.do(kind, "list", **query)


def _oldest(visitor: Visitor, endpoint: Endpoint) -> Mapping[str, Any]:
    """The oldest item of a list, as the list shows it."""
    items = visitor.call(endpoint).object.get((endpoint.page or {}).get("items", ""))
    return items[-1] if isinstance(items, list) and items and isinstance(items[-1], dict) else {}


def _failing(api: Api, kind: str, number: int) -> Mapping[str, str]:
    create = api.resources[kind].endpoints["create"]
    return dict.fromkeys(texts(api, create.body_fields), "[fail]") if number == 2 else {}


def _queries(endpoint: Endpoint, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    assert endpoint.page is not None
    page, limit = endpoint.page["parameter"], endpoint.page["limit"]
    yield {}
    yield from ({page: number} for number in (1, 2, 0, -1, "two"))
    yield from ({limit: number} for number in (1, 5, 60, 0, -1, "ten"))
    yield from ({limit: 2, page: number} for number in (1, 2, 3, 4, 5))
    for name in filters(endpoint):
        schema = specs.resolve(endpoint.spec, endpoint.query[name]["schema"])
        values = schema.get("enum") or [item[key] for key in item if key == name]
        for value in (*values, *(str(value).upper() for value in values[:1]), "none-such"):
            yield from ({name: value, **pages} for pages in ({}, {limit: 2}, {limit: 2, page: 2}))


def lives(visitor: Visitor, kind: str) -> None:
    """Makes things, reads, changes, ends and deletes them, and asks for what there is not."""
    every = kinds(visitor.api, "create", "get", "list", "delete")
    visitor.ids(kind)
    made = [visitor.make(kind, **_failing(visitor.api, kind, number)) for number in range(12)]
    _change(visitor, kind, made[1])
    for other in every:
        visitor.do(kind, "get", visitor.make(other))
    visitor.do(kind, "delete", visitor.make(kind))
    visitor.ids(kind)
    visitor.wait()
    for id_ in (*made[1:4], made[1], made[2], made[1]):
        visitor.do(kind, "get", id_)
    visitor.ids(kind)
    _change(visitor, kind, made[2])
    _change(visitor, kind, made[3])
    _end(visitor, kind, made[4], made[5])
    for wrong in ("none-such", made[0].upper(), made[0][:-1], made[0][1:], f"{made[0]}0", f" {made[0]} "):
        for endpoint in visitor.api.resources[kind].endpoints.values():
            if endpoint.takes_id:
                visitor.call(endpoint, wrong, visitor.body(endpoint) if endpoint.body else None)
    _delete(visitor, kind, made[1], made[3])
    for other in every:
        visitor.make(other)
    for id_ in visitor.ids(kind):
        visitor.do(kind, "delete", id_)
    for other in every:
        visitor.ids(other)


def _change(visitor: Visitor, kind: str, id_: str) -> None:
    update = visitor.api.resources[kind].endpoints.get("update")
    if update is None:
        return
    for text in ("new name", "a name that is newer and longer", ""):
        for name in update.body_fields:
            old = visitor.body(update)[name]
            visitor.call(update, id_, {name: text if isinstance(old, str) else _changed(old, text)})
            visitor.do(kind, "get", id_)
            visitor.ids(kind)
            visitor.call(update, id_, {name: 5})
            visitor.do(kind, "get", id_)


def _changed(value: Any, text: str) -> Any:
    return {name: number + len(text) for name, number in value.items()}


def _end(visitor: Visitor, kind: str, id_: str, other: str) -> None:
    end = ending(visitor.api.resources[kind])
    if end is None:
        return
    visitor.do(kind, "get", id_)
    for _ in range(2):
        visitor.call(end, id_)
        visitor.do(kind, "get", id_)
        visitor.do(kind, "get", id_)
    visitor.ids(kind)
    visitor.call(end, other)
    visitor.do(kind, "delete", other)
    visitor.do(kind, "get", other)


def _delete(visitor: Visitor, kind: str, *ids: str) -> None:
    for id_ in ids:
        visitor.do(kind, "delete", id_)
        visitor.ids(kind)
        for endpoint in visitor.api.resources[kind].endpoints.values():
            if endpoint.takes_id:
                visitor.call(endpoint, id_, visitor.body(endpoint) if endpoint.body else None)
        visitor.make(kind)
    for _ in range(12):
        visitor.ids(kind)
    visitor.do(kind, "get", ids[0])


def bodies(visitor: Visitor, kind: str) -> None:
    """Sends good and bad bodies, and reads what came of them."""
    gone = {kind: visitor.make(kind) for kind in kinds(visitor.api, "create", "delete")}
    for other, id_ in gone.items():
        visitor.do(other, "delete", id_)
    for endpoint in visitor.api.resources[kind].endpoints.values():
        for body in _bodies(visitor, endpoint, gone) if endpoint.body else ():
            made = visitor.make(kind) if endpoint.takes_id else ""
            id_ = visitor.call(endpoint, made, body).object.get("id", made)
            if id_:
                visitor.do(kind, "get", id_)
        visitor.ids(kind)


def _bodies(visitor: Visitor, endpoint: Endpoint, gone: Mapping[str, str]) -> Iterator[Any]:
    good = visitor.body(endpoint)
    yield good
    yield good
    yield {}
    for number, text in enumerate(_TEXTS):
        yield {**good, **{n: f"{text}{i or ''}" for i, n in enumerate(texts(visitor.api, endpoint.body_fields))}}
        yield {n: _numbers(value, number) if isinstance(value, dict) else value for n, value in good.items()}
    for field in fields(visitor.api, endpoint.body or {}):
        yield _with(good, field)
        yield from (_with(good, field, value) for value in (None, 5, "7", True))
        yield _with({name.upper(): value for name, value in good.items()}, field)
        yield {f"{name} ": value for name, value in good.items()}
        yield {name.upper(): value for name, value in good.items()}
    for name, kind, _ in visitor.api.references(endpoint, good):
        yield from ({**good, name: id_} for id_ in ("none-such", gone[kind], visitor.make(_another(visitor.api, kind))))


def _another(api: Api, kind: str) -> str:
    return next(other for other in kinds(api, "create") if other != kind)


def _numbers(value: Mapping[str, float], number: int) -> dict[str, float]:
    return dict(zip(value, _NUMBERS[number % len(_NUMBERS)].values(), strict=False))


def _with(body: Any, field: Field, *value: Any) -> Any:
    """The body with another value in a field, or without it."""
    first, *rest = field.path
    if rest:
        inner = _with(body.get(first, {}), Field(tuple(rest), field.node, field.required), *value)
        return {**body, first: inner}
    others = {name: old for name, old in body.items() if name != first}
    return {**others, first: value[0]} if value else others


def keys(visitor: Visitor, kind: str) -> None:
    """Knocks at every operation with no key, and with keys that are not right."""
    name = visitor.api.key_header
    for endpoint in visitor.api.resources[kind].endpoints.values():
        id_ = visitor.make(kind)
        method, target = endpoint.operation.method, endpoint.target(id_)
        body = json.dumps(visitor.body(endpoint)).encode() if endpoint.body else None
        content = () if body is None else (JSON_TYPE,)
        for key in (
            *((), ((name, KEY), (name, "wrong")), (("Authorization", f"Bearer {KEY}"),)),
            *(((name, other),) for other in ("", "wrong", KEY_BUT_LAST, f"{KEY}x", KEY_SWAPPED)),
        ):
            visitor.send(method, target, body, (*key, *content))
        visitor.send(method, f"{target}?{name}=mutant-Key-0123456789", body, content)


def wire(visitor: Visitor, kind: str) -> None:
    """Sends strange methods, paths, queries, encodings."""
    name = visitor.api.key_header
    create = visitor.api.resources[kind].endpoints["create"]
    path, id_ = create.target(), visitor.make(kind)
    update = visitor.api.resources[kind].endpoints.get("update")
    changes = {} if update is None else visitor.body(update)
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "POST", "FOO"):
        for target in (path, f"{path}/{id_}"):
            visitor.send(method, target, json.dumps(changes).encode())
    coded = "".join(f"%{ord(character):02X}" for character in id_)
    for last in (coded, "x" * 3000, "a%00b", "a%2Fb", "%FF"):
        visitor.send("GET", f"{path}/{last}")
        visitor.send("DELETE", f"{path}/{last}x")
    visitor.send("GET", path, None, ())
    for query in ("page=1&page=1", "unknown=1", f"limit={'9' * 30}", "a=%FF"):
        visitor.send("GET", f"{path}?{query}")
    good = json.dumps(visitor.body(create))
    for text in _wire_bodies(visitor, create, good):
        made = visitor.send("POST", path, text).object.get("id")
        visitor.do(kind, "get", made or id_)
    for content in ("application/json; charset=utf-8", "Application/JSON", "text/plain"):
        visitor.send("POST", path, good.encode(), ((name, KEY), ("Content-Type", content)))
    visitor.do(kind, "list")


def _wire_bodies(visitor: Visitor, create: Endpoint, good: str) -> Iterator[bytes]:
    yield from _NO_BODIES
    yield from (good.replace("}", more).encode() for more in (',"x":NaN}', "}x", ",}", "\n}"))
    yield f"[{good}]".encode()
    for text in ("Caf\u00e9", "x" * 70_000, "\0", "\ud800", "a\nb"):
        body = {**json.loads(good), **dict.fromkeys(texts(visitor.api, create.body_fields), text)}
        yield json.dumps(body).encode()
        yield json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        yield json.dumps(body, ensure_ascii=False).encode("latin-1", "replace")


# Which visit shows what is wrong with the mutants of a class.
VISITS: Mapping[str, Visit] = {
    "page arithmetic": lists,
    "order": lists,
    "limits": lists,
    "filters": lists,
    "persistence": lives,
    "echo": bodies,
    "ids": lives,
    "times": lives,
    "status": lives,
    "presence": lives,
    "life cycle": lives,
    "creation": bodies,
    "checks": bodies,
    "errors": wire,
    "statuses": lives,
    "auth": keys,
    "protocol": wire,
    "shapes": lives,
    "numbers": bodies,
}
