"""Saving media. The only module of this package that imports an HTTP library.

The API key is not used here: media lies elsewhere, and redirects are followed.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import httpx
from attrs import define

from twintone.clock import Clock
from twintone.errors import DownloadError
from twintone_api.transport import is_loopback, ssl_context
from twintone_api.workflows import Progress

# Seconds without a byte after which a download is given up.
STALL = 60.0


@define
class Target:
    """A file that appears under its name only when it is whole.

    Attributes:
        job_id: Whose result it is, for messages.
        path: Its name.
        overwrite: Whether it may replace a file.
        deadline: When the download is given up, on the clock.
        clock: Where the time comes from.
        on_progress: Called with the bytes so far and, if known, the bytes in all.
    """

    job_id: str
    path: Path
    overwrite: bool
    deadline: float
    clock: Clock
    on_progress: Progress | None
    received: int = 0

    def check(self) -> None:
        """Raises an OSError if the file could not be put there."""
        if not self.path.parent.is_dir():
            raise FileNotFoundError(f"There is no folder {self.path.parent} to save {self.path.name} in.")
        if self.path.is_dir():
            raise IsADirectoryError(f"{self.path} is a folder; name a file in it.")
        if not self.overwrite and self.path.exists():
            raise FileExistsError(f"{self.path} exists; pass overwrite=True to replace it.")

    @contextmanager
    def opened(self) -> Generator[BinaryIO, None, None]:
        """Opens a temporary file beside the target, which takes its place if the block succeeds."""
        part = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as file:
                yield file
            self.check()
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)

    def took(self, answer: httpx.Response, chunk: bytes) -> bytes:
        """Counts a chunk, tells the user, and checks the deadline."""
        self.received += len(chunk)
        if self.clock.now() > self.deadline:
            raise self.problem("was not complete in time.")
        if self.on_progress is not None:
            self.on_progress(self.received, _length(answer))
        return chunk

    def check_status(self, answer: httpx.Response) -> None:
        """Raises DownloadError if the answer is not the media."""
        if not answer.is_success:
            raise self.problem(
                f"was refused: the server answered {answer.status_code}. The address may have expired; download by id"
                " to get a new one."
            )

    def check_length(self, answer: httpx.Response) -> None:
        """Raises DownloadError if bytes are missing."""
        expected = _length(answer)
        if expected not in {None, self.received}:
            raise self.problem(f"ended after {self.received} of {expected} bytes.")

    def http_options(self, *hooks: Any) -> dict[str, Any]:
        """Returns the HTTP client's options; ``hooks`` see each request, those of redirects too."""
        options = {"verify": ssl_context(), "follow_redirects": True, "timeout": STALL}
        return {**options, "event_hooks": {"request": list(hooks)}}

    def check_address(self, request: httpx.Request) -> None:
        """Raises DownloadError if a request would go over plain http to another machine."""
        if request.url.scheme != "https" and not is_loopback(request.url.host):
            raise self.problem(f"was stopped: {request.url.host} would send it unencrypted.")

    @contextmanager
    def translated(self) -> Generator[None, None, None]:
        """Turns the HTTP library's errors into ours."""
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self.problem(f"failed ({type(error).__name__}: {error}).") from error

    def problem(self, what: str) -> DownloadError:
        """Returns an error about this download."""
        return DownloadError(f"The download of {self.job_id} {what}", id=self.job_id)


def save(url: str, target: Target) -> Path:
    """Saves what lies at an address.

    Raises:
        DownloadError: It could not be fetched whole.
        OSError: It could not be written.
    """
    with (
        target.translated(),
        target.opened() as file,
        httpx.Client(**target.http_options(target.check_address)) as http,
        http.stream("GET", url) as answer,
    ):
        target.check_status(answer)
        for chunk in answer.iter_bytes():
            file.write(target.took(answer, chunk))
        target.check_length(answer)
    return target.path


async def save_async(url: str, target: Target) -> Path:
    """Saves what lies at an address; see `save`."""

    async def check_address(request: httpx.Request) -> None:
        target.check_address(request)

    with target.translated(), target.opened() as file:
        async with (
            httpx.AsyncClient(**target.http_options(check_address)) as http,
            http.stream("GET", url) as answer,
        ):
            target.check_status(answer)
            async for chunk in answer.aiter_bytes():
                file.write(target.took(answer, chunk))
            target.check_length(answer)
    return target.path


def _length(answer: httpx.Response) -> int | None:
    """How long the media is, if the answer says so; an encoded answer tells another length."""
    length = answer.headers.get("content-length", "")
    return int(length) if length.isdecimal() and "content-encoding" not in answer.headers else None
