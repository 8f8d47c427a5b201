"""Mistakes with refusals and statuses: other bodies, other numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server, answer
from tests.contract.mutants.recipes import Make, Page, Recipe, ended, ending, kinds, on_reply, spread

_HTML = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>"


def on_error(edit: Callable[[Reply], Reply], *statuses: int, verbs: tuple[str, ...] = ()) -> Make:
    """Changes the refusals of requests about a kind.

    Args:
        edit: makes another answer of a refusal.
        statuses: which refusals; without any, all of them.
        verbs: of which operations; without any, all of them.
    """

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            refused = reply.status in statuses if statuses else reply.status >= 400
            return edit(reply) if refused and call.does(kind, *verbs) else reply

        return behave

    return make


def _without(name: str) -> Callable[[Reply], Reply]:
    return lambda reply: reply.with_json({other: value for other, value in reply.json.items() if other != name})


def _status(status: int) -> Callable[[Reply], Reply]:
    return lambda reply: reply.with_status(status)


BODIES = (
    Recipe(
        "error-with-another-status",
        "Refusals about {kind} tell another status than they have.",
        on_error(lambda reply: reply.with_fields(status=500)),
    ),
    Recipe(
        "error-with-status-as-text",
        "Refusals about {kind} tell their status as a text.",
        on_error(lambda reply: reply.with_fields(status=str(reply.status))),
    ),
    Recipe(
        "error-in-html",
        "Unknown {kind} are answered in HTML.",
        on_error(lambda reply: reply.with_body(_HTML, b"text/html"), 404),
    ),
    Recipe(
        "error-as-text",
        "Refusals about {kind} are JSON and say that they are text.",
        on_error(lambda reply: reply.with_body(reply.body, b"text/plain")),
    ),
    Recipe("error-as-list", "Refusals about {kind} are lists.", on_error(lambda reply: reply.with_json([reply.json]))),
    Recipe(
        "error-wrapped",
        "Refusals about {kind} stand within another object.",
        on_error(lambda reply: reply.with_json({"error": reply.json})),
    ),
    Recipe(
        "error-empty",
        "Wrong requests about {kind} are refused without a body.",
        on_error(lambda reply: reply.with_body(b""), 400),
    ),
    Recipe(
        "error-message-null",
        "Refusals about {kind} have null for a message.",
        on_error(lambda reply: reply.with_fields(message=None)),
    ),
    Recipe(
        "error-with-detail-only",
        "Refusals about {kind} have a field of their own.",
        on_error(lambda reply: reply.with_json({"detail": reply.json["message"]})),
    ),
)
REFUSALS = (
    Recipe("wrong-is-422", "Wrong requests about {kind} are a 422.", on_error(_status(422), 400)),
    Recipe("wrong-is-500", "Wrong requests about {kind} are a 500.", on_error(_status(500), 400)),
    Recipe("wrong-is-200", "Wrong requests about {kind} are a 200.", on_error(_status(200), 400)),
    Recipe("wrong-is-409", "Wrong requests about {kind} are a 409.", on_error(_status(409), 400)),
    Recipe("wrong-is-404", "Wrong requests about {kind} are a 404.", on_error(_status(404), 400)),
    Recipe("unknown-is-400", "Unknown {kind} are a 400.", on_error(_status(400), 404, verbs=("get",))),
    Recipe("unknown-is-410", "Unknown {kind} are a 410.", on_error(_status(410), 404, verbs=("get",))),
    Recipe("unknown-is-403", "Unknown {kind} are a 403.", on_error(_status(403), 404, verbs=("delete",))),
    Recipe("unknown-is-200", "Unknown {kind} are a 200.", on_error(_status(200), 404, verbs=("get",))),
    Recipe("unknown-is-500", "Unknown {kind} are a 500.", on_error(_status(500), 404, verbs=("delete",))),
    Recipe("no-key-is-403", "Without a key, {kind} are a 403.", on_error(_status(403), 401)),
    Recipe("no-key-is-400", "Without a key, {kind} are a 400.", on_error(_status(400), 401)),
    Recipe("no-key-is-404", "Without a key, {kind} are a 404.", on_error(_status(404), 401)),
)


def _empty_page(status: int) -> Make:
    def change(reply: Reply, call: Call, server: Server) -> Reply:
        if Page.of(call, reply).items:
            return reply
        return (
            answer(204)
            if status == 204
            else answer(status, {"error": "Empty", "message": "Nothing.", "status": status})
        )

    return on_reply(change, "list")


def _succeeds(status: int, *verbs: str) -> Make:
    return on_reply(lambda reply, call, server: Reply(status, (), b"").with_body(reply.body), *verbs)


def _deleted_with(status: int, body: bool) -> Make:
    return on_reply(lambda reply, call, server: answer(status, {"id": call.id} if body else None), "delete")


SUCCESSES = (
    Recipe("create-is-200", "A creation of {kind} is a 200.", _succeeds(200, "create")),
    Recipe("create-is-202", "A creation of {kind} is a 202.", _succeeds(202, "create")),
    Recipe(
        "create-is-204", "A creation of {kind} is a 204.", on_reply(lambda reply, call, server: answer(204), "create")
    ),
    Recipe("delete-is-200", "A deletion of {kind} is a 200 with a body.", _deleted_with(200, body=True)),
    Recipe(
        "delete-is-200-without-body", "A deletion of {kind} is a 200 without a body.", _deleted_with(200, body=False)
    ),
    Recipe("delete-is-202", "A deletion of {kind} is a 202.", _deleted_with(202, body=False)),
    Recipe("list-is-206", "A list of {kind} is a 206.", _succeeds(206, "list")),
    Recipe("empty-list-is-204", "A list without any {kind} is a 204.", _empty_page(204)),
    Recipe("empty-list-is-404", "A list without any {kind} is a 404.", _empty_page(404)),
    Recipe("get-is-203", "One of {kind} is a 203.", _succeeds(203, "get")),
)
UPDATES = (
    Recipe(
        "update-is-204", "An update of {kind} is a 204.", on_reply(lambda reply, call, server: answer(204), "update")
    ),
    Recipe("update-is-201", "An update of {kind} is a 201.", _succeeds(201, "update")),
    Recipe("update-is-202", "An update of {kind} is a 202.", _succeeds(202, "update")),
)


def _end_is(status: int) -> Make:
    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            ends = call.endpoint == ending(call.api.resources[kind]) and reply.succeeded
            return Reply(status, (), b"").with_body(b"" if status == 204 else reply.body) if ends else reply

        return behave

    return make


ENDS = (
    Recipe("end-is-201", "Ending one of {kind} is a 201.", _end_is(201)),
    Recipe("end-is-204", "Ending one of {kind} is a 204.", _end_is(204)),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Refusals and successes that look otherwise."""
    every = kinds(api, "create", "get", "list", "delete")
    required = specs.resolve(api.spec, {"$ref": _error_schema(api)})["required"]
    missing = [
        Recipe(f"error-without-{name}", f"Refusals about {{kind}} have no {name}.", on_error(_without(name)))
        for name in required
    ]
    yield from spread("errors", every, *missing, *BODIES)
    yield from spread("errors", every, *REFUSALS)
    yield from spread("statuses", every, *SUCCESSES)
    yield from spread("statuses", kinds(api, "update"), *UPDATES)
    yield from spread("statuses", ended(api), *ENDS)


def _error_schema(api: Api) -> str:
    """The schema of a refusal, as every operation without a key answers with it."""
    endpoint = next(iter(api.endpoints.values()))
    response = specs.resolve(api.spec, endpoint.operation.raw["responses"]["401"])
    return str((specs.json_schema(response) or {})["$ref"])
