"""Saving media: whole or not at all, and never with the key."""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.downloading import BOTH, KEY, MEDIA, Save, save_async, save_sync, stored, video
from tests.raw_server import RawServer, answer
from tests.simulation import VirtualClock
from twintone import AsyncTwinTone
from twintone.errors import ArgumentError, DownloadError, NotFoundError


@BOTH
def test_media_is_saved_whole_and_the_key_stays_here(save: Save, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    with RawServer(answer(200, MEDIA)) as server:
        path = save(server.url, video(server.url), tmp_path / "1.mp4", on_progress=lambda *so_far: told.append(so_far))
        assert path == tmp_path / "1.mp4"
        assert path.read_bytes() == MEDIA
        [request] = server.requests
    assert request.target == "/v1/1.mp4"
    assert KEY not in str(request)
    assert request.headers["accept-encoding"] == "identity"
    assert {"range", "if-range", "cookie", "authorization"}.isdisjoint(request.headers)
    assert told[-1] == (len(MEDIA), len(MEDIA))
    assert told == sorted(told)
    assert [path] == list(tmp_path.iterdir())


@BOTH
def test_a_job_that_does_not_tell_its_address_is_read_first(save: Save, tmp_path: Path) -> None:
    with RawServer() as server:
        server.reply_with(answer(200, dict(video(server.url).raw)), answer(200, MEDIA))
        assert save(server.url, "vid_1", tmp_path / "1.mp4").read_bytes() == MEDIA
        assert [request.target for request in server.requests] == ["/v1/videos/vid_1", "/v1/1.mp4"]


@BOTH
def test_an_address_will_do(save: Save, tmp_path: Path) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        assert save(server.url, f"{server.url}/1.mp4", str(tmp_path / "1.mp4")).read_bytes() == MEDIA
        assert [request.target for request in server.requests] == ["/v1/1.mp4"]


@BOTH
def test_without_a_path_the_bytes_come_back(save: Save) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        assert save(server.url, video(server.url)) == MEDIA


@BOTH
@pytest.mark.parametrize("raw", [{}, None, [], {"url": 5}])
def test_anything_with_an_id_is_a_job(save: Save, raw: object) -> None:
    job = type("Row", (), {"id": "vid_1", "raw": raw})()
    with RawServer() as server:
        server.reply_with(answer(200, dict(video(server.url).raw)), answer(200, MEDIA))
        assert save(server.url, job) == MEDIA


@BOTH
@pytest.mark.parametrize("url", [None, "", 5, {"mp4": "x"}])
def test_a_job_without_a_result_says_what_to_do(save: Save, tmp_path: Path, url: object) -> None:
    with RawServer() as server:
        server.reply_with(answer(200, {"id": "vid_1", "status": "processing", "url": url}))
        with pytest.raises(
            DownloadError, match=r"its status is 'processing'.*client\.videos\.wait\('vid_1'\)"
        ) as caught:
            save(server.url, video(server.url, url=url), tmp_path / "1.mp4")
    assert caught.value.id == "vid_1"
    assert caught.value.status is None
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_job_that_is_gone(save: Save, tmp_path: Path) -> None:
    with RawServer(answer(404)) as server, pytest.raises(NotFoundError):
        save(server.url, "vid_1", tmp_path / "1.mp4")
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_reading_the_job_ends_at_the_deadline_too(save: Save) -> None:
    clock = VirtualClock()
    with RawServer(answer(503, b"", "retry-after: 20")) as server, pytest.raises(Exception, match="Come back in 20 s"):
        save(server.url, "vid_1", client={"clock": clock}, timeout=10)
    assert clock.naps == []


@BOTH
@pytest.mark.parametrize(
    "wrong",
    [
        {"job": 5},
        {"job": ""},
        {"timeout": 0},
        {"timeout": float("inf")},
        {"on_progress": "print"},
        {"path": 5},
        {"path": b"1.mp4"},
        {"path": "1\0.mp4"},
        {"path": "\ud800"},
    ],
    ids=repr,
)
def test_arguments_are_checked_before_anything_is_sent(save: Save, wrong: dict[str, Any]) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        arguments = {"job": "vid_1", "path": None, **wrong}
        with pytest.raises(ArgumentError):
            save(server.url, arguments.pop("job"), arguments.pop("path"), **arguments)
        assert server.requests == []


class Meter:
    """Something that is called and returns something to await."""

    async def __call__(self, received: int, total: int | None) -> None:
        self.total = total


def test_a_hook_may_be_awaited_in_an_event_loop() -> None:
    meter, told = Meter(), list[int]()

    async def note(received: int, _total: int | None) -> None:
        await asyncio.sleep(0)
        told.append(received)

    with RawServer(answer(200, MEDIA)) as server:
        assert save_async(server.url, video(server.url), on_progress=note) == MEDIA
        assert save_async(server.url, video(server.url), on_progress=meter) == MEDIA
    assert told[-1] == meter.total == len(MEDIA)


@pytest.mark.parametrize("hook", [Meter(), Meter().__call__])
def test_a_hook_that_must_be_awaited_is_refused_elsewhere(hook: Any) -> None:
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(ArgumentError, match="on_progress must be a plain function"):
            save_sync(server.url, "vid_1", on_progress=hook)
        assert server.requests == []


@BOTH
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, httpx.ReadError("mine"), OSError("mine"), ValueError("mine"), DownloadError("mine")]
)
def test_a_hook_that_fails_ends_the_download_with_its_own_error(
    save: Save, tmp_path: Path, error: type[BaseException] | BaseException
) -> None:
    def fail(_received: int, _total: int | None) -> None:
        raise error

    with RawServer(stored(MEDIA)) as server:
        with pytest.raises(BaseException, match=r"mine|^$") as caught:
            save(server.url, video(server.url), tmp_path / "1.mp4", on_progress=fail)
        assert len(server.requests) == 1
    assert caught.value is error or caught.type is error
    assert list(tmp_path.iterdir()) == []


