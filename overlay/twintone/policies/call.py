"""One call: which attempts are made, and what is raised when none succeeds."""

from __future__ import annotations

import logging
from datetime import datetime
from math import ceil
from typing import Any, TypeVar

from attrs import evolve, frozen

from twintone.errors import CreateOutcomeUnknown, QueueTimeout, SpecMismatch
from twintone.policies import steps
from twintone.policies.retry_after import retry_after
from twintone.policies.steps import Policy
from twintone.policies.validation import Validation
from twintone_api.errors import APIConnectionError, APIError, APIStatusError, RateLimitError
from twintone_api.operation import Request

T = TypeVar("T")

_log = logging.getLogger("twintone.calls")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0

# Seconds that a call which must not be repeated needs to have left when it is sent (or half of its time, if that is
# less): a create that is cut off at its own deadline is one more that nobody knows the outcome of.
ROOM = 10.0


@frozen
class CallOptions:
    """How much a call may take.

    Attributes:
        timeout: Seconds for the whole call, with all attempts and pauses.
        max_retries: How often it may be repeated.
        rate: How many requests a second the client starts at the most; None for no limit.
        validation: Checks what is answered; None if nothing is checked.
    """

    timeout: float
    max_retries: int
    rate: float | None = None
    validation: Validation | None = None


def call(request: Request[T], options: CallOptions) -> Policy[T]:
    """Sends a request until it succeeds, or must not or need not be sent again.

    What may be repeated safely is repeated after a lost answer, a 5xx and a 429; everything else only when it was
    certainly not accepted.

    Returns:
        The decoded answer.

    Raises:
        CreateOutcomeUnknown: It may have been accepted, and repeating it might pay twice.
        SpecMismatch: It succeeded, but the answer is not as the spec says.
        APIError: It failed in another way.
    """
    validation = options.validation
    if validation is not None:
        validation.prepare(request)  # now, because after the request was sent nothing of ours may go wrong
    begun = yield from steps.today()
    start = yield from steps.now()
    deadline = start + options.timeout
    room = 0.0 if request.operation.repeatable else min(ROOM, options.timeout / 2)
    attempt, lost = 0, False
    while True:
        attempt += 1
        current = yield from steps.now()
        try:
            response = yield from steps.send(request, deadline - current, room)
            _log.debug("%s was answered %d.", request, response.status)
            return request.read(response) if validation is None else validation.read(request, response)
        except APIError as error:
            problem = error
        current = yield from steps.now()
        problem.attempts, problem.elapsed = attempt, current - start
        if isinstance(problem, SpecMismatch):
            raise problem  # the request took effect
        _log.info("Attempt %d of %s failed, outcome %s: %s", attempt, request, problem.outcome, problem)
        if lost and request.operation.method == "DELETE" and problem.status == 404:
            return None  # type: ignore[return-value]  # a delete answers nothing; the lost attempt did the work
        lost = lost or problem.outcome == "unknown"
        if _is_settled_by(request, problem):
            settled = yield from _settled(request, evolve(options, timeout=deadline - current))
            if settled is not None:
                return settled
        pause = yield from _pause(request, problem, attempt)
        if pause is None or attempt > options.max_retries or current + pause + room >= deadline:
            finished = yield from steps.today()
            raise _final(request, problem, begun, finished)
        yield from steps.sleep(pause)


def _pause(request: Request[Any], problem: APIError, attempt: int) -> Policy[float | None]:
    """Returns how long to wait before the request is sent again; None if it must not or need not be."""
    asked = retry_after(problem.headers, (yield from steps.today()))
    if asked and isinstance(problem, APIStatusError) and (problem.status == 429 or problem.status >= 500):
        problem.retry_after = asked
        yield from steps.pause(asked)
    if isinstance(problem, QueueTimeout):
        return None
    limited = isinstance(problem, RateLimitError)
    failed = isinstance(problem, APIStatusError) and problem.status >= 500
    transient = failed or isinstance(problem, APIConnectionError)
    certain = problem.outcome == "not_sent" or limited
    if not certain and not (transient and request.operation.repeatable):
        return None
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt - 1, 10))
    jitter = longest * (yield from steps.roll())
    return max(asked, jitter)


def _is_settled_by(request: Request[Any], problem: APIError) -> bool:
    return request.operation.settled is not None and problem.status in {400, 404, 409}


def _settled(request: Request[T], options: CallOptions) -> Policy[T | None]:
    """Looks whether what was refused is done already; returns the answer that tells so."""
    hint, decode = request.operation.settled, request.operation.decode
    if hint is None or decode is None or options.timeout <= 0:
        return None
    look: Request[Any] = Request(hint.operation, request.path, {}, None)
    try:
        found = yield from call(look, options)
    except SpecMismatch:
        raise
    except APIError:
        return None  # the refusal is what the caller has to know
    if all(found.raw.get(name) == value for name, value in hint.values.items()):
        return decode(found.raw)
    return None


def _final(request: Request[Any], problem: APIError, started: datetime, finished: datetime) -> APIError:
    """Returns the error to raise."""
    if isinstance(problem, APIStatusError) and problem.retry_after:
        problem.args = (f"{problem} Come back in {ceil(problem.retry_after)} s.",)
    if request.operation.repeatable or problem.outcome != "unknown":
        return problem
    resource = request.operation.resource
    unknown = CreateOutcomeUnknown(
        f"{problem} It may have been accepted, so it was not sent again; look for it with"
        f" client.{resource}.find_created(error).",
        sent=request.body,
        started=started,
        finished=finished,
        status=problem.status,
        headers=problem.headers,
        body=problem.body,
        **request.context(),
    )
    unknown.attempts, unknown.elapsed = problem.attempts, problem.elapsed
    unknown.__cause__ = problem
    return unknown
