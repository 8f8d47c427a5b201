"""The steps that a policy can ask its driver for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from twintone_api.operation import Request, Response

if TYPE_CHECKING:
    from twintone.downloads import Target

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
    """Send a request once and get the answer; fails with an `APIConnectionError`."""

    request: Request[Any]
    timeout: float


@frozen
class Tell:
    """Call the user's hook."""

    hook: Callable[[Any], object]
    value: Any


@frozen
class Fetch:
    """Save what lies at an address; fails with a `DownloadError` or an OSError."""

    url: str
    target: Target


Step = Now | Today | Roll | Sleep | Send | Tell | Fetch
Policy = Generator[Step, Any, T]


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


def send(request: Request[Any], timeout: float) -> Policy[Response]:
    """Sends a request once and returns the answer.

    Raises:
        APIConnectionError: There was no whole answer.
    """
    response: Response = yield Send(request, timeout)
    return response


def fetch(url: str, target: Target) -> Policy[Path]:
    """Saves what lies at an address and returns the path of the file.

    Raises:
        DownloadError: It could not be fetched whole.
        OSError: It could not be written.
    """
    path: Path = yield Fetch(url, target)
    return path


def tell(hook: Callable[[Any], object] | None, value: Any) -> Policy[None]:
    """Calls the user's hook, if there is one."""
    if hook is not None:
        yield Tell(hook, value)
