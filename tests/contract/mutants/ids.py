"""Mistakes with ids: given twice, shown differently, found under other names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    EditRecord,
    Make,
    Recipe,
    each,
    ended,
    ending,
    everything,
    jobs,
    kinds,
    on_record,
    spread,
)

Name = Callable[[Server, str, str], str]

ID = "id"


def renaming(name: Name, *renamed: str) -> Behaviour:
    """Gives new resources of some kinds ids of the mutant's choice, and knows them by these.

    Args:
        name: chooses the id that is shown, for a kind and a real id.
        renamed: the kinds.
    """

    async def behave(call: Call, server: Server) -> Reply:
        shown: dict[str, str] = server.memory.setdefault("shown", {})
        real: dict[tuple[str, str], str] = server.memory.setdefault("real", {})
        kind = call.endpoint.kind if call.endpoint else ""
        inner = call.with_id(real[kind, call.id]) if (kind, call.id) in real else call
        if call.endpoint is not None and call.json:
            referred = [(name, (to, call.json[name])) for name, to, _ in call.api.references(call.endpoint, call.json)]
            ids = {name: real[id_] for name, id_ in referred if isinstance(id_[1], str) and id_ in real}
            inner = inner.with_fields(**ids) if ids else inner
        reply = await server.ask(inner)
        if call.does(kind, "create") and kind in renamed and reply.succeeded:
            new = name(server, kind, reply.json[ID])
            shown[reply.json[ID]], real[kind, new] = new, reply.json[ID]
        if call.does(kind, "delete") and reply.succeeded:
            server.memory.setdefault(f"free {kind}", []).append(call.id)
        return reply.with_json(_translated(reply.json, shown)) if reply.json else reply

    return behave


def _translated(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _translated(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_translated(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def _numbered(server: Server, kind: str, real: str) -> str:
    return f"job_{server.count(kind)}"


def _used_again(server: Server, kind: str, real: str) -> str:
    free = server.memory.get(f"free {kind}", [])
    return str(free.pop()) if free else real


def _as_before(record: Json, call: Call, server: Server) -> Json:
    before = server.memory.get(ID, record[ID])
    server.memory[ID] = record[ID]
    return {**record, ID: before if server.count() % 2 == 0 else record[ID]}


def _changed(edit: Callable[[str], str]) -> EditRecord:
    return lambda record, call, server: {**record, ID: edit(record[ID])}


def found_by(matches: Callable[[str, str], bool], *verbs: str) -> Make:
    """Finds what no id names exactly: `matches(id, what was asked for)`."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if not (reply.status == 404 and call.id and call.does(kind, *verbs)):
                return reply
            items = await everything(call.to(kind, "list"), server)
            id_ = next((item[ID] for item in items if matches(item[ID], call.id)), None)
            return reply if id_ is None else await server.ask(call.with_id(id_))

        return behave

    return make


def _of_other_kinds(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if not (reply.status == 404 and call.id and call.does(kind, "get")):
            return reply
        others = [call.to(other, "get", call.id) for other in kinds(call.api, "get") if other != kind]
        known = [await server.ask(other) for other in others]
        items = await everything(call.to(kind, "list"), server)
        if not items or not any(other.succeeded for other in known):
            return reply
        return (await server.ask(call.with_id(items[0][ID]))).with_fields(**{ID: call.id})

    return behave


def _end_answers_another(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        end = ending(call.api.resources[kind])
        reply = await server.ask(call)
        return reply.with_fields(**{ID: f"{call.id}0"}) if reply.succeeded and call.endpoint == end else reply

    return behave


def _starts(id_: str, asked: str) -> bool:
    return id_.startswith(asked)


CREATED = (
    Recipe(
        "same-id-twice", "Every other one of {kind} is told the id of the one before.", on_record(_as_before, "create")
    ),
)
NAMED = (
    Recipe("id-free-to-use-again", "New {kind} get the ids of deleted ones.", lambda kind: renaming(_used_again, kind)),
    Recipe(
        "create-answers-another-id",
        "A creation of {kind} tells an id that does not exist.",
        on_record(_changed(lambda id_: f"{id_}0"), "create"),
    ),
    Recipe(
        "get-answers-id-in-capitals",
        "One of {kind} is shown with its id in capitals.",
        on_record(_changed(str.upper), "get"),
    ),
    Recipe(
        "list-shows-another-id",
        "The list of {kind} shows ids that do not exist.",
        on_record(_changed(lambda id_: id_[::-1]), "list"),
    ),
)
UPDATED = (
    Recipe(
        "update-answers-another-id",
        "An update of {kind} tells another id.",
        on_record(_changed(lambda id_: f"{id_}0"), "update"),
    ),
)
FOUND = (
    Recipe(
        "id-in-any-case", "{kind}: an id is found in capitals too.", found_by(lambda id_, asked: id_ == asked.lower())
    ),
    Recipe("id-found-by-its-beginning", "{kind}: the beginning of an id finds it.", found_by(_starts, "get")),
    Recipe("delete-by-the-beginning", "{kind}: the beginning of an id deletes it.", found_by(_starts, "delete")),
    Recipe("id-found-by-its-end", "{kind}: the end of an id finds it.", found_by(str.endswith, "get")),
    Recipe(
        "id-with-more-behind",
        "{kind}: an id with something behind it is found.",
        found_by(lambda id_, asked: asked.startswith(id_)),
    ),
    Recipe(
        "id-with-spaces",
        "{kind}: an id with spaces around it is found.",
        found_by(lambda id_, asked: id_ == asked.strip()),
    ),
    Recipe("id-of-another-kind", "{kind}: an id of another kind is found.", _of_other_kinds),
)
ENDED = (Recipe("end-answers-another-id", "Ending one of {kind} tells another id.", _end_answers_another),)


def mutants(api: Api) -> Iterator[Mutant]:
    """Ids that do not tell one thing from another."""
    named = kinds(api, "create", "get", "list", "delete")
    yield from each("ids", kinds(api, "create"), *CREATED)
    yield from spread("ids", named, *NAMED)
    yield from spread("ids", kinds(api, "update"), *UPDATED)
    yield from spread("ids", ended(api), *ENDED)
    yield from spread("ids", named, *FOUND)
    sentence = "The jobs of all kinds are counted from 1, each kind for itself."
    yield Mutant("kinds-share-ids", "ids", "", sentence, renaming(_numbered, *jobs(api)))
