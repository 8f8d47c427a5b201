"""Schemathesis in a session: a right server is found right, wrong ones are named, and nothing passes the session by."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
import schemathesis.checks
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.contract import fuzz
from tests.contract.api import Api
from tests.contract.channel import AppChannel, HttpChannel, NoAnswer
from tests.contract.exchange import Answer, Exchange, Request
from tests.contract.failures import PREFIX
from tests.contract.finding import Finding, Place
from tests.contract.mutants.machinery import Call, Mutant, Reply, Server
from tests.contract.rules import RULES
from tests.contract.session import ServerGone, Session
from twintone.emulator import Emulator, ManualClock, create_app

API = Api()
KEY = "sk-Very-Secret-0123456789"
LITTLE = 0.1
TICK = 0.05
LINKS = {
    f"{endpoint.id} {status} {name}"
    for endpoint in API.endpoints.values()
    for status, response in endpoint.operation.raw["responses"].items()
    for name in response.get("links", ())
}


class Blind(Session):
    """A session that finds nothing by itself."""

    def see(self, source: str, request: Request, answer: Answer | None) -> tuple[Exchange, list[Finding]]:
        self.exchanges += 1
        return Exchange(self.exchanges, source, request, answer), []


@dataclass
class Counter:
    """An application that counts what it is asked."""

    app: ASGIApp
    count: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        await self.app(scope, receive, send)


def emulator(seed: int, clock: ManualClock) -> ASGIApp:
    return create_app(keys=[KEY], clock=clock, seed=seed)


@dataclass
class Run:
    session: Session
    folder: Path
    requests: int


def fuzzed(
    folder: Path,
    seed: int = 1,
    change: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    kind: type[Session] = Session,
) -> Run:
    """What a short run finds out about the emulator, or about what it was changed to."""
    clock = ManualClock()
    app = Counter(change(emulator(seed, clock)))
    with closing(AppChannel(app, "/v1", KEY)) as channel:
        session = kind(API, channel, lambda: clock.advance(TICK))
        fuzz.run(session, seed, folder, LITTLE)
    return Run(session, folder, app.count)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A short run against the emulator as it is."""
    return fuzzed(tmp_path_factory.mktemp("right"))


def test_the_emulator_keeps_to_the_spec(right: Run) -> None:
    assert right.session.findings == []
    assert right.session.coverage.operations == len(API.endpoints)
    assert set(right.session.coverage.cases) == {"examples", "coverage", "fuzzing", "stateful"}


def test_nothing_passes_the_session_by(right: Run) -> None:
    har = json.loads((right.folder / "har.json").read_text(encoding="utf-8"))
    assert right.requests == right.session.exchanges == len(har["log"]["entries"])
    # The requests that a check sends on its own, without a key and with a wrong one, are among them.
    assert all(right.session.coverage.statuses[id_][401] for id_ in ("createVideo", "listVideos"))


def test_links_are_counted_under_the_names_of_the_spec(right: Run) -> None:
    assert len(right.session.coverage.links) > 10
    assert set(right.session.coverage.links) <= LINKS


def test_the_reports_are_there(right: Run) -> None:
    names = {path.name for path in right.folder.iterdir()}
    assert names == {"openapi.json", "schemathesis.toml", "schemathesis.log", "junit.xml", "har.json"}
    assert f"{len(API.endpoints)} passed" in (right.folder / "schemathesis.log").read_text(encoding="utf-8")
    assert "twintone.ai/v1" not in (right.folder / "openapi.json").read_text(encoding="utf-8")


@contextmanager
def another_module_with_constants(folder: Path) -> Iterator[None]:
    """Loads a module of the kind that Hypothesis takes constants from."""
    module = ModuleType("strange_constants")
    source = folder / "strange_constants.py"
    source.write_text("\n".join(f"A{n} = {n * 7919}\nB{n} = 'constant {n}'" for n in range(500)), encoding="utf-8")
    module.__file__ = str(source)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]


def test_a_seed_repeats_a_run_byte_for_byte(right: Run, tmp_path: Path) -> None:
    # Over a socket this time, and with other modules loaded than before.
    clock = ManualClock()
    with (
        another_module_with_constants(tmp_path),
        Emulator(keys=[KEY], clock=clock, seed=1) as server,
        closing(HttpChannel(server.base_url, KEY)) as channel,
    ):
        session = Session(API, channel, lambda: clock.advance(TICK))
        fuzz.run(session, 1, tmp_path / "again", LITTLE)
    assert str(session.digest) == str(right.session.digest)


