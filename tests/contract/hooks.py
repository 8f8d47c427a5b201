"""Hooks: what schemathesis calls during a run, and the application that it takes for the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import schemathesis
from schemathesis import cli
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from starlette.types import Receive, Scope, Send

from tests.contract.exchange import KEY, Answer, Exchange, Request
from tests.contract.failures import PREFIX, Failures
from tests.contract.finding import Finding
from tests.contract.protocol.keys import LETS_ALL_IN
from tests.contract.session import ServerGone, Session

BASE = "/api"  # where the application seems to be; an address without a host leads nowhere else
_CASE = b"x-schemathesis-testcaseid"
# What belongs to a connection or to the client, and the random name of the case.
_NOT_SENT = (b"host", b"content-length", b"connection", b"accept-encoding", b"user-agent", _CASE)
_NOT_RETURNED = ("content-length", "content-encoding", "transfer-encoding", "connection", "set-cookie")
_NO_ANSWER = Answer(502, (("content-type", "text/plain"),), b"There was no answer.")


class Relay:
    """An application that sends what it gets through a session.

    Schemathesis tests it in the place of the server. So nothing passes the session by, not even what the checks of
    schemathesis send on their own; and schemathesis never has the API key.

    Args:
        session: where requests are sent and findings are kept.
    """

    def __init__(self, session: Session) -> None:
        self.gone: ServerGone | None = None
        self.troubles: list[Exception] = []
        self._session = session
        self._failures = Failures(session.api)
        self._phase = ""
        self._exchanges: dict[str, Exchange] = {}
        self._found: dict[str, list[Finding]] = {}
        self._withheld: dict[str, None] = {}
        self._names = {e.operation.title: e.id for e in session.api.endpoints.values()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request as the server does; this is an ASGI application."""
        if scope["type"] != "http":
            return
        body = (await receive())["body"]
        # The channel of the session may have an event loop of its own.
        answer = await asyncio.to_thread(self._pass_on, scope, body)
        headers = [(n.encode(), v.encode("latin-1", "replace")) for n, v in answer.headers if n not in _NOT_RETURNED]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _pass_on(self, scope: Scope, body: bytes) -> Answer:
        if self.gone is not None:
            return _NO_ANSWER
        case = next(value.decode() for name, value in scope["headers"] if name == _CASE)
        try:
            exchange, found = self._session.send(self._phase, to_request(scope, body))
        except ServerGone as error:
            self.gone = error
            return _NO_ANSWER
        self._exchanges[case] = exchange
        self._found.setdefault(case, []).extend(found)
        return exchange.answer or _NO_ANSWER

    def hear(self, event: events.EngineEvent) -> None:
        """Follows what schemathesis says about its progress.

        Raises:
            click.Abort: the server is gone, so there is no use in going on.
        """
        if isinstance(event, events.PhaseStarted):
            self._phase = event.phase.name.value
        elif isinstance(event, events.ScenarioFinished):
            for node in event.recorder.cases.values():
                if node.transition is not None and node.is_transition_applied:
                    self._count(node.transition.id)
        elif isinstance(event, events.NonFatalError):
            self.troubles.append(event.value)
        elif isinstance(event, events.FatalError):
            self.troubles.append(event.exception)
        if self.gone is not None:
            raise click.Abort

    def _count(self, link: str) -> None:
        # Such as `POST /videos -> [201] get -> GET /videos/{video_id}`.
        source, step, _ = link.split(" -> ")
        status, _, name = step.removeprefix("[").partition("] ")
        self._session.coverage.link(f"{self._names[source]} {status} {name}")

    def judge(self, failure: Failure, case: str) -> bool:
        """Makes a finding of a failure, unless the session found something itself or a server may answer like that.

        Returns:
            Whether schemathesis is to hear of the failure.
        """
        case = failure.case_id or case
        found = self._found.setdefault(case, [])
        if failure.checks and not found:
            steps = [self._exchanges[id_] for id_ in (*failure.related_case_ids(), case) if id_ in self._exchanges]
            excused = case not in self._exchanges or self._may_let_in(self._exchanges[case])
            finding = None if excused else self._failures.finding(failure, tuple(steps))
            if finding is None:
                return False
            self._session.add(finding)
            found.append(finding)
        if self._phase != "stateful":
            return True
        # It would stop here and repeat the steps, and a server that remembers does not answer the same thing twice.
        self._withheld.update(dict.fromkeys(map(_line, found)))
        return False

    def _may_let_in(self, exchange: Exchange) -> bool:
        """Whether the server takes the key of a request for that of another account, as the protocol phase found."""
        key = exchange.request.header(self._session.api.key_header)
        return LETS_ALL_IN in self._session.notes and key not in (None, "", KEY)

    def check(self, case: str) -> None:
        """Raises AssertionError with what the session found in the answer to a case."""
        _expect_none(_line(finding) for finding in self._found.get(case, []) if not finding.rule.startswith(PREFIX))

    def check_withheld(self) -> None:
        """Raises AssertionError with what schemathesis was not told before."""
        _expect_none(self._withheld)


def to_request(scope: Scope, body: bytes) -> Request:
    """The request that an application was called with, byte for byte."""
    target = scope["raw_path"].decode("ascii").removeprefix(BASE)
    if query := scope["query_string"].decode("ascii"):
        target += f"?{query}"
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"] if n not in _NOT_SENT]
    return Request(scope["method"], target, body or None, tuple(headers))


def _line(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"


def _expect_none(lines: Iterable[str]) -> None:
    if text := "\n".join(lines):
        raise AssertionError(text)


# Schemathesis keeps its hooks and checks for as long as the process lives; between runs, these do nothing.
_relays: list[Relay] = []


@contextmanager
def connected(relay: Relay) -> Iterator[None]:
    """Lets schemathesis test a relay."""
    _relays.append(relay)
    try:
        yield
    finally:
        _relays.remove(relay)


@schemathesis.hook
def after_load_schema(context: schemathesis.HookContext, schema: schemathesis.BaseSchema) -> None:
    """Puts the relay in the place of the server."""
    for relay in _relays:
        schema.app = relay
        schema.config.base_url = BASE


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext,
    failure: Failure,
    case: schemathesis.Case[Any],
    response: schemathesis.Response,
) -> bool:
    """Whether schemathesis is to hear of a failure."""
    wanted = [relay.judge(failure, case.id) for relay in _relays]
    return all(wanted)


@schemathesis.check
class ShadowModel:
    """Fails when the session found something."""

    def after_response(
        self, context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
    ) -> None:
        """Looks at what was found in the answer to one case."""
        for relay in _relays:
            relay.check(case.id)

    def after_run(self, context: schemathesis.CheckContext) -> None:
        """Looks at what was found in the stateful phase."""
        for relay in _relays:
            relay.check_withheld()


class Listener(cli.EventHandler[Any]):
    """Tells the relay what schemathesis does."""

    def handle_event(self, ctx: Any, event: events.EngineEvent) -> None:
        """Passes an event on."""
        for relay in _relays:
            relay.hear(event)


cli.handler()(Listener)
