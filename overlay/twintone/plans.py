"""The policies of a client's workflows, with the client's options."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

from twintone.clock import Clock
from twintone.downloads import Target
from twintone.policies.call import CallOptions, call
from twintone.policies.download import download
from twintone.policies.pages import Pages
from twintone.policies.steps import Policy
from twintone.policies.wait import create_and_wait, wait
from twintone_api.operation import Request
from twintone_api.workflows import Identified, Progress

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")


@frozen
class Plans:
    """Makes policies.

    Attributes:
        options: How much one call may take.
        clock: Where the time comes from.
    """

    options: CallOptions
    clock: Clock

    def call(self, request: Request[T]) -> Policy[T]:
        """One call, repeated where that is safe."""
        return call(request, self.options)

    def wait(
        self,
        get: Callable[[str], Request[T]],
        job: str | Identified,
        *,
        timeout: float,
        on_update: Callable[[T], object] | None,
    ) -> Policy[T]:
        """Reading a job until it is over."""
        job_id = _id(job)
        return wait(get(job_id), job_id, self.options, timeout=timeout, on_update=on_update)

    def create_and_wait(
        self,
        create: Request[CreatedT],
        get: Callable[[str], Request[T]],
        *,
        timeout: float,
        on_created: Callable[[CreatedT], object] | None,
        on_update: Callable[[T], object] | None,
    ) -> Policy[T]:
        """Starting a job and reading it until it is over."""
        return create_and_wait(create, get, self.options, timeout=timeout, on_created=on_created, on_update=on_update)

    def iterate(self, page: Callable[[int | None], Request[Any]]) -> Pages:
        """Turning the pages of a list."""
        return Pages(page, self.options)

    def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str],
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Policy[Path]:
        """Saving what a finished job made."""
        job_id = _id(job)
        target = Target(job_id, Path(path), overwrite, self.clock.now() + timeout, self.clock, on_progress)
        return download(get(job_id), job, target, self.options)


def _id(job: str | Identified) -> str:
    return job if isinstance(job, str) else job.id
