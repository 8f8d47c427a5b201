"""When to ask again: looks take a share of the requests that a client may send, and leave the rest to others."""

from __future__ import annotations

from math import inf

# Seconds from one round to the next at the least.
PERIOD = 2.0

# The share that looks take of what the client may send, while jobs are still being created and after. By experiment
# (`make bench-wait`), for 10,000 jobs: of .12, .13, .14 and .15 only .14 keeps both the delay with which a job is
# noticed (12.6, 12.1, 11.2, 10.2 s) below 12 s and the makespan (1.13, 1.14, 1.15, 1.17 of the floor) below 1.16; what
# looks take, creates wait for. Once no create waits, .5 to .8 notice jobs equally soon, and .5 sends the least.
SHARE_WHILE_FEEDING = 0.14
SHARE = 0.5

# Seconds of rest after a request that failed; twice as many after each further one, up to the longest.
FIRST_REST = 2.0
LONGEST_REST = 15.0


class Rounds:
    """Rounds of requests, and when the next request is due.

    Args:
        rate: How many requests a second the client may send. None if that is not known; then looks take their share
            of the time.

    Attributes:
        rest: When the server, or good sense after failures, allows the next request.
    """

    def __init__(self, rate: float | None) -> None:
        self.rest = -inf
        self._rate = rate
        self._began = -inf
        self._requests = 0
        self._seconds = 0.0
        self._failures = 0

    def begin(self, now: float) -> None:
        """Begins a round."""
        self._began, self._requests, self._seconds = now, 0, 0.0

    def sent(self, seconds: float) -> None:
        """Counts a request, and the seconds it took."""
        self._requests += 1
        self._seconds += seconds

    def worked(self) -> None:
        """Takes note that the server answers."""
        self._failures = 0

    def failed(self, now: float, asked: float) -> None:
        """Takes note of a failure that may pass.

        Args:
            now: The time.
            asked: For how many seconds the server asks to be left alone.
        """
        longest: float = min(LONGEST_REST, FIRST_REST * 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        self.rest = now + max(asked, longest)

    def moment(self, deadline: float) -> float:
        """Returns how long before a deadline the last round has to begin, to be over in time."""
        return min(max(1.0, self._seconds), (deadline - self._began) / 2)

    def due(self, *, feeding: bool, least: float = 0.0) -> float:
        """Returns when the next request is due, so that this round keeps to its share.

        Args:
            feeding: Whether jobs are still being created.
            least: Seconds since the round began, at the least.
        """
        taken = self._seconds if self._rate is None else self._requests / self._rate
        share = SHARE_WHILE_FEEDING if feeding else SHARE
        return max(self.rest, self._began + max(least, taken / share))
