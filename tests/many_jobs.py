"""A server with many jobs for `tests.simulation.World`, and lists of them that are stranger and stranger."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.simulation import Answer, World, answer, lost
from twintone.policies.call import CallOptions
from twintone.policies.wait_all import WaitAll
from twintone_api.models import Video
from twintone_api.operation import Request
from twintone_api.requests import videos
from twintone_api.workflows import Finished

OPTIONS = CallOptions(timeout=60, max_retries=2)
Query = Mapping[str, Any]
Show = dict[str, Any]


class Jobs:
    """Answers for jobs that are ready after some seconds, the newest last.

    Args:
        seconds: When each is over.
        listing: Answers for the list.
    """

    def __init__(self, seconds: Iterable[float], listing: Callable[[Jobs, Query], Answer] | None = None) -> None:
        self.seconds = {f"vid_{number}": value for number, value in enumerate(seconds)}
        self.now = 0.0
        self.dice = random.Random(1)
        self._listing = listing or honest

    def __call__(self, request: Request[Any], now: float) -> tuple[float, Answer]:
        self.now = now
        if request.operation is videos.LIST_VIDEOS:
            return 0.1, self._listing(self, request.query)
        job_id = request.path.rpartition("/")[2]
        return 0.1, answer(200, self.show(job_id)) if job_id in self.seconds else answer(404)

    def show(self, job_id: str) -> Show:
        ready = self.seconds[job_id] <= self.now
        return {
            "id": job_id,
            **({"status": "ready", "url": f"https://m/{job_id}"} if ready else {"status": "processing"}),
        }

    def all(self) -> list[Show]:
        return [self.show(job_id) for job_id in reversed(self.seconds)]


def page(items: list[Show], query: Query, **pagination: Any) -> Answer:
    """Cuts a page out of all items; by default it is cut and counted as documented."""
    number, size = query.get("page", 1), query.get("limit", 20)
    counts = {"total": len(items), "page": number, "pages": -(-len(items) // size), **pagination}
    return answer(200, {"videos": items[(number - 1) * size : number * size], "pagination": counts})


def honest(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.all(), query)


def changed(**fields: Any) -> Callable[[Jobs, Query], Answer]:
    """Makes a list whose items have other fields; None takes a field away."""

    def listing(jobs: Jobs, query: Query) -> Answer:
        items = [{key: value for key, value in {**item, **fields}.items() if value is not None} for item in jobs.all()]
        return page(items, query)

    return listing


def always(found: Answer) -> Callable[[Jobs, Query], Answer]:
    return lambda _jobs, _query: found


def shuffled(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.dice.sample(jobs.all(), len(jobs.seconds)), query)


def small_pages(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.all(), {**query, "limit": 3})


def first_page_for_ever(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.all(), {**query, "page": 1, "limit": 20})


def billion_pages(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.all(), {**query, "page": 1, "limit": 20}, page=query.get("page", 1), pages=10**9)


def unpaged(jobs: Jobs, query: Query) -> Answer:
    return answer(200, {"videos": jobs.all() if query.get("page", 1) == 1 else []})


def bare(jobs: Jobs, query: Query) -> Answer:
    return answer(200, json.dumps(jobs.all() if query.get("page", 1) == 1 else []).encode())


def each_page_twice(jobs: Jobs, query: Query) -> Answer:
    number = query.get("page", 1)
    return page(jobs.all(), {"page": (number + 1) // 2, "limit": 4}, page=number, pages=2 * len(jobs.seconds))


def every_second(jobs: Jobs, query: Query) -> Answer:
    return page(jobs.all()[::2], query)


def of_others(jobs: Jobs, query: Query) -> Answer:
    return page([{"id": f"other_{number}", "status": "ready", "url": "u"} for number in range(5000)], query)


def behind_others(jobs: Jobs, query: Query) -> Answer:
    return page([{"id": f"other_{number}", "status": "processing"} for number in range(250)] + jobs.all(), query)


def without_limit(jobs: Jobs, query: Query) -> Answer:
    return answer(400) if "limit" in query else honest(jobs, query)


def four_pages_and_no_more(jobs: Jobs, query: Query) -> Answer:
    return answer(400) if query.get("page", 1) > 2 else page(jobs.all(), {**query, "limit": 5}, pages=None)


def seldom(jobs: Jobs, query: Query) -> Answer:
    return honest(jobs, query) if jobs.dice.random() < 0.5 else lost()


def waiting(world: World, ids: Iterable[Any], timeout: float = 3600, rate: float | None = None) -> WaitAll[Video]:
    options = CallOptions(OPTIONS.timeout, OPTIONS.max_retries, rate)
    return WaitAll(iter(ids), videos.get_video, videos.LIST_VIDEOS, options, timeout=timeout)


def results(world: World, source: WaitAll[Video]) -> list[Finished[Video]]:
    """Returns everything that comes out."""
    found: list[Finished[Video]] = []
    while (items := world.run(source.more())) is not None:
        assert items
        found += items
    assert world.run(source.more()) is None
    return found
