"""Strange files and strange servers are reported in one line and in bounded time."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.docs.__main__ import main
from scripts.docs.lines import read_lines
from scripts.docs.lock import write_lock
from scripts.docs.page import read_page
from scripts.docs.source import Source
from tests.docs_edits import PAGE, swap
from tests.docs_renderings import as_html, as_markdown
from tests.sample import SAMPLE

ROOT = Path(__file__).parent.parent
SPEC = ("--spec", str(SAMPLE))
EDITED = swap('"script": "string",', '"script": "string",\n"language": "string",')(PAGE)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers are on this machine."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """The lock of the page."""
    write_lock(tmp_path / "docs.lock", read_page(read_lines(Source(PAGE, "text"))))
    return tmp_path / "docs.lock"


FILES = {
    "empty": (b"", 2),
    "binary": (bytes(range(256)) * 100, 3),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), 3),
    "huge": (b"GET /videos\n" * 200_000, 3),
    "one line": (b"a" * 1_000_000, 3),
    "utf-16": (PAGE.encode("utf-16"), 0),
    "utf-16 without a mark": (PAGE.encode("utf-16-le"), 3),
    "utf-8 with a mark": (PAGE.encode("utf-8-sig"), 0),
    "code page of Windows": (PAGE.encode("cp1252"), 0),
    "broken utf-8": (PAGE.encode() + b"\xff\xfe\xed\xa0\x80", 1),
    "control characters": (PAGE.encode() + bytes(range(1, 32)), 3),
    "brackets": (PAGE.replace('"script": "string"', '"script": ' + '{"a": [' * 50_000).encode(), 1),
    "findings": (PAGE.replace('"script"', ",\n".join(f'"f{number}"' for number in range(5000))).encode(), 1),
}


@pytest.mark.parametrize("name", FILES)
def test_strange_files(name: str, lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, status = FILES[name]
    (lock.parent / "strange.txt").write_bytes(content)
    assert main(["check", str(lock.parent / "strange.txt"), "--lock", str(lock), *SPEC]) == status
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("filling", [" ", "# ", "*", "* ", "_", "|", "[", "- "])
def test_a_long_line_is_read_in_no_time(filling: str) -> None:
    start = time.monotonic()
    read_page(read_lines(Source(f"{PAGE}Base URL{filling * 100_000}x\n", "text")))
    assert time.monotonic() - start < 10


def test_malformed_html_is_refused_or_no_page(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parser of newer Pythons takes what that of older ones refuses."""
    (lock.parent / "page.html").write_text("<html><![wrong[ <p>x", encoding="utf-8")
    assert main(["check", str(lock.parent / "page.html"), "--lock", str(lock), *SPEC]) in (2, 3)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_is_no_file(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(lock.parent / "pipe")
    for docs in (
        lock.parent / "pipe",
        lock.parent,
        "ftp://127.0.0.1/page",
        "a\0b",
        "http://",
        "https://[",
        "http://a b/",
    ):
        assert main(["check", str(docs), "--lock", str(lock), *SPEC]) == 3
        assert len(capsys.readouterr().err.splitlines()) == 1


class _Handler(BaseHTTPRequestHandler):
    """Serves the page, and misbehaves in as many ways as it has paths."""

    stop = threading.Event()

    def do_GET(self) -> None:
        getattr(self, "serve_" + self.path.strip("/"))()

    def log_message(self, *arguments: object) -> None:
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def serve_page(self) -> None:
        self.send(as_html(PAGE).encode(), Content_Type="text/html; charset=utf-8")

    def serve_edited(self) -> None:
        self.send(as_markdown(EDITED).encode(), Content_Type="text/markdown")

    def serve_zipped(self) -> None:
        self.send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def serve_moved(self) -> None:
        self.send(b"", 302, Location="/page")

    def serve_loop(self) -> None:
        self.send(b"", 302, Location="/loop")

    def serve_file(self) -> None:
        self.send(b"", 302, Location="file:///etc/hostname")

    def serve_missing(self) -> None:
        self.send(PAGE.encode(), 404)

    def serve_picture(self) -> None:
        self.send(b"\x89PNG\0\0", Content_Type="image/png")

    def serve_short(self) -> None:
        self.send(PAGE.encode(), Content_Length="1000000")

    def serve_bomb(self) -> None:
        self.send(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def serve_nonsense(self) -> None:
        self.wfile.write(b"\0\1\2 nonsense\r\n\r\n")

    def serve_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.stop.is_set():
            try:
                self.wfile.write(b"x" * 100_000)
            except OSError:
                return

    def serve_slow(self) -> None:
        self.stop.wait(30)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that misbehaves."""
    _Handler.stop.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        _Handler.stop.set()
        server.shutdown()
        thread.join()


def test_an_address(server: str, lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"{server}/page", "--lock", str(lock), *SPEC]) == 0
    assert main(["check", f"{server}/edited", "--lock", str(lock), *SPEC]) == 1
    assert "VideoCreate/properties/language" in capsys.readouterr().out


def test_an_address_in_a_process_of_its_own(server: str, lock: Path) -> None:
    line = [sys.executable, "-m", "scripts.docs", "check", f"{server}/page", "--lock", str(lock), *SPEC]
    assert subprocess.run(line, cwd=ROOT, check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("moved", 0, "true to the page"),
        ("zipped", 0, "true to the page"),
        ("loop", 3, "redirects more than 5 times"),
        ("file", 3, "cannot be reached"),
        ("missing", 3, "answered with status 404"),
        ("picture", 3, "is not text"),
        ("short", 3, "cannot be reached"),
        ("bomb", 3, "is larger than 2 MB"),
        ("nonsense", 3, "cannot be reached"),
        ("endless", 3, "is larger than 2 MB"),
    ],
)
def test_strange_servers(
    path: str, status: int, message: str, server: str, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", f"{server}/{path}", "--lock", str(lock), *SPEC]) == status
    errors = capsys.readouterr().err
    assert message in errors
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("command", ["check", "propose"])
def test_a_slow_server_is_left_behind(
    command: str, server: str, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = time.monotonic()
    assert main([command, f"{server}/slow", "--lock", str(lock), *SPEC], seconds=0.5) == 3
    assert time.monotonic() - start < 10
    assert "could not be read within 0.5 seconds" in capsys.readouterr().err


def test_no_server_at_all(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as closed:
        port = closed.server_port
    assert main(["check", f"http://127.0.0.1:{port}/page", "--lock", str(lock), *SPEC]) == 3
    assert "cannot be reached" in capsys.readouterr().err
