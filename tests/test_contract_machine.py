"""The tour and the state machine of the contract layer: quiet about a right server, loud about a wrong one."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract import machine, tour
from tests.contract.api import Api
from tests.contract.bodies import Bodies
from tests.contract.caller import Caller
from tests.contract.channel import AppChannel, Channel, HttpChannel
from tests.contract.exchange import Answer, Exchange, Request
from tests.contract.machine import Draws, Lives
from tests.contract.session import Session
from tests.contract.survey import closing, survey
from tests.wrong_servers import MISTAKES, Mistake, Wrong, delete_does_nothing
from twintone.emulator import Emulator, ManualClock, create_app

API = Api()
DRAWS = Draws(API)


class Recorded(Session):
    """A session that keeps its exchanges."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.log: list[Exchange] = []

    def see(self, source: str, request: Request, answer: Answer | None) -> tuple[Exchange, list[Any]]:
        seen = super().see(source, request, answer)
        self.log.append(seen[0])
        return seen


@contextmanager
def fresh(mistake: Mistake | None = None, api: Api = API, **options: Any) -> Iterator[tuple[Recorded, ManualClock]]:
    """A session with a fresh emulator in this process, and its clock."""
    clock = ManualClock()
    app = create_app(spec=api.spec, clock=clock, **options)
    channel: Channel = AppChannel(app, "/v1", "key-1")
    if mistake is not None:
        channel = Wrong(channel, mistake)
    try:
        yield Recorded(api, channel, lambda: clock.advance(0.01)), clock
    finally:
        channel.close()
        app.state.world.store.close()


def everything(session: Session, advance: Callable[[float], object] | None = None) -> None:
    survey(session)
    tour.run(session, advance)
    machine.run(session, 1, examples=18, advance=advance)
    closing(session, wait=advance or (lambda _: None))


def found(session: Session) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in session.findings]


class TestRightServer:
    """Nothing is found out about the emulator, and all of it is used."""

    def test_in_this_process(self) -> None:
        with fresh() as (session, clock):
            everything(session, clock.advance)
            assert found(session) == []
            # Only requests without a key bring the other statuses about.
            assert [line for line in session.coverage.missing(links=0) if "401" not in line] == []

    def test_over_http(self) -> None:
        with Emulator(clock=(clock := ManualClock())) as emulator:
            session = Session(API, HttpChannel(emulator.base_url, "key-1"))
            everything(session, clock.advance)
            session.channel.close()
        assert found(session) == []

    def test_with_a_clock_of_its_own(self) -> None:
        with fresh() as (session, _):
            everything(session)
            assert found(session) == []

    def test_with_things_from_before(self) -> None:
        with fresh() as (before, clock):
            machine.run(before, 2, examples=18, advance=clock.advance)
            session = Session(API, before.channel, lambda: clock.advance(0.01))
            survey(session)
            machine.run(session, 1, examples=18, advance=clock.advance)
            assert found(session) == []

    def test_of_a_grown_spec(self) -> None:
        spec = copy.deepcopy(API.spec)
        brands = json.loads(re.sub("persona", "brand", json.dumps(spec)).replace("Persona", "Brand"))
        for part in (spec["paths"], *spec["components"].values()):
            part.update({name: node for name, node in _part(spec, brands, part).items() if "rand" in name})
        fields = {"size": {"type": "integer", "minimum": 3}, "since": {"type": "string", "format": "date"}}
        for name in ("BrandCreate", "Brand", "BrandUpdate"):
            spec["components"]["schemas"][name]["properties"].update(fields)
        api = Api(spec)
        with fresh(api=api) as (session, clock):
            everything(session, clock.advance)
            assert found(session) == []
            assert [line for line in session.coverage.missing(links=0) if "401" not in line] == []
            sent = [e.request.body for e in session.log if e.request.method == "PATCH" and "/brands/" in e.request.path]
            assert any(b'"size": 3' in (body or b"") for body in sent)


def _part(spec: Any, other: Any, part: Any) -> Any:
    """What stands in another document where a part of a document stands in it."""
    if part is spec["paths"]:
        return other["paths"]
    return next(other["components"][name] for name, node in spec["components"].items() if node is part)


