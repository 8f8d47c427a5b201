"""The timeout bounds a whole call, whatever the server does; and what came in time is not thrown away."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import anyio
import pytest

from tests.raw_server import RawServer, answer
from tests.simulation import START
from twintone import AsyncTwinTone, TwinTone
from twintone.emulator import Emulator
from twintone.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ArgumentError,
    CreateOutcomeUnknown,
    DecodeError,
    QueueTimeout,
)

LIMIT = 0.25
# A busy machine may be late, but not by as much as a server that is not cut off.
LATE = 2.0
VIDEO = {"id": "vid_1", "status": "processing"}

Drip = Callable[[socket.socket], None]


@contextmanager
def dripping(drip: Drip) -> Iterator[str]:
    """A server that reads a request and then does as it likes with the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                with suppress(OSError):  # the client has had enough
                    drip(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(LATE)


def slowly(*pieces: bytes) -> Drip:
    """Sends pieces a twentieth of a second apart, for three seconds at the most."""

    def drip(connection: socket.socket) -> None:
        connection.settimeout(0.05)
        for number in range(60):
            connection.sendall(pieces[min(number, len(pieces) - 1)])
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                pass

    return drip


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n"
DRIPS = {
    "silence": slowly(b""),
    "headers": slowly(HEAD, b"x-more: 1\r\n"),
    "endless 100 Continue": slowly(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": slowly(HEAD + b"\r\n", b"{"),
    "chunks": slowly(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\n{\r\n"),
}


def sync(url: str, call: Callable[[Any], Any], **options: Any) -> Any:
    with TwinTone("key-1", base_url=url, max_retries=0, **options) as client:
        return call(client)


def asynchronous(backend: str) -> Callable[..., Any]:
    def run(url: str, call: Callable[[Any], Any], **options: Any) -> Any:
        async def main() -> Any:
            async with AsyncTwinTone("key-1", base_url=url, max_retries=0, **options) as client:
                return await call(client)

        return anyio.run(main, backend=backend)

    return run


EACH = pytest.mark.parametrize(
    "run", [sync, asynchronous("asyncio"), asynchronous("trio")], ids=["sync", "asyncio", "trio"]
)


@EACH
@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_a_server_that_drips_is_cut_off(run: Callable[..., Any], drip: Drip) -> None:
    with dripping(drip) as url:
        start = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            run(url, lambda client: client.videos.list(), timeout=LIMIT)
        assert LIMIT * 0.9 <= time.monotonic() - start < LATE
        assert caught.value.outcome == "unknown"
        with pytest.raises(CreateOutcomeUnknown):
            run(url, lambda client: client.videos.create(replica_id="r", script="s"), timeout=LIMIT)


@EACH
def test_a_host_that_does_not_answer_is_given_up(run: Callable[..., Any]) -> None:
    with full() as (_, port):
        start = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            run(f"http://127.0.0.1:{port}/v1", lambda client: client.videos.list(), timeout=LIMIT)
        assert time.monotonic() - start < LATE
        assert caught.value.outcome == "not_sent"


def test_all_addresses_of_a_host_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with full() as (_, port):
        # One address in a dozen spellings, each of which would take the whole time for itself.
        spelled = "127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0177.0.0.1 0x7f.1 127.0x1 0177.1 0x7f.0.1 127.0.0x1"
        monkeypatch.setattr(socket, "getaddrinfo", addresses(*spelled.split()))
        start = time.monotonic()
        with pytest.raises(APIConnectionError) as caught:
            sync(f"http://host.example:{port}/v1", lambda client: client.videos.list(), timeout=LIMIT, allow_http=True)
        assert time.monotonic() - start < LATE
        assert caught.value.outcome == "not_sent"


def test_an_address_that_refuses_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    with Emulator() as emulator:
        port = emulator.port
        monkeypatch.setattr(socket, "getaddrinfo", addresses("127.0.0.2", "127.0.0.3", "127.0.0.1"))
        with TwinTone("key-1", base_url=f"http://host.example:{port}/v1", allow_http=True, max_retries=0) as client:
            assert client.videos.list().videos == []


def addresses(*found: str) -> Callable[..., list[Any]]:
    """Makes a look-up that finds these addresses."""
    return lambda host, port, *_, **__: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
        for address in (found if host == "host.example" else [host])
    ]


@contextmanager
def full() -> Iterator[tuple[str, int]]:
    """A listener on all addresses of this machine that answers no further connection, because its queue is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        yield address
        for filler in fillers:
            filler.close()


def test_the_wait_for_its_turn_is_part_of_a_calls_time_and_a_late_create_is_not_sent() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(_request: object) -> bytes:
        asked.set()
        assert go_on.wait(LATE * 5)
        return answer(201, VIDEO)

    with RawServer(slow) as server, TwinTone("key-1", base_url=server.url) as client:
        made: list[str] = []
        first = threading.Thread(target=lambda: made.append(client.videos.create(replica_id="r", script="s").id))
        first.start()
        assert asked.wait(LATE)
        start = time.monotonic()
        with pytest.raises(QueueTimeout, match="other calls went first") as caught:
            client.with_options(timeout=LIMIT).videos.create(replica_id="r", script="late")
        assert time.monotonic() - start < LATE
        assert caught.value.outcome == "not_sent"
        go_on.set()
        first.join()
        assert made == ["vid_1"]
        assert len(server.requests) == 1


def test_an_answer_that_is_whole_is_kept_although_it_came_at_the_last_moment() -> None:
    class Impatient:
        """A clock on which every look costs a second: the deadline is over when the answer is read."""

        def __init__(self) -> None:
            self.seconds = 0.0

        def now(self) -> float:
            self.seconds += 1.0
            return self.seconds

        def today(self) -> Any:
            return START

        def sleep(self, seconds: float) -> None:
            raise AssertionError

        async def async_sleep(self, seconds: float) -> None:
            raise AssertionError

    with (
        RawServer(answer(201, VIDEO)) as server,
        TwinTone("key-1", base_url=server.url, timeout=9, clock=Impatient()) as client,
    ):
        assert client.videos.create(replica_id="r", script="s").id == "vid_1"


@EACH
@pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")  # its own, which trio is strict about
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip, gzip", b"\x1f\x8b"),
        ("br", b"abc"),
        ("gzip", b"not gzip"),
        ("gzip", gzip.compress(b"{}" * 1000)[:-20]),
        ("gzip", gzip.compress(bytes(200 * 1024 * 1024), 9)),
    ],
    ids=["twice", "unasked", "broken", "cut short", "bomb"],
)
def test_strange_encodings_are_typed_errors(run: Callable[..., Any], encoding: str, body: bytes) -> None:
    with RawServer(answer(200, body, f"content-encoding: {encoding}")) as server, pytest.raises(DecodeError):
        run(server.url, lambda client: client.videos.list())


@EACH
def test_gzip_is_understood(run: Callable[..., Any]) -> None:
    body = gzip.compress(b'{"videos": [{"id": "vid_1"}]}')
    with RawServer(answer(200, body, "content-encoding: gzip")) as server:
        assert [item.id for item in run(server.url, lambda client: client.videos.list()).videos] == ["vid_1"]


@pytest.mark.parametrize("backends", [["asyncio", "asyncio"], ["asyncio", "trio", "asyncio"]])
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the connection of a loop that ended without closing it
def test_one_client_in_several_event_loops_in_turn(backends: list[str]) -> None:
    with Emulator() as emulator:
        client = AsyncTwinTone("key-1", base_url=emulator.base_url)

        async def make(client: AsyncTwinTone) -> str:
            replica = await client.replicas.create(name="Ada")
            return (await client.videos.create(replica_id=replica.id, script="Hi")).id

        made = [anyio.run(make, client, backend=backend) for backend in backends]
        anyio.run(client.close, backend=backends[-1])
        del client
        gc.collect()  # here, where the warning is expected
        assert len({*made}) == len(backends)
        assert len(emulator.ledger) == len(backends)


def test_a_child_process_opens_a_connection_of_its_own() -> None:
    with Emulator() as emulator, TwinTone("key-1", base_url=emulator.base_url) as client:
        assert client.videos.list().videos == []
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = len(client.videos.list().videos)
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert client.videos.list().videos == []


def test_a_closed_client_says_so() -> None:
    with Emulator() as emulator:
        client = TwinTone("key-1", base_url=emulator.base_url)
        items = client.videos.iterate()
        client.close()
        for call in (client.videos.list, lambda: next(items)):
            with pytest.raises(ArgumentError, match="the client is closed") as caught:
                call()
            assert caught.value.outcome == "not_sent"


def test_a_cancelled_call_can_be_followed_by_others() -> None:
    with Emulator() as emulator, RawServer(None) as silent:

        async def main() -> None:
            async with AsyncTwinTone("key-1", base_url=silent.url) as client:
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.videos.list(), 0.05)
                with anyio.move_on_after(0.05) as scope:
                    await client.videos.list()
                assert scope.cancelled_caught
            async with AsyncTwinTone("key-1", base_url=emulator.base_url) as client:
                tasks = [asyncio.create_task(client.videos.list()) for _ in range(20)]
                await asyncio.sleep(0)
                for task in tasks[:10]:
                    task.cancel()
                results = await asyncio.gather(*tasks, return_exceptions=True)
                assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 10
                assert not [result for result in results if isinstance(result, APIError)]

        asyncio.run(main())


def test_an_interrupt_amid_an_exchange_does_no_harm_to_the_next_call() -> None:
    asked = threading.Event()

    def interrupt() -> None:
        assert asked.wait(LATE)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def slow(connection: socket.socket) -> None:
        if not asked.is_set():
            asked.set()
            connection.settimeout(LATE)
            connection.recv(1)
        else:
            connection.sendall(answer(200, {"videos": []}))

    with dripping(slow) as url, TwinTone("key-1", base_url=url, max_retries=0) as client:
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            client.videos.list()
        thread.join()
        assert client.videos.list().videos == []
        gc.collect()


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_create_that_a_proxy_never_got_was_not_sent(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    with TwinTone("key-1", base_url="https://api.example/v1", max_retries=0) as client:
        with pytest.raises(APIConnectionError) as caught:
            client.videos.create(replica_id="r", script="s")
        assert caught.value.outcome == "not_sent"


def test_the_environments_proxy_is_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(answer(200, {"videos": []})) as proxy, Emulator() as emulator:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        with TwinTone("key-1", base_url=emulator.base_url) as client:
            client.videos.list()
        assert proxy.requests == []


def test_the_environments_proxy_is_used_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(answer(200, {"videos": []})) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        with TwinTone("key-1", base_url="http://api.example/v1", allow_http=True) as client:
            client.videos.list()
        assert [request.target for request in proxy.requests] == ["http://api.example/v1/videos"]
