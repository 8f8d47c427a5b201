"""Clients and their options: what is shared, what is refused, what is said when one is forgotten."""

from __future__ import annotations

import asyncio
import gc
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.raw_server import RawServer, answer
from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, TwinTone
from twintone.emulator import Emulator, RetryAfter
from twintone.errors import ArgumentError, QueueTimeout, RateLimitError

INF = float("inf")


def test_other_options_share_the_connection_the_order_and_the_pace(client: TwinTone, emulator: Emulator) -> None:
    emulator.faults.add("listVideos", RetryAfter(300))
    with pytest.raises(RateLimitError):
        client.videos.list()
    # The server asked the account to rest, so the other client rests as well.
    with pytest.raises(QueueTimeout, match="no request may start for 300 s") as caught:
        client.with_options(timeout=5).replicas.list()
    assert (caught.value.outcome, caught.value.retry_after) == ("not_sent", 300)
    assert client.with_options(timeout=400).replicas.list().replicas == []


def test_other_options_leave_the_client_as_it_was(client: TwinTone, emulator: Emulator, clock: VirtualClock) -> None:
    patient = client.with_options(max_retries=9)
    emulator.faults.add("listVideos", RetryAfter(1), times=5)
    assert patient.videos.list().videos == []
    emulator.faults.add("listVideos", RetryAfter(1), times=5)
    with pytest.raises(RateLimitError) as caught:
        client.videos.list()
    assert caught.value.attempts == 3
    patient.close()
    with pytest.raises(ArgumentError, match="closed"):
        client.videos.list()


def test_other_options_in_an_event_loop(emulator: Emulator, clock: VirtualClock) -> None:
    async def main() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
            emulator.faults.add("listVideos", RetryAfter(1))
            with pytest.raises(RateLimitError):
                await client.with_options(max_retries=0).videos.list()
            assert (await client.videos.list()).videos == []

    asyncio.run(main())


def test_a_rate_limit_spaces_requests(emulator: Emulator, clock: VirtualClock) -> None:
    with TwinTone("key-1", base_url=emulator.base_url, clock=clock, rate_limit="60/minute") as client:
        for _ in range(5):
            client.videos.list()
    assert clock.seconds == pytest.approx(4.0)

    async def main() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock, rate_limit="2/second") as client:
            await asyncio.gather(*(client.videos.list() for _ in range(5)))

    asyncio.run(main())
    assert clock.seconds == pytest.approx(6.0)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": INF},
        {"timeout": INF - INF},
        {"timeout": "30"},
        {"timeout": None},
        {"timeout": True},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": None},
        {"max_connections": 0},
        {"max_connections": "a"},
        {"rate_limit": "fast"},
        {"rate_limit": 60},
    ],
    ids=str,
)
@pytest.mark.parametrize("make", [TwinTone, AsyncTwinTone])
def test_options_that_make_no_sense_are_refused(make: Callable[..., Any], options: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        make("key-1", base_url="http://127.0.0.1:9", **options)


async def coroutine(_job: object) -> None: ...


class Awaits:
    async def __call__(self, _job: object) -> None: ...


@pytest.mark.parametrize("bad", [{"timeout": None}, {"timeout": INF}, {"timeout": 0}, {"timeout": "9"}], ids=str)
@pytest.mark.parametrize("name", ["wait", "create_and_wait"])
def test_bad_limits_of_a_wait_are_refused_before_anything_is_paid(name: str, bad: dict[str, Any]) -> None:
    with RawServer(answer(201, {"id": "vid_1"})) as server, TwinTone("key-1", base_url=server.url) as client:
        what: dict[str, Any] = {"replica_id": "r", "script": "s"} if name == "create_and_wait" else {}
        with pytest.raises(ArgumentError, match="timeout must be a finite number"):
            getattr(client.videos, name)(*([] if what else ["vid_1"]), **what, **bad)
        assert server.requests == []


@pytest.mark.parametrize("hook", [5, "print", coroutine, Awaits()])
@pytest.mark.parametrize("name", ["on_created", "on_update"])
def test_bad_hooks_are_refused_before_anything_is_paid(name: str, hook: Any) -> None:
    with RawServer(answer(201, {"id": "vid_1"})) as server, TwinTone("key-1", base_url=server.url) as client:
        hooks: dict[str, Any] = {name: hook}
        with pytest.raises(ArgumentError, match=name):
            client.videos.create_and_wait(replica_id="r", script="s", **hooks)
        assert server.requests == []


@pytest.mark.parametrize("job", [None, 5, {}, b"vid_1", object()])
def test_what_has_no_id_cannot_be_waited_for(job: Any) -> None:
    with TwinTone("key-1", base_url="http://127.0.0.1:9") as client, pytest.raises(ArgumentError, match="an id"):
        client.videos.wait(job)


def test_a_forgotten_client_is_mentioned() -> None:
    with Emulator() as emulator:
        client = TwinTone("key-1", base_url=emulator.base_url)
        client.videos.list()
        forgotten = [client]
        del client
        with pytest.warns(ResourceWarning, match=r"unclosed client of http://127\.0\.0\.1"):
            forgotten.clear()


def test_a_client_that_was_closed_or_never_used_is_not() -> None:
    with Emulator() as emulator:
        TwinTone("key-1", base_url=emulator.base_url)
        with TwinTone("key-1", base_url=emulator.base_url) as client:
            client.videos.list()
        del client
        gc.collect()


@pytest.mark.parametrize("make", [TwinTone, AsyncTwinTone])
def test_a_client_shows_where_it_calls_and_cannot_be_pickled(make: Callable[..., Any]) -> None:
    client = make("key-1", base_url="http://127.0.0.1:9/v1/")
    assert repr(client) == f"{make.__name__}(base_url='http://127.0.0.1:9/v1')"
    with pytest.raises(TypeError, match="Make one in each process"):
        pickle.dumps(client)
