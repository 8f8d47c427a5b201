"""What the tests of downloads share: both clients, a job, and a server of media that continues."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.raw_server import Received, answer
from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, TwinTone
from twintone.models import Video

MEDIA = bytes(range(256)) * 4000
KEY = "tt-Zq7/x+3k=9Wd"

Save = Callable[..., Any]


def save_sync(url: str, job: Any, path: Any = None, *, client: dict[str, Any] | None = None, **options: Any) -> Any:
    """Downloads with a client for threads, whose pauses take no time."""
    with TwinTone(KEY, base_url=url, **{"clock": VirtualClock(), **(client or {})}) as made:
        return made.videos.download(job, path, **options)


def save_async(url: str, job: Any, path: Any = None, *, client: dict[str, Any] | None = None, **options: Any) -> Any:
    """Downloads with a client for event loops, whose pauses take no time."""

    async def main() -> Any:
        async with AsyncTwinTone(KEY, base_url=url, **{"clock": VirtualClock(), **(client or {})}) as made:
            return await made.videos.download(job, path, **options)

    return asyncio.run(main())


BOTH = pytest.mark.parametrize("save", [save_sync, save_async], ids=["sync", "async"])


def video(base_url: str, **fields: object) -> Video:
    """Returns a finished job whose media lies beside the API."""
    return Video.from_dict({"id": "vid_1", "status": "ready", "url": f"{base_url}/1.mp4", **fields})


def stored(content: bytes, tag: str = '"one"', *, cut: int | None = None) -> Callable[[Received], bytes]:
    """Answers as a store does that continues what was interrupted; ``cut`` breaks off after that many bytes."""

    def say(received: Received) -> bytes:
        asked = received.headers.get("range")
        headers = ["accept-ranges: bytes", f"etag: {tag}", "content-type: video/mp4"]
        if asked is None or received.headers.get("if-range") != tag:
            return answer(200, content[:cut], *headers, length=len(content))
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        where = f"content-range: bytes {start}-{len(content) - 1}/{len(content)}"
        rest = content[start:]
        return answer(206, rest[:cut], where, *headers, length=len(rest))

    return say
