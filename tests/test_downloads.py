"""Saving media: whole or not at all, and never with the key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.raw_server import RawServer, answer
from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, TwinTone
from twintone.errors import DownloadError, NotFoundError
from twintone.models import Video

MEDIA = bytes(range(256)) * 4000
KEY = "tt-Zq7/x+3k=9Wd"


def save_sync(server: RawServer, job: Any, path: Path, **options: Any) -> Path:
    with TwinTone(KEY, base_url=server.url, clock=options.pop("clock", None)) as client:
        return client.videos.download(job, path, **options)


def save_async(server: RawServer, job: Any, path: Path, **options: Any) -> Path:
    async def main() -> Path:
        async with AsyncTwinTone(KEY, base_url=server.url, clock=options.pop("clock", None)) as client:
            return await client.videos.download(job, path, **options)

    return asyncio.run(main())


Save = Callable[..., Path]
BOTH = pytest.mark.parametrize("save", [save_sync, save_async], ids=["sync", "async"])


def video(server: RawServer, **fields: object) -> Video:
    return Video.from_dict({"id": "vid_1", "status": "ready", "url": f"{server.url}/1.mp4", **fields})


@BOTH
def test_media_is_saved_whole_and_the_key_stays_here(save: Save, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    with RawServer(answer(200, MEDIA)) as server:
        path = save(server, video(server), tmp_path / "1.mp4", on_progress=lambda *so_far: told.append(so_far))
        assert path.read_bytes() == MEDIA
        assert [request.target for request in server.requests] == ["/v1/1.mp4"]
        assert KEY not in str(server.requests)
    assert told[-1] == (len(MEDIA), len(MEDIA))
    assert told == sorted(told)


@BOTH
def test_a_job_that_does_not_tell_its_address_is_read_first(save: Save, tmp_path: Path) -> None:
    with RawServer() as server:
        server.reply_with(answer(200, dict(video(server).raw)), answer(200, MEDIA))
        assert save(server, "vid_1", tmp_path / "1.mp4").read_bytes() == MEDIA
        assert [request.target for request in server.requests] == ["/v1/videos/vid_1", "/v1/1.mp4"]


@BOTH
@pytest.mark.parametrize("url", [None, "", 5, {"mp4": "x"}])
def test_a_job_without_a_result_says_what_to_do(save: Save, tmp_path: Path, url: object) -> None:
    with RawServer() as server:
        server.reply_with(answer(200, {"id": "vid_1", "status": "processing", "url": url}))
        with pytest.raises(
            DownloadError, match=r"its status is 'processing'.*client\.videos\.wait\('vid_1'\)"
        ) as caught:
            save(server, video(server, url=url), tmp_path / "1.mp4")
    assert caught.value.id == "vid_1"


BROKEN = {
    "cut short": answer(200, MEDIA[:5000], length=len(MEDIA)),
    "refused": answer(403, b"<Error>Expired</Error>"),
    "gone": answer(404),
    "nothing": b"",
    "no HTTP": b"\x00\xff" * 100,
    "bad encoding": answer(200, MEDIA, "content-encoding: gzip"),
    "to plain http elsewhere": answer(302, b"", "location: http://media.example/1.mp4"),
    "in circles": answer(302, b"", "location: /v1/1.mp4"),
    "nowhere": answer(302, b"", "location: https://[/"),
}


@BOTH
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_failed_download_leaves_nothing(save: Save, tmp_path: Path, broken: bytes) -> None:
    with RawServer(broken) as server, pytest.raises(DownloadError, match="vid_1"):
        save(server, video(server), tmp_path / "1.mp4")
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_failed_download_keeps_what_was_there(save: Save, tmp_path: Path) -> None:
    target = tmp_path / "1.mp4"
    target.write_bytes(b"mine")
    with RawServer(BROKEN["cut short"]) as server, pytest.raises(DownloadError):
        save(server, video(server), target, overwrite=True)
    assert target.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [target]


@BOTH
def test_a_file_is_replaced_only_when_told_to(save: Save, tmp_path: Path) -> None:
    target = tmp_path / "1.mp4"
    target.write_bytes(b"mine")
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(FileExistsError, match="overwrite=True"):
            save(server, "vid_1", target)
        assert server.requests == []
        assert save(server, video(server), target, overwrite=True).read_bytes() == MEDIA


@BOTH
@pytest.mark.parametrize(("name", "error"), [("no/folder/1.mp4", FileNotFoundError), (".", IsADirectoryError)])
def test_a_place_that_cannot_be_written_fails_before_anything_is_sent(
    save: Save, tmp_path: Path, name: str, error: type[OSError]
) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(error):
            save(server, "vid_1", tmp_path / name)
        assert server.requests == []


@BOTH
def test_a_redirect_is_followed(save: Save, tmp_path: Path) -> None:
    with RawServer(answer(200, MEDIA)) as store, RawServer() as server:
        server.reply_with(answer(302, b"", f"location: {store.url}/elsewhere.mp4"))
        assert save(server, video(server), tmp_path / "1.mp4").read_bytes() == MEDIA
        assert [request.target for request in store.requests] == ["/v1/elsewhere.mp4"]


@BOTH
@pytest.mark.parametrize("url", ["http://media.example/1.mp4", "ftp://127.0.0.1/1.mp4", "/1.mp4", "https://[/"])
def test_an_address_that_is_not_safe_is_not_asked(save: Save, tmp_path: Path, url: str) -> None:
    with RawServer(answer(200, MEDIA)) as server, pytest.raises(DownloadError):
        save(server, video(server, url=url), tmp_path / "1.mp4")
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_download_ends_at_its_deadline(save: Save, tmp_path: Path) -> None:
    clock = VirtualClock()

    def stall(_received: int, _total: int | None) -> None:
        clock.seconds += 100

    with RawServer(answer(200, MEDIA)) as server, pytest.raises(DownloadError, match="not complete in time"):
        save(server, video(server), tmp_path / "1.mp4", clock=clock, timeout=150, on_progress=stall)
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_hook_that_fails_ends_the_download(save: Save, tmp_path: Path) -> None:
    def fail(_received: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with RawServer(answer(200, MEDIA)) as server, pytest.raises(KeyboardInterrupt):
        save(server, video(server), tmp_path / "1.mp4", on_progress=fail)
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_job_that_is_gone(save: Save, tmp_path: Path) -> None:
    with RawServer(answer(404)) as server, pytest.raises(NotFoundError):
        save(server, "vid_1", tmp_path / "1.mp4")
