"""The drivers: they do what policies ask for, one in the thread that calls, one in the event loop.

Whatever a step returns or raises is returned or raised where the policy yielded it.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Iterator
from inspect import isawaitable
from typing import Any, TypeVar

from attrs import frozen

from twintone.clock import Clock
from twintone.downloads import save, save_async
from twintone.plans import Plans
from twintone.policies.steps import Fetch, Now, Policy, Roll, Send, Sleep, Step, Tell, Today
from twintone_api.operation import Request
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
    """

    transport: Transport
    plans: Plans
    clock: Clock

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
            case Send(request, timeout):
                return self.transport.send(request, timeout=timeout)
            case Sleep(seconds):
                return self.clock.sleep(seconds)
            case Tell(hook, value):
                return hook(value)
            case Fetch(url, target):
                return save(url, target)
            case Now() | Today() | Roll():
                return _at_once(step, self.clock)


@frozen
class AsyncEngine:
    """Carries out policies in the event loop that calls.

    Attributes:
        transport: Sends requests.
        plans: Makes policies.
        clock: Where the time comes from.
    """

    transport: AsyncTransport
    plans: Plans
    clock: Clock

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
            case Send(request, timeout):
                return await self.transport.send(request, timeout=timeout)
            case Sleep(seconds):
                return await self.clock.async_sleep(seconds)
            case Tell(hook, value):
                told = hook(value)
                return await told if isawaitable(told) else told
            case Fetch(url, target):
                return await save_async(url, target)
            case Now() | Today() | Roll():
                return _at_once(step, self.clock)


def _at_once(step: Now | Today | Roll, clock: Clock) -> Any:
    match step:
        case Now():
            return clock.now()
        case Today():
            return clock.today()
        case Roll():
            return random.random()
