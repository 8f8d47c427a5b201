"""Measure what sharing one connection costs: ``python -m scripts.bench_gate``.

CPU for each request with thousands of tasks on one client, over that with one task at a time; what a further client
costs, over the first. The server runs in a process of its own, so that its work does not count.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median

import httpx

from twintone import AsyncTwinTone, TwinTone

TASKS = 5000
ROUNDS = 5
GATE_GOAL = 1.3
CLIENT_GOAL = 0.02


@contextmanager
def emulator() -> Iterator[str]:
    """Runs an emulator in a process of its own and yields its base URL."""
    line = [sys.executable, "-m", "twintone.emulator", "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


async def cpu(count: int, act: Callable[[], Awaitable[object]], *, at_once: bool) -> float:
    """Returns CPU seconds for each of ``count`` acts, one after the other or all at once."""
    start = time.process_time()
    if at_once:
        await asyncio.gather(*(act() for _ in range(count)))
    else:
        for _ in range(count):
            await act()
    return (time.process_time() - start) / count


async def listed(client: AsyncTwinTone, numbers: Iterator[int], done: list[int]) -> None:
    """Makes a call, and notes when it is done which one in the order of starting it was."""
    number = next(numbers)
    await client.videos.list()
    done.append(number)


async def waits(base_url: str) -> tuple[list[float], float]:
    """Returns the ratio of each round, and the longest that one of the tasks waited, over the time of the round."""
    ratios: list[float] = []
    late = 0.0
    async with AsyncTwinTone("bench", base_url=base_url, timeout=600) as client:
        await cpu(200, client.videos.list, at_once=False)
        for _ in range(ROUNDS):
            alone = await cpu(1000, client.videos.list, at_once=False)
            done: list[int] = []

            crowd = await cpu(TASKS, partial(listed, client, iter(range(TASKS)), done), at_once=True)
            ratios.append(crowd / alone)
            late = max(late, *(abs(place - number) for place, number in enumerate(done)))
    return ratios, late


async def crowd_of_httpx(base_url: str, waiters: int) -> float:
    """Returns CPU seconds for each request with ``waiters`` tasks on the one connection of an httpx client."""
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(limits=limits, timeout=600, headers={"x-api-key": "bench"}) as client:
        return await cpu(waiters, lambda: client.get(f"{base_url}/videos"), at_once=True)


def further_clients() -> float:
    """Returns what a further client costs, over the first of this process."""
    costs: list[float] = []
    for _ in range(51):
        start = time.process_time()
        client = TwinTone("bench", base_url="https://127.0.0.1:9/v1")
        client._engine.transport._opened()
        costs.append(time.process_time() - start)
        client.close()
    return median(costs[1:]) / costs[0]


def main() -> int:
    """Runs all measurements; returns 1 if a goal is missed."""
    client = further_clients()
    with emulator() as base_url:
        ratios, late = asyncio.run(waits(base_url))
        theirs = [asyncio.run(crowd_of_httpx(base_url, waiters)) for waiters in (100, 400)]
    gate = median(ratios)
    print(f"{TASKS} tasks on one client / one at a time, CPU for each request = {gate:.2f}  goal {GATE_GOAL}")
    print(f"the furthest that a task finished out of turn: {late:.0f} places of {TASKS}")
    print(f"httpx alone, 400 tasks / 100 tasks, CPU for each request = {theirs[1] / theirs[0]:.2f}")
    print(f"a further client / the first = {client:.3f}  goal {CLIENT_GOAL}")
    return 0 if gate <= GATE_GOAL and client <= CLIENT_GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
