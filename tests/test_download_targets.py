"""Where media goes: paths that are never half written, and files that the user opened."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from io import BytesIO, RawIOBase, StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.downloading import BOTH, MEDIA, Save, stored, video
from tests.raw_server import RawServer, Received, answer
from twintone.errors import ArgumentError, DownloadError


@BOTH
def test_a_file_is_replaced_only_when_told_to(save: Save, tmp_path: Path) -> None:
    target = tmp_path / "1.mp4"
    target.write_bytes(b"mine")
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(FileExistsError, match="overwrite=True"):
            save(server.url, "vid_1", target)
        assert server.requests == []
        assert save(server.url, video(server.url), target, overwrite=True).read_bytes() == MEDIA
    assert list(tmp_path.iterdir()) == [target]


def meanwhile(work: Callable[[], object]) -> Callable[[Received], bytes]:
    def say(_: Received) -> bytes:
        work()
        return answer(200, MEDIA)

    return say


@BOTH
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_file_that_appears_meanwhile_is_kept(
    save: Save, tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "1.mp4"
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    # The look before the naming would find it; the naming itself must, too.
    monkeypatch.setattr("twintone.targets.PathTarget._check", lambda *_: None)
    with RawServer(meanwhile(lambda: target.write_bytes(b"theirs"))) as server, pytest.raises(FileExistsError):
        save(server.url, video(server.url), target)
    assert target.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [target]


def no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@BOTH
def test_a_file_system_without_links_will_do(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    with RawServer(answer(200, MEDIA)) as server:
        assert save(server.url, video(server.url), tmp_path / "1.mp4").read_bytes() == MEDIA
    assert list(tmp_path.iterdir()) == [tmp_path / "1.mp4"]


@BOTH
def test_what_is_no_file_any_more_is_not_replaced(save: Save, tmp_path: Path) -> None:
    target, other = tmp_path / "1.mp4", tmp_path / "other"
    other.write_bytes(b"theirs")
    with RawServer(meanwhile(lambda: target.symlink_to(other))) as server, pytest.raises(OSError, match="is a link"):
        save(server.url, video(server.url), target, overwrite=True)
    assert target.is_symlink()
    assert other.read_bytes() == b"theirs"


@BOTH
def test_a_program_may_change_its_folder_meanwhile(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with RawServer(meanwhile(lambda: os.chdir("/"))) as server:
        assert save(server.url, video(server.url), "1.mp4") == Path("1.mp4")
    assert (tmp_path / "1.mp4").read_bytes() == MEDIA


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    path.symlink_to(path.with_name("other"))


@BOTH
@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize(
    ("make", "name", "error", "says"),
    [
        (None, "no/folder/1.mp4", FileNotFoundError, "There is no folder .*no/folder to save 1.mp4 in"),
        (None, ".", IsADirectoryError, "is a folder; name a file in it"),
        (None, "x" * 300, OSError, "File name too long"),
        (make_fifo, "1.mp4", OSError, "is a link, a device or a pipe"),
        (make_link, "1.mp4", OSError, "is a link, a device or a pipe"),
    ],
)
def test_a_place_that_cannot_be_written_fails_before_anything_is_sent(
    save: Save,
    tmp_path: Path,
    make: Callable[[Path], None] | None,
    name: str,
    error: type[OSError],
    says: str,
    overwrite: bool,
) -> None:
    if make is not None:
        make(tmp_path / name)
    before = list(tmp_path.iterdir())
    with RawServer(answer(200, MEDIA)) as server:
        with pytest.raises(error, match=says):
            save(server.url, "vid_1", tmp_path / name, overwrite=overwrite)
        assert server.requests == []
    assert list(tmp_path.iterdir()) == before


@BOTH
def test_an_open_file_is_written_where_it_stands_and_stays_open(save: Save, tmp_path: Path) -> None:
    with RawServer(stored(MEDIA, cut=300_000)) as server, (tmp_path / "1.mp4").open("wb") as file:
        file.write(b"before ")
        assert save(server.url, video(server.url), file) == len(MEDIA)
        file.write(b" after")
    assert (tmp_path / "1.mp4").read_bytes() == b"before " + MEDIA + b" after"


@BOTH
def test_an_open_file_goes_back_when_the_transfer_starts_again(save: Save) -> None:
    file = BytesIO(b"before ")
    file.seek(7)
    with RawServer(answer(200, b"a longer version", length=99), answer(200, b"new")) as server:
        assert save(server.url, video(server.url), file) == 3
    assert file.getvalue() == b"before new"


@BOTH
def test_a_pipe_takes_what_comes_but_cannot_go_back(save: Save) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb") as file:
        found: list[bytes] = []
        reader = threading.Thread(target=lambda: found.append(source.read()))
        reader.start()
        with RawServer(stored(MEDIA, cut=300_000)) as server:
            assert save(server.url, video(server.url), file) == len(MEDIA)
            server.reply_with(answer(200, b"a longer version", length=99), answer(200, b"new"))
            with pytest.raises(DownloadError, match="has to start again, which this file cannot"):
                save(server.url, video(server.url), file)
            assert len(server.requests) == 2
        file.close()
        reader.join(10)
    assert found == [MEDIA + b"a longer version"]


class Sparing(RawIOBase):
    """A file that takes a few bytes at a time, and then none."""

    def __init__(self, room: int) -> None:
        self.content = b""
        self._room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> Any:
        taken = bytes(data[: min(1000, self._room - len(self.content))])
        self.content += taken
        return len(taken) if taken or not data else None


class Silent:
    """Something that takes bytes and does not say how many."""

    content = b""

    def write(self, data: bytes) -> None:
        self.content += data


@BOTH
def test_all_kinds_of_files_get_everything(save: Save) -> None:
    with RawServer(answer(200, MEDIA[:5000])) as server:
        for file in (Sparing(9999), Silent()):
            assert save(server.url, video(server.url), file) == 5000
            assert file.content == MEDIA[:5000]
        with pytest.raises(BlockingIOError, match="takes no more bytes now"):
            save(server.url, video(server.url), Sparing(1500))


class Coroutine:
    async def write(self, data: bytes) -> int:
        return len(data)


@BOTH
@pytest.mark.parametrize("kind", ["text", "closed", "read-only", "coroutine"])
def test_a_file_that_takes_no_bytes_is_refused(save: Save, tmp_path: Path, kind: str) -> None:
    (tmp_path / "1").touch()
    closed = BytesIO()
    closed.close()
    with (tmp_path / "1").open("rb") as readable, RawServer(answer(200, MEDIA)) as server:
        file = {"text": StringIO(), "closed": closed, "read-only": readable, "coroutine": Coroutine()}[kind]
        with pytest.raises(ArgumentError, match=r"Bytes cannot be written|Media is saved to"):
            save(server.url, "vid_1", file)
        assert server.requests == []


@BOTH
def test_a_full_disk_is_an_error_of_the_system(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("twintone.targets._write", full)
    with RawServer(stored(MEDIA)) as server:
        with pytest.raises(OSError, match="No space left"):
            save(server.url, video(server.url), tmp_path / "1.mp4")
        assert len(server.requests) == 1
    assert list(tmp_path.iterdir()) == []
