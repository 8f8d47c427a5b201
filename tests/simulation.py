"""A world for policies: a clock that moves only when told to, and a server made of a function."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from twintone.errors import QueueTimeout
from twintone.policies.steps import END, Fetch, Now, Pause, Policy, Pull, Roll, Send, Sleep, Tell, Today
from twintone_api.errors import APIConnectionError, APIError, APITimeoutError
from twintone_api.operation import Request, Response

T = TypeVar("T")

START = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


class VirtualClock:
    """A clock for clients: sleeping moves it at once. ``on_sleep`` may move other clocks along."""

    def __init__(self, on_sleep: Callable[[float], object] = lambda _: None) -> None:
        self.seconds = 0.0
        self.naps: list[float] = []
        self._on_sleep = on_sleep

    def now(self) -> float:
        return self.seconds

    def today(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.naps.append(seconds)
        self.seconds += seconds
        self._on_sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)


Answer = Response | APIError
Server = Callable[[Request[Any], float], tuple[float, Answer]]


class World:
    """Carries out policies against a function that says, for a request and a time, how long it takes and what comes."""

    def __init__(self, server: Server, roll: Callable[[], float] = lambda: 0.5) -> None:
        self.clock = VirtualClock()
        self.sent: list[Request[Any]] = []
        self.limits: list[float] = []
        self.pauses: list[float] = []
        self._server = server
        self._roll = roll

    def run(self, policy: Policy[T]) -> T:
        """Returns what the policy returns."""
        resume: Callable[[Any], Any] = policy.send
        result: Any = None
        try:
            while True:
                step = resume(result)
                try:
                    resume, result = policy.send, self._do(step)
                except Exception as problem:  # noqa: BLE001 - raised again where the policy yielded
                    resume, result = policy.throw, problem
        except StopIteration as done:
            returned: T = done.value
            return returned

    def _do(self, step: Any) -> Any:
        match step:
            case Now():
                return self.clock.now()
            case Today():
                return self.clock.today()
            case Roll():
                return self._roll()
            case Sleep(seconds):
                self.clock.sleep(seconds)
            case Tell() | Pull():
                return step.hook(step.value) if isinstance(step, Tell) else next(step.source, END)
            case Send(request, timeout, room):
                return self._send(request, timeout, room)
            case Pause(seconds):
                self.pauses.append(seconds)
            case Fetch():
                raise AssertionError("No media in this world.")
        return None

    def _send(self, request: Request[Any], timeout: float, room: float) -> Response:
        if timeout < room:
            raise QueueTimeout("It was not its turn in time.", outcome="not_sent", **request.context())
        self.sent.append(request)
        self.limits.append(timeout)
        seconds, answer = self._server(request, self.clock.now())
        self.clock.seconds += min(seconds, max(timeout, 0.0))
        if seconds > timeout:
            raise APITimeoutError("It was too late.", outcome="unknown", **request.context())
        if isinstance(answer, Response):
            return answer
        raise answer


def answer(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Response:
    """Makes an answer; a body that is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Response(status, dict(headers or {}), content)


def not_sent() -> APIError:
    """Makes the error of a connection that never was."""
    return APIConnectionError("It was refused.", outcome="not_sent")


def lost() -> APIError:
    """Makes the error of an answer that never came."""
    return APIConnectionError("It was cut off.", outcome="unknown")


def in_turn(*answers: Answer, seconds: float = 0.1) -> Server:
    """Makes a server that gives one answer after the other, and the last one for ever."""
    waiting: Iterator[Answer] = iter(answers)
    last = answers[-1]

    def server(_request: Request[Any], _now: float) -> tuple[float, Answer]:
        return seconds, next(waiting, last)

    return server
