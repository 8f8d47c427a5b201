"""Waiting for many jobs: what comes out, and when it is asked for."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from tests.many_jobs import OPTIONS, Jobs, always, changed, honest, results, waiting
from tests.simulation import Answer, World, answer, in_turn, lost, not_sent
from twintone.errors import (
    APIError,
    ArgumentError,
    DecodeError,
    GenerationFailed,
    NotFoundError,
    QueueTimeout,
    WaitTimeout,
)
from twintone.policies import rounds
from twintone.policies.wait_all import WaitAll
from twintone_api.models import Video, VideoListItem
from twintone_api.operation import Request, Response
from twintone_api.requests import videos
from twintone_api.workflows import Finished


def asked(world: World, operation: object = videos.LIST_VIDEOS) -> int:
    return sum(request.operation is operation for request in world.sent)


def test_one_sweep_serves_all_and_jobs_come_as_they_finish() -> None:
    world = World(Jobs([50, 10, 30, 20]))
    found = results(world, waiting(world, ["vid_0", "vid_1", "vid_2", "vid_3"]))
    assert [item.id for item in found] == ["vid_1", "vid_3", "vid_2", "vid_0"]
    assert [(type(item.job), item.result().url) for item in found] == [
        (Video, f"https://m/{item.id}") for item in found
    ]
    assert world.sent[0].query == {"limit": 100}
    assert asked(world) <= 16
    assert asked(world, videos.GET_VIDEO) <= 11  # the last of them is alone for 20 seconds


def test_jobs_that_are_over_already_are_seen_at_once() -> None:
    world = World(Jobs([0] * 250))
    assert len(results(world, waiting(world, [f"vid_{number}" for number in range(250)]))) == 250
    assert len(world.sent) == 3
    assert world.clock.naps == []


def test_a_single_job_is_read_by_its_id() -> None:
    world = World(Jobs([7, 0, 0]))
    [found] = results(world, waiting(world, ["vid_0"]))
    assert found.result().id == "vid_0"
    assert asked(world) == 0
    assert world.clock.naps == pytest.approx([1.9] * len(world.clock.naps))


def test_nothing_is_sent_for_no_jobs() -> None:
    world = World(Jobs([]))
    assert results(world, waiting(world, [])) == []
    assert world.sent == []


def test_an_api_without_a_list_is_read_by_id() -> None:
    world = World(Jobs([5, 9, 2]))
    source = WaitAll(iter(["vid_0", "vid_1", "vid_2"]), videos.get_video, None, OPTIONS, timeout=60)
    assert [item.id for item in results(world, source)] == ["vid_2", "vid_0", "vid_1"]


def test_what_is_no_list_cannot_be_swept() -> None:
    with pytest.raises(TypeError, match="getVideo does not read a page"):
        WaitAll(iter(["vid_0"]), videos.get_video, videos.GET_VIDEO, OPTIONS, timeout=60)


def test_what_does_not_read_a_job_is_not_waited_for() -> None:
    world = World(in_turn(answer(204)))
    source = WaitAll(iter(["vid_0"]), videos.delete_video, None, OPTIONS, timeout=60)
    with pytest.raises(TypeError, match="deleteVideo does not read a job"):
        world.run(source.more())


def test_ids_are_anything_that_has_one_and_come_once() -> None:
    world = World(Jobs([1, 2, 3]))
    known = VideoListItem("vid_1")
    found = results(world, waiting(world, ["vid_0", known, "vid_0", Video("vid_1"), Finished("vid_2", None), "vid_0"]))
    assert sorted(item.id for item in found) == ["vid_0", "vid_1", "vid_2"]


def test_failures_are_values() -> None:
    def server(request: Request[Any], now: float) -> tuple[float, Answer]:
        if request.path.endswith("vid_1"):
            return 0.1, answer(200, {"id": "vid_1", "status": "failed", "error": "too long"})
        return jobs(request, now)

    jobs = Jobs([5, 0, 5], changed(status="failed", url=None))
    world = World(server)
    found = {item.id: item for item in results(world, waiting(world, ["vid_0", "vid_1", "gone", "."], timeout=30))}
    assert found["vid_0"].result().id == "vid_0"
    failure = found["vid_1"].error
    assert isinstance(failure, GenerationFailed)
    assert (failure.reason, failure.__traceback__) == ("too long", None)
    assert found["vid_1"].job is failure.job
    assert isinstance(found["gone"].error, NotFoundError)
    assert isinstance(found["."].error, ArgumentError)
    assert found["gone"].job is None
    with pytest.raises(NotFoundError):
        found["gone"].result()
    assert pickle.loads(pickle.dumps(found["vid_1"])).error.reason == "too long"


def test_time_is_up_for_all_at_once_and_nothing_is_pulled_any_more() -> None:
    pulled: list[str] = []

    def ids() -> Iterator[str]:
        for number in range(1000):
            world.clock.seconds += 1
            pulled.append(f"vid_{number}")
            yield pulled[-1]

    world = World(Jobs([0] * 3 + [900] * 997))
    found = results(world, waiting(world, ids(), timeout=30))
    assert sorted(item.id for item in found) == sorted(pulled)
    assert found[-1].job is None  # it was pulled, and never seen
    late = {item.id: item.error for item in found}["vid_3"]
    assert isinstance(late, WaitTimeout)
    assert (late.id, late.status, late.polls > 0, late.job.id) == ("vid_3", "processing", True, "vid_3")
    assert late.elapsed == pytest.approx(world.clock.seconds - 4, abs=1)
    assert "Nothing was cancelled: wait for it with client.videos.wait('vid_3')" in str(late)
    assert 30 <= world.clock.seconds < 32


def test_a_job_that_is_over_just_before_the_deadline_is_not_missed() -> None:
    world = World(Jobs([58.5] * 150))
    found = results(world, waiting(world, [f"vid_{number}" for number in range(150)], timeout=60, rate=0.25))
    assert [item for item in found if item.error] == []


def test_the_last_look_leaves_time_for_others() -> None:
    world = World(Jobs([100]))
    [found] = results(world, waiting(world, ["vid_0"], timeout=1))
    assert isinstance(found.error, WaitTimeout)
    assert len(world.sent) == 2
    assert world.clock.seconds == 1


def test_it_takes_its_share_of_a_known_rate() -> None:
    world = World(Jobs([1000] * 300))
    results(world, waiting(world, [f"vid_{number}" for number in range(300)], timeout=600, rate=1))
    assert asked(world) == pytest.approx(600 * rounds.SHARE, abs=4)


def test_it_takes_its_share_of_the_time_when_no_rate_is_known() -> None:
    jobs = Jobs([1000] * 250)
    world = World(lambda request, now: (2.0, jobs(request, now)[1]))
    results(world, waiting(world, [f"vid_{number}" for number in range(250)], timeout=600))
    assert 2.0 * asked(world) == pytest.approx(600 * rounds.SHARE, abs=7)


def test_it_takes_less_while_jobs_are_created() -> None:
    def created() -> Iterator[str]:
        for number in range(400):
            world.clock.seconds += 1
            yield f"vid_{number}"

    world = World(Jobs([450] * 400))
    source = waiting(world, created(), rate=1)
    assert world.run(source.more()) is not None
    share = 400 * rounds.SHARE_WHILE_FEEDING + 50 * rounds.SHARE
    assert 0.8 * share < asked(world) < share


@pytest.mark.parametrize("trouble", [lost(), not_sent(), answer(429), answer(500), answer(502, b"<html>")], ids=str)
def test_trouble_that_passes_is_survived(trouble: Answer) -> None:
    world = World(in_turn(trouble, trouble, trouble, answer(200, {"id": "vid_0", "status": "ready"})))
    [found] = results(world, waiting(world, ["vid_0"]))
    assert found.result().status == "ready"
    assert world.clock.naps == pytest.approx([2, 4, 8])


def test_the_longest_rest_is_fifteen_seconds() -> None:
    world = World(in_turn(not_sent()))
    [found] = results(world, waiting(world, ["vid_0"], timeout=300))
    assert max(world.clock.naps) == pytest.approx(15)
    assert isinstance(found.error, WaitTimeout)
    assert isinstance(found.error.last_error, APIError)


@pytest.mark.parametrize("operation", [videos.LIST_VIDEOS, videos.GET_VIDEO])
def test_retry_after_is_the_least_pause(operation: object) -> None:
    refused: list[float] = []

    def server(request: Request[Any], now: float) -> tuple[float, Answer]:
        if request.operation is operation and not refused:
            refused.append(now)
            return 0.1, answer(429, headers={"retry-after": "40"})
        return jobs(request, now)

    jobs = Jobs([0, 0], changed(status=None))
    world = World(server)
    assert len(results(world, waiting(world, ["vid_0", "vid_1"]))) == 2
    assert 40.0 in world.clock.naps


@pytest.mark.parametrize(
    "refusal",
    [answer(429, headers={"retry-after": "3600"}), QueueTimeout("It is closed.", retry_after=3600, outcome="not_sent")],
    ids=["refused", "closed"],
)
def test_a_retry_after_beyond_the_deadline_ends_the_wait_without_sleeping(refusal: Answer) -> None:
    world = World(in_turn(refusal))
    found = results(world, waiting(world, ["vid_0", "vid_1"], timeout=60))
    assert [type(item.error) for item in found] == [WaitTimeout, WaitTimeout]
    assert (len(world.sent), world.clock.naps) == (1, [])
    assert isinstance(found[0].error, WaitTimeout)
    assert found[0].error.last_error is not None


def test_a_page_in_place_of_a_job_is_survived_three_times() -> None:
    html = answer(200, b"<html>")
    ready = answer(200, {"id": "vid_0", "status": "ready"})
    assert results(world := World(in_turn(html, html, html, ready)), waiting(world, ["vid_0"]))[0].error is None
    assert isinstance(results(world := World(in_turn(html)), waiting(world, ["vid_0"]))[0].error, DecodeError)
    assert len(world.sent) == 4


def test_an_unknown_status_is_waited_out_and_believed_of_the_list_once_the_job_says_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def server(request: Request[Any], now: float) -> tuple[float, Answer]:
        seconds, found = jobs(request, now)
        queued = isinstance(found, Response) and b"processing" in found.body
        return seconds, answer(200, found.body.replace(b"processing", b"unheard-of")) if queued else found

    jobs = Jobs([60] * 30)
    world = World(server)
    with caplog.at_level(logging.WARNING, "twintone"):
        assert len(results(world, waiting(world, list(jobs.seconds)))) == 30
    assert [record.getMessage() for record in caplog.records] == [
        "vid_0 has the unknown status 'unheard-of'; waiting goes on."
    ]
    assert asked(world, videos.GET_VIDEO) <= 70


def test_a_listed_job_that_cannot_be_decoded_is_read() -> None:
    def decode(data: Any) -> Video:
        if "url" in data and "read" not in data:
            raise DecodeError("It lacks something.")
        return Video.from_dict(data)

    def server(request: Request[Any], now: float) -> tuple[float, Answer]:
        listed = request.operation is videos.LIST_VIDEOS
        return jobs(request, now) if listed else (0.1, answer(200, {**jobs.show("vid_0"), "read": True}))

    jobs = Jobs([0, 0], honest)
    world, strict = World(server), evolve(videos.GET_VIDEO, decode=decode)
    source = WaitAll(
        iter(["vid_0", "vid_1"]),
        lambda job_id: strict.request(path={"video_id": job_id}),
        videos.LIST_VIDEOS,
        OPTIONS,
        timeout=60,
    )
    assert {item.id for item in results(world, source)} == {"vid_0", "vid_1"}


def creating(*, then: BaseException | object) -> Iterator[Any]:
    yield from ("vid_0", "vid_1", "vid_2")
    if isinstance(then, BaseException):
        raise then
    yield then


@pytest.mark.parametrize(
    ("then", "kind"), [(OSError("disk full"), OSError), (KeyboardInterrupt(), KeyboardInterrupt), (5, ArgumentError)]
)
def test_what_ends_the_ids_early_takes_along_which_jobs_go_on(then: object, kind: type[BaseException]) -> None:
    world = World(Jobs([900] * 3))
    with pytest.raises(kind) as caught:
        results(world, waiting(world, creating(then=then)))
    if not isinstance(then, KeyboardInterrupt):  # the world does not hand an interrupt on
        assert caught.value.__notes__ == [
            "Nothing was cancelled: wait for the rest with client.videos.wait_all(['vid_0', 'vid_1', 'vid_2'])."
        ]


def test_an_error_before_any_job_has_no_note() -> None:
    world = World(always(answer(404)))  # type: ignore[arg-type]  # the answer to everything
    with pytest.raises(ArgumentError, match="not int") as caught:
        results(world, waiting(world, [5]))
    assert not hasattr(caught.value, "__notes__")


def test_the_time_that_the_caller_takes_does_not_count() -> None:
    jobs = Jobs([3.0] * 5)
    world = World(jobs)
    source = waiting(world, list(jobs.seconds), timeout=6)
    first = world.run(source.more())
    assert first
    world.clock.seconds += 100  # a download, say
    assert all(item.result().status == "ready" for item in [*first, *results(world, source)])


@pytest.mark.parametrize(("given", "count"), [(True, 500), (False, 10)])
def test_ids_that_are_there_already_all_come_out_when_time_is_up(*, given: bool, count: int) -> None:
    world = World(in_turn(lost()))

    def slowly() -> Iterator[str]:
        for number in range(500):
            world.clock.seconds += 0.1
            yield f"vid_{number}"

    source = WaitAll(slowly(), videos.get_video, videos.LIST_VIDEOS, OPTIONS, timeout=1, given=given)
    found = results(world, source)
    assert len({item.id for item in found}) == len(found) == count
    assert all(isinstance(item.error, WaitTimeout) for item in found)
