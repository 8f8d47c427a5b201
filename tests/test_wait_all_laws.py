"""What holds for waiting for many jobs, whatever the server does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.many_jobs import OPTIONS, results
from tests.simulation import Answer, World, answer, lost, not_sent
from twintone.policies.call import CallOptions
from twintone.policies.wait_all import WaitAll
from twintone_api.models import Video
from twintone_api.operation import Request
from twintone_api.requests import videos

IDS = st.sampled_from([f"vid_{number}" for number in range(12)])
SHOWN = st.fixed_dictionaries(
    {},
    optional={
        "id": IDS,
        "status": st.sampled_from(["processing", "ready", "failed", "queued", "", None, 5]),
        "url": st.sampled_from(["https://m/1", "", None]),
    },
)
TROUBLE = st.one_of(
    st.builds(lost),
    st.builds(not_sent),
    st.builds(answer, st.sampled_from([302, 400, 401, 404, 429, 500, 502]), st.none(), st.just({"retry-after": "9"})),
    st.builds(answer, st.sampled_from([200, 400, 404, 429, 502]), st.just(b"<html>")),
)
COUNTS = st.fixed_dictionaries({}, optional={"page": st.integers(-1, 9), "pages": st.integers(-1, 9)})
PAGES = st.builds(
    lambda items, counts: answer(200, {"videos": items, "pagination": counts}),
    st.lists(
        st.fixed_dictionaries({"id": IDS, "status": st.sampled_from(["processing", "ready"])}) | SHOWN, max_size=9
    ),
    COUNTS,
)
BARE = st.builds(lambda items: answer(200, json.dumps(items).encode()), st.lists(SHOWN, max_size=5))
ITEMS = st.builds(answer, st.just(200), SHOWN.map(lambda shown: {"id": "vid_1", **shown}))
SECONDS = st.sampled_from([0.0, 0.1, 3.0, 70.0])


class Watched(WaitAll[Video]):
    """Remembers how many requests were sent, and how many jobs pending, when each look began."""

    def __init__(self, world: World, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.world = world
        self.looks: list[tuple[int, int]] = []

    def _begin(self, now: float) -> None:
        self.looks.append((len(self.world.sent), len(self._jobs)))
        super()._begin(now)


@given(
    ids=st.lists(IDS, max_size=20),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 1.0, 20.0]), max_size=20),
    listed=st.lists(st.tuples(SECONDS, PAGES | BARE | TROUBLE), min_size=1, max_size=12),
    read=st.lists(st.tuples(SECONDS, ITEMS | TROUBLE), min_size=1, max_size=12),
    timeout=st.floats(0.01, 400),
    rate=st.sampled_from([None, 0.2, 1.0, 10.0]),
)
def test_laws(
    ids: list[str],
    pauses: list[float],
    listed: list[tuple[float, Answer]],
    read: list[tuple[float, Answer]],
    timeout: float,
    rate: float | None,
) -> None:
    turns = {videos.LIST_VIDEOS: listed, videos.GET_VIDEO: read}
    asked = dict.fromkeys(turns, 0)

    def server(request: Request[Any], _now: float) -> tuple[float, Answer]:
        script = turns[request.operation]
        asked[request.operation] += 1
        return script[(asked[request.operation] - 1) % len(script)]

    pulled: list[tuple[str, float]] = []
    late: list[float] = []

    def pulling() -> Iterator[str]:
        for number, job_id in enumerate(ids):
            pulled.append((job_id, world.clock.seconds))
            world.clock.seconds += pauses[number] if number < len(pauses) else 0.0
            late[:] = [max(0.0, world.clock.seconds - timeout)]
            yield job_id

    world = World(server)
    options = CallOptions(OPTIONS.timeout, OPTIONS.max_retries, rate)
    source = Watched(world, pulling(), videos.get_video, videos.LIST_VIDEOS, options, timeout=timeout)
    found = results(world, source)

    # Each job that was pulled comes out once, as what it is or as an error.
    assert sorted(item.id for item in found) == sorted({job_id for job_id, _ in pulled})
    assert all(isinstance(item.job, Video) for item in found if item.error is None)
    # Nothing is pulled after the deadline, and it ends by the deadline, or when the last item came.
    assert all(moment < timeout for _, moment in pulled)
    assert world.clock.seconds <= timeout * (1 + 1e-9) + sum(late)
    assert all(0 < limit <= OPTIONS.timeout + 1e-9 for limit in world.limits)
    # No look takes more than reading each job, and one page.
    starts = [sent for sent, _ in source.looks]
    sizes = [end - start for start, end in pairwise([*starts, len(world.sent)])]
    assert all(size <= pending + 1 for size, (_, pending) in zip(sizes, source.looks, strict=True))
    # Requests are spread over time.
    assert len(world.sent) <= (len(set(ids)) + 1) * (timeout / 2 + 2)
