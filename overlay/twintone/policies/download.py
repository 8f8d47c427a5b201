"""Saving what a finished job made."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NoReturn

from attrs import evolve, frozen

from twintone.errors import DownloadError
from twintone.policies import steps
from twintone.policies.call import CallOptions, call
from twintone.policies.retry_after import retry_after
from twintone.policies.steps import Fetch, Policy
from twintone.policies.transfer import Transfer, Trouble
from twintone_api.errors import shown
from twintone_api.operation import Job, Request
from twintone_api.workflows import Progress

if TYPE_CHECKING:
    from twintone.targets import Target

# Seconds before the second attempt and those after it, at the most; there is none after the last.
PAUSES = (0.5, 1.0, 2.0, 4.0)

HOPS = 10

# How media hosts say that an address holds no longer.
EXPIRED = {401, 403, 404, 410}


@frozen
class Origin:
    """Where media comes from.

    Attributes:
        url: Its address, if it is known.
        job_id: Whose result it is; empty if only the address is known.
        request: Reads the job, to get a new address; None if only the address is known.
    """

    url: str | None
    job_id: str = ""
    request: Request[Any] | None = None


def origin(request: Request[Any], job_id: str, job: object) -> Origin:
    """Returns where the result of a job comes from.

    Args:
        request: Reads the job.
        job_id: Its id.
        job: The job in any shape, or its id.
    """
    return Origin(_address(_hint(request), getattr(job, "raw", {})), job_id, request)


def download(
    origin: Origin, target: Target, options: CallOptions, *, timeout: float, on_progress: Progress | None
) -> Policy[Any]:
    """Finds out where media lies, from the job itself or by reading it, and saves it.

    A transfer that breaks off is continued where the server offers it, and otherwise started again. An address that
    has expired is renewed once, by reading the job.

    Args:
        origin: Where it comes from.
        target: Where to save it.
        options: How much reading the job may take.
        timeout: Seconds for all of it.
        on_progress: Called with the bytes so far and, if known, the bytes in all.

    Returns:
        What the target says.

    Raises:
        DownloadError: There is nothing to save, or it could not be fetched whole.
        OSError: It could not be written.
        APIError: The job cannot be read.
    """
    return (yield from steps.during(target, _download(origin, target, options, timeout, on_progress)))


def _download(
    origin: Origin, target: Target, options: CallOptions, timeout: float, on_progress: Progress | None
) -> Policy[None]:
    deadline = (yield from steps.now()) + timeout
    url, renewed = origin.url, origin.request is None
    while True:
        if url is None:
            url = yield from _read(origin, options, deadline)
        fetch = Fetch(url, Transfer(target.limit), target, on_progress, timeout)
        try:
            return (yield from _transfer(fetch, deadline))
        except Trouble as trouble:
            expired = trouble.status in EXPIRED
            if renewed or not expired:
                _fail(origin, trouble, expired)
        url, renewed = None, True


def _transfer(fetch: Fetch, deadline: float) -> Policy[None]:
    """Makes attempts until everything came or nothing more may be done."""
    timeout = fetch.timeout
    for longest in PAUSES:
        try:
            yield from _attempt(fetch, deadline)
            return
        except Trouble as caught:
            trouble = caught
        if not trouble.again:
            raise trouble
        asked = retry_after(trouble.headers, (yield from steps.today()))
        pause = max(asked, longest * (yield from steps.roll()))
        if (yield from steps.now()) + pause >= deadline:
            rest = f" Come back in {ceil(asked)} s." if asked else ""
            late = f"was not complete in time ({timeout:g} s): it {trouble.what}{rest}"
            raise Trouble(late, status=trouble.status) from trouble.__cause__
        yield from steps.sleep(pause)
    yield from _attempt(fetch, deadline)


def _attempt(fetch: Fetch, deadline: float) -> Policy[None]:
    """Goes from address to address until bytes come."""
    for _ in range(HOPS + 1):
        left = deadline - (yield from steps.now())
        if left <= 0:
            raise Trouble("had no time left.", again=True)
        moved = yield from steps.fetch(evolve(fetch, timeout=left))
        if moved is None:
            return fetch.transfer.end()
        fetch = evolve(fetch, url=moved)
    raise Trouble(f"was stopped: it was sent on more than {HOPS} times.")


def _read(origin: Origin, options: CallOptions, deadline: float) -> Policy[str]:
    """Returns a job's address from the API."""
    request = origin.request
    assert request is not None
    hint, job_id = _hint(request), origin.job_id
    left = deadline - (yield from steps.now())
    found = yield from call(request, evolve(options, timeout=min(options.timeout, max(left, 0.0))))
    url = _address(hint, found.raw)
    if url is None:
        raise DownloadError(
            f"{shown(job_id)} has nothing to download; its status is {shown(repr(found.raw.get(hint.status)))}. Wait"
            f" for it first, with client.{request.operation.resource}.wait({shown(repr(job_id))}).",
            id=job_id,
        )
    return url


def _fail(origin: Origin, trouble: Trouble, expired: bool) -> NoReturn:
    which = shown(origin.job_id) if origin.job_id else "the media"
    advice = " The address may have expired; download by id to get a new one." if expired and not origin.job_id else ""
    message = f"The download of {which} {trouble.what}{advice}"
    raise DownloadError(message, id=origin.job_id, status=trouble.status) from trouble.__cause__


def _hint(request: Request[Any]) -> Job:
    hint = request.operation.job
    if hint is None or hint.result is None:
        raise TypeError(f"{request.operation.id} does not read a job with a result.")
    return hint


def _address(hint: Job, raw: Any) -> str | None:
    url: object = raw.get(hint.result) if hint.result and hasattr(raw, "get") else None
    return url if isinstance(url, str) and url else None
