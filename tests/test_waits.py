"""Waiting for one job."""

from __future__ import annotations

import logging
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation import Answer, Server, World, answer, in_turn, lost, not_sent
from twintone import TwinTone
from twintone.errors import (
    APIStatusError,
    ArgumentError,
    AuthenticationError,
    CreateOutcomeUnknown,
    DecodeError,
    GenerationFailed,
    QueueTimeout,
    WaitInterrupted,
    WaitTimeout,
)
from twintone.policies.call import CallOptions
from twintone.policies.steps import Policy
from twintone.policies.wait import FIRST_PAUSE, GROWTH, LONGEST_PAUSE, create_and_wait, wait
from twintone_api.models import Video
from twintone_api.operation import Request
from twintone_api.requests import videos

OPTIONS = CallOptions(timeout=60, max_retries=2)
CREATE = videos.create_video(replica_id="rep_1", script="Hello")


def video(status: object, **fields: object) -> dict[str, object]:
    return {"id": "vid_1", "status": status, "created_at": "2026-01-15T09:30:00Z", **fields}


def waiting(timeout: float = 900, on_update: Any = None) -> Policy[Video]:
    return wait(videos.get_video("vid_1"), "vid_1", OPTIONS, timeout=timeout, on_update=on_update)


def ready_after(seconds: float) -> Server:
    return lambda _request, now: (0.1, answer(200, video("ready" if now >= seconds else "processing")))


def test_it_asks_at_once_and_returns_the_finished_job() -> None:
    world = World(in_turn(answer(200, video("ready", url="https://media/1.mp4"))))
    assert world.run(waiting()).url == "https://media/1.mp4"
    assert world.clock.naps == []


def test_pauses_grow_by_half_up_to_fifteen_seconds() -> None:
    world = World(ready_after(150), roll=lambda: 1.0)
    world.run(waiting())
    assert world.clock.naps[:8] == pytest.approx([1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15])
    assert set(world.clock.naps[7:]) == {15.0}


def test_each_answer_is_told() -> None:
    seen: list[str | None] = []
    World(in_turn(answer(200, video("processing")), answer(200, video("ready")))).run(
        waiting(on_update=lambda job: seen.append(job.status))
    )
    assert seen == ["processing", "ready"]


def test_a_failed_job_is_an_error_with_the_job() -> None:
    with pytest.raises(GenerationFailed, match="vid_1 failed: too long") as caught:
        World(in_turn(answer(200, video("failed", error="too long")))).run(waiting())
    assert (caught.value.id, caught.value.reason, caught.value.job.status) == ("vid_1", "too long", "failed")


@pytest.mark.parametrize("reason", [None, "", {"code": 5}])
def test_a_failed_job_may_lack_a_reason(reason: object) -> None:
    with pytest.raises(GenerationFailed):
        World(in_turn(answer(200, video("failed", error=reason)))).run(waiting())


@pytest.mark.parametrize(
    "trouble", [lost(), not_sent(), answer(429), answer(500), answer(502, b"<html>"), answer(520)], ids=str
)
def test_trouble_that_passes_is_survived(trouble: Answer) -> None:
    assert World(in_turn(trouble, trouble, trouble, trouble, answer(200, video("ready")))).run(waiting()).id == "vid_1"


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404])
def test_trouble_that_stays_ends_the_wait_at_once(status: int) -> None:
    world = World(in_turn(answer(200, video("processing")), answer(status)))
    with pytest.raises(APIStatusError):
        world.run(waiting())
    assert len(world.sent) == 2


def test_retry_after_is_the_least_pause() -> None:
    world = World(in_turn(answer(429, headers={"retry-after": "40"}), answer(200, video("ready"))))
    world.run(waiting())
    assert world.clock.naps == [40.0]


