"""What the workflows need: something that sends requests, waits, turns pages and downloads. `twintone` provides it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..operation import Request

T = TypeVar("T")
CreatedT = TypeVar("CreatedT")

WAIT_TIMEOUT = 900.0

PageRequest = Callable[[int | None], Request[Any]]
Progress = Callable[[int, int | None], object]


class Identified(Protocol):
    """Anything with an id, such as a video in any of its shapes."""

    @property
    def id(self) -> str: ...


class Engine(Protocol):
    """Carries out workflows."""

    def send(self, request: Request[T], /) -> T:
        """Makes one call, repeated where that is safe."""
        ...

    def wait(
        self,
        get: Callable[[str], Request[T]],
        job: str | Identified,
        *,
        timeout: float,
        on_update: Callable[[T], object] | None,
    ) -> T:
        """Reads a job until it is over."""
        ...

    def create_and_wait(
        self,
        create: Request[CreatedT],
        get: Callable[[str], Request[T]],
        *,
        timeout: float,
        on_created: Callable[[CreatedT], object] | None,
        on_update: Callable[[T], object] | None,
    ) -> T:
        """Starts a job and reads it until it is over."""
        ...

    def iterate(self, page: PageRequest) -> Iterator[Any]:
        """Turns the pages of a list."""
        ...

    def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str],
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Path:
        """Saves what a finished job made."""
        ...


class AsyncEngine(Protocol):
    """Carries out workflows asynchronously."""

    async def send(self, request: Request[T], /) -> T:
        """Makes one call, repeated where that is safe."""
        ...

    async def wait(
        self,
        get: Callable[[str], Request[T]],
        job: str | Identified,
        *,
        timeout: float,
        on_update: Callable[[T], object] | None,
    ) -> T:
        """Reads a job until it is over."""
        ...

    async def create_and_wait(
        self,
        create: Request[CreatedT],
        get: Callable[[str], Request[T]],
        *,
        timeout: float,
        on_created: Callable[[CreatedT], object] | None,
        on_update: Callable[[T], object] | None,
    ) -> T:
        """Starts a job and reads it until it is over."""
        ...

    def iterate(self, page: PageRequest) -> AsyncIterator[Any]:
        """Turns the pages of a list."""
        ...

    async def download(
        self,
        get: Callable[[str], Request[Any]],
        job: str | Identified,
        path: str | PathLike[str],
        *,
        overwrite: bool,
        timeout: float,
        on_progress: Progress | None,
    ) -> Path:
        """Saves what a finished job made."""
        ...
