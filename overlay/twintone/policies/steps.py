"""The steps that a policy can ask its driver for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from twintone_api.operation import Request, Response
from twintone_api.workflows import Progress

if TYPE_CHECKING:
    from twintone.policies.transfer import Transfer
    from twintone.targets import Target

T = TypeVar("T")


@frozen
class Now:
    """Tell the time: seconds on a clock that never goes back."""


@frozen
class Today:
    """Tell the date and time, in UTC."""


@frozen
class Roll:
    """Roll a die: a random number from 0 up to 1."""


@frozen
class Sleep:
    """Let some seconds pass."""

    seconds: float


@frozen
class Send:
    """Send a request once and get the answer; fails with an `APIConnectionError`.

    Attributes:
        request: What to send.
        timeout: Seconds for it, with the wait for its turn.
        room: Seconds that must be left when its turn comes; with less it is not sent.
    """

    request: Request[Any]
    timeout: float
    room: float


@frozen
class Pause:
    """Let no request of the client start for some seconds."""

    seconds: float


@frozen
class Tell:
    """Call the user's hook."""

    hook: Callable[[Any], object]
    value: Any


@frozen
class Pull:
    """Take the next thing out of the user's iterator, of either kind; `END` after the last."""

    source: Any


@frozen
class Fetch:
    """Get what lies at an address; fails with `Trouble` or an OSError.

    Attributes:
        url: The address.
        transfer: What came before; is told what comes.
        target: Where it is saved.
        on_progress: Called with the bytes so far and, if known, the bytes in all.
        timeout: Seconds for it.
    """

    url: str
    transfer: Transfer
    target: Target
    on_progress: Progress | None
    timeout: float


@frozen
class During:
    """Carry out a policy while a target is open; the target is closed whatever happens, also to the driver."""

    target: Target
    policy: Policy[None]


Step = Now | Today | Roll | Sleep | Pause | Send | Tell | Pull | Fetch | During
Policy = Generator[Step, Any, T]


END = object()


# Each step as a typed generator, for `yield from`.


def now() -> Policy[float]:
    """Returns seconds on a clock that never goes back."""
    seconds: float = yield Now()
    return seconds


def today() -> Policy[datetime]:
    """Returns the date and time, in UTC."""
    date: datetime = yield Today()
    return date


def roll() -> Policy[float]:
    """Returns a random number from 0 up to 1."""
    number: float = yield Roll()
    return number


def sleep(seconds: float) -> Policy[None]:
    """Lets some seconds pass."""
    yield Sleep(seconds)


def pause(seconds: float) -> Policy[None]:
    """Lets no request of the client start for some seconds."""
    yield Pause(seconds)


def send(request: Request[Any], timeout: float, room: float) -> Policy[Response]:
    """Sends a request once and returns the answer.

    Raises:
        APIConnectionError: There was no whole answer.
    """
    response: Response = yield Send(request, timeout, room)
    return response


def fetch(step: Fetch) -> Policy[str | None]:
    """Gets what lies at an address; returns None, or the address where it lies instead.

    Raises:
        Trouble: It was refused, is not media, or broke off.
        OSError: It could not be written.
    """
    moved: str | None = yield step
    return moved


def during(target: Target, policy: Policy[None]) -> Policy[Any]:
    """Carries out a policy while a target is open and returns what the target was made for.

    Raises:
        OSError: The target could not be opened, or what was saved could not be kept.
    """
    return (yield During(target, policy))


def tell(hook: Callable[[Any], object] | None, value: Any) -> Policy[None]:
    """Calls the user's hook, if there is one."""
    if hook is not None:
        yield Tell(hook, value)


def pull(source: Any) -> Policy[Any]:
    """Takes the next thing out of the user's iterator; returns `END` after the last."""
    found: Any = yield Pull(source)
    return found