class TestSeeds:
    """A seed stands for what is sent."""

    def test_the_same_seed_sends_the_same(self) -> None:
        assert _sent(3) == _sent(3)

    def test_another_seed_sends_something_else(self) -> None:
        assert _sent(3) != _sent(4)


def _sent(seed: int) -> list[Request]:
    with fresh(seed=1) as (session, clock):
        machine.run(session, seed, examples=5, advance=clock.advance)
    return [exchange.request for exchange in session.log]


@pytest.mark.parametrize("name", MISTAKES)
def test_the_tour_finds_a_mistake(name: str) -> None:
    mistake, rule = MISTAKES[name]
    with fresh(mistake()) as (session, clock):
        survey(session)
        tour.run(session, clock.advance)
        assert rule in {finding.rule for finding in session.findings}


# What it sends follows from more than the seed, so these are mistakes that hardly any choices miss.
@pytest.mark.parametrize("name", ["delete does nothing", "page two repeats page one"])
def test_the_machine_finds_a_mistake(name: str) -> None:
    mistake, rule = MISTAKES[name]
    with fresh(mistake()) as (session, clock):
        survey(session)
        machine.run(session, 1, examples=36, advance=clock.advance)
        assert rule in {finding.rule for finding in session.findings}


class FreshLives(Lives):
    """Lives on a server of their own."""

    mistake: Mistake | None = None

    def __init__(self) -> None:
        self._server = fresh(type(self).mistake)
        session, clock = self._server.__enter__()
        survey(session)
        super().__init__(session, DRAWS, clock.advance)

    def teardown(self) -> None:
        self._server.__exit__(None, None, None)


FreshLives.TestCase.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFreshLives = FreshLives.TestCase


def test_a_failure_is_made_small() -> None:
    class Wrongly(FreshLives):
        mistake = staticmethod(delete_does_nothing)

    phases = [Phase.generate, Phase.shrink]
    few = settings(FreshLives.TestCase.settings, max_examples=100, phases=phases, database=None)
    with pytest.raises(AssertionError, match="deleted-gone") as caught:
        run_state_machine_as_test(Wrongly, settings=few)
    notes = "\n".join(getattr(caught.value, "__notes__", ()))
    assert len(re.findall(r"state\.(?!teardown|nothing)", notes)) <= 2


def start_jobs(session: Session) -> None:
    caller = Caller(session, Bodies(API), "machine")
    for resource in API.resources.values():
        if resource.job is not None:
            caller.create(resource)


class TestSurveys:
    """What is read before and after."""

    def test_closing_waits_for_jobs(self) -> None:
        naps: list[float] = []
        with fresh(job_seconds=3.0) as (session, clock):
            start_jobs(session)
            closing(session, wait=lambda seconds: naps.append(clock.advance(seconds)))
            last = {e.request.target: e.answer.body for e in session.log if e.answer}
        assert 0 < len(naps) < 10
        assert b'"ready"' in last["/videos"]
        assert not any(b'"status":"processing"' in body for body in last.values())

    def test_closing_does_not_wait_for_ever(self) -> None:
        naps: list[float] = []
        with fresh(job_seconds=1e9) as (session, _):
            start_jobs(session)
            closing(session, wait=naps.append)
        assert sum(naps) == pytest.approx(10)

    def test_closing_reads_what_it_is_told(self) -> None:
        with fresh() as (session, _):
            closing(session, {"videos": ["vid_1"]})
        assert [e.request.target for e in session.log if e.request.path.startswith("/videos/")] == ["/videos/vid_1"]

    def test_a_survey_reads_lists_to_their_end(self) -> None:
        with fresh() as (session, _):
            for _ in range(25):
                Caller(session, Bodies(API), "machine").create(API.resources["replicas"])
            before = len(session.log)
            survey(session)
            asked = [e.request.target for e in session.log[before:]]
        assert asked[:3] == ["/replicas", "/replicas?page=2", "/replicas?page=3"]
