"""What the rows of the protocol table are about: things of each kind, made from the examples in the spec."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from scripts.spec import JSON, Object, resolve
from tests.contract.api import Api, Endpoint
from tests.contract.protocol.table import Table, shown_id, success

MARK = "\0mark\0"


class Things:
    """One thing of each kind, made when it is first needed.

    Args:
        table: sends what makes them, and deletes them in the end.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._ids: dict[str, str] = {}
        self._texts = 0

    def of(self, kind: str) -> str:
        """The id of the thing of a kind; empty when it cannot be made."""
        if kind not in self._ids:
            self._ids[kind] = ""  # what refers to itself is made without itself
            self._ids[kind] = self.fresh(kind)
        return self._ids[kind]

    def fresh(self, kind: str) -> str:
        """The id of another thing of a kind; empty when it cannot be made."""
        resource = self._table.api.resources.get(kind)
        create = resource.endpoints.get("create") if resource else None
        if create is None:
            return ""
        request = self._table.session.request(create.operation.method, create.target(), encode(self.body(create)))
        return shown_id(self._table.send("with the body of the example", request, success(create)))

    def body(self, endpoint: Endpoint) -> Object:
        """The example of an operation's body, which refers to things that exist."""
        api = self._table.api
        body = sample_body(api, endpoint)
        return {**body, **{name: self.of(kind) for name, kind, _ in api.references(endpoint, body)}}

    def text(self) -> str:
        """A plain text that was not sent before."""
        self._texts += 1
        return f"row {self._texts}"

    def target(self, endpoint: Endpoint) -> str:
        """The path of an operation, with the id of the thing if it takes one; empty when there is no such thing."""
        id_ = self.of(endpoint.kind) if endpoint.takes_id else ""
        return "" if endpoint.takes_id and not id_ else endpoint.target(quote(id_, safe=""))

    def content(self, endpoint: Endpoint) -> bytes | None:
        """The example of an operation's body in JSON; None when it takes none."""
        return None if endpoint.body is None else encode(self.body(endpoint))


def encode(value: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def encode_with(body: Object, value: bytes) -> bytes:
    """JSON in UTF-8 with a value, which is JSON already, in the place of each `MARK`."""
    return encode(body).replace(encode(MARK), value)


def sample_body(api: Api, endpoint: Endpoint) -> Object:
    """A body for an operation, as the spec shows it; what it refers to need not exist."""
    content = resolve(api.spec, endpoint.operation.raw.get("requestBody", {})).get("content", {}).get(JSON, {})
    for example in content.get("examples", {}).values():
        return dict(resolve(api.spec, example)["value"])
    found = sample(api.spec, endpoint.body or {})
    return found if isinstance(found, dict) else {}


def sample(spec: Object, schema: Object) -> object:
    """A value that fits a schema: its first example, or one that is made from those of its properties."""
    schema = resolve(spec, schema)
    for values in (schema.get("examples"), schema.get("enum")):
        if values:
            return values[0]
    if "properties" in schema:
        return {name: sample(spec, node) for name, node in schema["properties"].items()}
    kinds: Mapping[str, object] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "array": []}
    return kinds.get(str(schema.get("type")), {})
