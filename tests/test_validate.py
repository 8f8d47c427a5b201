"""Clients that compare answers with the spec: what is raised, what is logged, and what stays as it was."""

from __future__ import annotations

import copy
import logging
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fault_server import Fault, FaultServer
from tests.faults import FAULTS
from tests.raw_server import KEY, RawServer, Received, answer
from tests.simulation import VirtualClock, World, in_turn
from tests.simulation import answer as answered
from tests.validating import (
    BOTH,
    NOW,
    ODD_DATE,
    READY,
    TYPE,
    WORKING,
    Call,
    ask,
    completed,
    create,
    create_and_wait,
    get,
)
from twintone import TwinTone
from twintone.conformance import conformance
from twintone.emulator import Emulator
from twintone.errors import BadRequestError, NotFoundError, SpecMismatch, WaitInterrupted
from twintone.findings import Finding
from twintone.policies.call import CallOptions, call
from twintone.policies.validation import Validation
from twintone_api.requests import conversations

LOG = "twintone.validation"


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@BOTH
def test_a_create_that_is_answered_wrongly_keeps_the_id_and_is_not_repeated(make: Callable[..., Any]) -> None:
    with RawServer(answer(201, {**ODD_DATE, "status": "unheard-of"}, TYPE)) as server:
        with pytest.raises(SpecMismatch) as caught:
            ask(make, server.url, create)
        assert len(server.requests) == 1
    error = caught.value
    assert (error.id, error.answer.id, error.answer.status) == ("vid_1", "vid_1", "unheard-of")
    assert [(item.pointer, item.grade) for item in error.findings] == [
        ("/status", "broken contract"),
        ("/created_at", "spec needs update"),
    ]
    assert (error.operation, error.method, error.path, error.status) == ("createVideo", "POST", "/videos", 201)
    assert (error.attempts, error.headers["content-type"], error.body[:1]) == (1, "application/json", b"{")
    told = str(error.findings[0])
    assert told.startswith('createVideo answered 201, at /status: "unheard-of" is not one of ')
    assert told.endswith("Broken contract: #/components/schemas/VideoCreated/properties/status/enum.")
    assert str(error) == (
        f"{told} There is more in error.findings (2 in all). The"
        " request took effect, so do not send it again; what it answered is in error.answer, with the id 'vid_1'."
    )
    for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (type(other), str(other), vars(other)) == (SpecMismatch, str(error), vars(error))
        assert other.id == "vid_1"


@BOTH
def test_a_read_says_that_it_succeeded(make: Callable[..., Any]) -> None:
    with RawServer(answer(200, {**READY, "url": None}, TYPE)) as server:
        with pytest.raises(SpecMismatch, match="The request succeeded; what it answered is in") as caught:
            ask(make, server.url, get)
        assert len(server.requests) == 1
    assert caught.value.answer.raw["url"] is None


@BOTH
def test_an_answer_without_content_can_be_wrong(make: Callable[..., Any]) -> None:
    with RawServer(answer(200, b"")) as server, pytest.raises(SpecMismatch, match="answered 200: The status") as caught:
        ask(make, server.url, lambda client: client.videos.delete("vid_1"))
    assert (caught.value.answer, caught.value.id) == (None, "")


