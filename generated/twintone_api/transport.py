"""Requests over HTTP. The only module of this package that imports an HTTP library."""

from __future__ import annotations

import functools
import ipaddress
import json
import ssl
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import quote

import httpx

from .errors import APIConnectionError, APITimeoutError, ArgumentError, DecodeError, Outcome
from .operation import Request, Response

BASE_URL = "https://api.twintone.ai/v1"
USER_AGENT = "twintone_api"
KEY_HEADER = "x-api-key"
TIMEOUT = 60.0
MAX_CONNECTIONS = 1
MAX_BODY = 32 * 1024 * 1024

# Raised before the server can have seen a whole request.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.LocalProtocolError)

_HttpError = httpx.RequestError | httpx.InvalidURL


class Secret:
    """An API key that no repr shows and no pickle holds."""

    __slots__ = ("_forms", "_value")

    def __init__(self, value: object) -> None:
        if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value.strip():
            raise ArgumentError("The API key must be a non-empty string of printable ASCII characters.")
        self._value = value.strip()
        # As it comes back in text, in JSON (some servers escape slashes) and in a URL.
        quoted = json.dumps(self._value)[1:-1]
        forms = {self._value, quoted, quoted.replace("/", r"\/"), quote(self._value, safe="")}
        self._forms = [form.encode() for form in sorted(forms, key=len, reverse=True)]

    def reveal(self) -> str:
        """Returns the key."""
        return self._value

    def redact(self, data: bytes) -> bytes:
        """Returns ``data`` without the key."""
        for form in self._forms:
            data = data.replace(form, b"[key]")
        return data

    def __repr__(self) -> str:
        return "Secret('[key]')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key cannot be pickled.")


class _Wire:
    """What both transports share: everything but the calls that wait."""

    def __init__(self, api_key: object, base_url: str, allow_http: bool) -> None:
        self._key = api_key if isinstance(api_key, Secret) else Secret(api_key)
        self._base_url = checked_base_url(base_url, allow_http=allow_http)

    def _options(self, max_connections: int) -> dict[str, Any]:
        limits = httpx.Limits(max_connections=max_connections, max_keepalive_connections=max_connections)
        return {"limits": limits, "verify": ssl_context(), "follow_redirects": False, "auth": self._sign}

    def _arguments(self, request: Request[Any], timeout: float) -> dict[str, Any]:
        headers = {"accept": "application/json", "user-agent": USER_AGENT}
        if request.content is not None:
            headers["content-type"] = "application/json"
        return {
            "method": request.operation.method,
            "url": self._base_url + request.target,
            "headers": headers,
            "content": request.content,
            "timeout": timeout,
        }

    def _response(self, answer: httpx.Response, body: bytearray) -> Response:
        # Headers are logged and shown: a server that echoes the key must not put it there.
        headers = {name.lower(): self._key.redact(value.encode()).decode() for name, value in answer.headers.items()}
        return Response(answer.status_code, headers, bytes(body), self._key.redact)

    def _sign(self, request: httpx.Request) -> httpx.Request:
        """Adds the key as late as can be: what is handed on before shows in tracebacks with variables."""
        request.headers[KEY_HEADER] = self._key.reveal()
        return request

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
        super().__init__(api_key, base_url, allow_http)
        self._http = httpx.Client(**self._options(max_connections))

    def send(self, request: Request[Any], *, timeout: float) -> Response:
        """Sends a request and reads the answer, within ``timeout`` seconds.

        Raises:
            APIConnectionError: There was no whole answer.
            APITimeoutError: There was no whole answer in time.
        """
        deadline = time.monotonic() + timeout
        with _translated(request, self._key), self._http.stream(**self._arguments(request, timeout)) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                _check_progress(request, body, deadline)
            return self._response(answer, body)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()


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
        super().__init__(api_key, base_url, allow_http)
        self._http = httpx.AsyncClient(**self._options(max_connections))

    async def send(self, request: Request[Any], *, timeout: float) -> Response:
        """Sends a request and reads the answer, within ``timeout`` seconds.

        Raises:
            APIConnectionError: There was no whole answer.
            APITimeoutError: There was no whole answer in time.
        """
        deadline = time.monotonic() + timeout
        with _translated(request, self._key):
            async with self._http.stream(**self._arguments(request, timeout)) as answer:
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    _check_progress(request, body, deadline)
                return self._response(answer, body)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


@functools.cache
def ssl_context() -> ssl.SSLContext:
    """Returns the one TLS context of this process; making it is the larger part of making a client."""
    return httpx.create_ssl_context()


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


def _check_progress(request: Request[Any], body: bytearray, deadline: float) -> None:
    if len(body) > MAX_BODY:
        raise DecodeError(
            f"{request} answered with more than {MAX_BODY} bytes.", outcome="unknown", **request.context()
        )
    if time.monotonic() > deadline:
        raise APITimeoutError(f"{request} was still being answered at its deadline.", **request.context())


@contextmanager
def _translated(request: Request[Any], key: Secret) -> Generator[None, None, None]:
    try:
        yield
    except (httpx.RequestError, httpx.InvalidURL) as error:
        cause = _without_secrets(error, key)
    else:
        return
    if isinstance(cause, httpx.InvalidURL):
        raise ArgumentError(f"The address of {request.operation.id} cannot be used: {cause}.") from cause
    what = f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
    if isinstance(cause, httpx.DecodingError):
        raise DecodeError(f"{request} answered with a broken encoding ({what}).", **request.context()) from cause
    outcome: Outcome = "not_sent" if isinstance(cause, _NOT_SENT) else "unknown"
    error_class = APITimeoutError if isinstance(cause, httpx.TimeoutException) else APIConnectionError
    fate = "was not sent" if outcome == "not_sent" else "was sent but got no whole answer"
    raise error_class(f"{request} {fate} ({what}).", outcome=outcome, **request.context()) from cause


def _without_secrets(error: _HttpError, key: Secret) -> _HttpError:
    """Drops the request, whose headers hold the key, and the frames, whose variables do."""
    error.args = tuple(key.redact(str(part).encode(errors="replace")).decode() for part in error.args)
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(error.request.method, error.request.url)
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