def test_a_wait_in_vain_tells_how_to_go_on() -> None:
    world = World(in_turn(answer(200, video("processing")), answer(502)))
    with pytest.raises(WaitTimeout) as caught:
        world.run(waiting(timeout=30))
    error = caught.value
    assert isinstance(error, TimeoutError)
    assert (error.id, error.status, error.polls) == ("vid_1", "processing", len(world.sent))
    assert error.job.id == "vid_1"
    assert 29 <= error.elapsed <= 30
    assert error.last_error is not None
    assert error.last_error.status == 502
    assert "Nothing was cancelled: wait for it with client.videos.wait('vid_1')." in str(error)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.id, copy.status, str(copy)) == (error.id, error.status, str(error))


def test_a_job_that_is_over_just_before_the_deadline_is_not_missed() -> None:
    assert World(ready_after(28.5), roll=lambda: 0.9).run(waiting(timeout=30)).status == "ready"


def test_a_clock_that_oversleeps_ends_the_wait() -> None:
    world = World(in_turn(answer(200, video("processing"))))
    on_time = world.clock.sleep
    world.clock.sleep = lambda seconds: on_time(seconds + 100)  # type: ignore[method-assign]  # a busy machine
    with pytest.raises(WaitTimeout) as caught:
        world.run(waiting(timeout=30))
    assert caught.value.polls == 1


def test_the_rest_that_the_server_asked_another_call_for_is_kept() -> None:
    world = World(in_turn(QueueTimeout("It rests.", retry_after=20, outcome="not_sent"), answer(200, video("ready"))))
    world.run(waiting())
    assert world.clock.naps == [20.0]


def test_a_closed_client_is_not_waited_for() -> None:
    client = TwinTone("key-1", base_url="http://127.0.0.1:9")
    client.close()
    with pytest.raises(ArgumentError, match="closed"):
        client.videos.wait("vid_1")


def test_a_retry_after_beyond_the_deadline_ends_the_wait_without_sleeping() -> None:
    world = World(in_turn(answer(429, headers={"retry-after": "3600"})))
    with pytest.raises(WaitTimeout):
        world.run(waiting(timeout=30))
    assert world.clock.naps == []


def test_an_unknown_status_is_waited_out_and_warned_about_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "twintone"):
        found = World(in_turn(*[answer(200, video("unheard-of"))] * 3, answer(200, video("ready")))).run(waiting())
    assert found.status == "ready"
    assert [record.getMessage() for record in caplog.records] == [
        "vid_1 has the unknown status 'unheard-of'; waiting goes on."
    ]


@pytest.mark.parametrize("status", [None, 7, {"state": "ready"}, ["ready"]])
def test_a_status_of_another_kind_is_waited_out(status: object) -> None:
    found = World(in_turn(answer(200, video(status)), answer(200, video("ready")))).run(waiting())
    assert found.status == "ready"


def creating(**hooks: Any) -> Policy[Video]:
    hooks = {"on_created": None, "on_update": None, **hooks}
    return create_and_wait(CREATE, videos.get_video, OPTIONS, timeout=900, **hooks)


def test_the_id_is_told_before_the_first_look() -> None:
    told: list[tuple[str, int]] = []
    world = World(in_turn(answer(201, video("processing")), answer(200, video("ready"))))
    world.run(creating(on_created=lambda job: told.append((job.id, len(world.sent)))))
    assert told == [("vid_1", 1)]


