"""What goes wrong on the way: answers that are no media, transfers that break off, addresses that expire or mislead."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.downloading import BOTH, MEDIA, Save, save_sync, stored, video
from tests.raw_server import Answer, RawServer, answer
from tests.simulation import VirtualClock
from twintone.clock import SystemClock
from twintone.errors import DownloadError

PART = 5000

# What comes, what the error says, and how often was asked.
BROKEN: dict[str, tuple[Answer, str, int]] = {
    "cut short": (answer(200, MEDIA[:PART], length=len(MEDIA)), "broke off after 5000 of 1024000 bytes", 5),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "ended after 1 of 9 bytes",
        5,
    ),
    "a chunk cut short": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nx", "broke off after 1 bytes", 5),
    "a server error": (answer(500, b"oops"), "answered 500", 5),
    "nothing": (b"", "broke off after 0 bytes", 5),
    "no HTTP": (b"\x00\xff" * 100, "broke off after 0 bytes", 5),
    "a refusal": (answer(400), "was refused: the server answered 400", 1),
    "not modified": (answer(304), "was refused: the server answered 304", 1),
    "empty": (answer(200), "is empty", 1),
    "empty without a length": (b"HTTP/1.1 200 OK\r\n\r\n", "is empty", 1),
    "no content": (answer(204), "is not media: the server answered 204", 1),
    "a part": (answer(206, MEDIA, "content-range: bytes 0-9/10"), "is not media: the server answered 206", 1),
    "a page": (answer(200, b"<html>", "content-type: Text/HTML; charset=x"), "the server answered text/html", 1),
    "an error in JSON": (answer(200, b"{}", "content-type: application/json"), "answered application/json", 1),
    "encoded": (answer(200, MEDIA, "content-encoding: gzip"), "an encoding that was not asked for: gzip", 1),
    "to plain http": (answer(302, b"", "location: http://media.example/1"), "media.example would send it unencr", 1),
    "in circles": (answer(302, b"", "location: /v1/1.mp4"), "sent on more than 10 times", 11),
    "nowhere": (answer(302), "sent on without an address", 1),
    "to no address": (answer(302, b"", "location: https://[/"), "does not begin with https://", 1),
    "to no port": (answer(302, b"", "location: https://x:y/"), "sent on to an address that is not a URL", 1),
    "to a file": (answer(302, b"", "location: file:///etc/passwd"), "does not begin with https://", 1),
}


@BOTH
@pytest.mark.parametrize(("broken", "says", "times"), BROKEN.values(), ids=BROKEN)
def test_a_failed_download_leaves_nothing(save: Save, tmp_path: Path, broken: Answer, says: str, times: int) -> None:
    with RawServer(broken) as server:
        with pytest.raises(DownloadError, match=f"^The download of vid_1 .*{re.escape(says)}") as caught:
            save(server.url, video(server.url), tmp_path / "1.mp4")
        assert len(server.requests) == times
    assert caught.value.id == "vid_1"
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_failed_download_keeps_what_was_there(save: Save, tmp_path: Path) -> None:
    target = tmp_path / "1.mp4"
    target.write_bytes(b"mine")
    with RawServer(BROKEN["cut short"][0]) as server, pytest.raises(DownloadError):
        save(server.url, video(server.url), target, overwrite=True)
    assert target.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [target]


@BOTH
def test_what_breaks_off_is_continued_where_it_ended(save: Save) -> None:
    told: list[int] = []
    with RawServer(stored(MEDIA, cut=300_000)) as server:
        found = save(server.url, video(server.url), on_progress=lambda received, _total: told.append(received))
        asked = [(request.headers.get("range"), request.headers.get("if-range")) for request in server.requests]
    assert found == MEDIA
    assert asked == [(None, None), *((f"bytes={start}-", '"one"') for start in (300_000, 600_000, 900_000))]
    assert told == sorted(told)
    assert told[-1] == len(MEDIA)


@BOTH
@pytest.mark.parametrize(
    "headers",
    [
        (),
        ('etag: "one"',),
        ("accept-ranges: none", 'etag: "one"'),
        ("accept-ranges: bytes", 'etag: W/"one"'),
        ("accept-ranges: bytes", "last-modified: ?"),
    ],
    ids=repr,
)
def test_where_nothing_is_offered_it_starts_again(save: Save, tmp_path: Path, headers: tuple[str, ...]) -> None:
    cut = answer(200, MEDIA[:PART], *headers, length=len(MEDIA))
    with RawServer(cut, answer(200, b"short", *headers)) as server:
        with (tmp_path / "1.mp4").open("wb") as file:
            assert save(server.url, video(server.url), file) == 5
        assert "range" not in server.requests[1].headers
    assert (tmp_path / "1.mp4").read_bytes() == b"short"


@BOTH
def test_two_versions_are_never_mixed(save: Save, tmp_path: Path) -> None:
    new = MEDIA[::-1]
    with RawServer(stored(MEDIA, cut=PART), stored(new, '"two"')) as server:
        assert save(server.url, video(server.url), tmp_path / "1.mp4").read_bytes() == new
        assert server.requests[1].headers["range"] == "bytes=5000-"


DATE = "Tue, 15 Nov 1994 12:45:26 GMT"


@BOTH
def test_a_date_tells_versions_apart_where_there_is_no_tag(save: Save) -> None:
    headers = ["accept-ranges: bytes", f"last-modified: {DATE}"]
    cut = answer(200, b"abc", *headers, length=6)
    with RawServer(cut, answer(206, b"def", "content-range: bytes 3-5/6", *headers)) as server:
        assert save(server.url, video(server.url)) == b"abcdef"
        assert server.requests[1].headers["if-range"] == DATE


TAG = 'etag: "one"'
ODD_PARTS = {
    "without a range": answer(206, b"def", TAG),
    "of bytes that were there": answer(206, b"cdef", TAG, "content-range: bytes 2-5/6"),
    "of later bytes": answer(206, b"f", TAG, "content-range: bytes 5-5/6"),
    "that ends before it begins": answer(206, b"def", TAG, "content-range: bytes 3-2/6"),
    "of another length": answer(206, b"def", TAG, "content-range: bytes 3-5/7"),
    "of another version": answer(206, b"def", 'etag: "two"', "content-range: bytes 3-5/6"),
    "with too many bytes": answer(206, b"defg", TAG, "content-range: bytes 3-5/6"),
    "beyond the end": answer(416, b"", TAG, "content-range: bytes */3"),
}


@BOTH
@pytest.mark.parametrize("odd", ODD_PARTS.values(), ids=ODD_PARTS)
def test_an_odd_part_is_not_used(save: Save, odd: bytes) -> None:
    cut = answer(200, b"abc", "accept-ranges: bytes", TAG, length=6)
    with RawServer(cut, odd, answer(200, b"ABCDEF")) as server:
        assert save(server.url, video(server.url)) == b"ABCDEF"
        assert "range" not in server.requests[2].headers


@BOTH
def test_a_part_may_be_less_than_was_asked_for(save: Save) -> None:
    cut = answer(200, b"abc", "accept-ranges: bytes", TAG, length=6)
    parts = [answer(206, b"d", "content-range: bytes 3-3/*"), answer(206, b"ef", "content-range: bytes 4-5/6")]
    with RawServer(cut, *parts) as server:
        assert save(server.url, video(server.url)) == b"abcdef"


@BOTH
@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_address_is_renewed_once(save: Save, status: int) -> None:
    with RawServer() as server:
        job = video(server.url)
        new = {**job.raw, "url": f"{server.url}/2.mp4"}
        server.reply_with(answer(status), answer(200, new), answer(200, MEDIA))
        assert save(server.url, job) == MEDIA
        assert [request.target for request in server.requests] == ["/v1/1.mp4", "/v1/videos/vid_1", "/v1/2.mp4"]
        server.reply_with(answer(status), answer(200, new), answer(status))
        with pytest.raises(DownloadError, match=f"The download of vid_1 was refused: the server answered {status}"):
            save(server.url, job)
        assert len(server.requests) == 3


@BOTH
def test_an_address_alone_cannot_be_renewed(save: Save) -> None:
    with RawServer(answer(403)) as server:
        with pytest.raises(DownloadError, match=r"answered 403\. The address may have expired; download by") as caught:
            save(server.url, f"{server.url}/1.mp4")
        assert len(server.requests) == 1
    assert (caught.value.id, caught.value.status) == ("", 403)


@BOTH
def test_a_server_that_asks_for_rest_gets_it_or_is_left_alone(save: Save) -> None:
    clock = VirtualClock()
    with RawServer(answer(429, b"", "retry-after: 30"), answer(200, MEDIA)) as server:
        assert save(server.url, video(server.url), client={"clock": clock}) == MEDIA
        assert clock.naps == [30.0]
        server.reply_with(answer(429, b"", "retry-after: 30"))
        with pytest.raises(DownloadError, match=r"not complete in time \(20 s\).*429.*Come back in 30 s") as caught:
            save(server.url, video(server.url), client={"clock": clock}, timeout=20)
        assert len(server.requests) == 1
    assert caught.value.status == 429
    assert clock.naps == [30.0]


@BOTH
def test_a_hook_that_takes_its_time_is_counted(save: Save, tmp_path: Path) -> None:
    clock = VirtualClock()

    def stall(_received: int, _total: int | None) -> None:
        clock.seconds += 100

    with RawServer(answer(200, MEDIA)) as server, pytest.raises(DownloadError, match=r"not complete in time \(150 s\)"):
        save(server.url, video(server.url), tmp_path / "1.mp4", client={"clock": clock}, timeout=150, on_progress=stall)
    assert list(tmp_path.iterdir()) == []


HEAD = answer(200, b"", length=1000)
SLOW: dict[str, Answer] = {
    "silence": None,
    "silence after the head": (HEAD, None),
    "a drip": (HEAD, *(b"x", 0.02) * 200),
    "a drip before the head": (b"HTTP/1.1 200 OK\r\n", *(b"x: y\r\n", 0.02) * 200),
    "errors": answer(500),
}


@BOTH
@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
def test_a_download_ends_at_its_deadline(save: Save, tmp_path: Path, slow: Answer) -> None:
    begun = time.monotonic()
    with RawServer(slow) as server, pytest.raises(DownloadError, match=r"was not complete in time \(0\.3 s\)"):
        save(server.url, video(server.url), tmp_path / "1.mp4", client={"clock": SystemClock()}, timeout=0.3)
    assert time.monotonic() - begun < 1.5
    assert list(tmp_path.iterdir()) == []


def test_no_attempt_is_made_without_time() -> None:
    """The job is read just in time, and then there is none left."""
    clock = VirtualClock()
    with RawServer() as server:

        def late(_: object) -> bytes:
            clock.seconds += 10
            return answer(200, dict(video(server.url).raw))

        server.reply_with(late)
        with pytest.raises(DownloadError, match=r"was not complete in time \(5 s\): it had no time left"):
            save_sync(server.url, "vid_1", client={"clock": clock}, timeout=5)
        assert len(server.requests) == 1


@BOTH
def test_a_large_file_needs_little_memory(save: Save, tmp_path: Path) -> None:
    mebibyte = b"\0" * (1 << 20)
    with RawServer((answer(200, b"", length=50 << 20), *[mebibyte] * 50)) as server:
        job = video(server.url)
        save(server.url, job, tmp_path / "warm.mp4")
        tracemalloc.start()
        try:
            path = save(server.url, job, tmp_path / "1.mp4")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert path.stat().st_size == 50 << 20
    assert peak < 2 << 20


PROGRAM = """
import asyncio, sys, twintone
kind, url, path = sys.argv[1:]
async def main():
    async with twintone.AsyncTwinTone("key", base_url=url) as client:
        await client.videos.download(url + "/1.mp4", path, on_progress=print)
if kind == "async":
    asyncio.run(main())
else:
    with twintone.TwinTone("key", base_url=url) as client:
        client.videos.download(url + "/1.mp4", path, on_progress=print)
"""


@contextmanager
def downloading(kind: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Runs a program that has saved a part of a file and waits for the rest."""
    with RawServer((HEAD, b"x" * 10, None)) as server:
        line = [sys.executable, "-u", "-c", PROGRAM, kind, server.url, str(path)]
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "10 1000\n"
            yield program


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_kill_leaves_nothing_under_the_name(tmp_path: Path, kind: str) -> None:
    with downloading(kind, tmp_path / "1.mp4") as program:
        program.kill()
        program.wait(10)
    assert not (tmp_path / "1.mp4").exists()


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_an_interrupt_leaves_nothing_at_all(tmp_path: Path, kind: str) -> None:
    with downloading(kind, tmp_path / "1.mp4") as program:
        program.send_signal(signal.SIGINT)
        program.wait(10)
    assert list(tmp_path.iterdir()) == []
