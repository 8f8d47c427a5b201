"""The report of a contract run: what it says, when it fails, and what it never shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract import survey, tour
from tests.contract.__main__ import main
from tests.contract.api import Api
from tests.contract.channel import AppChannel
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server
from tests.contract.report import Report, markdown, terminal
from tests.contract.session import Session
from twintone.emulator import ManualClock, create_app
from twintone.emulator.spec import load_spec

ROOT = Path(__file__).parent.parent
API = Api()
KEY = "key-0123456789"


async def honest(call: Call, server: Server) -> Reply:
    return await server.ask(call)


async def forgets_new_names(call: Call, server: Server) -> Reply:
    """Answers a change as it should, and does not make it."""
    if call.does("personas", "update"):
        before = await server.ask(call.to("personas", "get", call.id))
        reply = await server.ask(call)
        if reply.succeeded:
            await server.ask(call.with_json({name: before.json[name] for name in call.json if name in before.json}))
        return reply
    return await server.ask(call)


async def creates_with_200(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return reply.with_status(200) if reply.status == 201 else reply


async def shows_the_key(call: Call, server: Server) -> Reply:
    reply = await server.ask(call)
    return reply.with_fields(id=call.header(b"x-api-key").decode()) if call.does("videos", "get") else reply


def run(behave: Behaviour, *, strict: bool = False, missing: tuple[str, ...] = ()) -> Report:
    clock = ManualClock()
    app = Mutant("", "", "", "", behave).wrap(create_app(clock=clock), API)
    session = Session(API, AppChannel(app, "/v1", KEY), lambda: clock.advance(0.05))
    survey.survey(session)
    tour.run(session, clock.advance)
    session.channel.close()
    return Report(session, "http://127.0.0.1/v1", 1, 2.0, missing, strict)


def test_a_correct_server_passes_even_strictly() -> None:
    report = run(honest, strict=True)
    assert not report.failed
    assert terminal(report).endswith("PASSED: 0 broken contract, 0 for the spec to follow.")
    assert f"| operations | {len(API.endpoints)}/{len(API.endpoints)} |" in markdown(report)


def test_a_broken_contract_fails_and_can_be_seen_again() -> None:
    """The commands of the report, given to curl in their order, show the same on another server of the same kind."""
    report = run(forgets_new_names)
    assert report.failed
    text = terminal(report)
    assert "BROKEN CONTRACT: sent-kept. What was sent and accepted is what is read later" in text
    assert "#/components/schemas/Persona/properties/name (documented)" in text
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index(next(line for line in lines if line.startswith("BROKEN CONTRACT: sent-kept")))
    methods = [match[1] for line in lines[at : at + 12] if (match := re.match(r"curl -i -X (\w+)", line))]
    assert methods[:3] == ["POST", "PATCH", "GET"], "it is made, changed, and read"


def test_a_wrong_guess_fails_only_a_strict_run() -> None:
    report = run(creates_with_200)
    assert not report.failed
    text = terminal(report)
    assert "SPEC NEEDS UPDATE: listed-status" in text
    assert "the status table gives 201 to created resources and names no operation" in text
    assert "BROKEN CONTRACT" not in text
    assert run(creates_with_200, strict=True).failed


def test_a_run_that_tests_less_fails() -> None:
    report = run(honest, missing=("getVideo never answered 404.",))
    assert report.failed
    assert "NOT TESTED: getVideo never answered 404." in terminal(report)


def test_the_key_is_in_no_report() -> None:
    report = run(shows_the_key)
    assert report.failed
    assert KEY not in terminal(report) + markdown(report)


def test_a_run_whose_emulator_cannot_start_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = load_spec()
    spec["paths"]["/usage"] = {"get": spec["paths"]["/videos"]["get"] | {"operationId": "getUsage", "x-method": "use"}}
    monkeypatch.setattr("twintone.emulator.world.load_spec", lambda: spec)
    assert main(["--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("The emulator has no handler for getUsage (GET /usage).")


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        (["--base-url", "https://api.twintone.ai/v1"], KEY, "this run would pay for thousands of jobs"),
        (["--base-url", "http://127.0.0.1:9/v1"], "", "Set TWINTONE_API_KEY"),
        (["--base-url", "http://127.0.0.1:9/v1"], KEY, "The server at http://127.0.0.1:9/v1 cannot be reached."),
        (["--base-url", "127.0.0.1:9"], KEY, "'127.0.0.1:9' is no address of an API"),
    ],
)
def test_a_run_that_cannot_start_says_why(arguments: list[str], key: str, said: str, tmp_path: Path) -> None:
    environment = {**os.environ, "TWINTONE_API_KEY": key}
    line = [sys.executable, "-m", "tests.contract", "--folder", str(tmp_path), *arguments]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert KEY not in done.stdout + done.stderr
