"""Recipes: mistakes that can be made with any kind of resource, and the editors that they are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import cycle
from typing import Any

from scripts import spec as specs
from tests.contract.api import Api, Endpoint, Resource
from tests.contract.finding import Place
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from twintone.emulator.handlers import PAGE_SIZE

Make = Callable[[str], Behaviour]
EditRecord = Callable[[Json, Call, Server], Json]
EditReply = Callable[[Reply, Call, Server], Reply]
EditCall = Callable[[Call], Call]

# More than any list holds.
ALL = 1_000_000
_TOTAL = "total"


@dataclass(frozen=True)
class Recipe:
    """A mistake that can be made with any kind of resource.

    Args:
        name: its name.
        sentence: what is wrong; `{kind}` stands for the kind.
        make: makes the behaviour for a kind.
    """

    name: str
    sentence: str
    make: Make

    def mutant(self, group: str, kind: str) -> Mutant:
        """The mistake, made with one kind."""
        return Mutant(f"{self.name}-{kind}", group, kind, self.sentence.format(kind=kind), self.make(kind))


def each(group: str, kinds: Iterable[str], *recipes: Recipe) -> Iterator[Mutant]:
    """Every mistake with every kind."""
    kinds = list(kinds)
    for recipe in recipes:
        for kind in kinds:
            yield recipe.mutant(group, kind)


def spread(group: str, kinds: Iterable[str], *recipes: Recipe) -> Iterator[Mutant]:
    """Every mistake with one kind, all kinds in turn."""
    for recipe, kind in zip(recipes, cycle(list(kinds)), strict=False):
        yield recipe.mutant(group, kind)


# Kinds -----------------------------------------------------------------------------------------------------------


def kinds(api: Api, *verbs: str) -> list[str]:
    """The kinds of resources that have all of these operations."""
    return [kind for kind, resource in api.resources.items() if resource.can >= set(verbs)]


def jobs(api: Api) -> list[str]:
    """The kinds that are made by jobs."""
    return [kind for kind, resource in api.resources.items() if resource.job is not None]


def filters(endpoint: Endpoint) -> list[str]:
    """The names of the query parameters that choose among the items of a list."""
    rules = endpoint.page or {}
    return [name for name in endpoint.query if name not in (rules.get("parameter"), rules.get("limit"))]


def filtered(api: Api) -> list[str]:
    """The kinds whose lists can be filtered."""
    return [kind for kind in kinds(api, "list") if filters(api.resources[kind].endpoints["list"])]


def ending(resource: Resource) -> Endpoint | None:
    """The operation that ends a resource for good and is refused from then on; None when there is none."""
    return next((e for e in resource.endpoints.values() if "x-settled-when" in e.operation.raw), None)


def ended(api: Api) -> list[str]:
    """The kinds that can be ended."""
    return [kind for kind, resource in api.resources.items() if ending(resource)]


def texts(api: Api, fields: Mapping[str, Place]) -> list[str]:
    """Those fields that hold any text: no id, no time, no word of a list."""
    found = []
    for name, place in fields.items():
        node = specs.at(api.spec, place.pointer)
        schema = specs.resolve(api.spec, node)
        free = schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format"}
        if free and node.get("$ref") not in api.id_kinds:
            found.append(name)
    return found


def times(api: Api, fields: Mapping[str, Place]) -> list[str]:
    """Those fields that hold a time."""
    nodes = {name: specs.resolve(api.spec, specs.at(api.spec, place.pointer)) for name, place in fields.items()}
    return [name for name, node in nodes.items() if node.get("format") == "date-time"]


def shown_texts(api: Api, kind: str) -> list[str]:
    """The texts that are sent about a kind and shown when it is read."""
    endpoints = api.resources[kind].endpoints
    read = endpoints["get"].answer_fields if "get" in endpoints else {}
    sent = endpoints["create"].body_fields if "create" in endpoints else {}
    return [name for name in texts(api, sent) if name in read]


def usual(api: Api, node: Json) -> Any:
    """What a field holds usually: what the spec gives as its example."""
    schema = specs.resolve(api.spec, node)
    if "properties" in schema:
        return {name: usual(api, inner) for name, inner in schema["properties"].items()}
    return schema["examples"][0]


# Editors ---------------------------------------------------------------------------------------------------------


def on_call(edit: EditCall, *verbs: str) -> Make:
    """Changes the requests to a kind before they are answered."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            return await server.ask(edit(call) if call.does(kind, *verbs) else call)

        return behave

    return make


