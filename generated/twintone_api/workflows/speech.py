"""Speech: the operations, and what takes several of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from os import PathLike
from pathlib import Path

from ..models.speech import Speech, SpeechCreated, SpeechListItem, SpeechStatus
from ..requests import speech as requests
from ..resources import speech as resources
from ._engine import WAIT_TIMEOUT, AsyncEngine, Engine, Identified, Progress


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

    def download(
        self,
        job: str | Identified,
        path: str | PathLike[str],
        /,
        *,
        overwrite: bool = False,
        timeout: float = WAIT_TIMEOUT,
        on_progress: Progress | None = None,
    ) -> Path:
        """Saves what a finished job made.

        The file appears under its name only when it is complete. The API key is not sent to where it is stored.

        Args:
            job: The job, or its id.
            path: Where to save.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds the download may take.
            on_progress: Called with the bytes so far and, if known, the bytes in all.

        Returns:
            The path of the file.

        Raises:
            FileExistsError: There is a file, and ``overwrite`` is False.
            DownloadError: There is nothing to download, or it could not be fetched whole.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.download(
            requests.get_speech, job, path, overwrite=overwrite, timeout=timeout, on_progress=on_progress
        )
        return self._engine.run(policy)


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

    async def download(
        self,
        job: str | Identified,
        path: str | PathLike[str],
        /,
        *,
        overwrite: bool = False,
        timeout: float = WAIT_TIMEOUT,
        on_progress: Progress | None = None,
    ) -> Path:
        """Saves what a finished job made.

        The file appears under its name only when it is complete. The API key is not sent to where it is stored.

        Args:
            job: The job, or its id.
            path: Where to save.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds the download may take.
            on_progress: Called with the bytes so far and, if known, the bytes in all.

        Returns:
            The path of the file.

        Raises:
            FileExistsError: There is a file, and ``overwrite`` is False.
            DownloadError: There is nothing to download, or it could not be fetched whole.
            APIError: The job cannot be read.
        """
        policy = self._engine.plans.download(
            requests.get_speech, job, path, overwrite=overwrite, timeout=timeout, on_progress=on_progress
        )
        return await self._engine.run(policy)
