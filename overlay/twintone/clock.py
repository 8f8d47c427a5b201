"""Where the time comes from. Tests put their own in its place."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

import anyio


class Clock(Protocol):
    """A source of time."""

    def now(self) -> float:
        """Returns seconds since some moment; never goes back."""
        ...

    def today(self) -> datetime:
        """Returns the date and time, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Lets some seconds pass."""
        ...

    async def async_sleep(self, seconds: float) -> None:
        """Lets some seconds pass for this task."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Returns seconds since some moment; never goes back."""
        return time.monotonic()

    def today(self) -> datetime:
        """Returns the date and time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Lets some seconds pass."""
        time.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        """Lets some seconds pass for this task."""
        await anyio.sleep(seconds)
