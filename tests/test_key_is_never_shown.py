"""The API key goes to the API and nowhere else: not into texts, logs, tracebacks or pickles, nor to another host."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import socket
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from inspect import isawaitable
from typing import Any
from urllib.parse import quote

import pytest

from tests.raw_server import KEY, Answer, Call, RawServer, Received, answer
from twintone import AsyncTwinTone, TwinTone
from twintone_api import AsyncClient, Client
from twintone_api.errors import APIConnectionError, APIError, ArgumentError, DecodeError, RedirectError, TwinToneError
from twintone_api.requests.videos import get_video
from twintone_api.secret import Secret
from twintone_api.transport import AsyncTransport, Transport

MAKERS: dict[str, Callable[..., Any]] = {
    "Client": Client,
    "AsyncClient": AsyncClient,
    "TwinTone": partial(TwinTone, max_retries=0),
    "AsyncTwinTone": partial(AsyncTwinTone, max_retries=0),
}
EACH = pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))
FORMS = {KEY, quote(KEY, safe=""), KEY.replace("/", "\\/")}


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


def ask(make: Callable[..., Any], url: str, call: Call, **options: Any) -> Any:
    """Makes one call, with a client of either kind."""

    async def main() -> Any:
        client = make(KEY, base_url=url, **options)
        try:
            result = call(client)
            return await result if isawaitable(result) else result
        finally:
            closed = client.close()
            if isawaitable(closed):
                await closed

    return asyncio.run(main())


def get(client: Any) -> Any:
    return client.videos.get("v")


def create(client: Any) -> Any:
    return client.videos.create(replica_id="r", script="s")


def shown(error: BaseException) -> str:
    """Returns all that Python, a debugger or an error tracker can show of an error."""
    texts = [str(error), repr(error), "".join(traceback.format_exception(error))]
    texts += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    found: BaseException | None = error
    while found is not None:
        texts += [repr(found), repr(vars(found)), repr(getattr(found, "request", None))]
        found = found.__cause__
    return "\n".join([*texts, repr(pickle.dumps(error)), repr(vars(pickle.loads(pickle.dumps(error))))])


def assert_hidden(text: str) -> None:
    assert [form for form in FORMS if form in text] == []


def echo(request: Received) -> bytes:
    """Answers 401 with the key in the body, in the ways in which servers write JSON."""
    key = request.headers["x-api-key"]
    message = json.dumps({"error": f"Unknown key {key}", "message": f"{key} or {quote(key, safe='')}"})
    return answer(401, message.replace("/", "\\/").encode())


def echo_in_headers(request: Received) -> bytes:
    key = request.headers["x-api-key"]
    return answer(401, {"message": key}, f"x-echo: {key}", f"www-authenticate: Key realm={quote(key, safe='')}")


def echo_page(request: Received) -> bytes:
    return answer(200, f"<html>{request}</html>".encode())


def echo_list(request: Received) -> bytes:
    return answer(200, {"videos": [{"key": request.headers["x-api-key"]}]})


def echo_line(request: Received) -> bytes:
    return f"HTTP/1.1 {request.headers['x-api-key']}\r\n\r\n".encode()


def redirect(request: Received) -> bytes:
    return answer(307, b"", f"location: https://example.com/?key={quote(request.headers['x-api-key'], safe='')}")


FAULTS: dict[str, tuple[Answer, type[APIError]]] = {
    "echo": (echo, APIError),
    "echo in headers": (echo_in_headers, APIError),
    "echo page": (echo_page, DecodeError),
    "echo list": (echo_list, DecodeError),
    "echo line": (echo_line, APIConnectionError),
    "redirect": (redirect, RedirectError),
    "silence": (None, APIConnectionError),
    "disconnect": (b"", APIConnectionError),
    "cut": (answer(200, b'{"id":', length=100), APIConnectionError),
    "cut headers": (b"HTTP/1.1 200 OK\r\ncontent-le", APIConnectionError),
    "broken encoding": (answer(200, b"no gzip", "content-encoding: gzip"), DecodeError),
    "server error": (answer(500, {"message": "broken"}), APIError),
}


@EACH
@pytest.mark.parametrize("call", [get, create])
@pytest.mark.parametrize(("said", "error_class"), FAULTS.values(), ids=list(FAULTS))
def test_no_error_and_no_log_shows_it(
    server: RawServer,
    caplog: pytest.LogCaptureFixture,
    make: Callable[..., Any],
    call: Call,
    said: Answer,
    error_class: type[APIError],
) -> None:
    caplog.set_level(logging.NOTSET)
    server.reply_with(said)
    with pytest.raises(APIError) as caught:
        ask(make, server.url, call, timeout=0.2 if said is None else 10)
    assert isinstance(caught.value, error_class) or isinstance(caught.value.__cause__, error_class)
    assert [request.headers["x-api-key"] for request in server.requests] == [KEY]
    assert_hidden(shown(caught.value))
    assert {"httpcore.connection", "httpcore.http11"} <= {record.name for record in caplog.records}
    # At DEBUG, httpcore logs the headers of answers as they come, before anybody can change them.
    ours = [record for record in caplog.records if not record.getMessage().startswith("receive_response_headers.")]
    assert_hidden("\n".join(f"{record.getMessage()} {vars(record)}" for record in ours))


@EACH
def test_an_error_of_a_connection_that_is_refused_does_not_show_it(make: Callable[..., Any]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # taken, but nobody listens
        with pytest.raises(APIConnectionError) as caught:
            ask(make, f"http://127.0.0.1:{unused.getsockname()[1]}/v1", get)
    assert caught.value.outcome == "not_sent"
    assert_hidden(shown(caught.value))


@EACH
def test_an_error_of_an_argument_does_not_show_it(server: RawServer, make: Callable[..., Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        ask(make, server.url, lambda client: client.videos.get("x" * 70_000))
    assert_hidden(shown(caught.value))


@pytest.mark.parametrize("make", [AsyncClient, AsyncTwinTone])
def test_a_call_that_is_cancelled_does_not_show_it(server: RawServer, make: Callable[..., Any]) -> None:
    async def call(client: Any) -> None:
        async with asyncio.timeout(0.2):
            await client.videos.get("v")

    server.reply_with(None)
    with pytest.raises(TimeoutError) as caught:
        ask(make, server.url, call)
    assert isinstance(caught.value.__cause__, asyncio.CancelledError)
    assert_hidden(shown(caught.value))


@EACH
def test_nothing_that_holds_it_shows_it_or_can_be_pickled(server: RawServer, make: Callable[..., Any]) -> None:
    server.reply_with(answer(200, {"id": "v"}))

    async def main() -> None:
        client = make(KEY, base_url=server.url)
        answered = client.videos.get("v")
        video = await answered if isawaitable(answered) else answered
        for holder in (client, client.videos, client.videos.get):
            assert_hidden(f"{holder!r} {holder} {getattr(holder, '__dict__', '')}")
            for clone in (pickle.dumps, copy.deepcopy):
                with pytest.raises(TypeError, match="cannot be pickled"):
                    clone(holder)
        assert_hidden(repr(video) + repr(pickle.dumps(video)))
        closed = client.close()
        if isawaitable(closed):
            await closed

    asyncio.run(main())


def test_nothing_below_the_clients_shows_it_or_can_be_pickled(server: RawServer) -> None:
    server.reply_with(answer(200, {"id": "v"}))
    request = get_video("v")
    transport = Transport(KEY, server.url)
    response = transport.send(request, timeout=10)
    transport.close()
    for holder in (transport, AsyncTransport(KEY, server.url), Secret(KEY), response):
        assert_hidden(f"{holder!r} {holder} {getattr(holder, '__dict__', '')}")
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(holder)
    assert_hidden(f"{request!r} {request} {request.context(response)} {request.content!r}")


@EACH
@pytest.mark.parametrize("call", [get, create])
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_no_redirect_is_followed(server: RawServer, make: Callable[..., Any], call: Call, status: int) -> None:
    with RawServer(answer(200, {"id": "v"})) as other:
        server.reply_with(answer(status, b"", f"location: {other.url}/videos"))
        with pytest.raises(APIError) as caught:
            ask(make, server.url, call)
        # After a 303 a create may have been done, which the error of the larger client says.
        error = caught.value if isinstance(caught.value, RedirectError) else caught.value.__cause__
        assert isinstance(error, RedirectError)
        assert (error.location, error.status) == (f"{other.url}/videos", status)
        assert error.outcome == ("unknown" if status == 303 else "rejected")
        assert len(server.requests) == 1
        assert other.requests == []


@EACH
@pytest.mark.parametrize(
    "host",
    ["api.example.com", "10.0.0.1", "0.0.0.0", "localhost.example.com", "127.0.0.1.example.com", "[2001:db8::1]"],
)
def test_plain_http_to_another_machine_needs_leave(make: Callable[..., Any], host: str) -> None:
    for url in (f"http://{host}/v1", f"HTTP://{host}:8080"):
        with pytest.raises(ArgumentError, match="allow_http=True") as caught:
            make(KEY, base_url=url)
        assert_hidden(str(caught.value))
        make(KEY, base_url=url, allow_http=True)


@EACH
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_plain_http_to_this_machine_is_allowed(make: Callable[..., Any], host: str) -> None:
    make(KEY, base_url=f"http://{host}:8080/v1")


@EACH
def test_a_key_that_cannot_be_used_is_not_shown(make: Callable[..., Any]) -> None:
    with pytest.raises(TwinToneError) as caught:
        make(f"{KEY}\r\nx-other: 1")
    assert_hidden("".join(traceback.format_exception(caught.value)))
