"""The policies of a client's workflows, with the client's options."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Sized
from os import PathLike
from typing import Any, TypeVar

from attrs import frozen

from twintone import checks
from twintone.clock import Clock
from twintone.policies.call import CallOptions, call
from twintone.policies.download import Origin, download, origin
from twintone.policies.find_created import find_created
from twintone.policies.pages import Pages
from twintone.policies.steps import Policy
from twintone.policies.wait import create_and_wait, wait
from twintone.policies.wait_all import WaitAll
from twintone.targets import target
from twintone_api.operation import Operation, Request
from twintone_api.workflows import Identified, LostCreate, Progress, Search, Writable

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")


@frozen
class Plans:
    """Makes policies. Bad arguments fail here, before anything is sent.

    Attributes:
        options: How much one call may take.
        clock: Where the time comes from.
        awaits: Whether hooks may be coroutine functions.
    """

    options: CallOptions
    clock: Clock
    awaits: bool = False

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
        job_id = checks.identity(job)
        return wait(
            get(job_id),
            job_id,
            self.options,
            timeout=checks.seconds("timeout", timeout),
            on_update=checks.hook("on_update", on_update, awaits=self.awaits),
        )

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
        return create_and_wait(
            create,
            get,
            self.options,
            timeout=checks.seconds("timeout", timeout),
            on_created=checks.hook("on_created", on_created, awaits=self.awaits),
            on_update=checks.hook("on_update", on_update, awaits=self.awaits),
        )

    def wait_all(
        self,
        get: Callable[[str], Request[T]],
        listing: Operation[Any] | None,
        ids: Iterable[str | Identified] | AsyncIterable[str | Identified],
        *,
        timeout: float,
    ) -> WaitAll[T]:
        """Reading many jobs until all are over."""
        return WaitAll(
            checks.source("ids", ids, awaits=self.awaits),
            get,
            listing,
            self.options,
            timeout=checks.seconds("timeout", timeout),
            given=isinstance(ids, Sized),
        )

    def find_created(
        self, create: Operation[Any], page: Callable[[int | None], Request[Any]], lost: LostCreate
    ) -> Policy[Search[Any]]:
        """Looking for what may have been created."""
        return find_created(create, page, lost, self.options)

    def iterate(self, page: Callable[[int | None], Request[Any]]) -> Pages:
        """Turning the pages of a list."""
        return Pages(page, self.options)

    def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str] | Writable | None,
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Policy[Any]:
        """Saving what a finished job made, or what lies at an address."""
        job_id = checks.identity(job)
        address = isinstance(job, str) and "://" in job  # which no id can have
        return download(
            Origin(job_id) if address else origin(get(job_id), job_id, job),
            target(path, overwrite=overwrite),
            self.options,
            timeout=checks.seconds("timeout", timeout),
            on_progress=checks.hook("on_progress", on_progress, awaits=self.awaits),
        )
