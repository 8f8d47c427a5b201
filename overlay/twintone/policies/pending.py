"""A job among many that are waited for: what is known of it, and what a list may add to that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Generic, Literal, TypeVar

from attrs import define

from twintone.errors import WaitTimeout
from twintone.policies.jobs import job_hint, timed_out
from twintone_api.errors import APIError, DecodeError
from twintone_api.operation import Request

T = TypeVar("T")

Progress = Literal["succeeded", "working", "failed", "unclear"]


@define
class Pending(Generic[T]):
    """A job that is waited for.

    Attributes:
        id: Its id.
        request: Reads it.
        since: Since when it is waited for.
        page: The page of the list that showed it last; 1 before the first sweep, None if the list leaves it out.
        last: It, as it was last read.
        polls: How often it was read, or shown in the list.
        last_error: What went wrong when it was last to be read.
        odd: How many unreadable answers came in a row.
    """

    id: str
    request: Request[T]
    since: float
    page: int | None = 1
    last: T | None = None
    polls: int = 0
    last_error: APIError | None = None
    odd: int = 0

    def listed(self, raw: Mapping[str, object], waited_out: Collection[str]) -> Progress:
        """Takes note of the job as the list shows it, if that is as good as reading it; returns how far it is.

        Args:
            raw: The item of the list.
            waited_out: Statuses, as Python writes them, that are unknown and yet are what reading a job by id gives.

        Returns:
            Its progress; ``"unclear"`` if the list does not tell, or not where the result is.
        """
        hint, decode = job_hint(self.request), self.request.operation.decode
        value = raw.get(hint.status)
        status = value if isinstance(value, str) else ""
        if status in hint.failed:
            return "failed"
        succeeded = status in hint.succeeded and (hint.result is None or _is_text(raw.get(hint.result)))
        if decode is None or not (succeeded or status in hint.working or repr(value) in waited_out):
            return "unclear"
        try:
            self.last = decode(raw)
        except DecodeError:
            return "unclear"
        self.polls, self.last_error, self.odd = self.polls + 1, None, 0
        return "succeeded" if succeeded else "working"

    def timed_out(self, now: float) -> WaitTimeout:
        """Makes the error for a job that is not over in time."""
        return timed_out(self.request, self.id, self.last, now - self.since, self.polls, self.last_error)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""
