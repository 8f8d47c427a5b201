"""A guarded way to a server that others use too: what may be sent, how much of it, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tests.contract.channel import Channel, HttpChannel, NoAnswer
from tests.contract.exchange import KEY, Answer, Request
from twintone.clock import Clock
from twintone.policies.retry_after import retry_after

RATE = 30.0
LIMIT = 80
# How often a server may ask for patience, in the run and in the clean-up after it, and for how long at most.
SLOWDOWNS, SLOWDOWNS_CLEANING = 2, 4
REST = 60.0
PATIENCE = 600.0
SILENCES = 3


class Stopped(Exception):
    """Nothing more is sent. The message is a sentence that says why."""


class NotAllowed(Exception):
    """The request may change something, and nobody allowed that. It was not sent."""


class Permit(Protocol):
    """Decides about requests that change something, and keeps account of them."""

    def reserve(self, request: Request) -> int:
        """How many requests have to be kept back to undo what was done, and what this request is about to do."""
        ...

    def before(self, request: Request) -> None:
        """Notes a request that is about to be sent.

        Raises:
            NotAllowed: it must not be.
        """
        ...

    def after(self, request: Request, answer: Answer | None) -> None:
        """Notes what came of a request; None is a lost answer."""
        ...


class FreshChannel(HttpChannel):
    """Makes a connection for each request: on one that is kept, a GET might be sent twice and counted once."""

    def send(self, request: Request) -> Answer:
        """Sends a request, once."""
        self.close()
        try:
            return super().send(request)
        except UnicodeError as error:
            raise NoAnswer(f"There is no host of this name: {error}.") from None


class Guard:
    """Lets GET through, and what a permit allows; not too fast, not too often, and not when it is time to stop.

    Args:
        channel: the way to the server.
        key_header: the header that carries the key.
        clock: where the time comes from.
        rate: how many requests a minute may be sent.
        limit: how many requests may be sent in all.
        permit: decides about everything but GET; None allows nothing else.

    Attributes:
        sent: how many requests were sent.
        stopped: why nothing more is sent, as a sentence; empty while it goes on.
        final: whether not even the clean-up may go on.
    """

    def __init__(
        self,
        channel: Channel,
        key_header: str,
        clock: Clock,
        *,
        rate: float = RATE,
        limit: int = LIMIT,
        permit: Permit | None = None,
    ) -> None:
        self._channel, self._key_header, self._clock, self._permit = channel, key_header, clock, permit
        self._pause, self._limit = 60.0 / rate, limit
        self._next = clock.now()
        self._slowdowns = self._silences = 0
        self._cleaning = False
        self.sent = 0
        self.stopped = ""
        self.final = False

    def stop(self, why: str, *, final: bool = False) -> None:
        """Sends nothing more, except to clean up; `final` forbids that as well. The first reason is kept."""
        self.stopped = self.stopped or why
        self.final = self.final or final

    @contextmanager
    def cleaning(self) -> Iterator[None]:
        """Within the block, what was kept back for the clean-up may be sent, whatever stopped the run."""
        before, self._cleaning = self._cleaning, True
        self._silences = 0  # it gets another chance
        try:
            yield
        finally:
            self._cleaning = before

    def send(self, request: Request) -> Answer:
        """Sends a request when it may be sent.

        Raises:
            NotAllowed: it could change something, and that is not allowed.
            Stopped: nothing more is sent.
            NoAnswer: none came.
        """
        if request.method != "GET" and self._permit is None:
            raise NotAllowed(f"{request.method} was not sent: only GET is allowed.")
        self._check(request)
        self._wait()
        if self._permit is not None:
            self._permit.before(request)
        self.sent += 1
        answer: Answer | None = None
        try:
            answer = self._channel.send(request)
        finally:
            if self._permit is not None:
                self._permit.after(request, answer)
            self._listen(answer)
        if answer.status == 401 and request.header(self._key_header) == KEY:
            self.stop("The server refused the API key with 401.", final=True)
            raise Stopped(self.stopped)  # there is nothing to learn from what it says to a wrong key
        return answer

    def _check(self, request: Request) -> None:
        kept = 0 if self._cleaning or self._permit is None else self._permit.reserve(request)
        if self.sent + kept >= self._limit:
            self.stop(
                f"The maximum of {self._limit} requests is reached"
                + (f", {kept} of them kept back to delete what was made." if kept else ".")
            )
            if not kept:
                raise Stopped(self.stopped)
        if self.final or (self.stopped and not self._cleaning):
            raise Stopped(self.stopped)

    def _wait(self) -> None:
        if (rest := self._next - self._clock.now()) > 0:
            self._clock.sleep(rest)
        self._next = self._clock.now() + self._pause

    def _listen(self, answer: Answer | None) -> None:
        self._silences = 0 if answer is not None else self._silences + 1
        if self._silences >= SILENCES:
            self.stop(f"{SILENCES} requests in a row got no answer.", final=self._cleaning)
        if answer is not None and answer.status == 429:
            self._slow_down(answer)

    def _slow_down(self, answer: Answer) -> None:
        asked = retry_after(dict(answer.headers), self._clock.today())
        self._slowdowns += 1
        if asked > PATIENCE:
            self.stop(f"The server asked to be left alone for {asked:.0f} seconds.", final=True)
        elif self._slowdowns >= SLOWDOWNS:
            self.stop("The server answered 429 twice.", final=self._slowdowns >= SLOWDOWNS_CLEANING)
        self._next = max(self._next, self._clock.now() + (asked or REST))

    def close(self) -> None:
        """Lets go of the connection."""
        self._channel.close()
