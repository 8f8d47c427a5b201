"""Requests over HTTP. The only module of this package that imports an HTTP library."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import os
import ssl
import sys
import warnings
import weakref
import zlib
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from typing import Any, NoReturn
from urllib.request import getproxies, proxy_bypass

import httpx

from .deadline import AsyncBackend, AsyncStream, Backend, Exchange, Stream, limited
from .errors import APIConnectionError, APIError, APITimeoutError, ArgumentError, DecodeError, Outcome, quoted
from .operation import Request, Response
from .secret import Secret

BASE_URL = "https://api.twintone.ai/v1"
USER_AGENT = "twintone_api"
KEY_HEADER = "x-api-key"
TIMEOUT = 60.0
MAX_CONNECTIONS = 1
MAX_BODY = 32 * 1024 * 1024


class _Wire:
    """What both transports share: everything but the calls that wait."""

    def __init__(self, api_key: str | Secret, base_url: str, allow_http: bool, max_connections: int) -> None:
        self._key = (api_key if isinstance(api_key, Secret) else Secret(api_key)).checked()
        del api_key  # a traceback from here on does not show it
        self._base_url = checked_base_url(base_url, allow_http=allow_http)
        if type(max_connections) is not int or max_connections < 1:
            raise ArgumentError(f"max_connections must be a whole number from 1, not {max_connections!r}.")
        self._max_connections = max_connections
        self._closed = False
        self._warning: weakref.finalize[..., Any] | None = None

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._base_url

    def _warn_if_left_open(self, close: Callable[[], object] | None = None) -> None:
        """Warns, from the first connection on, when the transport is forgotten instead of closed."""
        if self._warning is not None:
            self._warning.detach()
        self._warning = weakref.finalize(self, _left_open, self._base_url, close)
        self._warning.atexit = False

    def _mark_closed(self) -> None:
        self._closed = True
        self._mark_forgotten()

    def _mark_forgotten(self) -> None:
        if self._warning is not None:
            self._warning.detach()

    def _pool_options(self) -> dict[str, Any]:
        size = self._max_connections
        limits = httpx.Limits(max_connections=size, max_keepalive_connections=size)
        return {"verify": ssl_context(), "limits": limits, "proxy": proxy_for(self._base_url)}

    def _http_request(self, request: Request[Any], timeout: float) -> httpx.Request:
        if self._closed:
            raise ArgumentError(f"{request} was not sent: the client is closed.")
        headers = {"accept": "application/json", "accept-encoding": "gzip", "user-agent": USER_AGENT}
        if request.content is not None:
            headers["content-type"] = "application/json"
        limits = dict.fromkeys(("connect", "read", "write", "pool"), max(timeout, 0.001))
        url = self._base_url + request.target
        signed = httpx.Request(
            request.operation.method, url, headers=headers, content=request.content, extensions={"timeout": limits}
        )
        signed.headers[KEY_HEADER] = self._key.reveal()
        return signed

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client holds connections and an API key, and cannot be pickled. Make one in each process.")


class Transport(_Wire):
    """Sends requests, one HTTP exchange each.

    Args:
        api_key: The account's API key.
        base_url: Where the API is.
        allow_http: Whether plain http is allowed to hosts other than this machine.
        max_connections: How many sockets may be open at once.
    """

    def __init__(
        self,
        api_key: str | Secret,
        base_url: str = BASE_URL,
        *,
        allow_http: bool = False,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        key = api_key if isinstance(api_key, Secret) else Secret(api_key)
        del api_key
        super().__init__(key, base_url, allow_http, max_connections)
        self._process = 0
        self._pool: httpx.HTTPTransport | None = None

    def send(self, request: Request[Any], *, timeout: float) -> Response:
        """Sends a request and reads the answer, within ``timeout`` seconds.

        Raises:
            APIConnectionError: There was no whole answer.
            APITimeoutError: There was no whole answer in time.
            DecodeError: The answer was too long, or strangely encoded.
        """
        exchange = Exchange(timeout)
        with _translated(request, self._key, exchange), limited(exchange):
            signed = self._http_request(request, timeout)
            pool, whole = self._opened(), False
            try:
                with closing(pool.handle_request(signed)) as answer:
                    body = _Body(request, answer, self._key)
                    for chunk in answer.iter_raw():
                        body.take(chunk)
                whole = True
            except httpx.PoolTimeout:
                raise  # nobody else uses the pool's places: it has lost one
            except Exception:
                whole = True
                raise
            finally:
                if not whole:
                    # An interrupt may have come amid the pool's own work. It is forgotten, not closed: closing it would
                    # take a lock that may never be released.
                    self._forget(pool)
            return body.response()

    def close(self) -> None:
        """Closes the connections."""
        self._mark_closed()
        if self._pool is not None:
            self._pool.close()

    def _forget(self, pool: httpx.HTTPTransport) -> None:
        if self._pool is pool:
            self._pool = None
            self._mark_forgotten()

    def _opened(self) -> httpx.HTTPTransport:
        # A child process must not use its parent's connections: both would read from them.
        if self._pool is None or self._process != os.getpid():
            self._process, self._pool = os.getpid(), httpx.HTTPTransport(**self._pool_options())
            self._warn_if_left_open(self._pool.close)
            limit_exchange(self._pool)
        return self._pool


class AsyncTransport(_Wire):
    """Sends requests, one HTTP exchange each. Takes the same arguments as `Transport`."""

    def __init__(
        self,
        api_key: str | Secret,
        base_url: str = BASE_URL,
        *,
        allow_http: bool = False,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        key = api_key if isinstance(api_key, Secret) else Secret(api_key)
        del api_key
        super().__init__(key, base_url, allow_http, max_connections)
        self._loop: object = None
        self._pool: httpx.AsyncHTTPTransport | None = None

    async def send(self, request: Request[Any], *, timeout: float) -> Response:
        """Sends a request and reads the answer, within ``timeout`` seconds.

        Raises:
            APIConnectionError: There was no whole answer.
            APITimeoutError: There was no whole answer in time.
            DecodeError: The answer was too long, or strangely encoded.
        """
        exchange = Exchange(timeout)
        with _translated(request, self._key, exchange), limited(exchange):
            signed = self._http_request(request, timeout)
            answer = await self._opened().handle_async_request(signed)
            try:
                body = _Body(request, answer, self._key)
                async for chunk in answer.aiter_raw():
                    body.take(chunk)
            finally:
                await answer.aclose()
            return body.response()

    async def close(self) -> None:
        """Closes the connections. Those of an event loop that has ended went with it."""
        self._mark_closed()
        if self._pool is not None and self._loop is event_loop():
            await self._pool.aclose()

    def _opened(self) -> httpx.AsyncHTTPTransport:
        # Connections belong to the event loop that opened them: in another one they fail after the request was sent.
        loop = event_loop()
        if self._pool is None or self._loop is not loop:
            self._loop, self._pool = loop, httpx.AsyncHTTPTransport(**self._pool_options())
            self._warn_if_left_open()
            limit_exchange(self._pool)
        return self._pool


class _Body:
    """An answer's body as it comes in, decoded, and never longer than ``MAX_BODY``."""

    def __init__(self, request: Request[Any], answer: httpx.Response, key: Secret) -> None:
        self._request, self._answer, self._key = request, answer, key
        _watch(answer)
        self._encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        self._inflate = zlib.decompressobj(wbits=47) if self._encoding in {"gzip", "x-gzip", "deflate"} else None
        self._bytes = bytearray()
        self._came = 0

    def take(self, chunk: bytes) -> None:
        self._came += len(chunk)
        if self._inflate is not None:
            try:
                # What comes after the end is dropped here, because zlib keeps it, at a cost that grows with its square.
                limit = MAX_BODY + 1 - len(self._bytes)
                chunk = b"" if self._inflate.eof else self._inflate.decompress(chunk, limit)
            except zlib.error:
                raise self._problem("with a broken encoding") from None
        self._bytes += chunk
        if max(self._came, len(self._bytes)) > MAX_BODY:
            raise self._problem(f"with more than {MAX_BODY} bytes")

    def response(self) -> Response:
        if self._inflate is None and self._encoding not in {"identity", ""} and self._bytes:
            raise self._problem(f"in an encoding that was not asked for: {quoted(self._encoding)[:-1]}")
        if self._inflate is not None and self._bytes and not self._inflate.eof:
            raise self._problem("with an encoding that ends too early")
        return self._response(self._key.redact_answer(bytes(self._bytes)))

    def _problem(self, what: str) -> DecodeError:
        context = self._request.context(self._response(b""))
        return DecodeError(f"{self._request} answered {what}.", outcome="unknown", **context)

    def _response(self, body: bytes) -> Response:
        headers = {name.lower(): value for name, value in self._answer.headers.items()}
        return Response(self._answer.status_code, headers, body, self._key.redact)


