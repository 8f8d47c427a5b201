"""The tour and the state machine of the contract layer: quiet about a right server, loud about a wrong one."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract import machine, tour
from tests.contract.api import Api
from tests.contract.bodies import Bodies, Pick, fill
from tests.contract.channel import AppChannel, Channel, HttpChannel
from tests.contract.exchange import Answer, Exchange, Request
from tests.contract.machine import Draws, Lives
from tests.contract.session import Session
from tests.contract.slips import ID_SLIPS, body_slips, query_slips, wrong_id
from tests.contract.survey import closing, survey
from tests.contract.validity import Rulebook
from twintone.emulator import Emulator, ManualClock, create_app

API = Api()
DRAWS = Draws(API)

Ask = Callable[[Request], Answer]
Mistake = Callable[[Request, Ask], Answer]


class Wrong:
    """A channel to a server that makes a mistake."""

    def __init__(self, channel: Channel, mistake: Mistake) -> None:
        self._channel, self._mistake = channel, mistake

    def send(self, request: Request) -> Answer:
        return self._mistake(request, self._channel.send)

    def close(self) -> None:
        self._channel.close()


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


def _sent(seed: int) -> list[str]:
    with fresh() as (session, clock):
        machine.run(session, seed, examples=5, advance=clock.advance)
    text = "\n".join(f"{e.request.method} {e.request.target} {e.request.body!r}" for e in session.log)
    for number, exchange in enumerate(session.log):
        id_ = exchange.answer.object.get("id") if exchange.answer and exchange.request.method == "POST" else None
        if isinstance(id_, str):
            # Wrong ids are made from right ones.
            for slip in ("", *ID_SLIPS[1:]):
                text = text.replace(wrong_id(id_, slip) if slip else id_, f"({slip} {number})")
    return text.splitlines()


def _path(request: Request, **changes: str) -> Request:
    query = dict(parse_qsl(request.target.partition("?")[2])) | changes
    kept = {name: value for name, value in query.items() if value}
    return replace(request, target=f"{request.path}?{urlencode(kept)}" if kept else request.path)


def _get(request: Request) -> Request:
    return replace(request, method="GET", target=request.path, body=None)


def delete_does_nothing(request: Request, ask: Ask) -> Answer:
    answer = ask(_get(request) if request.method == "DELETE" else request)
    return Answer(204) if request.method == "DELETE" and answer.succeeded else answer


def update_is_not_kept(request: Request, ask: Ask) -> Answer:
    if request.method != "PATCH" or not request.path.startswith("/personas/"):
        return ask(request)
    before = ask(_get(request)).object
    answer = ask(request)
    kept = {name: before[name] for name in ("name", "description", "voice_settings") if name in before}
    ask(replace(request, body=json.dumps(kept).encode()))
    return answer


def filter_is_ignored(request: Request, ask: Ask) -> Answer:
    ignored = "?" in request.target and request.path == "/speech" and "processing" in request.target
    return ask(_path(request, status="") if ignored else request)


def page_two_repeats_page_one(request: Request, ask: Ask) -> Answer:
    if "page=2" not in request.target.replace("?", "&").split("&"):
        return ask(request)
    answer = ask(_path(request, page="1"))
    body = dict(answer.object)
    body["pagination"] = {**body["pagination"], "page": 2}
    return replace(answer, body=json.dumps(body).encode())


class StatusGoesBackwards:
    """Each video is working again when it is read for the third time after it was ready."""

    def __init__(self) -> None:
        self.reads: dict[str, int] = {}

    def __call__(self, request: Request, ask: Ask) -> Answer:
        answer = ask(request)
        if request.method == "GET" and answer.object.get("status") == "ready":
            self.reads[request.path] = self.reads.get(request.path, 0) + 1
            if self.reads[request.path] % 3 == 0:
                body = {**answer.object, "status": "processing"}
                del body["url"]
                return replace(answer, body=json.dumps(body).encode())
        return answer


def update_touches_the_newest_too(request: Request, ask: Ask) -> Answer:
    answer = ask(request)
    if request.method == "PATCH" and request.path.startswith("/replicas/") and answer.succeeded:
        newest = ask(replace(_get(request), target="/replicas?limit=1")).object["replicas"][0]
        ask(replace(request, target=f"/replicas/{newest['id']}"))
    return answer


def refused_update_is_kept(request: Request, ask: Ask) -> Answer:
    answer = ask(request)
    if request.method == "PATCH" and answer.status == 400 and b'"name": "' in (request.body or b""):
        name = json.loads(request.body or b"")["name"]
        ask(replace(request, body=json.dumps({"name": name}).encode()))
    return answer


MISTAKES: dict[str, tuple[Callable[[], Mistake], str]] = {
    "delete does nothing": (lambda: delete_does_nothing, "deleted-gone"),
    "update is not kept": (lambda: update_is_not_kept, "sent-kept"),
    "filter is ignored": (lambda: filter_is_ignored, "filter-kept"),
    "page two repeats page one": (lambda: page_two_repeats_page_one, "page-content"),
    "status goes backwards": (StatusGoesBackwards, "status-forward"),
    "update touches the newest too": (lambda: update_touches_the_newest_too, "sent-kept"),
    "refused update is kept": (lambda: refused_update_is_kept, "sent-kept"),
}


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


FreshLives.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestFreshLives = FreshLives.TestCase


def test_a_failure_is_made_small() -> None:
    class Wrongly(FreshLives):
        mistake = staticmethod(delete_does_nothing)

    phases = [Phase.generate, Phase.shrink]
    with pytest.raises(AssertionError, match="deleted-gone") as caught:
        run_state_machine_as_test(Wrongly, settings=settings(phases=phases, database=None, deadline=None))
    notes = "\n".join(getattr(caught.value, "__notes__", ()))
    assert len(re.findall(r"state\.(?!teardown|nothing)", notes)) <= 2


class TestSurveys:
    """What is read before and after."""

    def test_closing_waits_for_jobs(self) -> None:
        naps: list[float] = []
        with fresh(job_seconds=3.0) as (session, clock):
            tour.run(session)
            closing(session, wait=lambda seconds: naps.append(clock.advance(seconds)))
            last = {e.request.target: e.answer.body for e in session.log if e.answer}
        assert 0 < len(naps) < 10
        assert b'"ready"' in last["/videos"]
        assert not any(b'"status":"processing"' in body for body in last.values())

    def test_closing_does_not_wait_for_ever(self) -> None:
        naps: list[float] = []
        with fresh(job_seconds=1e9) as (session, _):
            machine.run(session, 1, examples=2, steps=50)
            closing(session, wait=naps.append)
        assert sum(naps) == pytest.approx(10)

    def test_closing_reads_what_it_is_told(self) -> None:
        with fresh() as (session, _):
            closing(session, {"videos": ["vid_1"]})
        assert [e.request.target for e in session.log if e.request.path.startswith("/videos/")] == ["/videos/vid_1"]

    def test_a_survey_reads_lists_to_their_end(self) -> None:
        with fresh() as (session, clock):
            tour.run(session, clock.advance)
            before = len(session.log)
            survey(session)
            asked = [e.request.target for e in session.log[before:]]
        assert asked[:3] == ["/replicas", "/replicas?page=2", "/replicas?page=3"]


class TestBodies:
    """What is sent is what the spec allows, or is not."""

    @pytest.mark.parametrize("operation", [e.id for e in API.endpoints.values() if e.body is not None])
    def test_samples_are_valid(self, operation: str) -> None:
        endpoint, rulebook, bodies = API.endpoints[operation], Rulebook(API), Bodies(API)
        samples = [bodies.sample(endpoint, n, optional=n % 2 == 0, fails=n % 3 == 0) for n in range(60)]
        samples += [bodies.sample_field(endpoint, name, 1) for name in endpoint.body_fields]
        assert all(rulebook.request(endpoint, _request(operation, body)).valid for body in samples)
        assert len({repr(body) for body in samples}) > 20 or not endpoint.body_fields

    @pytest.mark.parametrize("operation", [e.id for e in API.endpoints.values() if e.body is not None])
    def test_slips_are_wrong(self, operation: str) -> None:
        endpoint, rulebook, bodies = API.endpoints[operation], Rulebook(API), Bodies(API)
        slips = body_slips(bodies, endpoint)
        for slip in slips:
            validity = rulebook.request(endpoint, _request(operation, slip.apply(bodies.sample(endpoint, 1))))
            # Other keys are unknown fields; wrong ids are not the schema's to know.
            assert validity.invalid or validity.unclear or isinstance(slip.value, Pick), slip
        missing = {slip.path for slip in slips if not slip.name}
        schema = API.spec["components"]["schemas"][str((endpoint.body or {})["$ref"]).rpartition("/")[2]]
        assert {(name,) for name in schema.get("required", ())} <= missing

    @pytest.mark.parametrize("operation", [e.id for e in API.endpoints.values() if e.query])
    def test_query_slips_are_wrong(self, operation: str) -> None:
        endpoint, rulebook = API.endpoints[operation], Rulebook(API)
        slips = query_slips(Bodies(API), endpoint)
        assert {name for name, _ in slips} == set(endpoint.query)
        for name, text in slips:
            target = f"{endpoint.operation.path}?{urlencode({name: text})}"
            validity = rulebook.request(endpoint, Request("GET", target))
            assert validity.invalid or validity.unclear, (name, text)

    @pytest.mark.parametrize("slip", ID_SLIPS)
    @pytest.mark.parametrize("id_", ["vid_0", "1", "v", "ä"])
    def test_wrong_ids_are_other_ids(self, id_: str, slip: str) -> None:
        assert wrong_id(id_, slip) not in ("", id_)


def _request(operation: str, body: Any) -> Request:
    content = json.dumps(fill(body, lambda pick: f"{pick.kind}-1")).encode()
    return Request(API.endpoints[operation].operation.method, "/", content, (("Content-Type", "application/json"),))
