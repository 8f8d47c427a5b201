"""Measure what users wait for: ``python -m scripts.bench`` with ``decode``, ``import`` or ``downloads``.

Each ratio is the median of pairs that were measured one right after the other, in CPU time, so that a busy machine
slows both alike. Fails when a goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts import spec as specs
from twintone import AsyncTwinTone, TwinTone
from twintone_api.models import VideoList

Measure = Callable[[], float]

DECODE_GOAL = 0.6
IMPORT_GOAL = 0.2
DOWNLOAD_GOAL = 1.8
DOWNLOAD_SIZE = 200_000_000
VIDEO = {
    "name": "Greeting",
    "status": "ready",
    "url": "https://media.example.com/vid.mp4",
    "created_at": "2026-01-15T09:30:00Z",
}
PAGE = {
    "videos": [{"id": f"vid_{number}", **VIDEO} for number in range(100)],
    "pagination": {"total": 100, "page": 1, "pages": 1},
}


def compare(title: str, ours: Measure, theirs: Measure, *, pairs: int, goal: float | None = None) -> bool:
    """Prints how two measures compare; returns whether the goal is met."""
    ours(), theirs()  # warm up: caches, compiled files
    found = [(ours(), theirs()) for _ in range(pairs)]
    ratio = median(one / other for one, other in found)
    one, other = (1000 * median(column) for column in zip(*found, strict=True))
    verdict = "" if goal is None else f"  goal {goal}  {'met' if ratio <= goal else 'MISSED'}"
    print(f"{title:36} {one:8.3f} ms / {other:8.3f} ms = {ratio:5.2f}{verdict}")
    return goal is None or ratio <= goal


def decode() -> bool:
    """Decodes a page of videos, with our models and with those of the stock templates."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = vanilla(Path(folder)).from_dict
        ours = VideoList.from_dict
        assert [item.id for item in ours(PAGE).videos] == [item.id for item in theirs(PAGE).videos]
        text = json.dumps(PAGE).encode()
        met = compare(
            "a page of 100 videos", cpu(lambda: ours(PAGE)), cpu(lambda: theirs(PAGE)), pairs=101, goal=DECODE_GOAL
        )
        # Without a goal: a large part of both is json.loads, which is the same for both.
        compare(
            "the same with json.loads",
            cpu(lambda: ours(json.loads(text))),
            cpu(lambda: theirs(json.loads(text))),
            pairs=101,
        )
    return met


def vanilla(folder: Path) -> Any:
    """Returns the class of a page of videos as openapi-python-client makes it on its own."""
    settings = ConfigFile(post_hooks=[], package_name_override="vanilla")
    target = folder / "vanilla"
    config = Config.from_sources(settings, MetaType.NONE, specs.DEFAULT, "utf-8", overwrite=True, output_path=target)
    data = GeneratorData.from_dict(specs.load(), config=config)
    if isinstance(data, GeneratorError):
        raise SystemExit(f"The stock templates cannot be compared: {data.detail}")
    with redirect_stdout(None):  # it tells where it writes
        Project(openapi=data, config=config).build()
    sys.path.insert(0, str(folder))
    return importlib.import_module("vanilla.models.video_list").VideoList


def cpu(work: Callable[[], object], *, times: int = 10) -> Measure:
    """Makes a measure of the CPU seconds that some work takes once, without garbage collection, as timeit does."""

    def measure() -> float:
        gc.disable()
        start = time.process_time()
        for _ in range(times):
            work()
        taken = (time.process_time() - start) / times
        gc.enable()
        return taken

    return measure


def importing() -> bool:
    """Imports the package, makes a client and a call, each in a fresh process."""
    with server() as url:
        client = f"import twintone; twintone.TwinTone('key', base_url={url!r}).videos.list()"
        http = f"import httpx; httpx.Client(base_url={url!r}, headers={{'x-api-key': 'key'}}).get('/videos').json()"
        results = [
            compare(
                "import twintone / httpx", fresh("import twintone"), fresh("import httpx"), pairs=21, goal=IMPORT_GOAL
            ),
            compare("first client and call / httpx", fresh(client), fresh(http), pairs=11),
        ]
    return all(results)


def fresh(code: str) -> Measure:
    """Makes a measure of the CPU seconds that a program takes once Python has started."""
    program = f"import time; start = time.process_time()\n{code}\nprint(time.process_time() - start)"

    def measure() -> float:
        line = [sys.executable, "-I", "-c", program]
        return float(subprocess.run(line, capture_output=True, text=True, check=True).stdout)

    return measure


# A process of its own, so that its time is nobody's: it sends a file of zeros to whoever asks.
SENDER = """
import socket, sys, tempfile
size = int(sys.argv[1])
head = f"HTTP/1.1 200 OK\\r\\ncontent-length: {size}\\r\\nconnection: close\\r\\n\\r\\n".encode()
with tempfile.TemporaryFile() as file, socket.create_server(("127.0.0.1", 0)) as server:
    file.truncate(size)
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head)
            connection.sendfile(file, 0)
"""


def downloads() -> bool:
    """Saves 200 MB from this machine, with our clients and with curl."""
    if shutil.which("curl") is None:
        print("curl is missing; there is nothing to compare downloads with.", file=sys.stderr)
        return False
    line = [sys.executable, "-I", "-c", SENDER, str(DOWNLOAD_SIZE)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as sender,
    ):
        assert sender.stdout is not None
        url = f"http://127.0.0.1:{int(sender.stdout.readline())}"
        media, path = f"{url}/1.mp4", Path(folder, "1.mp4")

        # Each saves to a new file: what replacing one costs is the file system's business.
        def threads() -> float:
            path.unlink(missing_ok=True)
            with TwinTone("key", base_url=url) as client:
                start = time.process_time()
                client.videos.download(media, path)
                return time.process_time() - start

        async def save() -> float:
            async with AsyncTwinTone("key", base_url=url) as client:
                start = time.process_time()
                await client.videos.download(media, path)
                return time.process_time() - start

        def tasks() -> float:
            path.unlink(missing_ok=True)
            return asyncio.run(save())

        def curl() -> float:
            path.unlink(missing_ok=True)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(["curl", "--silent", "--fail", "--noproxy", "*", "--output", path, media], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        try:
            results = [
                compare("200 MB in a thread / curl", threads, curl, pairs=9, goal=DOWNLOAD_GOAL),
                compare("200 MB in a task / curl", tasks, curl, pairs=9, goal=DOWNLOAD_GOAL),
            ]
        finally:
            sender.kill()
    return all(results)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps(PAGE).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def server() -> Iterator[str]:
    """Runs a server on this machine; yields its base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    benches = {"decode": decode, "import": importing, "downloads": downloads}
    parser.add_argument("bench", choices=benches, help="what to measure")
    return 0 if benches[parser.parse_args(arguments).bench]() else 1


if __name__ == "__main__":
    sys.exit(main())