def test_the_id_survives_a_hook_that_fails() -> None:
    def full_disk(_job: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full") as caught:
        World(in_turn(answer(201, video("processing")))).run(creating(on_created=full_disk))
    assert caught.value.__notes__ == [
        "The job vid_1 was accepted and goes on: wait for it with client.videos.wait('vid_1')."
    ]


def test_the_id_survives_an_error_while_waiting() -> None:
    with pytest.raises(WaitInterrupted, match=r"vid_1 was accepted and goes on.*401.*wait\('vid_1'\)") as caught:
        World(in_turn(answer(201, video("processing")), answer(401))).run(creating())
    assert (caught.value.id, caught.value.job.id) == ("vid_1", "vid_1")
    assert isinstance(caught.value.__cause__, AuthenticationError)


@pytest.mark.parametrize("job_id", ["..", "\ud800", "."])
def test_an_id_that_cannot_be_asked_for_is_not_lost(job_id: str) -> None:
    with pytest.raises(WaitInterrupted) as caught:
        World(in_turn(answer(201, {"id": job_id}))).run(creating())
    assert caught.value.id == job_id


def test_a_page_of_a_proxy_is_survived_and_an_api_that_has_changed_is_not() -> None:
    page, strange = answer(200, b"<html>"), answer(200, {"identity": "vid_1"})
    assert World(in_turn(page, page, answer(200, video("ready")))).run(waiting()).id == "vid_1"
    world = World(in_turn(strange))
    with pytest.raises(DecodeError):
        world.run(waiting())
    assert len(world.sent) == 4


@pytest.mark.parametrize("said", ["x" * 10**6, "\x1b[2J\nEVIL"])
def test_what_a_server_says_cannot_spoil_a_message(said: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WaitTimeout) as caught:
        World(in_turn(answer(200, video(said)))).run(wait(videos.get_video(said), said, OPTIONS, timeout=5))
    messages = [str(caught.value), *(record.getMessage() for record in caplog.records)]
    assert len(messages) == 2
    assert all(message.isprintable() and len(message) < 600 for message in messages)


def test_the_id_survives_a_hook_that_fails_about_another_job() -> None:
    def wait_for_another(_job: object) -> None:
        raise WaitTimeout("vid_9 was not over.", id="vid_9")

    with pytest.raises(WaitTimeout) as caught:
        World(in_turn(answer(201, video("processing")))).run(creating(on_created=wait_for_another))
    assert caught.value.id == "vid_9"
    assert "The job vid_1 was accepted and goes on" in caught.value.__notes__[0]


def test_a_job_that_failed_is_not_said_to_go_on() -> None:
    with pytest.raises(GenerationFailed) as caught:
        World(in_turn(answer(201, video("processing")), answer(200, video("failed")))).run(creating())
    assert not hasattr(caught.value, "__notes__")


def test_nothing_is_waited_for_when_the_answer_to_the_create_is_lost() -> None:
    world = World(in_turn(lost()))
    with pytest.raises(CreateOutcomeUnknown):
        world.run(creating())
    assert len(world.sent) == 1


replies = st.one_of(
    st.builds(lost),
    st.builds(not_sent),
    st.builds(answer, st.sampled_from([429, 500, 502]), st.none(), st.just({"retry-after": "5"})),
    st.builds(answer, st.just(200), st.sampled_from([video("processing"), video("odd"), video(None)])),
)


@given(
    turns=st.lists(st.tuples(st.floats(0, 70), replies), min_size=1),
    timeout=st.floats(0.01, 2000),
    rolls=st.lists(st.floats(0, 1, exclude_max=True), min_size=1),
)
def test_laws(turns: list[tuple[float, Answer]], timeout: float, rolls: list[float]) -> None:
    turn, dice = iter(turns), iter(rolls)

    def server(_request: Request[Any], now: float) -> tuple[float, Answer]:
        # A server that is never done, and never quite as quick as the clock is fine.
        return next(turn, (0.05, answer(200, video("processing"))))

    world = World(server, roll=lambda: next(dice, 0.5))
    with pytest.raises(WaitTimeout) as caught:
        world.run(waiting(timeout=timeout))
    assert world.clock.seconds <= timeout * (1 + 1e-9)
    assert caught.value.elapsed <= timeout * (1 + 1e-9)
    assert all(0 < limit <= OPTIONS.timeout + 1e-9 for limit in world.limits)
    # One look before the first nap, one after each, and the last look; a nap without a roll of its own is half a pause.
    naps = len(rolls) + half_pauses_within(timeout, after=len(rolls))
    assert len(world.sent) == caught.value.polls <= 1 + naps + 1


def half_pauses_within(seconds: float, after: int) -> int:
    count, pause = 0, min(LONGEST_PAUSE, FIRST_PAUSE * GROWTH ** min(after, 99))
    while (seconds := seconds - pause / 2) >= 0:
        count, pause = count + 1, min(LONGEST_PAUSE, pause * GROWTH)
    return count
