"""Mistakes with states: they go back, disagree, or what belongs to them is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    each,
    ended,
    ending,
    jobs,
    kinds,
    on_record,
    spread,
    usual,
)

Turn = Callable[[Json, Json], Json]


# Jobs ------------------------------------------------------------------------------------------------------------


def working(record: Json, rules: Json) -> Json:
    """The record of a job that is still at work."""
    told = (rules.get("result"), rules.get("reason"))
    return {name: v for name, v in record.items() if name not in told} | {rules["status"]: rules["working"][0]}


def succeeded(record: Json, rules: Json) -> Json:
    """The record of a job that has succeeded."""
    result = {rules["result"]: f"https://media.example.com/{record['id']}"}
    return result | working(record, rules) | {rules["status"]: rules["succeeded"][0]}


def failed(record: Json, rules: Json) -> Json:
    """The record of a job that has failed."""
    return working(record, rules) | {rules["reason"]: "It failed.", rules["status"]: rules["failed"][0]}


def turned(when: str, turn: Turn, *verbs: str, first: int = 1, every: int = 1) -> Make:
    """Shows a job in another state.

    Args:
        when: in which states: `working`, `succeeded`, `failed`, or empty for all of them.
        turn: makes the other state of it.
        verbs: where; without any, everywhere.
        first: from which look at this job in this state on.
        every: at each look from then on, or at every other one.
    """

    def change(record: Json, call: Call, server: Server) -> Json:
        rules = call.api.resources[call.endpoint.kind].job if call.endpoint else None
        if rules is None or (when and record.get(rules["status"]) not in rules[when]):
            return record
        looks = server.count(record["id"])
        return turn(record, rules) if looks >= first and (looks - first) % every == 0 else record

    return on_record(change, *verbs)


def _word(word: str) -> Turn:
    return lambda record, rules: {**record, rules["status"]: rules[word][0]}


def _restarted(kind: str) -> Behaviour:
    """Shows a job at work again at the first look after an update."""

    def change(record: Json, call: Call, server: Server) -> Json:
        rules = call.api.resources[kind].job
        return working(record, rules) if rules and server.memory.pop(record["id"], False) else record

    show = on_record(change, "get")(kind)

    async def behave(call: Call, server: Server) -> Reply:
        reply = await show(call, server)
        if call.does(kind, "update") and reply.succeeded:
            server.memory[call.id] = True
        return reply

    return behave


def _same_result(kind: str) -> Behaviour:
    def change(record: Json, call: Call, server: Server) -> Json:
        rules = call.api.resources[kind].job or {}
        name = rules["result"]
        return {**record, name: server.memory.setdefault(name, record[name])} if name in record else record

    return on_record(change)(kind)


EVERY_JOB = (
    Recipe(
        "ready-goes-back",
        "{kind}: what is ready is at work at every other look.",
        turned("succeeded", working, "get", first=2, every=2),
    ),
    Recipe("jobs-share-results", "All {kind} have the result of the first one.", _same_result),
    Recipe("job-never-ends", "{kind}: no job ever ends.", turned("", working, "get", "list")),
)
JOBS = (
    Recipe(
        "failed-becomes-ready", "{kind}: what has failed is ready later.", turned("failed", succeeded, "get", first=2)
    ),
    Recipe(
        "ready-becomes-failed", "{kind}: what is ready has failed later.", turned("succeeded", failed, "get", first=2)
    ),
    Recipe("list-says-working", "The list says of all {kind} that they are at work.", turned("", working, "list")),
    Recipe(
        "list-says-ready", "The list says of {kind} at work that they are ready.", turned("working", succeeded, "list")
    ),
    Recipe(
        "list-says-failed",
        "The list says of {kind} that are ready that they failed.",
        turned("succeeded", _word("failed"), "list"),
    ),
    Recipe(
        "create-says-ready",
        "New {kind} are ready at once, which no new one can be.",
        turned("working", _word("succeeded"), "create"),
    ),
    Recipe(
        "update-says-ready",
        "An update of {kind} that have failed says that they are ready.",
        turned("failed", _word("succeeded"), "update"),
    ),
    Recipe(
        "update-says-working",
        "An update of {kind} that are ready says that they are at work.",
        turned("succeeded", _word("working"), "update"),
    ),
)
UPDATED_JOBS = (Recipe("update-starts-again", "{kind}: after an update a job is at work again.", _restarted),)


# Ends ------------------------------------------------------------------------------------------------------------


def going_on(record: Json, api: Api, kind: str) -> Json:
    """The record of something that has not ended."""
    create = api.resources[kind].endpoints["create"]
    read = api.resources[kind].endpoints["get"]
    over = _over(api, kind)
    begun = {
        name: specs.resolve(api.spec, specs.at(api.spec, create.answer_fields[name].pointer))["enum"][0]
        for name in over
    }
    hidden = [name for name, condition in conditions(api, read) if condition.items() <= over.items()]
    return {name: value for name, value in record.items() if name not in hidden} | {
        n: begun[n] for n in over if n in record
    }


def _over(api: Api, kind: str) -> Json:
    end = ending(api.resources[kind])
    values: Json = end.operation.raw["x-settled-when"]["values"] if end else {}
    return values


def _active(verb: str, first: int = 1, last: int = 1_000_000) -> Make:
    def change(record: Json, call: Call, server: Server) -> Json:
        kind = call.endpoint.kind if call.endpoint else ""
        over = _over(call.api, kind)
        if not over.items() <= record.items() or not first <= server.count(record["id"]) <= last:
            return record
        return going_on(record, call.api, kind)

    return on_record(change, verb)


def _told_as_begun(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.endpoint != ending(call.api.resources[kind]) or not reply.succeeded:
            return reply
        begun = going_on(reply.json, call.api, kind)
        return reply.with_fields(**{name: begun[name] for name in _over(call.api, kind)})

    return behave


ENDS = (
    Recipe("ended-goes-on", "One of {kind} that has ended goes on later.", _active("get", first=2)),
    Recipe("end-seen-late", "One of {kind} that was ended still goes on at the first look.", _active("get", last=1)),
    Recipe("list-says-it-goes-on", "The list of {kind} shows nothing as ended.", _active("list")),
    Recipe("end-answers-that-it-goes-on", "Ending one of {kind} answers that it goes on.", _told_as_begun),
)


# What belongs to a state -----------------------------------------------------------------------------------------


def conditions(api: Api, endpoint: Endpoint) -> Iterator[tuple[str, Json]]:
    """The fields of an answer, or of the items of a list, that are there only sometimes, and when."""
    for name, place in (endpoint.item_fields if endpoint.page else endpoint.answer_fields).items():
        if condition := specs.at(api.spec, place.pointer).get("x-present-when"):
            yield name, condition


def _missing(name: str, verb: str) -> Make:
    def change(record: Json, call: Call, server: Server) -> Json:
        return {other: value for other, value in record.items() if other != name}

    return on_record(change, verb)


def _extra(name: str, condition: Mapping[str, object], value: object, verb: str) -> Make:
    def change(record: Json, call: Call, server: Server) -> Json:
        return record if condition.items() <= record.items() else {**record, name: value}

    return on_record(change, verb)


def _presence(api: Api) -> Iterator[Mutant]:
    for endpoint in api.endpoints.values():
        if not endpoint.kind:
            continue
        kind, verb = endpoint.kind, endpoint.verb
        for name, condition in conditions(api, endpoint):
            place = (endpoint.item_fields if endpoint.page else endpoint.answer_fields)[name]
            value = usual(api, specs.at(api.spec, place.pointer))
            where = f"{name} of {{kind}} in the answer to {verb}"
            due = " and ".join(str(value) for value in condition.values())
            for recipe in (
                Recipe(f"{name}-missing-in-{verb}", f"There is no {where}.", _missing(name, verb)),
                Recipe(
                    f"{name}-too-early-in-{verb}",
                    f"There is {where} that are not {due}.",
                    _extra(name, condition, value, verb),
                ),
                Recipe(
                    f"{name}-null-in-{verb}",
                    f"The {where} is null where it should be absent.",
                    _extra(name, condition, None, verb),
                ),
            ):
                yield recipe.mutant("presence", kind)


def mutants(api: Api) -> Iterator[Mutant]:
    """States that nobody can rely on."""
    yield from each("status", jobs(api), *EVERY_JOB)
    yield from spread("status", jobs(api), *JOBS)
    yield from spread("status", [kind for kind in jobs(api) if kind in kinds(api, "update", "get")], *UPDATED_JOBS)
    yield from spread("status", ended(api), *ENDS)
    yield from _presence(api)
