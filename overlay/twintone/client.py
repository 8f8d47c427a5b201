"""The clients."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeVar

from attrs import evolve

from twintone import checks
from twintone.clock import Clock, SystemClock
from twintone.engine import AsyncEngine, Engine
from twintone.gate import AsyncGates, Gate
from twintone.pace import Pace, parse_rate
from twintone.plans import Plans
from twintone.policies.call import CallOptions
from twintone.policies.validation import Validation
from twintone_api.errors import ArgumentError
from twintone_api.secret import Secret
from twintone_api.transport import BASE_URL, MAX_CONNECTIONS, TIMEOUT, AsyncTransport, Transport
from twintone_api.workflows import AsyncWorkflows, Workflows

if TYPE_CHECKING:
    from typing import Self

Validate = bool | Literal["log"]
EngineT = TypeVar("EngineT", Engine, AsyncEngine)

KEY_VARIABLE = "TWINTONE_API_KEY"
URL_VARIABLE = "TWINTONE_BASE_URL"
MAX_RETRIES = 2


class TwinTone(Workflows):
    """A client of the TwinTone API.

    One client shares one connection among all its calls and threads, first come, first served. Close it, or use it as a
    context manager.

    Args:
        api_key: The account's API key; otherwise ``TWINTONE_API_KEY`` from the environment.
        base_url: Where the API is; otherwise ``TWINTONE_BASE_URL``, otherwise the vendor's address.
        timeout: Seconds that one call may take, with the wait for its turn, all attempts and all pauses.
        max_retries: How often a call may be repeated. What is not safe to repeat is not, whatever the number.
        max_connections: How many sockets may be open at once; the API allows one unless agreed otherwise.
        rate_limit: How many requests to start at the most, such as ``"60/minute"``; None for no limit.
        allow_http: Whether plain http is allowed to hosts other than this machine.
        validate: Whether to compare every answer with the spec. What is not as the spec says is logged with ``"log"``,
            and with True also raised, as a `SpecMismatch`. Needs the extra ``twintone[validate]``.
        clock: Where the time comes from, for tests.

    Raises:
        ArgumentError: There is no key, or an argument cannot be used.
    """

    _engine: Engine

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        max_connections: int = MAX_CONNECTIONS,
        rate_limit: str | None = None,
        allow_http: bool = False,
        validate: Validate = False,
        clock: Clock | None = None,
    ) -> None:
        key = _key(api_key)
        del api_key  # a traceback from here on does not show it
        rate = None if rate_limit is None else parse_rate(rate_limit)
        plans = Plans(_options(timeout, max_retries, rate, _validation(validate)), clock or SystemClock())
        transport = Transport(key, _base_url(base_url), allow_http=allow_http, max_connections=max_connections)
        super().__init__(Engine(transport, plans, plans.clock, Gate(max_connections), Pace(rate), allow_http))

    def with_options(
        self, *, timeout: float | None = None, max_retries: int | None = None, validate: Validate | None = None
    ) -> TwinTone:
        """Returns a client with other options, which shares this one's connection, order and pace.

        Args:
            timeout: Seconds that one call may take; None keeps this client's.
            max_retries: How often a call may be repeated; None keeps this client's.
            validate: Whether to compare answers with the spec; None keeps this client's.
        """
        other = object.__new__(type(self))
        Workflows.__init__(other, _with_options(self._engine, timeout, max_retries, validate))
        return other

    def close(self) -> None:
        """Closes the connections, also for clients made by `with_options`."""
        self._engine.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._engine.transport.base_url!r})"


class AsyncTwinTone(AsyncWorkflows):
    """A client of the TwinTone API for asynchronous programs. Takes the same arguments as `TwinTone`."""

    _engine: AsyncEngine

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        max_connections: int = MAX_CONNECTIONS,
        rate_limit: str | None = None,
        allow_http: bool = False,
        validate: Validate = False,
        clock: Clock | None = None,
    ) -> None:
        key = _key(api_key)
        del api_key  # a traceback from here on does not show it
        rate = None if rate_limit is None else parse_rate(rate_limit)
        plans = Plans(_options(timeout, max_retries, rate, _validation(validate)), clock or SystemClock(), awaits=True)
        transport = AsyncTransport(key, _base_url(base_url), allow_http=allow_http, max_connections=max_connections)
        gates = AsyncGates(max_connections)
        super().__init__(AsyncEngine(transport, plans, plans.clock, gates, Pace(rate), allow_http))

    def with_options(
        self, *, timeout: float | None = None, max_retries: int | None = None, validate: Validate | None = None
    ) -> AsyncTwinTone:
        """Returns a client with other options; see `TwinTone.with_options`."""
        other = object.__new__(type(self))
        AsyncWorkflows.__init__(other, _with_options(self._engine, timeout, max_retries, validate))
        return other

    async def close(self) -> None:
        """Closes the connections, also for clients made by `with_options`."""
        await self._engine.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._engine.transport.base_url!r})"


def _options(timeout: float, max_retries: int, rate: float | None, validation: Validation | None) -> CallOptions:
    return CallOptions(checks.seconds("timeout", timeout), checks.count("max_retries", max_retries), rate, validation)


def _with_options(
    engine: EngineT, timeout: float | None, max_retries: int | None, validate: Validate | None
) -> EngineT:
    old = engine.plans.options
    options = _options(
        old.timeout if timeout is None else timeout,
        old.max_retries if max_retries is None else max_retries,
        old.rate,
        old.validation if validate is None else _validation(validate),
    )
    return evolve(engine, plans=evolve(engine.plans, options=options))


def _validation(validate: Validate) -> Validation | None:
    if checks.validate(validate) is False:
        return None
    from twintone.conformance import conformance  # reads the whole spec

    return Validation(conformance(), raises=validate is True)


def _key(api_key: str | None) -> Secret:
    found = api_key if api_key is not None else os.environ.get(KEY_VARIABLE)
    if found is None:
        raise ArgumentError(f"There is no API key. Set {KEY_VARIABLE} in the environment or pass api_key=...")
    return Secret(found)


def _base_url(base_url: str | None) -> str:
    return base_url if base_url is not None else os.environ.get(URL_VARIABLE) or BASE_URL
