"""Clocks: what time the emulator thinks it is."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """The time now, in seconds since 1970 UTC."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """The time now, in seconds since 1970 UTC."""
        return time.time()


class ManualClock:
    """A clock that stands still until it is advanced.

    Args:
        start: the first time it shows, in seconds since 1970 UTC.
    """

    def __init__(self, start: float = datetime(2026, 1, 15, 9, 30, tzinfo=UTC).timestamp()) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> float:
        """The time it shows, in seconds since 1970 UTC."""
        return self._now

    def advance(self, seconds: float) -> float:
        """Moves the clock forward by `seconds` and returns the time it shows then.

        Raises:
            ValueError: `seconds` is negative; time does not run backwards here.
        """
        if seconds < 0:
            raise ValueError(f"A clock cannot be advanced by {seconds} seconds; give zero or more.")
        with self._lock:
            self._now += seconds
            return self._now


def timestamp(seconds: float) -> str:
    """`seconds` since 1970 as ISO 8601 in UTC, to the millisecond, with a Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