@functools.cache
def ssl_context() -> ssl.SSLContext:
    """Returns the one TLS context of this process; making it is the larger part of making a client."""
    return httpx.create_ssl_context()


def limit_exchange(pool: httpx.HTTPTransport | httpx.AsyncHTTPTransport) -> None:
    """Makes the connections of a pool respect `deadline`, which the HTTP library has no parameter for."""
    core: Any = pool._pool  # pyright: ignore[reportPrivateUsage]
    wrapper = Backend if isinstance(pool, httpx.HTTPTransport) else AsyncBackend
    core._network_backend = wrapper(core._network_backend)


def _watch(answer: httpx.Response) -> None:
    """Lets the connection of an answer know what came after the answer, which the HTTP library does not look at."""
    parser: Any = answer.stream
    for name in ("_httpcore_stream", "_stream", "_connection", "_h11_state"):
        parser = getattr(parser, name, None)
    stream = answer.extensions.get("network_stream")
    if parser is not None and isinstance(stream, Stream | AsyncStream):
        stream.unread = lambda: parser.trailing_data[0]


def proxy_for(url: str) -> str | None:
    """Returns the proxy that the environment names for an address; none for this machine's own."""
    target = httpx.URL(url)
    if is_loopback(target.host) or proxy_bypass(target.host):
        return None
    proxies = getproxies()
    proxy = proxies.get(target.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def checked_base_url(base_url: str, *, allow_http: bool = False) -> str:
    """Returns ``base_url`` without a trailing slash if the API key may be sent there.

    Raises:
        ArgumentError: It is not an absolute http or https URL, or is plain http to another machine.
    """
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError):
        raise ArgumentError(f"The base URL {base_url!r} is not a URL.") from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise ArgumentError(f"The base URL must look like {BASE_URL}, not {_without_userinfo(url)}.")
    if url.scheme == "http" and not allow_http and not is_loopback(url.host):
        raise ArgumentError(
            f"The base URL {base_url} would send the API key unencrypted. Use https, or pass allow_http=True."
        )
    return str(url).rstrip("/")


