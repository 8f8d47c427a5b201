"""Mistakes with lives: what is deleted stays, what is not deleted goes, what has ended ends again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server, answer, error
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    cut,
    each,
    everything,
    jobs,
    kinds,
    of_all,
    on_page,
    spread,
    usual,
)

_GONE = "gone"


def gone_ids(server: Server) -> list[str]:
    """The ids that were deleted, as the mutant sees it."""
    ids: list[str] = server.memory.setdefault(_GONE, [])
    return ids


def _without_gone(call: Call, kind: str, gone: list[str]) -> Call:
    """The request with unknown ids where it refers to what was deleted."""
    if call.endpoint is None or not gone:
        return call
    named = [name for name, to, _ in call.api.references(call.endpoint, call.json) if to == kind]
    unknown = {name: "none-such" for name in named if call.json[name] in gone}
    return call.with_fields(**unknown) if unknown else call


def undead(*seen: str) -> Make:
    """Keeps what is deleted; only in some operations it can still be seen.

    Args:
        seen: the operations that still know it.
    """

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            gone = gone_ids(server)
            if call.does(kind) and call.id in gone and call.endpoint and call.endpoint.verb not in seen:
                return await server.ask(call.with_id("none-such"))
            if call.does(kind, "delete") and call.id not in gone:
                found = await server.ask(call.to(kind, "get", call.id))
                if found.succeeded:
                    gone.append(call.id)
                    return answer(204)
            reply = await server.ask(_without_gone(call, kind, gone))
            if call.does(kind, "list") and reply.succeeded and gone and "list" not in seen:
                items = await everything(call, server)
                return cut(call, [item for item in items if item["id"] not in gone], reply)
            return reply

        return behave

    return make


def _not_deleted(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if not call.does(kind, "delete"):
            return await server.ask(call)
        found = await server.ask(call.to(kind, "get", call.id))
        return answer(204) if found.succeeded else await server.ask(call)

    return behave


def _back_after_ten(kind: str) -> Behaviour:
    inner = undead()(kind)

    async def behave(call: Call, server: Server) -> Reply:
        waiting: list[int] = server.memory.setdefault("waiting", [])
        now = server.count()
        if waiting and waiting[0] < now - 10:
            waiting.pop(0)
            gone_ids(server).pop(0)
        before = len(gone_ids(server))
        reply = await inner(call, server)
        waiting.extend([now] * (len(gone_ids(server)) - before))
        return reply

    return behave


def _still_counted(kind: str) -> Behaviour:
    count = on_page(lambda page, call, server: replace(page, total=page.total + len(gone_ids(server))))(kind)

    async def behave(call: Call, server: Server) -> Reply:
        reply = await count(call, server)
        if call.does(kind, "delete") and reply.succeeded:
            gone_ids(server).append(call.id)
        return reply

    return behave


async def another(call: Call, server: Server, kind: str) -> str | None:
    """The oldest other resource of the kind; None when there is none."""
    items = await everything(call.to(kind, "list"), server)
    return next((item["id"] for item in items[::-1] if item["id"] != call.id), None)


def _instead(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if call.does(kind, "delete") and (await server.ask(call.to(kind, "get", call.id))).succeeded:
            id_ = await another(call, server, kind)
            return await server.ask(call if id_ is None else call.with_id(id_))
        return await server.ask(call)

    return behave


def also_another(*verbs: str) -> Make:
    """Does to the oldest other one what it is asked to do to one."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if call.does(kind, *verbs) and call.id and reply.succeeded and (id_ := await another(call, server, kind)):
                await server.ask(call.with_id(id_))
            return reply

        return behave

    return make


def _cascading(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "delete") and reply.succeeded:
            for other in kinds(call.api, "list", "delete"):
                for item in await everything(call.to(other, "list"), server):
                    if call.id in item.values():
                        await server.ask(call.to(other, "delete", item["id"]))
        return reply

    return behave


def vanishing(after: int, *verbs: str) -> Make:
    """Deletes one after it was asked for in some way a few times."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if call.does(kind, *verbs) and reply.succeeded and server.count(call.id) == after:
                await server.ask(call.to(kind, "delete", call.id))
            return reply

        return behave

    return make


def unknown_is(reply: Callable[[Call, Sequence[Json]], Reply | None], *verbs: str) -> Make:
    """Answers otherwise about what there is not: `reply(call, all there is)`, or None for the right answer."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            right = await server.ask(call)
            if not (right.status == 404 and call.id and call.does(kind, *verbs)):
                return right
            return reply(call, await everything(call.to(kind, "list"), server)) or right

        return behave

    return make