@BOTH
def test_findings_are_logged_and_the_answer_is_returned(
    make: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    with RawServer(answer(201, ODD_DATE, TYPE)) as server:
        assert ask(make, server.url, create, validate="log").id == "vid_1"
        assert ask(make, server.url, create, validate=False).id == "vid_1"
    [record] = [record for record in caplog.records if record.name == LOG]
    assert (record.levelname, record.getMessage()[:42]) == ("WARNING", "createVideo answered 201, at /created_at: ")
    assert isinstance(record.args, tuple)
    [finding] = record.args
    assert isinstance(finding, Finding), "what handles logs gets the finding itself"
    assert logging.getLogger(LOG).handlers == []


@BOTH
@pytest.mark.parametrize("validate", [True, "log"])
def test_an_error_stays_what_it_is(
    make: Callable[..., Any], validate: object, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = answer(404, {"error": "NotFound", "message": "No such video."}, TYPE)
    with RawServer(refusal) as server, pytest.raises(NotFoundError, match="No such video") as caught:
        ask(make, server.url, get, validate=validate)
    assert caught.value.__notes__ == messages(caplog)
    assert messages(caplog)[0].startswith('getVideo answered 404: "status" is missing. Broken contract: ')


@BOTH
def test_the_key_is_not_shown(make: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    def echo(request: Received) -> bytes:
        key = request.headers["x-api-key"]
        return answer(201, {**WORKING, "status": key, "created_at": f"{'x' * 30}{key}"}, f"content-type: text/{key}")

    with RawServer(echo) as server, pytest.raises(SpecMismatch) as caught:
        ask(make, server.url, create)
    assert len(caught.value.findings) == 3
    shown = [str(caught.value), repr(vars(caught.value)), repr(pickle.dumps(caught.value)), *messages(caplog)]
    assert not [text for text in shown if KEY in text]


QUICK = [fault for fault in FAULTS if not fault.slow and not fault.name.startswith("floods")]


@BOTH
@pytest.mark.parametrize("do", [create, get])
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_what_fails_fails_as_it_does_without(make: Callable[..., Any], do: Call, fault: Fault) -> None:
    told: list[tuple[object, ...]] = []
    for validate in (False, True):
        with FaultServer(fault) as server:
            try:
                said: object = ask(make, server.url, do, validate=validate, clock=VirtualClock())
            except SpecMismatch as mismatch:
                said = mismatch.answer
            except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
                said = (type(error), getattr(error, "outcome", None), getattr(error, "status", None))
            told.append((said, server.seen))
    assert told[0] == told[1]


def test_a_retry_goes_on_after_an_error_of_another_shape(caplog: pytest.LogCaptureFixture) -> None:
    with RawServer(answer(503, b"<html>", "content-type: text/html"), answer(200, READY, TYPE)) as server:
        assert ask(TwinTone, server.url, get, clock=VirtualClock()).status == "ready"
        assert len(server.requests) == 2
    [message] = messages(caplog)
    assert message.startswith("getVideo answered 503: The status is not listed for this operation")


@BOTH
def test_a_job_whose_create_is_answered_wrongly_is_told_and_not_lost(make: Callable[..., Any]) -> None:
    told: list[str] = []
    with RawServer(answer(201, ODD_DATE, TYPE), answer(200, READY, TYPE)) as server:
        with pytest.raises(WaitInterrupted, match=r"vid_1 was accepted.*wait\('vid_1'\)") as caught:
            ask(make, server.url, lambda client: create_and_wait(client, on_created=lambda job: told.append(job.id)))
        assert len(server.requests) == 1
    assert told == ["vid_1"]
    assert (caught.value.id, caught.value.job.id) == ("vid_1", "vid_1")
    assert isinstance(caught.value.__cause__, SpecMismatch)


@BOTH
def test_a_wait_that_is_answered_wrongly_keeps_the_id(make: Callable[..., Any]) -> None:
    with RawServer(answer(201, WORKING, TYPE), answer(200, {**READY, "name": 5}, TYPE)) as server:
        with pytest.raises(WaitInterrupted) as caught:
            ask(make, server.url, create_and_wait)
        assert len(server.requests) == 2
        assert (caught.value.id, caught.value.job.id) == ("vid_1", "vid_1")
        assert isinstance(caught.value.__cause__, SpecMismatch)
        with pytest.raises(SpecMismatch, match="/name") as direct:
            ask(make, server.url, lambda client: client.videos.wait("vid_1"))
    assert direct.value.answer.url == READY["url"]


def test_one_job_that_is_answered_wrongly_does_not_end_the_others() -> None:
    def reply(request: Received) -> bytes:
        job_id = request.target.rpartition("/")[2]
        return answer(200, {**READY, "id": job_id, **({"name": 5} if job_id == "vid_2" else {})}, TYPE)

    with RawServer(reply) as server, TwinTone(KEY, base_url=server.url, validate=True) as client:
        done = {item.id: item.error for item in client.videos.wait_all(["vid_1", "vid_2"])}
    assert done["vid_1"] is None
    assert isinstance(done["vid_2"], SpecMismatch)
    assert done["vid_2"].id == "vid_2"


def test_a_list_that_is_answered_wrongly_does_not_end_a_wait_for_many(caplog: pytest.LogCaptureFixture) -> None:
    ids = [f"vid_{number}" for number in range(9)]

    def reply(request: Received) -> bytes:
        path = request.target.partition("?")[0]
        if path.endswith("/videos"):
            return answer(200, {"videos": [{**READY, "id": job_id} for job_id in ids]}, TYPE)
        return answer(200, {**READY, "id": path.rpartition("/")[2]}, TYPE)

    clock = VirtualClock()
    with RawServer(reply) as server, TwinTone(KEY, base_url=server.url, validate=True, clock=clock) as client:
        assert {item.id for item in client.videos.wait_all(ids) if item.error is None} == {*ids}
    assert any('"pagination" is missing' in message for message in messages(caplog))


OPTIONS = CallOptions(timeout=60, max_retries=2, validation=Validation(conformance(), raises=True))
JSON = {"content-type": "application/json"}


def test_a_look_whether_the_work_is_done_is_checked_too() -> None:
    refused = answered(400, {"error": "InvalidRequest", "message": "It has ended.", "status": 400}, JSON)
    conversation = completed("Conversation", id="con_1", replica_id="rep_1", status="ended", created_at=NOW)
    del conversation["ended_at"]
    end = conversations.end_conversation("con_1")
    with pytest.raises(SpecMismatch, match='getConversation answered 200: "ended_at" is missing') as caught:
        World(in_turn(refused, answered(200, conversation, JSON))).run(call(end, OPTIONS))
    assert caught.value.id == "con_1"
    with pytest.raises(BadRequestError):
        World(in_turn(refused, answered(404, {**conversation}, JSON))).run(call(end, OPTIONS))


def test_nothing_is_found_where_the_emulator_answers(emulator: Emulator, clock: VirtualClock) -> None:
    with TwinTone("key-1", base_url=emulator.base_url, clock=clock, validate=True) as client:
        replica = client.replicas.create(name="Ada", eye_color="green")
        video = client.videos.create_and_wait(replica_id=replica.id, script="Hello")
        assert client.videos.download(video)
        speaker = client.personas.create(name="N", description="Calm.", voice_settings={"pitch": 1, "speed": 2})
        jobs = [client.speech.create(text=text, persona_id=speaker.id).id for text in ("one", "[fail]")]
        assert {done.id for done in client.speech.wait_all(jobs)} == {*jobs}
        conversation = client.conversations.create(replica_id=replica.id)
        client.conversations.end(conversation.id)
        assert client.conversations.end(conversation.id).status == "ended"
        for resource in (client.videos, client.speech, client.replicas, client.personas, client.conversations):
            assert [item.id for item in resource.iterate()]
        client.videos.update(video.id, name="n")
        client.videos.delete(video.id)
        with pytest.raises(NotFoundError) as caught:
            client.videos.get(video.id)
        assert not hasattr(caught.value, "__notes__")


def test_threads_check_at_once() -> None:
    def reply(request: Received) -> bytes:
        return answer(200, {**ODD_DATE, "id": request.target.rpartition("/")[2]}, TYPE)

    with RawServer(reply) as server, TwinTone(KEY, base_url=server.url, validate=True, max_connections=8) as client:

        def found(job_id: str) -> str:
            with pytest.raises(SpecMismatch) as caught:
                client.videos.get(job_id)
            assert len(caught.value.findings) == 1
            return caught.value.id

        with ThreadPoolExecutor(8) as pool:
            ids = [str(number) for number in range(40)]
            assert [*pool.map(found, ids)] == ids
