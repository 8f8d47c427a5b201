"""Simulate waiting for many jobs: ``python -m scripts.bench_wait``.

The real policy on a virtual clock: jobs of 30 to 300 seconds, 60 requests a minute, creates included; beside it, one
wait for each job, all at once, under the same limit. Fails when a goal is missed.
"""

from __future__ import annotations

import heapq
import random
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation import Answer, World, answer
from twintone.policies.call import CallOptions, call
from twintone.policies.wait import FIRST_PAUSE, GROWTH, LONGEST_PAUSE
from twintone.policies.wait_all import WaitAll
from twintone_api.models import VideoCreated
from twintone_api.operation import Request
from twintone_api.requests import videos

RATE = 1.0  # requests a second
SHORTEST, LONGEST = 30.0, 300.0  # seconds that a job takes
LATENCY = 0.2  # seconds that an answer takes

SIZES = (1, 10, 100, 1_000, 10_000)


@dataclass
class Result:
    """What it came to.

    Attributes:
        requests: Requests a job, with its create.
        latency: Mean seconds from when a job is over to when that is known.
        makespan: Seconds until all are known to be over.
    """

    requests: float
    latency: float
    makespan: float

    def figures(self, count: int) -> dict[str, float]:
        """Returns what there are goals for, by name."""
        return {
            "requests a job": self.requests,
            "mean latency": self.latency,
            "makespan / floor": self.makespan / (count / RATE + LONGEST),
        }


# The most that a number of jobs may come to.
GOALS = {
    1_000: {"requests a job": 1.35},
    10_000: {"requests a job": 1.2, "mean latency": 12.0, "makespan / floor": 1.16},
}


@dataclass
class Service:
    """A server whose jobs take their time, and which answers one request after the other at the rate."""

    dice: random.Random = field(default_factory=lambda: random.Random(1))
    over: dict[str, float] = field(default_factory=dict[str, float])
    requests: int = 0
    free: float = 0.0

    def __call__(self, request: Request[Any], now: float) -> tuple[float, Answer]:
        self.requests += 1
        start = max(now, self.free)
        self.free = start + 1 / RATE
        return start - now + LATENCY, self._answer(request, start)

    def _answer(self, request: Request[Any], now: float) -> Answer:
        if request.operation is videos.CREATE_VIDEO:
            job_id = f"vid_{len(self.over)}"
            self.over[job_id] = now + self.dice.uniform(SHORTEST, LONGEST)
            return answer(201, {"id": job_id, "status": "processing"})
        if request.operation is videos.GET_VIDEO:
            return answer(200, self._show(request.path.rpartition("/")[2], now))
        size, number, count = request.query["limit"], request.query.get("page", 1), len(self.over)
        newest = range(count - 1, -1, -1)[(number - 1) * size : number * size]
        page = {"total": count, "page": number, "pages": -(-count // size)}
        return answer(200, {"videos": [self._show(f"vid_{rank}", now) for rank in newest], "pagination": page})

    def _show(self, job_id: str, now: float) -> dict[str, str]:
        over = {"status": "ready", "url": "https://media/1"} if self.over[job_id] <= now else {"status": "processing"}
        return {"id": job_id, **over}


def wait_all(count: int) -> Result:
    """Creates jobs and waits for them in one loop."""
    service = Service()
    world = World(service, roll=service.dice.random)
    options = CallOptions(timeout=60, max_retries=2, rate=RATE)

    def created() -> Iterator[VideoCreated]:
        for _ in range(count):
            yield world.run(call(videos.create_video(replica_id="r", script="s"), options))

    source = WaitAll(created(), videos.get_video, videos.LIST_VIDEOS, options, timeout=1e9)
    late = 0.0
    while (found := world.run(source.more())) is not None:
        late += sum(world.clock.seconds - service.over[item.result().id] for item in found)
    return Result(service.requests / count, late / count, world.clock.seconds)


def one_by_one(count: int) -> Result:
    """Creates all jobs at once and waits for each on its own, first come, first served.

    Calls have all the time they need, which flatters this: with 60 seconds for each, most would fail in the queue.
    """
    dice = random.Random(1)
    turn: deque[int] = deque(range(count))
    naps: list[tuple[float, int]] = []
    over: dict[int, float] = {}
    pause = dict.fromkeys(range(count), FIRST_PAUSE)
    now, late, requests = 0.0, 0.0, 0
    while turn or naps:
        if not turn:
            now = max(now, naps[0][0])
        while naps and naps[0][0] <= now:
            turn.append(heapq.heappop(naps)[1])
        job = turn.popleft()
        requests += 1
        if job not in over:
            over[job] = now + dice.uniform(SHORTEST, LONGEST)
            heapq.heappush(naps, (now + LATENCY, job))
        elif over[job] > now:
            heapq.heappush(naps, (now + LATENCY + dice.random() * pause[job], job))
            pause[job] = min(LONGEST_PAUSE, pause[job] * GROWTH)
        else:
            late += now + LATENCY - over[job]
        now += 1 / RATE
    return Result(requests / count, late / count, now - 1 / RATE + LATENCY)


def row(name: str, count: int, result: Result) -> str:
    """Returns a line of the table."""
    figures = " ".join(f"{figure:16.3f}" for figure in result.figures(count).values())
    return f"{count:6}  {name:13} {figures} {result.makespan:10.0f} s {result.makespan / (count / RATE):16.3f}"


def missed(count: int, result: Result) -> list[str]:
    """Returns a sentence for each goal that is missed."""
    figures = result.figures(count)
    return [
        f"{count} jobs: {name} is {figures[name]:.3f}, and may be {goal}."
        for name, goal in GOALS.get(count, {}).items()
        if figures[name] > goal
    ]


def main() -> int:
    """Runs the simulation; returns the exit status."""
    print(f"Jobs of {SHORTEST:.0f} to {LONGEST:.0f} s, {60 * RATE:.0f} requests a minute, creates included.")
    print(f"The floor is what the creates take alone and the longest job after the last: N / rate + {LONGEST:.0f} s.\n")
    heads = [f"{name:>16}" for name in Result(0, 0, 0).figures(1)]
    print(f"     N  {'':13} {' '.join(heads)} {'makespan':>12} {'/ (N / rate)':>16}")
    misses: list[str] = []
    for count in SIZES:
        ours = wait_all(count)
        print(row("wait_all", count, ours))
        print(row("wait for each", count, one_by_one(count)))
        misses += missed(count, ours)
    goals = [f"{count}: {name} {goal}" for count, found in GOALS.items() for name, goal in found.items()]
    print("\n".join(["", f"Goals, at the most: {'; '.join(goals)}.", *(misses or ["All are met."])]))
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
