"""What the workflows need. The `twintone` package provides it; this one stays free of waiting and repeating.

A policy is a generator: it yields what to do next and gets the result. Plans make policies, engines carry them out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..operation import Request

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")

Policy = Generator[Any, Any, T]
Progress = Callable[[int, int | None], object]

WAIT_TIMEOUT = 900.0


class Identified(Protocol):
    """Anything with an id, such as a video in any of its shapes."""

    @property
    def id(self) -> str: ...


class Source(Protocol):
    """Something that yields items, some at a time."""

    def more(self) -> Policy[list[Any] | None]:
        """Returns the next items, or None after the last."""
        ...


class Plans(Protocol):
    """Makes the policies of all workflows. Calls, waits and downloads are described at the resources' methods."""

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

    def iterate(self, page: Callable[[int | None], Request[Any]]) -> Source: ...

    def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str],
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Policy[Path]: ...


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
