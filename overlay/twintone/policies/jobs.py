"""What an answer, or the lack of one, says about a job."""

from __future__ import annotations

import logging
from typing import Any

from twintone.errors import GenerationFailed, QueueTimeout, WaitTimeout
from twintone_api.errors import APIConnectionError, APIError, APIStatusError, RateLimitError, quoted, shown
from twintone_api.operation import Job, Request

# How many unreadable answers in a row are taken for a proxy's passing page, and not for an API that has changed.
ODD_ANSWERS = 3

_log = logging.getLogger("twintone")


def job_hint(request: Request[Any]) -> Job:
    """Returns how the answer to a request shows the progress of a job.

    Raises:
        TypeError: It shows none.
    """
    hint = request.operation.job
    if hint is None:
        raise TypeError(f"{request.operation.id} does not read a job.")
    return hint


def passes(error: APIError) -> bool:
    """Returns whether the next look may succeed."""
    status = error.status or 0
    return isinstance(error, APIConnectionError | RateLimitError) or status >= 500


def rest_asked_by(error: APIError) -> float:
    """Returns for how many seconds the server asked to be left alone; 0 if it did not."""
    return (isinstance(error, APIStatusError | QueueTimeout) and error.retry_after) or 0.0


def is_over(hint: Job, job: Any, job_id: str, warned: set[str]) -> bool:
    """Returns whether a job has succeeded.

    Args:
        hint: How it shows its progress.
        job: The answer.
        job_id: Its id, for messages.
        warned: The unknown statuses that were warned about; a new one is added.

    Raises:
        GenerationFailed: It failed.
    """
    status = job.raw.get(hint.status)
    known = status if isinstance(status, str) else ""
    if known in hint.succeeded:
        return True
    if known in hint.failed:
        reason = job.raw.get(hint.reason) if hint.reason else None
        said = quoted(reason) if isinstance(reason, str) and reason else "the API gives no reason."
        raise GenerationFailed(
            f"{shown(job_id)} failed: {said}",
            id=job_id,
            job=job,
            reason=reason if isinstance(reason, str) else None,
        )
    if known not in hint.working and repr(status) not in warned:
        warned.add(repr(status))
        _log.warning("%s has the unknown status %s; waiting goes on.", shown(job_id), shown(repr(status)))
    return False


def timed_out(
    request: Request[Any], job_id: str, last: Any, elapsed: float, polls: int, last_error: APIError | None
) -> WaitTimeout:
    """Makes the error of a job that was not over in time; `WaitTimeout` tells what the arguments are."""
    status = None if last is None else last.raw.get(job_hint(request).status)
    trouble = f" The last look failed: {last_error}" if last_error else ""
    return WaitTimeout(
        f"{shown(job_id)} was not over after {elapsed:.3g} s and {polls} looks; its last status was"
        f" {shown(repr(status))}."
        f" Nothing was cancelled: {resume(request, job_id)}{trouble}",
        id=job_id,
        job=last,
        status=status,
        elapsed=elapsed,
        polls=polls,
        last_error=last_error,
    )


def resume(request: Request[Any], job_id: str) -> str:
    """Returns a sentence with the call that goes on waiting."""
    return f"wait for it with client.{request.operation.resource}.wait({shown(repr(job_id))})."
