"""Saving what a finished job made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twintone.errors import DownloadError
from twintone.policies import steps
from twintone.policies.call import CallOptions, call
from twintone.policies.steps import Policy
from twintone_api.operation import Job, Request

if TYPE_CHECKING:
    from twintone.downloads import Target


def download(request: Request[Any], job: object, target: Target, options: CallOptions) -> Policy[Path]:
    """Finds out where a job's result lies, from the job itself or by reading it, and saves it.

    Args:
        request: Reads the job.
        job: The job in any shape, or its id.
        target: Where to save.
        options: How much the call may take.

    Returns:
        The path of the file.

    Raises:
        DownloadError: The job has no result, or it could not be fetched whole.
        OSError: It could not be written.
        APIError: The job cannot be read.
    """
    hint = request.operation.job
    if hint is None or hint.result is None:
        raise TypeError(f"{request.operation.id} does not read a job with a result.")
    target.check()
    url = _address(hint, getattr(job, "raw", {}))
    if url is None:
        found = yield from call(request, options)
        url = _address(hint, found.raw)
        if url is None:
            raise DownloadError(
                f"{target.job_id} has nothing to download; its status is {found.raw.get(hint.status)!r}. Wait for it"
                f" first, with client.{request.operation.resource}.wait({target.job_id!r}).",
                id=target.job_id,
            )
    return (yield from steps.fetch(url, target))


def _address(hint: Job, raw: Mapping[str, Any]) -> str | None:
    url = raw.get(hint.result) if hint.result else None
    return url if isinstance(url, str) and url else None