def is_loopback(host: str) -> bool:
    """Returns whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without_userinfo(url: httpx.URL) -> str:
    return str(url.copy_with(userinfo=b"")) if url.host else str(url)


def event_loop() -> object:
    """Returns what stands for the running event loop, of asyncio or trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio: Any = sys.modules.get("trio")
        if trio is None:
            raise
        return trio.lowlevel.current_trio_token()


def _left_open(base_url: str, close: Callable[[], object] | None) -> None:
    what = f"unclosed client of {base_url}; close it, or use it in a with statement"
    warnings.warn(what, ResourceWarning, stacklevel=2)
    if close is not None:
        close()


@contextmanager
def _translated(request: Request[Any], key: Secret, exchange: Exchange) -> Generator[None, None, None]:
    """Turns whatever the HTTP library raises into an error of ours, without frames: their variables hold the key."""
    try:
        yield
    except (APIError, ArgumentError):
        raise
    except Exception as error:  # a paid call must not end in an error that says nothing of its outcome
        cause = _bare(error, key)
    except BaseException as interrupt:
        raise _bare(interrupt, key)  # the same exception, without the context that it would show
    else:
        return
    if isinstance(cause, httpx.InvalidURL):
        raise ArgumentError(f"The address of {request.operation.id} cannot be used: {cause}.") from cause
    what = f"{type(cause).__name__}: {quoted(str(cause))[:-1]}" if str(cause) else type(cause).__name__
    outcome: Outcome = "unknown" if exchange.sent else "not_sent"
    error_class = APITimeoutError if isinstance(cause, httpx.TimeoutException | TimeoutError) else APIConnectionError
    fate = "was not sent" if outcome == "not_sent" else "was sent but got no whole answer"
    raise error_class(f"{request} {fate} ({what}).", outcome=outcome, **request.context()) from cause


def _bare(error: BaseException, key: Secret) -> BaseException:
    """Drops all that may hold the key: texts that quote it, the request, other errors and frames."""
    error.args = tuple(
        key.redact(part.encode(errors="replace")).decode() if isinstance(part, str) else part for part in error.args
    )
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request("GET", "http://redacted")
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
