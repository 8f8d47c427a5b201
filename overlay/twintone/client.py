"""The clients."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from twintone.clock import Clock, SystemClock
from twintone.engine import AsyncEngine, Engine
from twintone.plans import Plans
from twintone.policies.call import CallOptions
from twintone_api.errors import ArgumentError
from twintone_api.transport import BASE_URL, MAX_CONNECTIONS, TIMEOUT, AsyncTransport, Transport
from twintone_api.workflows import AsyncWorkflows, Workflows

if TYPE_CHECKING:
    from typing import Self

KEY_VARIABLE = "TWINTONE_API_KEY"
URL_VARIABLE = "TWINTONE_BASE_URL"


class TwinTone(Workflows):
    """A client of the TwinTone API.

    One client shares one connection among all its calls and threads. Close it, or use it as a context manager.

    Args:
        api_key: The account's API key; otherwise ``TWINTONE_API_KEY`` from the environment.
        base_url: Where the API is; otherwise ``TWINTONE_BASE_URL``, otherwise the vendor's address.
        timeout: Seconds that one call may take, with all attempts and pauses.
        max_retries: How often a call may be repeated. What is not safe to repeat is not, whatever the number.
        max_connections: How many sockets may be open at once; the API allows one unless agreed otherwise.
        allow_http: Whether plain http is allowed to hosts other than this machine.
        clock: Where the time comes from, for tests.

    Raises:
        ArgumentError: There is no key, or an argument cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = 2,
        max_connections: int = MAX_CONNECTIONS,
        allow_http: bool = False,
        clock: Clock | None = None,
    ) -> None:
        plans = _plans(timeout, max_retries, clock)
        self._transport = Transport(
            _key(api_key), _base_url(base_url), allow_http=allow_http, max_connections=max_connections
        )
        super().__init__(Engine(self._transport, plans, plans.clock))

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncTwinTone(AsyncWorkflows):
    """A client of the TwinTone API for asynchronous programs. Takes the same arguments as `TwinTone`."""

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = 2,
        max_connections: int = MAX_CONNECTIONS,
        allow_http: bool = False,
        clock: Clock | None = None,
    ) -> None:
        plans = _plans(timeout, max_retries, clock)
        self._transport = AsyncTransport(
            _key(api_key), _base_url(base_url), allow_http=allow_http, max_connections=max_connections
        )
        super().__init__(AsyncEngine(self._transport, plans, plans.clock))

    async def close(self) -> None:
        """Closes the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _plans(timeout: float, max_retries: int, clock: Clock | None) -> Plans:
    if not timeout > 0 or timeout == float("inf"):
        raise ArgumentError(f"timeout must be a finite number of seconds above 0, not {timeout!r}.")
    if max_retries < 0:
        raise ArgumentError(f"max_retries must be 0 or more, not {max_retries!r}.")
    return Plans(CallOptions(timeout, max_retries), clock or SystemClock())


def _key(api_key: str | None) -> str:
    key = api_key if api_key is not None else os.environ.get(KEY_VARIABLE)
    if key is None:
        raise ArgumentError(f"There is no API key. Set {KEY_VARIABLE} in the environment or pass api_key=...")
    return key


def _base_url(base_url: str | None) -> str:
    return base_url if base_url is not None else os.environ.get(URL_VARIABLE) or BASE_URL
