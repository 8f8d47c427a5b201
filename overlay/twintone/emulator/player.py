"""Media: what the `url` of a finished job plays, served without a key, under names that cannot be guessed."""

import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from twintone.emulator.errors import RefusedError
from twintone.emulator.melody import speech
from twintone.emulator.world import World

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


@lru_cache(maxsize=1)
def _clip() -> bytes:
    """The packaged video: about a second, H.264 with AAC, in MP4."""
    return (files("twintone.emulator") / "media" / "hello.mp4").read_bytes()


_rendered = lru_cache(maxsize=16)(speech)


def _number(voice: dict[str, Any], name: str) -> float:
    value = voice.get(name, 1.0)
    # An integer may be too large for a float.
    return max(min(value, 4.0), 0.25) if isinstance(value, (int, float)) else 1.0


class MediaPlayer:
    """Serves the results of finished jobs: without a key, whole or in parts."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request for a file."""
        request = Request(scope, receive)
        if request.method not in ("GET", "HEAD"):
            raise RefusedError(405, "Media answers to GET, HEAD.", {"Allow": "GET, HEAD"})
        token, dot, suffix = request.path_params["name"].partition(".")
        content = await self._content(token, dot + suffix)
        await _part(request, content, "video/mp4" if suffix == "mp4" else "audio/wav")(scope, receive, send)

    async def _content(self, token: str, suffix: str) -> bytes:
        world = self._world
        record = world.store.by_token(token)
        resource = world.resources.get(record.kind) if record else None
        if record is None or record.job is None or resource is None or resource.job is None:
            raise RefusedError(404, "There is no such file.")
        view = world.view(record, "", world.clock.now() - record.created)
        if suffix != resource.media or not resource.job.done(view):
            raise RefusedError(404, "There is no such file.")
        if suffix == ".mp4":
            return _clip()
        voice = record.job["voice"]
        text, pitch, speed = record.job["text"], _number(voice, "pitch"), _number(voice, "speed")
        return await run_in_threadpool(_rendered, text, pitch, speed)


def _part(request: Request, content: bytes, kind: str) -> Response:
    """The answer with all of the content, or with the one range that was asked for."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Accept-Ranges": "bytes", "ETag": etag}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag or asked.group() == "bytes=-":
        return Response(content, 200, headers, kind)
    size = len(content)
    if asked["first"]:
        first, last = int(asked["first"]), min(int(asked["last"] or size), size - 1)
    else:
        first, last = max(size - int(asked["last"]), 0), size - 1
    if first > last:
        if asked["first"] and first < size:
            return Response(content, 200, headers, kind)  # not a range at all, such as 5-3
        return Response(b"", 416, {**headers, "Content-Range": f"bytes */{size}"}, kind)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(content[first : last + 1], 206, headers, kind)
