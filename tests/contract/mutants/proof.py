"""The proof that a mutant is one: the same visit to it and to a correct server, up to the first answer that differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.types import ASGIApp

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Api, Endpoint
from tests.contract.channel import AppChannel
from tests.contract.exchange import KEY, Answer, Headers, Request
from tests.contract.mutants import serving
from tests.contract.mutants.machinery import Mutant, prefix
from tests.contract.mutants.recipes import usual
from tests.contract.parsing import parse_json
from twintone.emulator import ManualClock, create_app

_READ = ("content-type", "allow")
JSON_TYPE = ("Content-Type", "application/json")


class _Different(Exception):
    """An answer is not that of the correct server."""


@dataclass(frozen=True)
class Difference:
    """A request that two servers answer differently."""

    request: Request
    right: Answer
    wrong: Answer


class Visitor:
    """Sends requests to an application in this process.

    Args:
        api: the API that it serves.
        app: the application.
        clock: its clock.
        expected: what a correct server answers; without it, nothing is compared.
    """

    def __init__(self, api: Api, app: ASGIApp, clock: ManualClock, expected: Sequence[Answer] = ()) -> None:
        self.api = api
        self.seen: list[Answer] = []
        self.difference: Difference | None = None
        self._channel = AppChannel(app, prefix(api), serving.KEY)
        self._clock = clock
        self._expected = expected

    def wait(self) -> None:
        """Lets all jobs end."""
        self._clock.advance(60)

    def send(self, method: str, target: str, body: bytes | None = None, headers: Headers | None = None) -> Answer:
        """Sends a request; `headers` stand in the place of the key and the content type.

        Raises:
            _Different: the answer is not that which is expected.
        """
        usually = ((self.api.key_header, KEY), *(() if body is None else (JSON_TYPE,)))
        request = Request(method, target, body, usually if headers is None else headers)
        self._clock.advance(0.05)
        answer = self._channel.send(request)
        number = len(self.seen)
        self.seen.append(answer)
        if number < len(self._expected) and meaning(answer) != meaning(self._expected[number]):
            self.difference = Difference(request, self._expected[number], answer)
            raise _Different
        return answer

    def call(self, endpoint: Endpoint, id_: str = "", body: Any = None, **query: Any) -> Answer:
        """Calls an operation."""
        target = endpoint.target(quote(id_, safe="")) + (f"?{urlencode(query)}" if query else "")
        return self.send(endpoint.operation.method, target, None if body is None else json.dumps(body).encode())

    def do(self, kind: str, verb: str, id_: str = "", body: Any = None, **query: Any) -> Answer:
        """Does something to a resource; nothing, if its kind does not have that."""
        endpoint = self.api.resources[kind].endpoints.get(verb)
        return Answer(0) if endpoint is None else self.call(endpoint, id_, body, **query)

    def body(self, endpoint: Endpoint, **fields: Any) -> Object:
        """A body as the spec gives it in examples, referring to the newest there is."""
        nodes = specs.resolve(self.api.spec, endpoint.body or {}).get("properties", {})
        return {name: self._value(node) for name, node in nodes.items()} | fields

    def _value(self, node: Object) -> Any:
        kind = self.api.id_kinds.get(node.get("$ref", ""))
        return usual(self.api, node) if kind is None else self.make(kind)

    def make(self, kind: str, **fields: Any) -> str:
        """Makes something of a kind; returns its id."""
        create = self.api.resources[kind].endpoints["create"]
        return str(self.call(create, body=self.body(create, **fields)).object.get("id", ""))

    def ids(self, kind: str) -> list[str]:
        """The ids of all there is of a kind, newest first."""
        endpoint = self.api.resources[kind].endpoints["list"]
        assert endpoint.page is not None
        page = self.call(endpoint, "", None, **{endpoint.page["limit"]: 1000})
        return [item["id"] for item in page.object[endpoint.page["items"]]]

    def close(self) -> None:
        """Lets go of the application."""
        self._channel.close()


def meaning(answer: Answer) -> object:
    """What a client reads in an answer: its JSON and not how that is written, and of a refusal not its words."""
    headers = {name: value for name, value in answer.headers if name in _READ}
    value = parse_json(answer.body)
    if value is None:
        return answer.status, headers, answer.body
    if answer.status >= 400 and isinstance(value, dict):
        value = {name: type(part) if isinstance(part, str) else part for name, part in value.items()}
    return answer.status, headers, value


Visit = Callable[[Visitor, str], None]
"""A visit: requests about one kind of resources."""


def answers(api: Api, visit: Visit, kind: str) -> Sequence[Answer]:
    """What a correct server answers to a visit."""
    return _visited(api, visit, kind, lambda app: app).seen


def difference(api: Api, visit: Visit, kind: str, mutant: Mutant, right: Sequence[Answer]) -> Difference | None:
    """The first answer of a mutant to a visit that is not the right one; None when there is none.

    Args:
        api: the API.
        visit: the visit.
        kind: the kind of resources that is asked for.
        mutant: the mutant.
        right: what a correct server answers.
    """
    return _visited(api, visit, kind, lambda app: mutant.wrap(app, api), right).difference


def _visited(
    api: Api, visit: Visit, kind: str, wrap: Callable[[ASGIApp], ASGIApp], right: Sequence[Answer] = ()
) -> Visitor:
    clock = ManualClock()
    app = create_app(keys=[serving.KEY], clock=clock, seed=1)
    visitor = Visitor(api, wrap(app), clock, right)
    try:
        visit(visitor, kind)
    except _Different:
        return visitor
    finally:
        visitor.close()
        app.state.world.store.close()
    return visitor
