"""The API as the contract layer sees it: endpoints and resources, derived from the spec and its hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes

from scripts import spec as specs
from scripts.spec import Object, Operation, join
from tests.contract.finding import Place

_RESOURCE = re.compile(r"/(?P<kind>[^/{}]+)(?:/\{(?P<id>[^/{}]+)\}(?P<part>/[^{}]+)?)?")
_PLAIN = ("list", "create", "get", "update", "delete")


@dataclass(frozen=True)
class Endpoint:
    """One operation of a resource."""

    operation: Operation
    spec: Object = field(repr=False)

    @property
    def id(self) -> str:
        """The operationId."""
        return self.operation.operation_id

    @property
    def verb(self) -> str:
        """What the operation does to its resource: list, create, get, update, delete or a word of its own."""
        return str(self.operation.raw.get("x-method", ""))

    @cached_property
    def kind(self) -> str:
        """The name of its resource in the path; empty when the path is not a resource's."""
        return self._place["kind"] if self._place else ""

    @cached_property
    def shows_itself(self) -> bool:
        """Whether the answer shows the resource, and not something that belongs to it, such as /things/{id}/parts."""
        is_part = self._place is not None and self._place["part"] is not None
        return not is_part or not (self.verb in _PLAIN or self.operation.method == "GET")

    @cached_property
    def _place(self) -> re.Match[str] | None:
        return _RESOURCE.fullmatch(self.operation.path)

    @cached_property
    def takes_id(self) -> bool:
        """Whether the path names one resource."""
        return "{" in self.operation.path

    def target(self, id_: str = "") -> str:
        """The path of a request, with an id (percent-encoded by the caller) in its place."""
        return re.sub(r"\{[^{}]*\}", id_.replace("\\", "\\\\"), self.operation.path)

    @cached_property
    def successes(self) -> tuple[int, ...]:
        """The statuses that mean success."""
        return tuple(int(status) for status, _ in specs.answers(self.spec, self.operation))

    @cached_property
    def query(self) -> dict[str, Object]:
        """The query parameters by name."""
        return {p["name"]: p for p in self.operation.parameters if p.get("in") == "query"}

    @cached_property
    def body(self) -> Object | None:
        """The schema of the body as it is written; None when it takes none."""
        return specs.request_schema(self.spec, self.operation)

    @cached_property
    def answer(self) -> Object | None:
        """The schema of the answer as it is written; None when it has no body."""
        return specs.answer_schema(self.spec, self.operation)

    @cached_property
    def answer_fields(self) -> dict[str, Place]:
        """Where each field of the answer stands in the spec."""
        return _fields(self.spec, self.answer, self.response_pointer(str(self.successes[0])) + _CONTENT)

    @cached_property
    def body_fields(self) -> dict[str, Place]:
        """Where each field of the body stands in the spec."""
        return _fields(self.spec, self.body, join(self.operation.pointer, "requestBody") + _CONTENT)

    @cached_property
    def item_fields(self) -> dict[str, Place]:
        """Where each field of a list's items stands in the spec."""
        if self.page is None or self.answer is None:
            return {}
        schema, pointer = _follow(self.spec, self.answer, "")
        items = schema["properties"][self.page["items"]]["items"]
        return _fields(self.spec, items, join(pointer, "properties", self.page["items"], "items"))

    @cached_property
    def page(self) -> Object | None:
        """What `x-page` says about the answer; None when it is no page of resources."""
        if not self.shows_itself:
            return None
        rules = specs.resolve(self.spec, self.answer or {}).get("x-page")
        return rules if isinstance(rules, dict) else None

    @cached_property
    def job(self) -> Object | None:
        """What `x-job` says about the answer; None when it is no job."""
        rules = specs.resolve(self.spec, self.answer or {}).get("x-job")
        return rules if isinstance(rules, dict) else None

    def parameter(self, name: str) -> str:
        """The pointer of a parameter: that of the component, when it is one."""
        for holder in (self.operation.pointer, join("#/paths", self.operation.path)):
            for index, node in enumerate(specs.at(self.spec, holder).get("parameters", [])):
                if specs.resolve(self.spec, node).get("name") == name:
                    return str(node.get("$ref", join(holder, "parameters", index)))
        raise KeyError(name)

    def response_pointer(self, status: str) -> str:
        """The pointer of what an operation says about a status, or about those that it does not list."""
        listed = self.operation.raw["responses"]
        return join(self.operation.pointer, "responses", status if status in listed else "default")

    def lists(self, status: int) -> bool:
        """Whether the operation lists this status by its number."""
        return str(status) in self.operation.raw["responses"]


_CONTENT = "/content/application~1json/schema"


def _follow(spec: Object, node: Object, pointer: str) -> tuple[Object, str]:
    while isinstance(ref := node.get("$ref"), str):
        node, pointer = specs.at(spec, ref), ref
    return node, pointer