def test_it_runs_under_trio_too() -> None:
    async def main() -> object:
        async with AsyncTwinTone(KEY, base_url=server.url) as client:
            return await client.videos.download(video(server.url))

    with RawServer(answer(200, MEDIA)) as server:
        assert anyio.run(main, backend="trio") == MEDIA


@BOTH
def test_signed_addresses_are_not_logged_or_shown(save: Save, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO)
    with RawServer(answer(200, MEDIA[:5], length=9)) as server:
        signed = f"{server.url}/1.mp4?signature=hush"
        for job, name in ((video(server.url, url=signed), "vid_1"), (signed, "the media")):
            says = f"^The download of {name} broke off after 5 of 9 bytes .RemoteProtocolError"
            with pytest.raises(DownloadError, match=says) as caught:
                save(server.url, job, tmp_path / "1.mp4")
            assert "hush" not in str(caught.value)
    assert "hush" not in caplog.text


@BOTH
def test_the_proxy_of_the_environment_is_used_but_not_for_this_machine(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(answer(200, MEDIA)) as proxy, RawServer(answer(200, b"near")) as server:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        assert save(server.url, video(server.url)) == b"near"
        assert proxy.requests == []
        far = "http://media.example/1.mp4"
        assert save(server.url, far, client={"allow_http": True}) == MEDIA
        assert [request.target for request in proxy.requests] == [far]
        monkeypatch.setenv("http_proxy", "gopher://127.0.0.1")
        with pytest.raises(DownloadError, match=r"The download of the media broke off after 0 bytes \(ValueError"):
            save(server.url, far, client={"allow_http": True})


@BOTH
def test_memory_holds_only_so_much(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twintone.targets.MEMORY_LIMIT", 1 << 20)
    big = b"\0" * ((1 << 20) + 1)
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(big), big)
    for said in (answer(200, big), chunked):
        with RawServer(said) as server:
            with pytest.raises(DownloadError, match=r"larger than the 1 MiB .* give a path"):
                save(server.url, video(server.url))
            assert len(server.requests) == 1
            file = BytesIO()
            assert save(server.url, video(server.url), file) == len(big)
    with RawServer(answer(200, big[1:])) as server:
        assert save(server.url, video(server.url)) == big[1:]
