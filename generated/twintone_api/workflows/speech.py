"""Speech: the operations, and what takes several of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import overload

from ..models.speech import Speech, SpeechCreated, SpeechListItem, SpeechStatus
from ..requests import speech as requests
from ..resources import speech as resources
from ._engine import (
    WAIT_ALL_TIMEOUT,
    WAIT_TIMEOUT,
    AsyncEngine,
    AsyncJobs,
    Engine,
    Finished,
    Identified,
    Jobs,
    LostCreate,
    Progress,
    Search,
    Writable,
)


class SpeechResource(resources.SpeechResource):
    """Spoken audio, generated from text by asynchronous jobs."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None, status: SpeechStatus | None = None) -> Iterator[SpeechListItem]:
        """List speech, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only speech generations with this status. (Name inferred: printed as the heading
                'Status'; JSON names are lower case throughout. Values inferred: the filter lists none; a speech
                generation's own statuses are the only ones known)

        Yields:
            A speech generation as it stands in a list.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_speech(page=page, limit=limit, status=status))
        return self._engine.stream(source)

    def find_created(self, lost: LostCreate, /) -> Search[SpeechListItem]:
        """Looks for what may have been created by a call whose answer was lost. Creates nothing.

        Every page of the list is read, so this may take a while.

        Args:
            lost: The ``CreateOutcomeUnknown`` that the call raised.

        Returns:
            Whether it was found, was not found, or cannot be told, and why.

        Raises:
            ArgumentError: The call was about something else.
        """
        policy = self._engine.plans.find_created(
            requests.CREATE_SPEECH, lambda page: requests.list_speech(page=page), lost
        )
        return self._engine.run(policy)

    def wait(
        self,
        job: str | Identified,
        /,
        *,
        timeout: float = WAIT_TIMEOUT,
        on_update: Callable[[Speech], object] | None = None,
    ) -> Speech:
        """Waits until a job is over.

        Args:
            job: The job's id, or anything that has it.
            timeout: Seconds to wait at the most.
            on_update: Called with each answer.

        Returns:
            The finished job.

        Raises:
            GenerationFailed: The job failed; the error has the job.
            WaitTimeout: It is not over yet. Nothing was cancelled; wait again with the same id.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.wait(requests.get_speech, job, timeout=timeout, on_update=on_update)
        return self._engine.run(policy)

    def wait_all(self, ids: Jobs, /, *, timeout: float = WAIT_ALL_TIMEOUT) -> Iterator[Finished[Speech]]:
        """Waits for many jobs and yields them as they finish, each once.

        One look at the list serves all of them, so that waiting for thousands costs little more than creating them.
        Ids are taken in turn with the looks: one loop creates jobs and waits for them if it is given
        ``(client.speech.create(...) for ...)``.

        Failures are values: nothing is raised for a single job.

        Args:
            ids: The ids of the jobs, or things that have them, such as jobs in any shape.
            timeout: Seconds to wait at the most, from the first item that is asked for.

        Yields:
            A job that is over, or an error in its place: ``GenerationFailed``, ``WaitTimeout`` for what is not over
            in time, ``NotFoundError`` or whatever else keeps it from being read.

        Raises:
            ArgumentError: Something is no id and has none.
            Exception: What ``ids`` raised; a note tells which jobs go on, and the call that waits for them.
        """
        listing = requests.LIST_SPEECH
        return self._engine.stream(self._engine.plans.wait_all(requests.get_speech, listing, ids, timeout=timeout))

    def create_and_wait(
        self,
        *,
        text: str,
        persona_id: str,
        name: str | None = None,
        timeout: float = WAIT_TIMEOUT,
        on_created: Callable[[SpeechCreated], object] | None = None,
        on_update: Callable[[Speech], object] | None = None,
    ) -> Speech:
        """Generate speech and wait until the job is over.

        Starts a job that speaks a text with a persona's voice. Take every request for billed, also when its answer
        is lost: there is no way to send one twice safely.

        Args:
            text: What to say.
            persona_id: The persona that speaks.
            name: A name to find the speech generation by.
            timeout: Seconds to wait at the most, from the moment the job was accepted.
            on_created: Called once with the accepted job, before the first wait: the place to save its id.
            on_update: Called with each answer while waiting.

        Returns:
            The finished job.

        Raises:
            ArgumentError: An argument cannot be sent.
            CreateOutcomeUnknown: The answer was lost; the job may exist and cost money.
            GenerationFailed: The job failed; the error has the job.
            WaitTimeout: It is not over yet. Nothing was cancelled; wait again with the error's id.
            APIError: The job could not be started, or cannot be read.
        """
        policy = self._engine.plans.create_and_wait(
            requests.create_speech(text=text, persona_id=persona_id, name=name),
            requests.get_speech,
            timeout=timeout,
            on_created=on_created,
            on_update=on_update,
        )
        return self._engine.run(policy)

    @overload
    def download(
        self,
        job: str | Identified,
        path: str | PathLike[str],
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> Path: ...

    @overload
    def download(
        self,
        job: str | Identified,
        path: Writable,
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> int: ...

    @overload
    def download(
        self,
        job: str | Identified,
        path: None = None,
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> bytes: ...

    def download(
        self,
        job: str | Identified,
        path: str | PathLike[str] | Writable | None = None,
        /,
        *,
        overwrite: bool = False,
        timeout: float = WAIT_TIMEOUT,
        on_progress: Progress | None = None,
    ) -> Path | int | bytes:
        """Saves what a finished job made.

        A file appears under its name only when it is complete. A transfer that breaks off is continued, or started
        again; an address that has expired is renewed by reading the job. The API key is not sent to where media lies.

        Args:
            job: The job, its id, or the address of the media.
            path: Where to save; or a file that is open for writing bytes, which is written from its current position
                and not closed; or None to get the bytes, of which 64 MiB are kept at the most.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds the download may take, with all attempts.
            on_progress: Called with the bytes so far and, if known, the bytes in all. The first number goes back when
                a transfer has to start again.

        Returns:
            The path of the file; or how many bytes were written to an open file; or the bytes.

        Raises:
            ArgumentError: An argument cannot be used.
            FileExistsError: There is a file, and ``overwrite`` is False.
            OSError: The file cannot be written. A path where it could not be fails before anything is sent.
            DownloadError: There is nothing to download, or it could not be fetched whole.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.download(
            requests.get_speech, job, path, overwrite=overwrite, timeout=timeout, on_progress=on_progress
        )
        saved: Path | int | bytes = self._engine.run(policy)
        return saved


class AsyncSpeechResource(resources.AsyncSpeechResource):
    """Spoken audio, generated from text by asynchronous jobs."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine.send)
        self._engine = engine

    def iterate(self, *, limit: int | None = None, status: SpeechStatus | None = None) -> AsyncIterator[SpeechListItem]:
        """List speech, from the first page to the last.

        Pages are fetched as they are needed. No id comes twice, also when the list changes meanwhile.

        Args:
            limit: How many items a page holds. The docs give neither a default nor a maximum. (Name inferred:
                printed as the heading 'Limit'; JSON names are lower case throughout)
            status: Returns only speech generations with this status. (Name inferred: printed as the heading
                'Status'; JSON names are lower case throughout. Values inferred: the filter lists none; a speech
                generation's own statuses are the only ones known)

        Yields:
            A speech generation as it stands in a list.

        Raises:
            ArgumentError: An argument cannot be sent.
            APIError: A page could not be read.
        """
        source = self._engine.plans.iterate(lambda page: requests.list_speech(page=page, limit=limit, status=status))
        return self._engine.stream(source)

    async def find_created(self, lost: LostCreate, /) -> Search[SpeechListItem]:
        """Looks for what may have been created by a call whose answer was lost. Creates nothing.

        Every page of the list is read, so this may take a while.

        Args:
            lost: The ``CreateOutcomeUnknown`` that the call raised.

        Returns:
            Whether it was found, was not found, or cannot be told, and why.

        Raises:
            ArgumentError: The call was about something else.
        """
        policy = self._engine.plans.find_created(
            requests.CREATE_SPEECH, lambda page: requests.list_speech(page=page), lost
        )
        return await self._engine.run(policy)

    async def wait(
        self,
        job: str | Identified,
        /,
        *,
        timeout: float = WAIT_TIMEOUT,
        on_update: Callable[[Speech], object] | None = None,
    ) -> Speech:
        """Waits until a job is over.

        Args:
            job: The job's id, or anything that has it.
            timeout: Seconds to wait at the most.
            on_update: Called with each answer; may be a coroutine function.

        Returns:
            The finished job.

        Raises:
            GenerationFailed: The job failed; the error has the job.
            WaitTimeout: It is not over yet. Nothing was cancelled; wait again with the same id.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.wait(requests.get_speech, job, timeout=timeout, on_update=on_update)
        return await self._engine.run(policy)

    def wait_all(self, ids: AsyncJobs, /, *, timeout: float = WAIT_ALL_TIMEOUT) -> AsyncIterator[Finished[Speech]]:
        """Waits for many jobs and yields them as they finish, each once.

        One look at the list serves all of them, so that waiting for thousands costs little more than creating them.
        Ids are taken in turn with the looks: one loop creates jobs and waits for them if it is given
        ``(await client.speech.create(...) for ...)``.

        Failures are values: nothing is raised for a single job.

        Args:
            ids: The ids of the jobs, or things that have them, such as jobs in any shape; may be an
                asynchronous iterable.
            timeout: Seconds to wait at the most, from the first item that is asked for.

        Yields:
            A job that is over, or an error in its place: ``GenerationFailed``, ``WaitTimeout`` for what is not over
            in time, ``NotFoundError`` or whatever else keeps it from being read.

        Raises:
            ArgumentError: Something is no id and has none.
            Exception: What ``ids`` raised; a note tells which jobs go on, and the call that waits for them.
        """
        listing = requests.LIST_SPEECH
        return self._engine.stream(self._engine.plans.wait_all(requests.get_speech, listing, ids, timeout=timeout))

    async def create_and_wait(
        self,
        *,
        text: str,
        persona_id: str,
        name: str | None = None,
        timeout: float = WAIT_TIMEOUT,
        on_created: Callable[[SpeechCreated], object] | None = None,
        on_update: Callable[[Speech], object] | None = None,
    ) -> Speech:
        """Generate speech and wait until the job is over.

        Starts a job that speaks a text with a persona's voice. Take every request for billed, also when its answer
        is lost: there is no way to send one twice safely.

        Args:
            text: What to say.
            persona_id: The persona that speaks.
            name: A name to find the speech generation by.
            timeout: Seconds to wait at the most, from the moment the job was accepted.
            on_created: Called once with the accepted job, before the first wait: the place to save its id.
            on_update: Called with each answer while waiting.

        Returns:
            The finished job.

        Raises:
            ArgumentError: An argument cannot be sent.
            CreateOutcomeUnknown: The answer was lost; the job may exist and cost money.
            GenerationFailed: The job failed; the error has the job.
            WaitTimeout: It is not over yet. Nothing was cancelled; wait again with the error's id.
            APIError: The job could not be started, or cannot be read.
        """
        policy = self._engine.plans.create_and_wait(
            requests.create_speech(text=text, persona_id=persona_id, name=name),
            requests.get_speech,
            timeout=timeout,
            on_created=on_created,
            on_update=on_update,
        )
        return await self._engine.run(policy)

    @overload
    async def download(
        self,
        job: str | Identified,
        path: str | PathLike[str],
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> Path: ...

    @overload
    async def download(
        self,
        job: str | Identified,
        path: Writable,
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> int: ...

    @overload
    async def download(
        self,
        job: str | Identified,
        path: None = None,
        /,
        *,
        overwrite: bool = ...,
        timeout: float = ...,
        on_progress: Progress | None = ...,
    ) -> bytes: ...

    async def download(
        self,
        job: str | Identified,
        path: str | PathLike[str] | Writable | None = None,
        /,
        *,
        overwrite: bool = False,
        timeout: float = WAIT_TIMEOUT,
        on_progress: Progress | None = None,
    ) -> Path | int | bytes:
        """Saves what a finished job made.

        A file appears under its name only when it is complete. A transfer that breaks off is continued, or started
        again; an address that has expired is renewed by reading the job. The API key is not sent to where media lies.

        Args:
            job: The job, its id, or the address of the media.
            path: Where to save; or a file that is open for writing bytes, which is written from its current position
                and not closed; or None to get the bytes, of which 64 MiB are kept at the most.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds the download may take, with all attempts.
            on_progress: Called with the bytes so far and, if known, the bytes in all. The first number goes back when
                a transfer has to start again. May be a coroutine function.

        Returns:
            The path of the file; or how many bytes were written to an open file; or the bytes.

        Raises:
            ArgumentError: An argument cannot be used.
            FileExistsError: There is a file, and ``overwrite`` is False.
            OSError: The file cannot be written. A path where it could not be fails before anything is sent.
            DownloadError: There is nothing to download, or it could not be fetched whole.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.download(
            requests.get_speech, job, path, overwrite=overwrite, timeout=timeout, on_progress=on_progress
        )
        saved: Path | int | bytes = await self._engine.run(policy)
        return saved
