"""The laws of downloads: one version or an error, a handful of attempts, and an end in time."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation import World, answer, in_turn
from twintone.errors import APIError, DownloadError
from twintone.policies.call import CallOptions
from twintone.policies.download import PAUSES, Origin, download, origin
from twintone.policies.steps import During, Fetch
from twintone.policies.transfer import Trouble
from twintone.targets import MemoryTarget
from twintone_api.requests.videos import get_video, list_videos

OPTIONS = CallOptions(60, 2)
ATTEMPTS = len(PAUSES) + 1


@frozen
class Turn:
    """What a store does with one request.

    Attributes:
        version: Which version it has then.
        cut: After how many bytes of its answer the connection breaks.
        seconds: How long that takes.
        ranges: Whether it says that it continues.
        deaf: Whether it sends everything all the same.
        tag: Whether it tells versions apart by a tag, or by a date, or not at all.
        status: What it answers instead of media, or 200.
    """

    version: int
    cut: int
    seconds: float
    ranges: bool
    deaf: bool
    tag: str | None
    status: int


VERSIONS = [b"abcdefghij", b"ABCDEFGHIJ", b"0123456"]
TURNS = st.builds(
    Turn,
    version=st.sampled_from(range(len(VERSIONS))),
    cut=st.integers(0, 12),
    seconds=st.sampled_from([0.0, 1.0, 7.0]),
    ranges=st.booleans(),
    deaf=st.booleans(),
    tag=st.sampled_from(["etag", "last-modified", None]),
    status=st.sampled_from([200, 200, 200, 200, 200, 500, 429, 403, 400]),
)


class Store(World):
    """A world with a store of media in it."""

    def __init__(self, turns: list[Turn], roll: float = 0.5) -> None:
        found = answer(200, {"id": "vid_1", "status": "ready", "url": "https://media.example/2"})
        super().__init__(in_turn(found), lambda: roll)
        self._turns = turns
        self.fetched: list[Fetch] = []

    def _do(self, step: Any) -> Any:
        match step:
            case During(target, policy):
                with target:
                    self.run(policy)
                    return target.finish()
            case Fetch():
                assert step.timeout > 0
                self.fetched.append(step)
                return self._fetch(step, self._turns[(len(self.fetched) - 1) % len(self._turns)])
            case _:
                return super()._do(step)

    def _fetch(self, step: Fetch, turn: Turn) -> None:
        content = VERSIONS[turn.version]
        name = f'"{turn.version}"' if turn.tag == "etag" else f"Mon, 0{turn.version + 1} Jan 2024 00:00:00 GMT"
        headers = {**({turn.tag: name} if turn.tag else {}), **({"accept-ranges": "bytes"} if turn.ranges else {})}
        status, start = turn.status, 0
        asked: Mapping[str, str] = step.transfer.headers()
        if status == 200 and asked and asked["if-range"] == name and turn.tag and not turn.deaf:
            status, start = 206, int(asked["range"].removeprefix("bytes=").removesuffix("-"))
            headers["content-range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        step.transfer.begin(status, {**headers, "content-length": str(len(content) - start)})
        step.target.cut(step.transfer.received)
        for byte in content[start:][: turn.cut]:
            step.transfer.took(1)
            step.target.write(bytes([byte]))
        self.clock.seconds += min(turn.seconds, step.timeout)
        if turn.seconds > step.timeout or turn.cut < len(content) - start:
            raise Trouble("broke off.", again=True)


@given(
    turns=st.lists(TURNS, min_size=1, max_size=8),
    timeout=st.sampled_from([0.5, 3.0, 900.0]),
    roll=st.floats(0, 1, exclude_max=True),
    job=st.booleans(),
)
def test_one_version_or_an_error_after_a_handful_of_attempts_and_in_time(
    turns: list[Turn], timeout: float, roll: float, job: bool
) -> None:
    world = Store(turns, roll)
    url = "https://media.example/1"
    place = Origin(url, "vid_1", get_video("vid_1")) if job else Origin(url)
    try:
        found = world.run(download(place, MemoryTarget(BytesIO(), 100), OPTIONS, timeout=timeout, on_progress=None))
    except (DownloadError, APIError):
        found = None
    last = turns[(len(world.fetched) - 1) % len(turns)]
    assert found in {None, VERSIONS[last.version]}
    assert world.clock.now() <= timeout + 1e-6
    assert sum(world.clock.naps) < timeout
    addresses = [step.url for step in world.fetched]
    assert addresses == sorted(addresses)
    assert all(addresses.count(address) <= ATTEMPTS for address in addresses)
    assert len(set(addresses)) <= 1 + len(world.sent) <= (2 if job else 1)


def test_pauses_grow_and_are_spread() -> None:
    broken = Turn(0, 0, 0.0, False, False, None, 500)
    world = Store([broken])
    with pytest.raises(DownloadError, match="answered 500"):
        world.run(download(Origin("https://x/"), MemoryTarget(BytesIO()), OPTIONS, timeout=900, on_progress=None))
    assert world.clock.naps == [pause / 2 for pause in PAUSES]


def test_what_is_no_job_has_no_result() -> None:
    with pytest.raises(TypeError, match="listVideos does not read a job with a result"):
        origin(list_videos(), "vid_1", "vid_1")
