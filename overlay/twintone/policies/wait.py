"""Waiting for one job."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from twintone.errors import GenerationFailed, JobError, WaitTimeout
from twintone.policies import steps
from twintone.policies.call import CallOptions, call
from twintone.policies.retry_after import retry_after
from twintone.policies.steps import Policy
from twintone_api.errors import APIConnectionError, APIError, RateLimitError, quoted
from twintone_api.operation import Job, Request

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")

FIRST_PAUSE = 1.0
GROWTH = 1.5
LONGEST_PAUSE = 15.0

_log = logging.getLogger("twintone")


def wait(
    request: Request[T],
    job_id: str,
    options: CallOptions,
    *,
    timeout: float,
    on_update: Callable[[T], object] | None = None,
) -> Policy[T]:
    """Reads a job until it is over.

    Args:
        request: Reads the job.
        job_id: Its id, for messages.
        options: How much each look may take.
        timeout: Seconds to wait at the most.
        on_update: Called with each answer.

    Returns:
        The job when it has succeeded.

    Raises:
        GenerationFailed: The job failed.
        WaitTimeout: It was not over in time.
        APIError: It cannot be read, for a reason that does not pass.
    """
    hint = request.operation.job
    if hint is None:
        raise TypeError(f"{request.operation.id} does not read a job.")
    start = yield from steps.now()
    deadline = start + timeout
    polls, pause, current = 0, FIRST_PAUSE, start
    last: T | None = None
    last_error: APIError | None = None
    warned: set[str] = set()
    last_look = False
    while current < deadline:
        asked = 0.0
        try:
            polls += 1
            last = yield from call(request, CallOptions(min(options.timeout, deadline - current), max_retries=0))
        except APIError as error:
            if not _passes(error):
                raise
            last_error = error
            asked = retry_after(error.headers, (yield from steps.today()))
        else:
            last_error = None
            yield from steps.tell(on_update, last)
            if _is_over(hint, last, job_id, warned):
                return last
        current = yield from steps.now()
        remaining = deadline - current
        if last_look or asked >= remaining:
            break
        nap = max(asked, (yield from steps.roll()) * pause)
        if nap >= remaining:
            # The last look comes a moment before the deadline, so that a job which is over by then is not missed.
            last_look, nap = True, max(asked, remaining - min(1.0, remaining / 2))
        yield from steps.sleep(nap)
        pause = min(LONGEST_PAUSE, pause * GROWTH)
        current = yield from steps.now()
    elapsed = (yield from steps.now()) - start
    raise _timeout(request, job_id, last, elapsed, polls, last_error)


def create_and_wait(
    create: Request[CreatedT],
    get: Callable[[str], Request[T]],
    options: CallOptions,
    *,
    timeout: float,
    on_created: Callable[[CreatedT], object] | None,
    on_update: Callable[[T], object] | None,
) -> Policy[T]:
    """Starts a job and reads it until it is over; `wait` tells the rest.

    Args:
        create: Starts the job.
        get: Makes the request that reads a job.
        options: How much each call may take.
        timeout: Seconds to wait at the most, once the job was accepted.
        on_created: Called with the accepted job, before the first look.
        on_update: Called with each answer.
    """
    created = yield from call(create, options)
    job_id = str(getattr(created, "id", ""))
    try:
        yield from steps.tell(on_created, created)
        return (yield from wait(get(job_id), job_id, options, timeout=timeout, on_update=on_update))
    except JobError:
        raise
    except BaseException as error:
        # A hook's own error, an interrupt, an unreadable answer: whatever it is, the id of a paid job goes with it.
        error.add_note(f"The job {job_id} was accepted and goes on: {_resume(create, job_id)}")
        raise


def _passes(error: APIError) -> bool:
    """Whether the next look may succeed."""
    status = error.status or 0
    return isinstance(error, APIConnectionError | RateLimitError) or status >= 500


def _is_over(hint: Job, job: Any, job_id: str, warned: set[str]) -> bool:
    status = job.raw.get(hint.status)
    known = status if isinstance(status, str) else ""
    if known in hint.succeeded:
        return True
    if known in hint.failed:
        reason = job.raw.get(hint.reason) if hint.reason else None
        said = quoted(reason) if isinstance(reason, str) and reason else "the API gives no reason."
        raise GenerationFailed(
            f"{job_id} failed: {said}",
            id=job_id,
            job=job,
            reason=reason if isinstance(reason, str) else None,
        )
    if known not in hint.working and repr(status) not in warned:
        warned.add(repr(status))
        _log.warning("%s has the unknown status %r; waiting goes on.", job_id, status)
    return False


def _timeout(
    request: Request[Any], job_id: str, last: Any, elapsed: float, polls: int, last_error: APIError | None
) -> WaitTimeout:
    hint = request.operation.job
    status = None if last is None or hint is None else last.raw.get(hint.status)
    trouble = f" The last look failed: {last_error}" if last_error else ""
    return WaitTimeout(
        f"{job_id} was not over after {elapsed:.3g} s and {polls} looks; its last status was {status!r}."
        f" Nothing was cancelled: {_resume(request, job_id)}{trouble}",
        id=job_id,
        job=last,
        status=status,
        elapsed=elapsed,
        polls=polls,
        last_error=last_error,
    )


def _resume(request: Request[Any], job_id: str) -> str:
    return f"wait for it with client.{request.operation.resource}.wait({job_id!r})."
