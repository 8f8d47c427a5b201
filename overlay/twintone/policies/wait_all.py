"""Waiting for many jobs: one sweep over their list serves them all."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from itertools import islice
from math import inf
from typing import Any, Generic, TypeVar

from attrs import evolve

from twintone import checks
from twintone.errors import GenerationFailed
from twintone.policies import steps
from twintone.policies.call import CallOptions, call
from twintone.policies.jobs import ODD_ANSWERS, is_over, job_hint, passes, rest_asked_by
from twintone.policies.pending import Pending
from twintone.policies.rounds import PERIOD, Rounds
from twintone.policies.steps import END, Policy
from twintone.policies.sweep import Listing, Sweep
from twintone_api.errors import APIError, ArgumentError, DecodeError, TwinToneError
from twintone_api.operation import Operation, Request
from twintone_api.workflows import Finished

T = TypeVar("T")


class WaitAll(Generic[T]):
    """The jobs that are over, as they finish, each once.

    Ids are taken and looks are taken in turn. A look is a round of requests: a sweep over the list where that takes
    fewer of them than reading each job by id, and reading by id what the sweep did not tell.

    Args:
        ids: Where the jobs come from: an iterator, of either kind, over ids or what has one.
        get: Makes the request that reads a job.
        listing: Reads a page of jobs; None if there is no list.
        options: How much each call may take.
        timeout: Seconds to wait at the most, from the first question for a job on. The time that the caller takes
            over a job does not count; that which ``ids`` take does, but nothing can end it.
        given: Whether all ids are there already, so that to take one does nothing, such as creating a job.
    """

    def __init__(
        self,
        ids: Any,
        get: Callable[[str], Request[T]],
        listing: Operation[Any] | None,
        options: CallOptions,
        *,
        timeout: float,
        given: bool = False,
    ) -> None:
        self._given = given
        self._ids, self._get, self._options, self._timeout = ids, get, options, timeout
        self._listing = None if listing is None else Listing(listing)
        self._rounds = Rounds(options.rate)
        self._deadline = inf
        self._left = 0.0
        self._feeding, self._looked, self._last_look = True, False, False
        self._known: set[str] = set()
        self._jobs: dict[str, Pending[T]] = {}  # those that were not read for longest come first
        self._sweep: Sweep | None = None
        self._untold: dict[str, None] = {}  # the jobs of which this sweep has not told enough
        self._count = 0  # how many it began with
        self._by_id: deque[str] = deque()  # the jobs to read by id in this round
        self._warned: set[str] = set()

    def more(self) -> Policy[list[Finished[T]] | None]:
        """Returns jobs that are over, or None when all have come out.

        Raises:
            ArgumentError: What should be an id is none.
            Exception: What ``ids`` raised. As with whatever else ends this early, such as an interrupt, a note tells
                which jobs are not over.
        """
        try:
            done = yield from self._more()
            self._left = yield from steps.now()
            return done
        except BaseException as error:
            if self._jobs:
                error.add_note(f"Nothing was cancelled: {self._resume()}")
            raise

    def _more(self) -> Policy[list[Finished[T]] | None]:
        now = yield from steps.now()
        if self._deadline == inf:
            self._deadline = now + self._timeout
            self._rounds.begin(now)
        else:
            # The time that the caller took over the last jobs is not ours.
            self._deadline += now - self._left
        while self._jobs or self._feeding:
            done: list[Finished[T]] = []
            due = self._due()
            if now >= self._deadline or (not self._feeding and self._rounds.rest >= self._deadline):
                done = yield from self._time_is_up(now)
            elif self._jobs and now >= due:
                done = yield from self._look(now)
            elif self._feeding:
                done = yield from self._pull()
            else:
                yield from steps.sleep(min(due, self._deadline) - now)
            if done:
                return done
            now = yield from steps.now()
        return None

    def _pull(self) -> Policy[list[Finished[T]]]:
        """Takes the next id."""
        item = yield from steps.pull(self._ids)
        if item is END:
            self._feeding = False
            return []
        job_id = checks.identity(item)
        if job_id not in self._known:
            self._known.add(job_id)
            try:
                request = self._get(job_id)
            except ArgumentError as error:
                return [Finished(job_id, None, error.with_traceback(None))]
            self._jobs[job_id] = Pending(job_id, request, since=(yield from steps.now()))
        return []

    def _due(self) -> float:
        """Returns when the next request is due."""
        if self._sweep is not None or not (self._looked or self._feeding):
            return self._rounds.rest
        if self._by_id:
            return self._rounds.due(feeding=self._feeding)
        due = self._rounds.due(feeding=self._feeding, least=PERIOD)
        if due >= self._deadline and not self._last_look:
            # The last look comes a moment before the deadline, so that a job which is over by then is not missed.
            return max(self._rounds.rest, self._deadline - self._rounds.moment(self._deadline))
        return due

    def _look(self, now: float) -> Policy[list[Finished[T]]]:
        """Sends the next request of this round, or the first of the next one."""
        if self._sweep is None and not self._by_id:
            self._begin(now)
        options = evolve(self._options, timeout=min(self._options.timeout, self._deadline - now), max_retries=0)
        if self._sweep is not None:
            return (yield from self._turn_page(self._sweep, options, now))
        return (yield from self._read(self._jobs[self._by_id.popleft()], options, now))

    def _begin(self, now: float) -> None:
        """Begins a round, with the list if that takes fewer requests."""
        self._last_look = self._looked and now < self._rounds.due(feeding=self._feeding, least=PERIOD)
        self._looked = True
        self._rounds.begin(now)
        count = len(self._jobs)
        listed = {job_id: job.page for job_id, job in self._jobs.items() if job.page is not None}
        expected = max(listed.values(), default=0) + count - len(listed)
        if self._listing is not None and self._listing.pays(count, expected):
            self._untold, self._count = dict.fromkeys(self._jobs), count
            self._sweep = Sweep(self._listing, listed, self._options)
        else:
            self._by_id.extend(islice(self._jobs, self._listing.instead(count) if self._listing else count))

    def _turn_page(self, sweep: Sweep, options: CallOptions, now: float) -> Policy[list[Finished[T]]]:
        """Reads the next page of the list."""
        items: list[Any] = []
        problem: APIError | None = None
        try:
            items = yield from sweep.more(options)
        except APIError as error:
            problem = error
        end = yield from steps.now()
        self._rounds.sent(end - now)
        if problem is not None:
            self._rounds.failed(end, rest_asked_by(problem))
            if end < self._deadline:  # else it was given too little time
                sweep.listing.failed(problem)
            for waiting in self._jobs.values():
                waiting.last_error = problem
            self._end(sweep, useful=False)
            return []
        self._rounds.worked()
        shown = [(job, item.raw) for item in items if (job := self._jobs.get(item.id)) is not None]
        done = [job for job, raw in shown if self._is_over(job, raw, sweep)]
        if sweep.over:
            self._judge(sweep)
        return [self._finish(job) for job in done]

    def _is_over(self, job: Pending[T], raw: Mapping[str, Any], sweep: Sweep) -> bool:
        """Takes note of what the list says of a job; returns whether it has succeeded."""
        job.page = sweep.pages
        progress = job.listed(raw, self._warned)
        if progress in {"succeeded", "working"}:
            self._untold.pop(job.id, None)
        elif progress == "unclear":  # why a job failed is never in a list, which is no fault of this one
            sweep.listing.tell(logging.INFO, "does not tell how far some jobs are; those are read by id")
        return progress == "succeeded"

    def _judge(self, sweep: Sweep) -> None:
        """Ends a sweep that came to its end."""
        useful = sweep.pages + len(self._untold) <= self._count
        if sweep.unseen:
            sweep.listing.tell(logging.INFO, "does not show some jobs soon enough; those are read by id")
        for job_id in sweep.unseen if useful else self._jobs:
            self._jobs[job_id].page = None if useful else 1
        self._end(sweep, useful=useful)

    def _end(self, sweep: Sweep, *, useful: bool) -> None:
        """Ends a sweep. What it did not tell is read by id; after one of no use not all at once."""
        self._sweep = None
        limit = self._count + 1 - sweep.pages
        if useful:
            sweep.listing.was_of_use()
        else:
            sweep.listing.was_of_no_use(sweep.pages)
            limit = min(limit, sweep.listing.instead(len(self._untold)))
        self._by_id.extend(islice(self._untold, limit))

    def _read(self, job: Pending[T], options: CallOptions, now: float) -> Policy[list[Finished[T]]]:
        """Reads one job by its id."""
        self._jobs[job.id] = self._jobs.pop(job.id)
        job.polls += 1
        problem: APIError | None = None
        try:
            job.last = yield from call(job.request, options)
        except APIError as error:
            problem = error
        end = yield from steps.now()
        self._rounds.sent(end - now)
        job.last_error = problem
        job.odd = job.odd + 1 if isinstance(problem, DecodeError) else 0
        if problem is not None and (passes(problem) or 0 < job.odd <= ODD_ANSWERS):
            self._rounds.failed(end, rest_asked_by(problem))
            return []
        self._rounds.worked()
        if problem is not None:
            return [self._finish(job, problem)]
        try:
            over = is_over(job_hint(job.request), job.last, job.id, self._warned)
        except GenerationFailed as error:
            return [self._finish(job, error)]
        return [self._finish(job)] if over else []

    def _finish(self, job: Pending[T], error: TwinToneError | None = None) -> Finished[T]:
        del self._jobs[job.id]
        # A value that may be kept for long keeps no frames.
        return Finished(job.id, job.last, error and error.with_traceback(None))

    def _time_is_up(self, now: float) -> Policy[list[Finished[T]]]:
        """Ends the wait; returns what is not over, with those that were not looked at if to take them does nothing."""
        done: list[Finished[T]] = []
        while self._feeding and self._given:
            done += yield from self._pull()
        self._feeding = False
        return done + [self._finish(job, job.timed_out(now)) for job in list(self._jobs.values())]

    def _resume(self) -> str:
        resource = next(iter(self._jobs.values())).request.operation.resource
        return f"wait for the rest with client.{resource}.wait_all({list(self._jobs)})."