def test_another_seed_makes_another_run(right: Run, tmp_path: Path) -> None:
    assert str(fuzzed(tmp_path, seed=2).session.digest) != str(right.session.digest)


async def wrong(call: Call, server: Server) -> Reply:
    """Lists of conversations fail and show the key, new personas have a number for a name, anybody makes replicas."""
    if call.does("conversations", "list"):
        return Reply(500, (), b"").with_body(b"<p>" + call.header(b"x-api-key") + b"</p>", b"text/html")
    if call.does("replicas", "create"):
        return await server.ask(call.with_header(b"x-api-key", KEY.encode()))
    reply = await server.ask(call)
    return reply.with_fields(name=1) if call.does("personas", "create") and reply.succeeded else reply


WRONG = Mutant(name="wrong", group="", kind="", sentence="", behave=wrong)


def found(run: Run) -> set[tuple[str, str]]:
    return {(finding.operation, finding.rule) for finding in run.session.findings}


@pytest.fixture(scope="module")
def wronged(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A short run against a server that does several things wrong."""
    return fuzzed(tmp_path_factory.mktemp("wronged"), change=WRONG.wrap)


def test_what_the_session_finds_is_named_once_and_told_to_schemathesis(wronged: Run) -> None:
    expected = {
        ("listConversations", "no-server-error", "GET /conversations"),
        ("createPersona", "answer-shape", "POST /personas"),
        ("createReplica", "key-needed", "POST /replicas"),
    }
    assert {(operation, rule) for operation, rule, _ in expected} <= found(wronged)
    assert not any(rule.startswith(PREFIX) for _, rule in found(wronged))
    junit = ET.parse(wronged.folder / "junit.xml")
    told = {case.get("name"): "".join(case.itertext()) for case in junit.iter("testcase")}
    assert all(f"{rule}: " in told[name] for _, rule, name in expected)
    # What came up in the stateful phase is told at the end.
    assert "answer-shape: " in told["Run checks"]


def test_no_report_holds_the_key(wronged: Run) -> None:
    reports = list(wronged.folder.iterdir())
    assert len(reports) == 5
    assert all(KEY.encode() not in path.read_bytes() for path in reports)
    assert KEY not in repr(wronged.session.findings)


def test_what_only_the_checks_of_schemathesis_find_is_named_too(tmp_path: Path) -> None:
    run = fuzzed(tmp_path, change=WRONG.wrap, kind=Blind)
    assert found(run) >= {
        ("listConversations", "schemathesis:not_a_server_error"),
        ("createPersona", "schemathesis:response_schema_conformance"),
        ("createReplica", "schemathesis:ignored_auth"),
    }
    assert {rule for _, rule in found(run)} <= RULES.keys()
    shape = next(f for f in run.session.findings if f.rule == "schemathesis:response_schema_conformance")
    assert shape.places == (Place("#/components/schemas/PersonaCreated/properties/name", "type"),)


def test_every_check_has_its_rule() -> None:
    names = set(schemathesis.checks.CHECKS.get_all_names()) - {"ShadowModel"}
    assert {PREFIX + name for name in names} <= RULES.keys()


class Silence:
    """A channel to nobody."""

    def send(self, request: Request) -> Answer:
        raise NoAnswer("Nobody is there.")

    def close(self) -> None:
        pass


def test_a_server_that_is_gone_ends_the_phase(tmp_path: Path) -> None:
    session = Session(API, Silence())
    with pytest.raises(ServerGone):
        fuzz.run(session, 1, tmp_path, LITTLE)
    assert session.exchanges < 20


def test_a_problem_of_schemathesis_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.toml").write_text("no-such-option = true", encoding="utf-8")
    monkeypatch.setattr(fuzz, "_CONFIGURATION", tmp_path / "wrong.toml")
    with pytest.raises(fuzz.FuzzingFailed, match=r"could not test the API: .*schemathesis\.log"):
        fuzz.run(Session(API, Silence()), 1, tmp_path / "out")