def _fields(spec: Object, schema: Object | None, pointer: str) -> dict[str, Place]:
    if schema is None:
        return {}
    target, pointer = _follow(spec, schema, pointer)
    return {name: Place(join(pointer, "properties", name)) for name in target.get("properties", {})}


@dataclass(frozen=True)
class Resource:
    """One kind of thing and its endpoints, by verb."""

    kind: str
    endpoints: Mapping[str, Endpoint]

    @cached_property
    def job(self) -> Object | None:
        """What `x-job` says; None when it is no job."""
        return next((e.job for e in self._showing.values() if e.job is not None), None)

    @cached_property
    def _showing(self) -> Mapping[str, Endpoint]:
        return {verb: endpoint for verb, endpoint in self.endpoints.items() if endpoint.shows_itself}

    @property
    def can(self) -> frozenset[str]:
        """The verbs that there are."""
        return frozenset(self.endpoints)

    @cached_property
    def times(self) -> frozenset[str]:
        """The fields that hold a time."""
        return frozenset(name for e in self._showing.values() for name, node in _shown(e) if _is_time(e.spec, node))

    @cached_property
    def touched(self) -> frozenset[str]:
        """The times that only the answer to a change shows: they tell when it was changed last."""
        return self.times - frozenset(
            name for verb, e in self._showing.items() if verb != "update" for name, _ in _shown(e)
        )

    @property
    def birth(self) -> str:
        """The field that tells when it was made; empty when there is none."""
        page = self.endpoints["list"].page if "list" in self.endpoints else None
        return str((page or {}).get("created", ""))

    @property
    def result(self) -> str:
        """The field that holds a job's result; empty when it is no job."""
        return str((self.job or {}).get("result", ""))


def _shown(endpoint: Endpoint) -> Iterator[tuple[str, Object]]:
    for places in (endpoint.answer_fields, endpoint.item_fields):
        for name, place in places.items():
            yield name, specs.at(endpoint.spec, place.pointer)


def _is_time(spec: Object, node: Object) -> bool:
    return specs.resolve(spec, node).get("format") == "date-time"


@dataclass(frozen=True)
class Match:
    """What a request addresses.

    Args:
        endpoint: the operation; None when the path has none for the method.
        id: the id in the path; empty when there is none.
        allowed: the methods that the path has.
    """

    endpoint: Endpoint | None
    id: str
    allowed: frozenset[str]


class Api:
    """The endpoints and resources of a spec.

    Args:
        spec: the description, as loaded from spec/twintone.yaml.
    """

    def __init__(self, spec: Object | None = None) -> None:
        self.spec = specs.load() if spec is None else spec
        self.endpoints = {o.operation_id: Endpoint(o, self.spec) for o in specs.operations(self.spec)}
        kinds: dict[str, dict[str, Endpoint]] = {}
        for endpoint in self.endpoints.values():
            if endpoint.kind:
                is_own = endpoint.shows_itself or endpoint.verb not in _PLAIN
                kinds.setdefault(endpoint.kind, {})[endpoint.verb if is_own else endpoint.id] = endpoint
        self.resources = {kind: Resource(kind, endpoints) for kind, endpoints in kinds.items()}
        self.id_kinds = {
            ref: endpoint.kind
            for endpoint in self.endpoints.values()
            for parameter in endpoint.operation.parameters
            if parameter.get("in") == "path" and isinstance(ref := parameter["schema"].get("$ref"), str)
        }
        scheme = specs.resolve(self.spec, next(iter(self.spec["components"]["securitySchemes"].values())))
        self.key_header = str(scheme["name"])
        self._routes: dict[str, re.Pattern[str]] = {
            path: re.compile(re.sub(r"\\\{[^{}]*\\\}", "([^/]+)", re.escape(path))) for path in self.spec["paths"]
        }

    def match(self, method: str, path: str) -> Match | None:
        """What a method and an (encoded) path address; None when the path is not the API's."""
        for template, route in self._routes.items():
            if found := route.fullmatch(path):
                there = [e for e in self.endpoints.values() if e.operation.path == template]
                endpoint = next((e for e in there if e.operation.method == method), None)
                id_ = unquote_to_bytes(found[1]).decode("utf-8", "replace") if route.groups else ""
                return Match(endpoint, id_, frozenset(e.operation.method for e in there))
        return None

    def references(self, endpoint: Endpoint, body: Mapping[str, Any]) -> Iterator[tuple[str, str, Place]]:
        """The field, the kind and the place of every id that the fields of a body refer to."""
        for name, place in endpoint.body_fields.items():
            ref = specs.at(self.spec, place.pointer).get("$ref")
            if name in body and ref in self.id_kinds:
                yield name, self.id_kinds[ref], place
