"""Mistakes with shapes: fields that are missing, null or of another type, lists that stand elsewhere; and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    EditRecord,
    Make,
    Page,
    Recipe,
    jobs,
    kinds,
    on_call,
    on_page,
    on_record,
    on_reply,
    spread,
)

Distort = Callable[[Json, str], Json]


def _missing(record: Json, name: str) -> Json:
    return {other: value for other, value in record.items() if other != name}


def _null(record: Json, name: str) -> Json:
    return {**record, name: None}


def _of_another_type(record: Json, name: str) -> Json:
    value = record[name]
    return {**record, name: 7 if isinstance(value, str) else str(value)}


def _in_a_list(record: Json, name: str) -> Json:
    return {**record, name: [record[name]]}


DISTORTIONS: tuple[tuple[str, str, Distort], ...] = (
    ("missing", "lacks its {name}", _missing),
    ("null", "has null for its {name}", _null),
    ("of-another-type", "has another type of {name}", _of_another_type),
    ("in-a-list", "has a list for its {name}", _in_a_list),
)


def _required(api: Api, endpoint: Endpoint) -> list[str]:
    """The fields that an answer, or each item of a list, must have."""
    schema = specs.resolve(api.spec, endpoint.answer or {})
    if endpoint.page is not None:
        schema = specs.resolve(api.spec, schema["properties"][endpoint.page["items"]]["items"])
    return list(schema.get("required", ()))


def _distorted(endpoint: Endpoint, name: str, distort: Distort) -> Behaviour:
    def change(record: Json, call: Call, server: Server) -> Json:
        return distort(record, name)

    return on_record(change, endpoint.verb)(endpoint.kind)


def _answers(api: Api) -> Iterator[Mutant]:
    answering = [endpoint for endpoint in api.endpoints.values() if endpoint.kind and endpoint.answer is not None]
    for number, (endpoint, (word, what, distort)) in enumerate(zip(answering, cycle(DISTORTIONS), strict=False)):
        names = _required(api, endpoint)
        # Another field each time the distortions have gone round.
        name = names[(number // len(DISTORTIONS)) % len(names)]
        sentence = f"The answer of {endpoint.id} {what.format(name=name)}."
        yield Mutant(
            f"{name}-{word}-{endpoint.id}", "shapes", endpoint.kind, sentence, _distorted(endpoint, name, distort)
        )


def _status(status: str) -> EditRecord:
    def change(record: Json, call: Call, server: Server) -> Json:
        rules = call.api.resources[call.endpoint.kind].job if call.endpoint else None
        return {**record, rules["status"]: status} if rules else record

    return change


def _elsewhere(reply: Reply, call: Call, server: Server) -> Reply:
    assert call.endpoint is not None
    assert call.endpoint.page is not None
    name = call.endpoint.page["items"]
    return reply.with_json({"data" if other == name else other: value for other, value in reply.json.items()})


def _counts(edit: Callable[[Any], Any]) -> Make:
    """Changes the object that holds the counts of a page."""

    def change(reply: Reply, call: Call, server: Server) -> Reply:
        rules = Page.of(call, reply).rules
        name = rules["page"].strip("/").split("/")[0]
        return reply.with_fields(**{name: edit(reply.json[name])})

    return on_reply(change, "list")


def _items_only(reply: Reply, call: Call, server: Server) -> Reply:
    return reply.with_json(Page.of(call, reply).items)


STATUSES = (
    Recipe(
        "status-unknown-in-list",
        "The list of {kind} tells a status that there is not.",
        on_record(_status("queued"), "list"),
    ),
    Recipe("status-unknown-when-read", "{kind} have a status that there is not.", on_record(_status("done"), "get")),
    Recipe("status-in-capitals", "{kind} have their status in capitals.", on_record(_status("READY"), "get")),
    Recipe(
        "status-unknown-when-updated",
        "An update of {kind} tells a status that there is not.",
        on_record(_status("renamed"), "update"),
    ),
)
LISTS = (
    Recipe(
        "list-under-another-name",
        "The items of a list of {kind} stand under another name.",
        on_reply(_elsewhere, "list"),
    ),
    Recipe("list-without-counts", "A list of {kind} is an array.", on_reply(_items_only, "list")),
    Recipe(
        "list-wrapped",
        "A list of {kind} stands within another object.",
        on_reply(lambda reply, call, server: reply.with_json({"data": reply.json}), "list"),
    ),
    Recipe("counts-null", "A list of {kind} has null for its counts.", _counts(lambda counts: None)),
    Recipe(
        "counts-as-text",
        "A list of {kind} has texts for its counts.",
        _counts(lambda counts: {name: str(value) for name, value in counts.items()}),
    ),
    Recipe(
        "counts-without-the-last",
        "A list of {kind} lacks one of its counts.",
        _counts(lambda counts: dict([*counts.items()][:-1])),
    ),
    Recipe(
        "counts-negative",
        "A list of {kind} has a total of -1.",
        on_page(lambda page, call, server: replace(page, total=-1)),
    ),
    Recipe(
        "item-null",
        "An empty list of {kind} holds null.",
        on_reply(lambda reply, call, server: _null_item(reply, call), "list"),
    ),
    Recipe(
        "id-empty",
        "New {kind} have an empty id.",
        on_record(lambda record, call, server: {**record, "id": ""}, "create"),
    ),
    Recipe(
        "id-a-number",
        "{kind} have a number for an id.",
        on_record(lambda record, call, server: {**record, "id": 7}, "get"),
    ),
    Recipe(
        "answer-wrapped",
        "One of {kind} stands within another object.",
        on_reply(lambda reply, call, server: reply.with_json({"data": reply.json}), "get"),
    ),
    Recipe(
        "answer-in-a-list",
        "A new one of {kind} is answered as a list.",
        on_reply(lambda reply, call, server: reply.with_json([reply.json]), "create"),
    ),
)


def _null_item(reply: Reply, call: Call) -> Reply:
    page = Page.of(call, reply)
    return reply if page.items else reply.with_fields(**{page.rules["items"]: [None]})


# Numbers ---------------------------------------------------------------------------------------------------------


def _numbers(edit: Callable[[dict[str, float]], dict[str, float]]) -> Make:
    """Changes the numbers of an object within a body before they are stored."""

    def change(call: Call) -> Call:
        changes: Json = {}
        for name, value in call.json.items():
            if isinstance(value, dict) and value and all(type(number) in (int, float) for number in value.values()):
                changes[name] = edit(value)
        return call.with_fields(**changes) if changes else call

    return on_call(change, "create", "update")


NUMBERS = (
    Recipe(
        "numbers-rounded",
        "Numbers of {kind} are rounded.",
        _numbers(lambda values: {n: round(v) for n, v in values.items()}),
    ),
    Recipe(
        "numbers-swapped",
        "Numbers of {kind} change places.",
        _numbers(lambda values: dict(zip(values, [*values.values()][::-1], strict=True))),
    ),
    Recipe(
        "numbers-not-negative",
        "Numbers of {kind} lose their sign.",
        _numbers(lambda values: {n: abs(v) for n, v in values.items()}),
    ),
    Recipe(
        "numbers-at-most-two",
        "Numbers of {kind} are 2 at most.",
        _numbers(lambda values: {n: min(2, v) for n, v in values.items()}),
    ),
    Recipe(
        "numbers-with-two-digits",
        "Numbers of {kind} keep two digits.",
        _numbers(lambda values: {n: round(v, 2) for n, v in values.items()}),
    ),
    Recipe(
        "numbers-never-zero",
        "A zero among numbers of {kind} becomes 1.",
        _numbers(lambda values: {n: v or 1 for n, v in values.items()}),
    ),
)


def _with_numbers(api: Api, kind: str) -> bool:
    body = specs.properties(api.spec, api.resources[kind].endpoints["create"].body or {})
    return any(
        inner and all(specs.resolve(api.spec, node).get("type") == "number" for node in inner.values())
        for inner in (schema.get("properties", {}) for schema in body.values())
    )


def mutants(api: Api) -> Iterator[Mutant]:
    """Answers that no reader expects, and numbers that are not those that were sent."""
    every = kinds(api, "create", "get", "list")
    yield from _answers(api)
    yield from spread("shapes", [kind for kind in jobs(api) if kind in kinds(api, "update")], *STATUSES)
    yield from spread("shapes", every, *LISTS)
    yield from spread("numbers", [kind for kind in every if _with_numbers(api, kind)], *NUMBERS)
