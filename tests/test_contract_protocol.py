"""The protocol table finds nothing wrong with a server that is right, whatever harmless things stand before it."""

from __future__ import annotations

import http.client
import json
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote, urlsplit

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts import spec as specs
from tests.contract import protocol, survey
from tests.contract.api import Api
from tests.contract.channel import AppChannel, Channel, HttpChannel
from tests.contract.exchange import Answer, Exchange, Request
from tests.contract.protocol.keys import LETS_ALL_IN, check_keys
from tests.contract.protocol.table import Table, shown_id
from tests.contract.protocol.things import Things
from tests.contract.rules import RULES
from tests.contract.session import Session
from tests.test_spec_grows import songs_like_speech
from twintone.emulator import Emulator, ManualClock, create_app, tenant_of

SECRET = "tt-Zq7/x+3k=9Wd"
API = Api()
MOST_REQUESTS = 100 * len(API.endpoints)


class Spy:
    """A channel that remembers what was sent, and how much of it was answered."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.requests: list[Request] = []
        self.answered = 0

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        answer = self._channel.send(request)
        self.answered += 1
        return answer

    def close(self) -> None:
        self._channel.close()


def run(channel: Channel, clock: ManualClock, *, api: Api = API, cased: bool = True) -> tuple[Session, list[str]]:
    """Surveys a server and sends it the table."""
    session = Session(api, channel, lambda: clock.advance(0.05))
    try:
        survey.survey(session)
        return session, protocol.run(session, cased=cased)
    finally:
        session.channel.close()


def told(session: Session) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in session.findings]


# A server that is right -----------------------------------------------------------------------------------------------


def test_a_run_finds_nothing_is_repeatable_and_leaves_nothing_behind() -> None:
    runs = []
    for _ in range(2):
        clock = ManualClock()
        app = create_app(keys=[SECRET], clock=clock, seed=1)
        spy = Spy(AppChannel(app, "/v1", SECRET))
        session, notes = run(spy, clock)
        assert (told(session), notes) == ([], [])
        left = [app.state.world.store.count(tenant_of(SECRET), kind) for kind in API.resources]
        assert left == [0] * len(API.resources)
        app.state.world.store.close()
        runs.append(spy.requests)
    assert runs[0] == runs[1]
    assert len(runs[0]) < MOST_REQUESTS
    assert not any(part in repr(runs[0]) for part in (SECRET, SECRET[:-1], SECRET.swapcase()))


@pytest.mark.parametrize("keys", [[SECRET], None], ids=["one key", "any key"])
def test_nothing_is_wrong_with_an_emulator_over_http(keys: list[str] | None) -> None:
    clock = ManualClock()
    with Emulator(keys=keys, clock=clock) as emulator:
        spy = Spy(HttpChannel(emulator.base_url, SECRET))
        session, notes = run(spy, clock)
    assert told(session) == []
    assert spy.answered == len(spy.requests)  # no row is one that cannot be sent
    assert notes == ([] if keys else [LETS_ALL_IN])


def test_nothing_is_wrong_with_an_emulator_in_this_process_that_lets_every_key_in() -> None:
    clock = ManualClock()
    app = create_app(clock=clock)
    session, notes = run(AppChannel(app, "/v1", SECRET), clock)
    app.state.world.store.close()
    assert (told(session), notes) == ([], [LETS_ALL_IN])


@pytest.mark.parametrize("cased", [False, True])
def test_a_key_without_letters_has_no_other_case(*, cased: bool) -> None:
    app = create_app(keys=["0123-4567"])
    session = Session(API, AppChannel(app, "/v1", "0123-4567"))
    table = Table(session)
    list(check_keys(table, Things(table), cased=cased))
    session.channel.close()
    app.state.world.store.close()
    assert bool(told(session)) == cased


def test_a_resource_that_the_spec_gains_is_tried_too() -> None:
    spec = specs.load()
    components = spec["components"]
    for kind in ("schemas", "parameters", "links"):
        found = {name: part for name, part in components[kind].items() if "Speech" in name}
        components[kind] |= {name.replace("Speech", "Song"): songs_like_speech(part) for name, part in found.items()}
    for path in ("/speech", "/speech/{speech_id}"):
        spec["paths"][songs_like_speech(path)] = songs_like_speech(spec["paths"][path])
    clock = ManualClock()
    app = create_app(keys=[SECRET], clock=clock, spec=json.loads(json.dumps(spec)))
    spy = Spy(AppChannel(app, "/v1", SECRET))
    session, _ = run(spy, clock, api=Api(spec))
    app.state.world.store.close()
    assert told(session) == []
    assert {request.method for request in spy.requests if request.target.startswith("/songs")} >= {
        "GET",
        "POST",
        "PATCH",
    }


# Something stands before it -------------------------------------------------------------------------------------------


_PASSED_ON = [f"do_{method}" for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")]


class Proxy(BaseHTTPRequestHandler):
    """Passes on what it gets, over one connection for each request; knows neither TRACE nor what is new."""

    upstream: str
    wbufsize = 65_536  # so that headers and body leave together

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name in _PASSED_ON:
            return self.pass_on
        raise AttributeError(name)

    def pass_on(self) -> None:
        parts = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection.putrequest(self.command, self.target(), skip_accept_encoding=True, skip_host=True)
        for name, value in self.passed_on():
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "date", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    def target(self) -> str:
        return self.path

    def passed_on(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers.items() if name.lower() != "connection"]

    def log_message(self, *_: object) -> None:
        pass


class ImperfectProxy(Proxy):
    """Merges headers, tidies paths up, refuses what is monstrous in its own words, and keeps connections."""

    protocol_version = "HTTP/1.1"

    def pass_on(self) -> None:
        headers = sum(map(len, self.headers.values()))
        length = int(self.headers.get("Content-Length", 0))
        for is_too_much, status in (
            (len(self.path) > 4_000, 414),
            (headers > 4_000, 431),
            (length > 500_000, 413),
            (any(code in self.path for code in ("%00", "%0A", "%0D")), 400),
            (not self.path.isascii() or not str(self.headers.get("x-api-key", "")).isascii(), 400),
        ):
            if is_too_much:
                self.send_error(status)
                return
        super().pass_on()

    def target(self) -> str:
        path, mark, query = self.path.partition("?")
        end = "/" if path.endswith("/") else ""
        tidy = posixpath.normpath(f"/{unquote(path, errors='surrogateescape').lstrip('/')}") + end
        return quote(tidy, safe="/:@!$&'()*+,;=~", errors="surrogateescape") + mark + query

    def passed_on(self) -> list[tuple[str, str]]:
        merged: dict[str, str] = {}
        for name, value in super().passed_on():
            merged[name.title()] = f"{merged[name.title()]}, {value}" if name.title() in merged else value
        return list(merged.items())


class ForgetfulProxy(Proxy):
    """Loses headers that are written in capitals."""

    def passed_on(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super().passed_on() if not name.isupper()]


@contextmanager
def before(handler: type[Proxy], emulator: Emulator) -> Iterator[str]:
    """A proxy before an emulator."""
    proxy = type("Bound", (handler,), {"upstream": emulator.base_url})
    with ThreadingHTTPServer(("127.0.0.1", 0), proxy) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("handler", "keys"), [(Proxy, [SECRET]), (ImperfectProxy, [SECRET]), (ImperfectProxy, None)])
def test_nothing_is_wrong_with_a_harmless_proxy(handler: type[Proxy], keys: list[str] | None) -> None:
    clock = ManualClock()
    with Emulator(keys=keys, clock=clock) as emulator, before(handler, emulator) as base_url:
        session, _ = run(HttpChannel(base_url, SECRET), clock)
    assert told(session) == []


def test_a_proxy_that_loses_the_key_in_capitals_is_found_out() -> None:
    clock = ManualClock()
    with Emulator(keys=[SECRET], clock=clock) as emulator, before(ForgetfulProxy, emulator) as base_url:
        session = Session(API, HttpChannel(base_url, SECRET))
        table = Table(session)
        list(check_keys(table, Things(table), cased=True))
        session.channel.close()
    assert "header-case" in {rule for rule, _ in told(session)}


# A server that is hardly one ------------------------------------------------------------------------------------------


def always(status: int, body: bytes, kind: bytes = b"application/json") -> ASGIApp:
    """An application that knows one answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.mark.parametrize(
    "app",
    [
        always(500, b"", b"text/plain"),
        always(200, b"[]"),
        always(200, b"<html>", b"text/html"),
        always(201, b'{"id": "a"}'),
        always(200, b'{"id": "", "replicas": [null, 1, {"id": 1}], "videos": {}}'),
        always(204, b""),
        always(405, b'{"error": "E", "message": "M", "status": 405}'),
        always(302, b""),
    ],
    ids=["500", "an array", "a page", "one thing", "nonsense", "nothing", "405", "302"],
)
def test_a_server_with_one_answer_is_found_out(app: ASGIApp) -> None:
    session, _ = run(AppChannel(app, "/v1", SECRET), ManualClock())
    assert {finding.rule for finding in session.findings} <= RULES.keys()
    assert any(finding.steps[-1].source == "protocol" for finding in session.findings)
    assert session.broken()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 1}', rb'{"id": "a\ud800"}'])
def test_an_id_that_cannot_stand_in_a_path_is_none(body: bytes) -> None:
    assert shown_id(Exchange(1, "test", Request("GET", "/replicas/a"), Answer(200, (), body))) == ""
