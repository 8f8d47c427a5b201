"""The application: routes bound from the spec, and every answer checked before it leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from os import PathLike
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twintone.emulator.clock import Clock
from twintone.emulator.errors import EmulatorError, RefusedError
from twintone.emulator.faults import AnswerLostError
from twintone.emulator.handlers import Handler, find_handler
from twintone.emulator.keys import KeyRing
from twintone.emulator.player import MediaPlayer
from twintone.emulator.reading import read_body, read_query
from twintone.emulator.spec import JSON_TYPE, Json, Operation
from twintone.emulator.world import MEDIA_PATH, Call, World

_TENANT = "twintone.tenant"


def create_app(
    *,
    spec: Json | None = None,
    keys: Iterable[str] | None = None,
    db: str | PathLike[str] | None = None,
    job_seconds: float = 2.0,
    clock: Clock | None = None,
    seed: int | None = None,
) -> Starlette:
    """The emulator as an ASGI application, to be used without a server.

    Its `state.world` has the `faults`, the `clock` and the `store`; close the store when you are done.

    Args:
        spec: the spec to serve; None is the one that ships with `twintone_api`.
        keys: the API keys to let in; None lets every non-empty key in.
        db: the database file; None keeps everything in memory.
        job_seconds: how long a job takes, in seconds.
        clock: what time it is; None is the machine's clock.
        seed: what ids and media addresses follow from, so that a run can be repeated; None makes them secrets.

    Raises:
        EmulatorError: the emulator cannot start with these.
    """
    world = World(spec=spec, db=db, job_seconds=job_seconds, clock=clock, seed=seed)
    try:
        return _bind(world, keys)
    except EmulatorError:
        world.store.close()
        raise


def _bind(world: World, keys: Iterable[str] | None = None) -> Starlette:
    ring = KeyRing(world.spec.key_header, keys)
    by_path: dict[str, dict[str, _Endpoint]] = {}
    for operation in world.spec.operations:
        endpoint = _Endpoint(world, operation, find_handler(world, operation))
        by_path.setdefault(operation.path, {})[operation.method] = endpoint
    routes = [Route(path, _Path(endpoints)) for path, endpoints in by_path.items()]
    api = _gate(ring, Router(routes, redirect_slashes=False, default=_no_such_path))

    async def refuse(request: Request, error: Exception) -> Response:
        if not isinstance(error, RefusedError):
            # Starlette raises it again once this is sent, so that the server logs it with its traceback.
            error = RefusedError(500, "The emulator failed; its log says why.")
        return _error(world, None, error)

    app = Starlette(
        routes=[Mount(world.spec.prefix, app=api), Route(f"{MEDIA_PATH}/{{name}}", MediaPlayer(world))],
        exception_handlers={RefusedError: refuse, Exception: refuse},
    )
    app.router.redirect_slashes = False
    app.router.default = _no_such_path
    app.state.world = world
    return app


def _gate(ring: KeyRing, app: ASGIApp) -> ASGIApp:
    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, _TENANT: ring.tenant(scope)}, receive, send)

    return gate


async def _no_such_path(scope: Scope, receive: Receive, send: Send) -> None:
    raise RefusedError(404, "There is nothing at this address.")


def _error(world: World, operation: Operation | None, refusal: RefusedError) -> Response:
    name = world.spec.error_names.get(refusal.status) or HTTPStatus(refusal.status).phrase.replace(" ", "")
    body = {"error": name, "message": refusal.message, "status": refusal.status}
    return _respond(world, operation, refusal.status, body, refusal.headers)


def _respond(
    world: World, operation: Operation | None, status: int, body: Any, headers: dict[str, str] | None = None
) -> Response:
    world.checks.answer(operation, status, body)
    if body is None:
        return Response(status_code=status, headers=headers)
    # ASCII only: a character that cannot be encoded cannot break an answer either.
    content = json.dumps(body, allow_nan=False, separators=(",", ":"))
    return Response(content, status, headers, JSON_TYPE)


class _Path:
    """One path of the spec: dispatches by method, so that a 405 can name every method there is."""

    def __init__(self, endpoints: dict[str, "_Endpoint"]) -> None:
        self._endpoints = endpoints
        self._allow = ", ".join(sorted(endpoints))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get(scope["method"])
        if endpoint is None:
            raise RefusedError(405, f"This address answers to {self._allow}.", {"Allow": self._allow})
        await endpoint(scope, receive, send)


@dataclass(frozen=True)
class _Endpoint:
    """One operation of the spec: reads, checks, handles, projects and checks again."""

    world: World
    operation: Operation
    handler: Handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.world.faults.take(self.operation.id)
        response: Response | None = None
        if fault is None or fault.handled:
            try:
                response = await self._answer(Request(scope, receive))
            except ClientDisconnect:
                return
        if fault is not None:
            response = fault.answer()
        if response is None:
            await _hang_up(scope, receive)
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return self._handle(await self._read(request))
        except RefusedError as refusal:
            return _error(self.world, self.operation, refusal)

    async def _read(self, request: Request) -> Call:
        world, operation = self.world, self.operation
        for name, value in request.path_params.items():
            world.checks.parameter(operation, name, value)
        query = read_query(world.spec, world.checks, operation, request)
        body: dict[str, Any] = {}
        if operation.body is not None:
            body = await read_body(request)
            world.checks.body(operation, body)
        host, port = request.scope["server"]
        return Call(
            world=world,
            operation=operation,
            resource=world.resource_of(operation),
            tenant=request.scope[_TENANT],
            origin=f"{request.scope['scheme']}://{host}{f':{port}' if port else ''}",
            id=next(iter(request.path_params.values()), None),
            query=query,
            body=body,
            now=world.clock.now(),
        )

    def _handle(self, call: Call) -> Response:
        shape = self.world.answers[self.operation.id]
        value = self.handler(call)
        body = None if shape is None else shape.show(value, call.now)
        return _respond(self.world, self.operation, self.operation.success, body)


async def _hang_up(scope: Scope, receive: Receive) -> None:
    connection = scope.get("state", {}).get("connection")
    if connection is None:
        raise AnswerLostError("The answer was lost on purpose.")
    connection.transport.close()
    # uvicorn takes silence for a failure unless it has seen the connection go.
    message: Message = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
