"""Waiting for one job."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve

from twintone.errors import JobError, SpecMismatch, WaitInterrupted
from twintone.policies import steps
from twintone.policies.call import CallOptions, call
from twintone.policies.jobs import ODD_ANSWERS, is_over, job_hint, passes, rest_asked_by, resume, timed_out
from twintone.policies.steps import Policy
from twintone_api.errors import APIError, DecodeError, TwinToneError, shown
from twintone_api.operation import Request

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")

FIRST_PAUSE = 1.0
GROWTH = 1.5
LONGEST_PAUSE = 15.0


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
    hint = job_hint(request)
    start = yield from steps.now()
    deadline = start + timeout
    polls, pause, current = 0, FIRST_PAUSE, start
    last: T | None = None
    last_error: APIError | None = None
    warned: set[str] = set()
    last_look, odd = False, 0
    while current < deadline:
        asked = 0.0
        try:
            polls += 1
            look = evolve(options, timeout=min(options.timeout, deadline - current), max_retries=0)
            last = yield from call(request, look)
        except APIError as error:
            odd = odd + 1 if isinstance(error, DecodeError) else 0
            if not passes(error) and not 0 < odd <= ODD_ANSWERS:
                raise
            last_error = error
            asked = rest_asked_by(error)
        else:
            last_error, odd = None, 0
            yield from steps.tell(on_update, last)
            if is_over(hint, last, job_id, warned):
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
    raise timed_out(request, job_id, last, elapsed, polls, last_error)


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
    odd: SpecMismatch | None = None
    try:
        created = yield from call(create, options)
    except SpecMismatch as error:
        created, odd = error.answer, error  # paid for all the same
    job_id = str(getattr(created, "id", ""))
    try:
        yield from steps.tell(on_created, created)
        if odd is not None:
            raise odd
        return (yield from wait(get(job_id), job_id, options, timeout=timeout, on_update=on_update))
    except JobError as error:
        if error.id != job_id:  # a hook's own, about another job
            error.add_note(f"The job {shown(job_id)} was accepted and goes on: {resume(create, job_id)}")
        raise
    except TwinToneError as error:
        # Its outcome is that of reading the job; the job itself was accepted.
        raise WaitInterrupted(
            f"{shown(job_id)} was accepted and goes on, but waiting for it failed: {error} To go on,"
            f" {resume(create, job_id)}",
            id=job_id,
            job=created,
        ) from error
    except BaseException as error:
        # A hook's own error, or an interrupt: the id of a paid job goes with it.
        error.add_note(f"The job {shown(job_id)} was accepted and goes on: {resume(create, job_id)}")
        raise