def usual_answer(call: Call, items: Sequence[Json] = ()) -> Reply:
    """An answer with usual values and the id that was asked for."""
    assert call.endpoint is not None
    fields = specs.properties(call.api.spec, call.endpoint.answer or {})
    plain = {name: usual(call.api, node) for name, node in fields.items() if "x-present-when" not in node}
    return answer(200, {**plain, "id": call.id})


def _changed(call: Call, items: Sequence[Json]) -> Reply:
    return answer(200, {**usual_answer(call).json, **call.json})


def busy(verb: str) -> Make:
    """Refuses to do something to a job that is at work."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            rules = call.api.resources[kind].job
            if rules and call.does(kind, verb):
                job = (await server.ask(call.to(kind, "get", call.id))).json
                if job.get(rules["status"]) in rules["working"]:
                    return error(409, "The job is at work.")
            return await server.ask(call)

        return behave

    return make


DELETED = (Recipe("delete-does-nothing", "{kind}: what is deleted stays.", _not_deleted),)
AFTER = (
    Recipe("deleted-still-listed", "{kind}: what is deleted stays in the list.", undead("list")),
    Recipe("deleted-still-found", "{kind}: what is deleted can still be read.", undead("get")),
    Recipe("delete-twice", "{kind}: what is deleted can be deleted again.", undead("delete")),
    Recipe("deleted-comes-back", "{kind}: what is deleted is there again ten requests later.", _back_after_ten),
    Recipe("deleted-still-counted", "{kind}: what is deleted is still counted in the total.", _still_counted),
    Recipe(
        "delete-of-unknown",
        "{kind}: an unknown id can be deleted.",
        unknown_is(lambda call, items: answer(204), "delete"),
    ),
    Recipe("delete-of-another-too", "A deletion of {kind} deletes the oldest one too.", also_another("delete")),
    Recipe("delete-of-another", "A deletion of {kind} deletes the oldest one instead.", _instead),
    Recipe(
        "get-of-unknown-is-empty",
        "{kind}: an unknown id is answered with examples.",
        unknown_is(usual_answer, "get"),
    ),
    Recipe(
        "get-of-unknown-is-another",
        "{kind}: an unknown id is answered with the newest one.",
        unknown_is(lambda call, items: answer(200, items[0]) if items else None, "get"),
    ),
    Recipe(
        "get-of-unknown-is-nothing",
        "{kind}: an unknown id is answered with 204.",
        unknown_is(lambda call, items: answer(204), "get"),
    ),
    Recipe("vanishes-when-read", "{kind}: the third read is the last.", vanishing(3, "get")),
    Recipe(
        "list-of-ten-at-most",
        "The list of {kind} knows the newest ten only.",
        of_all(lambda items, call, server: items[:10]),
    ),
)
UPDATED = (
    Recipe("deleted-can-be-updated", "{kind}: what is deleted can be updated.", undead("update")),
    Recipe("update-of-unknown", "{kind}: an unknown id can be updated.", unknown_is(_changed, "update")),
    Recipe("vanishes-when-updated", "An update of {kind} deletes it.", vanishing(1, "update")),
)
BUSY = (
    Recipe("delete-refused-at-work", "{kind}: a job at work cannot be deleted.", busy("delete")),
    Recipe("update-refused-at-work", "{kind}: a job at work cannot be updated.", busy("update")),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Lives that do not end when they should, or end when they should not."""
    lives = kinds(api, "create", "get", "list", "delete")
    yield from each("life cycle", lives, *DELETED)
    yield from spread("life cycle", lives, *AFTER)
    yield from spread("life cycle", [kind for kind in lives if "update" in api.resources[kind].can], *UPDATED)
    yield from spread("life cycle", jobs(api), *BUSY)
    for kind in sorted({to for e in api.endpoints.values() for to in _referred(api, e)} & set(lives)):
        sentence = "Deleting one of {kind} deletes all that show its id."
        yield Recipe("delete-cascades", sentence, _cascading).mutant("life cycle", kind)


def _referred(api: Api, endpoint: Endpoint) -> Iterator[str]:
    """The kinds that the items of a list refer to."""
    for place in endpoint.item_fields.values():
        to = api.id_kinds.get(specs.at(api.spec, place.pointer).get("$ref", ""))
        if to is not None and to != endpoint.kind:
            yield to
