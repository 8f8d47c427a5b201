"""Mistakes with ends: what is ended goes on, ends again, or is gone."""

from __future__ import annotations

from collections.abc import Iterator

from tests.contract.api import Api, Endpoint
from tests.contract.mutants.lives import also_another, gone_ids, usual_answer
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server, answer, error
from tests.contract.mutants.recipes import Make, Recipe, cut, ended, ending, everything, spread


def _end(api: Api, kind: str) -> Endpoint:
    end = ending(api.resources[kind])
    assert end is not None
    return end


def _not_ended(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if call.endpoint != _end(call.api, kind):
            return await server.ask(call)
        found = await server.ask(call.to(kind, "get", call.id))
        return usual_answer(call) if found.succeeded else found

    return behave


def _ended_twice(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.endpoint == _end(call.api, kind):
            if reply.succeeded:
                server.memory[call.id] = reply
            elif reply.status == 400 and call.id in server.memory:
                again: Reply = server.memory[call.id]
                return again
        return reply

    return behave


def ended_is_gone(*verbs: str) -> Make:
    """Loses what has ended, in some operations."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            gone = gone_ids(server)
            if call.endpoint == _end(call.api, kind) and reply.succeeded:
                gone.append(call.id)
            if not call.does(kind, *verbs) or not reply.succeeded:
                return reply
            if call.id:
                return error(404, "It has ended.") if call.id in gone else reply
            return cut(call, [item for item in await everything(call, server) if item["id"] not in gone], reply)

        return behave

    return make


def _ended_stays(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if call.does(kind, "delete") and call.id in gone_ids(server):
            found = await server.ask(call.to(kind, "get", call.id))
            return answer(204) if found.succeeded else found
        reply = await server.ask(call)
        if call.endpoint == _end(call.api, kind) and reply.succeeded:
            gone_ids(server).append(call.id)
        return reply

    return behave


def _end_of_unknown(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return usual_answer(call) if call.endpoint == _end(call.api, kind) and reply.status == 404 else reply

    return behave


def _end_of_another_too(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        return await also_another(_end(call.api, kind).verb)(kind)(call, server)

    return behave


ENDED = (
    Recipe("end-does-nothing", "Ending one of {kind} changes nothing.", _not_ended),
    Recipe("end-twice", "One of {kind} can be ended twice.", _ended_twice),
    Recipe("ended-not-found", "One of {kind} that has ended is not found.", ended_is_gone("get")),
    Recipe("ended-not-listed", "The list of {kind} lacks those that have ended.", ended_is_gone("list")),
    Recipe("ended-not-deleted", "One of {kind} that has ended stays when it is deleted.", _ended_stays),
    Recipe("end-of-unknown", "{kind}: an unknown id can be ended.", _end_of_unknown),
    Recipe("end-of-another-too", "Ending one of {kind} ends the oldest one too.", _end_of_another_too),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Ends that are none."""
    yield from spread("life cycle", ended(api), *ENDED)