def on_reply(edit: EditReply, *verbs: str) -> Make:
    """Changes the answers about a kind that tell of success."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            return edit(reply, call, server) if reply.succeeded and call.does(kind, *verbs) else reply

        return behave

    return make


def on_record(edit: EditRecord, *verbs: str) -> Make:
    """Changes how a resource is shown, wherever it is; an item of a list is shown by `list`."""

    def change(reply: Reply, call: Call, server: Server) -> Reply:
        if not reply.json:
            return reply
        endpoint = call.endpoint
        rules = endpoint.page if endpoint is not None else None
        if rules is None:
            return reply.with_json(edit(dict(reply.json), call, server))
        items = [edit(dict(item), call, server) for item in reply.json[rules["items"]]]
        return reply.with_fields(**{rules["items"]: items})

    return on_reply(change, *verbs)


def other(value: Any) -> Any:
    """A value of the same type that is not the same."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {name: other(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [*value, *value]
    return value + (1 if isinstance(value, int | float) else "?")


async def welcome(call: Call, server: Server) -> bool:
    """Whether the key of a request is right: what refuses anything looks at that first."""
    kind = call.endpoint.kind if call.endpoint else ""
    return bool(kind) and (await server.ask(call.to(kind, "list"))).succeeded


# Pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A page of a list, taken apart."""

    rules: Json
    items: list[Json]
    number: int
    pages: int
    total: int

    @classmethod
    def of(cls, call: Call, reply: Reply) -> Page:
        """The page that a list was answered with."""
        assert call.endpoint is not None
        rules = call.endpoint.page
        assert rules is not None
        at = {name: _at(reply.json, rules[name]) for name in ("page", "pages")}
        total = _at(reply.json, _total(rules))
        return cls(rules, list(reply.json[rules["items"]]), int(at["page"]), int(at["pages"]), int(total))

    def write(self, reply: Reply) -> Reply:
        """The answer with this page."""
        value = reply.with_fields(**{self.rules["items"]: self.items}).json
        for pointer, number in (
            (self.rules["page"], self.number),
            (self.rules["pages"], self.pages),
            (_total(self.rules), self.total),
        ):
            *parents, last = pointer.strip("/").split("/")
            reduce(lambda holder, name: holder[name], parents, value)[last] = number
        return reply.with_json(value)


def _at(value: Json, pointer: str) -> Any:
    return reduce(lambda holder, name: holder[name], pointer.strip("/").split("/"), value)


def _total(rules: Json) -> str:
    return f"{rules['page'].rpartition('/')[0]}/{_TOTAL}"


def asked(call: Call) -> tuple[int, int]:
    """Which page a list is asked for, and how many items it may hold."""
    rules = (call.endpoint.page if call.endpoint else None) or {}
    return call.number(rules.get("parameter", ""), 1), call.number(rules.get("limit", ""), PAGE_SIZE)


EditPage = Callable[[Page, Call, Server], Page]


def on_page(edit: EditPage) -> Make:
    """Changes the pages of a list."""

    def change(reply: Reply, call: Call, server: Server) -> Reply:
        return edit(Page.of(call, reply), call, server).write(reply)

    return on_reply(change, "list")


async def everything(call: Call, server: Server, **query: str | None) -> list[Json]:
    """All items of the list that is asked for, filtered as it is asked; none, if it is refused."""
    rules = (call.endpoint.page if call.endpoint else None) or {}
    whole = call.with_parameters(**{rules["parameter"]: 1, rules["limit"]: ALL, **query})
    reply = await server.ask(whole)
    return Page.of(call, reply).items if reply.succeeded else []


def cut(call: Call, items: list[Json], reply: Reply) -> Reply:
    """The answer with the right page of other items."""
    number, size = asked(call)
    page = Page.of(call, reply)
    chosen = items[(number - 1) * size : number * size]
    return replace(page, items=chosen, pages=-(-len(items) // size), total=len(items)).write(reply)


Choose = Callable[[list[Json], Call, Server], list[Json]]


def of_all(choose: Choose) -> Make:
    """Cuts right pages out of other items, or of the same in another order."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if not (reply.succeeded and call.does(kind, "list")):
                return reply
            return cut(call, choose(await everything(call, server), call, server), reply)

        return behave

    return make
