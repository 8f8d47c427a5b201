"""Getting media. The only module of this package that imports an HTTP library.

Here is one request and its answer; which requests are made is decided in `policies.download`. The API key is not used:
media lies elsewhere. The HTTP library is used below its client, which would log signed addresses, keep cookies, read
passwords from files of the user and follow redirects on its own.
"""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing, contextmanager
from inspect import isawaitable
from ipaddress import IPv6Address, ip_address
from typing import Any

import httpx
from attrs import frozen

from twintone.clock import Clock
from twintone.policies.steps import Fetch
from twintone.policies.transfer import Trouble
from twintone_api.deadline import deadline
from twintone_api.errors import shown
from twintone_api.transport import USER_AGENT, is_loopback, limit_exchange, proxy_for, ssl_context

# Seconds without a byte after which an answer is given up.
STALL = 60.0

REDIRECTS = {301, 302, 303, 307, 308}

_HOST = re.compile(r"[A-Za-z0-9._:-]+")

# What the HTTP library raises, and what the layers below it let through: ValueError is a name that no DNS allows,
# ImportError a proxy of a kind that needs another package.
_NETWORK = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError)


@frozen
class Web:
    """What may be asked for.

    Attributes:
        clock: Where the time comes from.
        base_url: Where the API is. Unless it is on this machine, it must not send us to services of this machine.
        allow_http: Whether plain http is allowed to other machines.
    """

    clock: Clock
    base_url: str
    allow_http: bool

    def checked(self, address: str) -> httpx.URL:
        """Returns the URL of an address that may be asked.

        Raises:
            Trouble: It may not.
        """
        try:
            url = httpx.URL(address)
        except (httpx.InvalidURL, ValueError):
            raise Trouble("was stopped: its address is not a URL.") from None
        host = url.raw_host.decode()
        if url.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
            raise Trouble("was stopped: its address does not begin with https:// and the name of a server.")
        if _is_here(host) and not is_loopback(httpx.URL(self.base_url).host):
            raise Trouble(f"was stopped: {shown(host)} is this machine, and the API is not on it.")
        if url.scheme == "http" and not self.allow_http and not is_loopback(host):
            raise Trouble(f"was stopped: {shown(host)} would send it unencrypted.")
        return url

    def exchange(self, step: Fetch) -> _Exchange:
        """Returns a request for an address that may be asked."""
        url = self.checked(step.url)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), min(STALL, step.timeout))
        headers = {"accept": "*/*", "accept-encoding": "identity", "user-agent": USER_AGENT, **step.transfer.headers()}
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": limits})
        return _Exchange(step, request, self.clock, self.clock.now() + step.timeout)


@frozen
class _Exchange:
    """One request, and what is done with its answer. Whatever need not wait is here."""

    step: Fetch
    request: httpx.Request
    clock: Clock
    until: float

    def options(self) -> dict[str, Any]:
        return {"verify": ssl_context(), "proxy": proxy_for(str(self.request.url))}

    def begin(self, answer: httpx.Response) -> str | None:
        """Learns from the head of an answer; returns the address it points to, or None if its body is wanted."""
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code in REDIRECTS:
            return self._elsewhere(headers.get("location"))
        self.step.transfer.begin(answer.status_code, headers)
        self.step.target.cut(self.step.transfer.received)
        return None

    def take(self, data: bytes) -> object:
        """Saves a part of the body; returns what the user's hook returns."""
        self.step.transfer.took(len(data))
        self.step.target.write(data)
        if self.clock.now() > self.until:
            raise Trouble(f"was still coming in, after {self.step.transfer.progress()}.", again=True)
        hook = self.step.on_progress
        return None if hook is None else hook(self.step.transfer.received, self.step.transfer.total)

    def _elsewhere(self, location: str | None) -> str:
        if not location:
            raise Trouble("was stopped: it was sent on without an address.")
        try:
            return str(self.request.url.join(location))
        except (httpx.InvalidURL, ValueError):
            raise Trouble("was stopped: it was sent on to an address that is not a URL.") from None


def fetch(step: Fetch, web: Web) -> str | None:
    """Gets what lies at an address.

    Returns:
        The address where it lies instead, or None if its bytes were taken.

    Raises:
        Trouble: It was refused, is not media, or broke off.
        OSError: It could not be written.
    """
    exchange = web.exchange(step)
    with _translated(step):
        pool = httpx.HTTPTransport(**exchange.options())
    limit_exchange(pool)
    with deadline(step.timeout), pool:
        with _translated(step):
            answer = pool.handle_request(exchange.request)
        with closing(answer):
            moved = exchange.begin(answer)
            if moved is None:
                for data in _parts(step, answer):
                    exchange.take(data)
    return moved


async def fetch_async(step: Fetch, web: Web) -> str | None:
    """Gets what lies at an address; see `fetch`."""
    exchange = web.exchange(step)
    with _translated(step):
        pool = httpx.AsyncHTTPTransport(**exchange.options())
    limit_exchange(pool)
    with deadline(step.timeout):
        async with pool:
            with _translated(step):
                answer = await pool.handle_async_request(exchange.request)
            async with aclosing(answer):
                moved = exchange.begin(answer)
                if moved is None:
                    async with aclosing(_parts_async(step, answer)) as parts:
                        async for data in parts:
                            told = exchange.take(data)
                            if isawaitable(told):
                                await told
    return moved


# The user's hook and file are called between the parts, outside of these generators: their errors stay what they are.


def _parts(step: Fetch, answer: httpx.Response) -> Iterator[bytes]:
    with _translated(step):
        yield from answer.iter_raw()


async def _parts_async(step: Fetch, answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    with _translated(step):
        async for data in answer.aiter_raw():
            yield data


@contextmanager
def _translated(step: Fetch) -> Generator[None, None, None]:
    try:
        yield
    except _NETWORK as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise Trouble(f"broke off after {step.transfer.progress()} ({shown(said, 200)}).", again=True) from error


def _is_here(host: str) -> bool:
    """Returns whether a host could mean this machine, in any spelling that the system understands."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(socket.inet_aton(name))  # also 127.1 and 0x7f000001
    except OSError:
        try:
            address = ip_address(name)
        except ValueError:
            return False
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback or address.is_unspecified
