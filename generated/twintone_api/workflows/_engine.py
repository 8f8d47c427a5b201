"""What the workflows need. The `twintone` package provides it; this one stays free of waiting and repeating.

A policy is a generator: it yields what to do next and gets the result. Plans make policies, engines carry them out.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator, Sequence
from datetime import datetime
from os import PathLike
from typing import Any, Generic, Literal, Protocol, TypeVar, cast

from attrs import frozen

from ..errors import TwinToneError
from ..operation import Operation, Request

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")

Policy = Generator[Any, Any, T]
Progress = Callable[[int, int | None], object]

WAIT_TIMEOUT = 900.0
WAIT_ALL_TIMEOUT = 3600.0


class Identified(Protocol):
    """Anything with an id, such as a video in any of its shapes."""

    @property
    def id(self) -> str: ...


Jobs = Iterable[str | Identified]
AsyncJobs = Jobs | AsyncIterable[str | Identified]


@frozen
class Finished(Generic[T]):
    """A job that is not waited for any more.

    Attributes:
        id: Its id.
        job: The job as it was last read, or None if it never was.
        error: Why there is no result: it failed, was not over in time or cannot be read. None if it succeeded.
    """

    id: str
    job: T | None
    error: TwinToneError | None = None

    def result(self) -> T:
        """Returns the job if it succeeded.

        Raises:
            TwinToneError: It did not; this is ``error``.
        """
        if self.error is not None:
            raise self.error
        return cast("T", self.job)


class LostCreate(Protocol):
    """What is known of a create whose answer was lost, such as a `CreateOutcomeUnknown`."""

    operation: str
    sent: dict[str, Any]
    started: datetime | None
    finished: datetime | None


@frozen
class Search(Generic[T]):
    """What a search for something that may have been created came to.

    Attributes:
        verdict: Whether it exists. ``"cannot_tell"`` means: do not create it again without a look yourself.
        item: It, if it was found.
        candidates: What it could be.
        reason: Why this is the verdict, as a sentence.
    """

    verdict: Literal["found", "not_found", "cannot_tell"]
    item: T | None
    candidates: Sequence[T]
    reason: str


class Writable(Protocol):
    """Something that takes bytes, such as a file opened for writing them."""

    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    """Something that yields items, some at a time."""

    def more(self) -> Policy[list[Any] | None]:
        """Returns the next items, or None after the last."""
        ...


class Plans(Protocol):
    """Makes the policies of all workflows. Calls, waits and downloads are described at the resources' methods."""

    def find_created(
        self, create: Operation[Any], page: Callable[[int | None], Request[Any]], lost: LostCreate
    ) -> Policy[Search[Any]]: ...

    def wait(
        self,
        get: Callable[[str], Request[T]],
        job: str | Identified,
        *,
        timeout: float,
        on_update: Callable[[T], object] | None,
    ) -> Policy[T]: ...

    def create_and_wait(
        self,
        create: Request[CreatedT],
        get: Callable[[str], Request[T]],
        *,
        timeout: float,
        on_created: Callable[[CreatedT], object] | None,
        on_update: Callable[[T], object] | None,
    ) -> Policy[T]: ...

    def wait_all(
        self,
        get: Callable[[str], Request[T]],
        listing: Operation[Any] | None,
        ids: AsyncJobs,
        *,
        timeout: float,
    ) -> Source: ...

    def iterate(self, page: Callable[[int | None], Request[Any]]) -> Source: ...

    def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str] | Writable | None,
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Policy[Any]: ...


class Engine(Protocol):
    """Carries out policies in the thread that calls."""

    @property
    def plans(self) -> Plans: ...

    def send(self, request: Request[T], /) -> T: ...

    def run(self, policy: Policy[T], /) -> T: ...

    def stream(self, source: Source, /) -> Iterator[Any]: ...


class AsyncEngine(Protocol):
    """Carries out policies in the event loop that calls."""

    @property
    def plans(self) -> Plans: ...

    async def send(self, request: Request[T], /) -> T: ...

    async def run(self, policy: Policy[T], /) -> T: ...

    def stream(self, source: Source, /) -> AsyncIterator[Any]: ...
