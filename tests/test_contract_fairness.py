"""Servers that differ from the emulator where the docs leave room: none of them breaks the contract.

Where the spec has guessed and the server does otherwise, the finding says that the spec needs an update.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import pytest

from tests.contract import survey, tour
from tests.contract.api import Api
from tests.contract.channel import AppChannel
from tests.contract.finding import Grade
from tests.contract.mutants.machinery import Call, Mutant, Reply, Server, error
from tests.contract.session import Session
from twintone.emulator import ManualClock, create_app

API = Api()
Behaviour = Callable[[Call, Server], Awaitable[Reply]]


def everywhere(value: Any, change: Callable[[str, Any], Any]) -> Any:
    """A JSON value with each field changed."""
    if isinstance(value, Mapping):
        return {name: change(name, everywhere(inner, change)) for name, inner in value.items()}
    if isinstance(value, list):
        return [everywhere(inner, change) for inner in value]
    return value


def verb(call: Call) -> str:
    return call.endpoint.verb if call.endpoint else ""


def telling(change: Callable[[str, Any], Any]) -> Behaviour:
    """Answers with every field of every answer changed."""

    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_json(everywhere(reply.json, change)) if reply.succeeded and reply.body else reply

    return behave


async def whole_list(call: Call, server: Server) -> list[Any]:
    """All items that a list call is about, as the emulator orders them."""
    assert call.endpoint is not None
    assert call.endpoint.page is not None
    reply = await server.ask(call.with_parameters(page=1, limit=100_000))
    items: list[Any] = reply.json[call.endpoint.page["items"]]
    return items


def paged(size: Callable[[int | None], int], order: Callable[[list[Any]], list[Any]] = list) -> Behaviour:
    """Lists with pages of another size, in another order."""

    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if verb(call) != "list" or not reply.succeeded:
            return reply
        assert call.endpoint is not None
        assert call.endpoint.page is not None
        items = order(await whole_list(call, server))
        many = size(call.number("limit", 0) or None)
        page = call.number("page", 1)
        numbers = {"total": len(items), "page": page, "pages": -(-len(items) // many)}
        fields = {call.endpoint.page["items"]: items[(page - 1) * many : page * many], "pagination": numbers}
        return reply.with_json(fields)

    return behave


def status(verbs: set[str], before: int, after: int) -> Behaviour:
    """Answers one status with another."""

    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_status(after) if reply.status == before and verb(call) in verbs else reply

    return behave


async def knows_other_names(call: Call, server: Server) -> Reply:
    """Query parameters begin with a capital; others are ignored."""
    if verb(call) != "list":
        return await server.ask(call)
    names = {name: call.parameters.get(name.title()) for name in ("page", "limit", "status")}
    return await server.ask(call.with_parameters(**names))


async def lenient(call: Call, server: Server) -> Reply:
    """Parameters that are wrong are ignored."""
    reply = await server.ask(call)
    if reply.status == 400 and verb(call) == "list":
        return await server.ask(call.with_parameters(page=None, limit=None, status=None))
    return reply


async def ends_again(call: Call, server: Server) -> Reply:
    """To end what has ended changes nothing, and is answered as before."""
    reply = await server.ask(call)
    if verb(call) == "end":
        if reply.succeeded:
            server.memory[call.id] = reply
        elif reply.status == 400 and call.id in server.memory:
            ended: Reply = server.memory[call.id]
            return ended
    return reply


async def pages_of_nothing(call: Call, server: Server) -> Reply:
    """An empty list has one empty page."""
    reply = await server.ask(call)
    numbers = reply.json.get("pagination", {})
    return reply.with_fields(pagination={**numbers, "pages": 1}) if numbers.get("pages") == 0 else reply


async def says_more(call: Call, server: Server) -> Reply:
    """Objects have fields that no docs mention."""
    reply = await server.ask(call)
    return reply.with_fields(join_url="https://example.com/room", plan={"name": "gold"}) if reply.body else reply


async def refuses_references(call: Call, server: Server) -> Reply:
    """A reference to what does not exist is called an invalid parameter."""
    reply = await server.ask(call)
    return reply.with_status(400) if reply.status == 404 and verb(call) == "create" else reply


async def conflicts(call: Call, server: Server) -> Reply:
    """To end what has ended is a conflict."""
    reply = await server.ask(call)
    ended = reply.status == 400 and verb(call) == "end"
    return error(409) if ended else reply


def rfc(name: str, value: Any) -> Any:
    return format_datetime(datetime.fromisoformat(value)) if name.endswith("_at") else value


def from_zero(name: str, value: Any) -> Any:
    return value - 1 if name == "page" else value


def by_id(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: str(item["id"]))


SERVERS: dict[str, tuple[Behaviour, set[str]]] = {
    "oldest first": (paged(lambda limit: limit or 20, lambda items: items[::-1]), set()),
    "sorted by id": (paged(lambda limit: limit or 20, by_id), set()),
    "seven to a page": (paged(lambda limit: limit or 7), set()),
    "at most twelve to a page": (paged(lambda limit: min(limit or 12, 12)), {"page-size", "page-count"}),
    "fields that no docs mention": (says_more, set()),
    "unknown references are invalid": (refuses_references, {"reference-exists"}),
    "creates answer 200": (status({"create"}, 201, 200), {"listed-status"}),
    "ending twice is a conflict": (conflicts, {"ended-once", "listed-status"}),
    "ending twice is fine": (ends_again, {"ended-once"}),
    "an empty list has a page": (pages_of_nothing, {"page-count"}),
    "times as in e-mail": (telling(rfc), {"answer-shape"}),
    "pages told from zero": (telling(from_zero), {"page-echoed"}),
    "other names for parameters": (
        knows_other_names,
        {"page-echoed", "page-size", "page-count", "page-content", "filter-kept", "invalid-refused", "list-complete"},
    ),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_of_its_own_kind_breaks_nothing(name: str) -> None:
    behave, expected = SERVERS[name]
    clock = ManualClock()
    app = Mutant(name, "", "", "", behave).wrap(create_app(clock=clock), API)
    session = Session(API, AppChannel(app, "/v1", "key-0123456789"), lambda: clock.advance(0.05))
    survey.survey(session)
    tour.run(session, clock.advance)
    survey.closing(session, wait=clock.advance)
    session.channel.close()
    verdicts = session.verdicts()
    broken = [(f.rule, f.operation, f.message) for f, verdict in verdicts if verdict.grade is Grade.BROKEN]
    assert broken == []
    found = {finding.rule for finding, _ in verdicts}
    assert found <= expected
    assert bool(found) == bool(expected), "what differs from the spec is told"
