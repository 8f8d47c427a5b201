"""When the next request may start: not before the server wants to hear from us, and no oftener than agreed."""

from __future__ import annotations

import os
import re
from threading import Lock
from typing import Any

from twintone_api.errors import ArgumentError

_UNITS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}


def parse_rate(rate: Any) -> float:
    """Returns how many requests a second a rate such as ``"60/minute"`` allows.

    Raises:
        ArgumentError: It is written in another way.
    """
    found = re.fullmatch(r"([0-9]{1,9})/(second|minute|hour)", rate) if isinstance(rate, str) else None
    if found is None or int(found[1]) == 0:
        raise ArgumentError(f"rate_limit must look like '60/minute' (or second, or hour), not {rate!r}.")
    return int(found[1]) / _UNITS[found[2]]


class Pace:
    """Spaces requests evenly, and pauses all of them when the server asks for it.

    Args:
        rate: Requests a second; None for no limit.
    """

    def __init__(self, rate: float | None = None) -> None:
        self._interval = 0.0 if rate is None else 1.0 / rate
        self._next = self._rest = float("-inf")
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._lock = Lock()

    def pause(self, until: float) -> None:
        """Lets no request start before ``until``."""
        self._rest = max(self._rest, until)

    def reserve(self, now: float, latest: float) -> float | None:
        """Takes the next start; returns for how many seconds to wait for it.

        Args:
            now: The time.
            latest: When it is too late to start.

        Returns:
            The seconds, or None if the next start is too late; then none is taken.
        """
        if self._process != os.getpid():
            self._reset()  # a thread that held the lock stayed in the parent process
        with self._lock:
            start = max(now, self._next, self._rest)
            if start > latest:
                return None
            self._next = start + self._interval
            return start - now

    def resting(self, now: float) -> float:
        """Returns for how many seconds the server asked to be left alone, also since a start was reserved."""
        return max(0.0, self._rest - now)

    def closed_for(self, now: float) -> float:
        """Returns for how many seconds no request may start."""
        return max(0.0, self._next - now, self._rest - now)
