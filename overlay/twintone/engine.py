"""The drivers: they do what policies ask for, one in the thread that calls, one in the event loop.

Whatever a step returns or raises is returned or raised where the policy yielded it.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Iterator
from inspect import isawaitable
from math import ceil
from typing import Any, TypeVar

from attrs import frozen

from twintone.clock import Clock
from twintone.downloads import Web, fetch, fetch_async
from twintone.errors import QueueTimeout
from twintone.gate import AsyncGates, Gate
from twintone.pace import Pace
from twintone.plans import Plans
from twintone.policies.steps import END, During, Fetch, Now, Pause, Policy, Pull, Roll, Send, Sleep, Step, Tell, Today
from twintone_api.operation import Request, Response
from twintone_api.transport import AsyncTransport, Transport
from twintone_api.workflows import Source

T = TypeVar("T")


@frozen
class Engine:
    """Carries out policies in the thread that calls.

    Attributes:
        transport: Sends requests.
        plans: Makes policies.
        clock: Where the time comes from.
        gate: Whose turn it is.
        pace: When the next request may start.
        allow_http: Whether media may come over plain http from other machines.
    """

    transport: Transport
    plans: Plans
    clock: Clock
    gate: Gate
    pace: Pace
    allow_http: bool = False

    def send(self, request: Request[T], /) -> T:
        """Makes one call, repeated where that is safe."""
        return self.run(self.plans.call(request))

    def run(self, policy: Policy[T], /) -> T:
        """Carries out a policy and returns what it returns."""
        resume: Callable[[Any], Step] = policy.send
        result: Any = None
        try:
            while True:
                step = resume(result)
                try:
                    resume, result = policy.send, self._do(step)
                except BaseException as problem:  # noqa: BLE001 - raised again where the policy yielded
                    resume, result = policy.throw, problem
        except StopIteration as done:
            returned: T = done.value
            return returned

    def stream(self, source: Source, /) -> Iterator[Any]:
        """Yields the items of a source."""
        while (items := self.run(source.more())) is not None:
            yield from items

    def _do(self, step: Step) -> Any:
        match step:
            case Send():
                return self._exchange(step)
            case Pause(seconds):
                return self.pace.pause(self.clock.now() + seconds)
            case Sleep(seconds):
                return self.clock.sleep(seconds)
            case Tell() | Pull():
                return _user(step)
            case Fetch() | During():
                return self._download(step)
            case Now() | Today() | Roll():
                return _at_once(step, self.clock)

    def _download(self, step: Fetch | During) -> Any:
        if isinstance(step, Fetch):
            return fetch(step, Web(self.clock, self.transport.base_url, self.allow_http))
        with step.target:
            self.run(step.policy)
            return step.target.finish()

    def _exchange(self, step: Send) -> Response:
        deadline = self.clock.now() + step.timeout
        if not self.gate.enter(step.timeout):
            raise _queue_timeout(step, self.clock, self.pace)
        try:
            nap = self.pace.reserve(self.clock.now(), deadline - step.room)
            while nap:
                self.clock.sleep(nap)
                nap = self.pace.resting(self.clock.now())
                if self.clock.now() + nap > deadline - step.room:
                    nap = None
            if nap is None:
                raise _queue_timeout(step, self.clock, self.pace)
            return self.transport.send(step.request, timeout=deadline - self.clock.now())
        finally:
            self.gate.leave()


@frozen
class AsyncEngine:
    """Carries out policies in the event loop that calls.

    Attributes:
        transport: Sends requests.
        plans: Makes policies.
        clock: Where the time comes from.
        gates: Whose turn it is.
        pace: When the next request may start.
        allow_http: Whether media may come over plain http from other machines.
    """

    transport: AsyncTransport
    plans: Plans
    clock: Clock
    gates: AsyncGates
    pace: Pace
    allow_http: bool = False

    async def send(self, request: Request[T], /) -> T:
        """Makes one call, repeated where that is safe."""
        return await self.run(self.plans.call(request))

    async def run(self, policy: Policy[T], /) -> T:
        """Carries out a policy and returns what it returns."""
        resume: Callable[[Any], Step] = policy.send
        result: Any = None
        try:
            while True:
                step = resume(result)
                try:
                    resume, result = policy.send, await self._do(step)
                except BaseException as problem:  # noqa: BLE001 - raised again where the policy yielded
                    resume, result = policy.throw, problem
        except StopIteration as done:
            returned: T = done.value
            return returned

    async def stream(self, source: Source, /) -> AsyncIterator[Any]:
        """Yields the items of a source."""
        while (items := await self.run(source.more())) is not None:
            for item in items:
                yield item

    async def _do(self, step: Step) -> Any:
        match step:
            case Send():
                return await self._exchange(step)
            case Pause(seconds):
                return self.pace.pause(self.clock.now() + seconds)
            case Sleep(seconds):
                return await self.clock.async_sleep(seconds)
            case Tell() | Pull():
                return await _async_user(step)
            case Fetch() | During():
                return await self._download(step)
            case Now() | Today() | Roll():
                return _at_once(step, self.clock)

    async def _download(self, step: Fetch | During) -> Any:
        if isinstance(step, Fetch):
            return await fetch_async(step, Web(self.clock, self.transport.base_url, self.allow_http))
        with step.target:
            await self.run(step.policy)
            return step.target.finish()

    async def _exchange(self, step: Send) -> Response:
        deadline = self.clock.now() + step.timeout
        gate = self.gates.here()
        if not await gate.enter(step.timeout):
            raise _queue_timeout(step, self.clock, self.pace)
        try:
            nap = self.pace.reserve(self.clock.now(), deadline - step.room)
            while nap:
                await self.clock.async_sleep(nap)
                nap = self.pace.resting(self.clock.now())
                if self.clock.now() + nap > deadline - step.room:
                    nap = None
            if nap is None:
                raise _queue_timeout(step, self.clock, self.pace)
            return await self.transport.send(step.request, timeout=deadline - self.clock.now())
        finally:
            gate.leave()


def _queue_timeout(step: Send, clock: Clock, pace: Pace) -> QueueTimeout:
    rest = pace.closed_for(clock.now())
    why = f"no request may start for {ceil(rest)} s" if rest else "other calls went first"
    return QueueTimeout(
        f"{step.request} was not sent: {why}, and its time is up.",
        retry_after=rest,
        outcome="not_sent",
        **step.request.context(),
    )


def _user(step: Tell | Pull) -> Any:
    return step.hook(step.value) if isinstance(step, Tell) else next(step.source, END)


async def _async_user(step: Tell | Pull) -> Any:
    if isinstance(step, Pull) and hasattr(step.source, "__anext__"):
        return await anext(step.source, END)
    told = _user(step)
    return await told if isinstance(step, Tell) and isawaitable(told) else told


def _at_once(step: Now | Today | Roll, clock: Clock) -> Any:
    match step:
        case Now():
            return clock.now()
        case Today():
            return clock.today()
        case Roll():
            return random.random()
