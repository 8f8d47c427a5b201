"""Waiting for many jobs with real clients, on the emulator."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, Finished, GenerationFailed, NotFoundError, TwinTone, WaitTimeout
from twintone.emulator import Emulator, RetryAfter, Status
from twintone.errors import ArgumentError, RateLimitError
from twintone.models import Video, VideoCreated

SCRIPTS = ["one", "two", "[fail]", "four"]


def test_one_loop_creates_jobs_and_waits_for_them(emulator: Emulator, client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada")
    made: list[str] = []

    def save(video: VideoCreated) -> VideoCreated:
        made.append(video.id)
        return video

    created = (save(client.videos.create(replica_id=replica.id, script=script)) for script in SCRIPTS)
    found = {item.id: item for item in client.videos.wait_all(created, timeout=60)}
    assert set(found) == set(made)
    assert all(isinstance(item, Finished) for item in found.values())
    assert [type(found[job_id].job) for job_id in made] == [Video] * 4
    assert [found[job_id].result().status for job_id in made if found[job_id].error is None] == ["ready"] * 3
    failure = found[made[2]].error
    assert isinstance(failure, GenerationFailed)
    assert failure.reason
    assert len(emulator.ledger) == 4


def test_the_list_is_swept_page_by_page(emulator: Emulator, client: TwinTone, clock: VirtualClock) -> None:
    persona = client.personas.create(name="Ada", description="d", voice_settings={"pitch": 1.0, "speed": 1.0})
    ids = [client.speech.create(text=str(number), persona_id=persona.id).id for number in range(120)]
    clock.naps.clear()
    found = [item.result().id for item in client.speech.wait_all([*ids, *ids[:3]])]
    assert sorted(found) == sorted(ids)
    assert len(clock.naps) == 1


def test_unknown_ids_and_timeouts_are_values(client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada")
    video = client.videos.create(replica_id=replica.id, script="Hello")
    found = list(client.videos.wait_all([video, "vid_gone"], timeout=1))
    assert [type(item.error) for item in found] == [NotFoundError, WaitTimeout]
    [again] = client.videos.wait_all(item for item in found if isinstance(item.error, WaitTimeout))
    assert again.result().url


@pytest.mark.parametrize("fault", [Status(404), Status(502), RetryAfter(5)], ids=str)
def test_a_list_that_fails_is_replaced_by_reading_each(
    emulator: Emulator, client: TwinTone, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    replica = client.replicas.create(name="Ada")
    ids = [client.videos.create(replica_id=replica.id, script="Hello").id for _ in range(3)]
    emulator.faults.add("listVideos", fault, times=1000)
    with caplog.at_level(logging.INFO, "twintone"):
        assert {item.result().id for item in client.videos.wait_all(ids)} == set(ids)
    assert [record for record in caplog.records if "the list of videos cannot be read" in record.getMessage()]


def test_an_error_of_a_create_passes_with_the_ids_of_the_others(emulator: Emulator, client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada")
    first = client.videos.create(replica_id=replica.id, script="Hello")

    def created() -> Iterator[VideoCreated]:
        yield first
        emulator.faults.add("createVideo", Status(429), times=10)
        yield client.videos.create(replica_id=replica.id, script="Hello")

    with pytest.raises(RateLimitError) as caught:
        list(client.videos.wait_all(created()))
    assert caught.value.__notes__ == [
        f"Nothing was cancelled: wait for the rest with client.videos.wait_all(['{first.id}'])."
    ]
    assert [item.id for item in client.videos.wait_all([first.id])] == [first.id]


@pytest.mark.parametrize("ids", ["vid_1", Video("vid_1"), None, 5], ids=str)
def test_what_is_no_iterable_of_ids_is_refused_at_once(client: TwinTone, ids: Any) -> None:
    with pytest.raises(ArgumentError, match="ids must be an iterable of ids or of things with an id, not"):
        client.videos.wait_all(ids)


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), None])
def test_every_wait_ends(client: TwinTone, timeout: Any) -> None:
    with pytest.raises(ArgumentError, match="timeout"):
        client.videos.wait_all([], timeout=timeout)


def test_a_client_without_an_event_loop_takes_no_asynchronous_iterable(client: TwinTone) -> None:
    async def ids() -> AsyncIterator[str]:
        yield "vid_1"

    with pytest.raises(ArgumentError, match="not async_generator"):
        client.videos.wait_all(ids())  # type: ignore[arg-type]  # the wrong kind is the point


class Interrupt(VirtualClock):
    """A clock whose user loses patience."""

    def sleep(self, seconds: float) -> None:
        raise KeyboardInterrupt


def test_an_interrupt_passes_with_the_ids(emulator: Emulator, client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada")
    video = client.videos.create(replica_id=replica.id, script="Hello")
    with (
        TwinTone("key-1", base_url=emulator.base_url, clock=Interrupt()) as impatient,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        list(impatient.videos.wait_all([video]))
    assert video.id in caught.value.__notes__[0]


def test_event_loops(emulator: Emulator, clock: VirtualClock) -> None:
    async def run() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
            replica = await client.replicas.create(name="Ada")
            created = (await client.videos.create(replica_id=replica.id, script=script) for script in SCRIPTS)
            found = [item async for item in client.videos.wait_all(created, timeout=60)]
            assert [type(item.error) for item in found].count(GenerationFailed) == 1
            assert [item.error for item in found].count(None) == 3
            ids = [item.id for item in found]
            assert {item.id async for item in client.videos.wait_all(ids)} == set(ids)

    asyncio.run(run())


def test_an_error_of_an_asynchronous_iterable_passes_with_the_ids(emulator: Emulator, clock: VirtualClock) -> None:
    async def run() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
            replica = await client.replicas.create(name="Ada")
            video = await client.videos.create(replica_id=replica.id, script="Hello")

            async def ids() -> AsyncIterator[str]:
                yield video.id
                raise OSError("disk full")

            with pytest.raises(OSError, match="disk full") as caught:
                assert [item async for item in client.videos.wait_all(ids())] == []
            assert video.id in caught.value.__notes__[0]

    asyncio.run(run())


def test_a_wait_can_be_cancelled(emulator: Emulator) -> None:
    async def run() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url) as client:
            replica = await client.replicas.create(name="Ada")
            video = await client.videos.create(replica_id=replica.id, script="Hello")

            async def work() -> None:
                async for _ in client.videos.wait_all([video.id]):
                    raise AssertionError("The emulator's clock stands still.")

            task = asyncio.create_task(work())
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
