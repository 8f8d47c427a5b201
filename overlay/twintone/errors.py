"""What can go wrong: the errors of single calls, compiled from the spec, and those of workflows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from twintone_api import errors as _api
from twintone_api.errors import *  # noqa: F403 - the status errors follow the spec
from twintone_api.errors import APIError, APITimeoutError, TwinToneError

if TYPE_CHECKING:
    from twintone.findings import Finding


class QueueTimeout(APITimeoutError):
    """A call was not sent, because its turn did not come in time: other calls went first, or the server asked for rest.

    Attributes:
        retry_after: For how many more seconds the server asked to be left alone; 0 if it did not.
    """

    def __init__(self, message: str, *, retry_after: float = 0.0, **context: Any) -> None:
        super().__init__(message, **context)
        self.retry_after = retry_after


class CreateOutcomeUnknown(APIError):
    """A create was sent and its answer was lost: what it makes may exist, and cost money. It was not sent again.

    Attributes:
        sent: The body that was sent.
        started: When the call began, in UTC. What was created is not older than this.
        finished: When the call gave up, in UTC.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: Mapping[str, Any] | None = None,
        started: datetime | None = None,
        finished: datetime | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.sent = dict(sent or {})
        self.started = started
        self.finished = finished


class SpecMismatch(APIError):
    """A call succeeded, but its answer is not as the spec says. The request took effect; it was not sent again.

    Attributes:
        findings: What is not as the spec says.
        answer: What the call would have returned.
    """

    def __init__(self, message: str, *, findings: Sequence[Finding] = (), answer: Any = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.findings = tuple(findings)
        self.answer = answer

    @property
    def id(self) -> str:
        """The id in the answer, such as that of a job that was paid for; empty if it has none."""
        return str(getattr(self.answer, "id", ""))


class JobError(TwinToneError):
    """Waiting for a job did not end with a result.

    Attributes:
        id: The job's id.
        job: The job as it was last read, or None if it never was.
    """

    def __init__(self, message: str, *, id: str = "", job: Any = None) -> None:
        super().__init__(message)
        self.id = id
        self.job = job


class GenerationFailed(JobError):
    """The job failed.

    Attributes:
        reason: Why, if the API says so.
    """

    def __init__(self, message: str, *, reason: str | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.reason = reason


class WaitTimeout(JobError, TimeoutError):
    """The job is not over yet. Nothing was cancelled; it can be waited for again.

    Attributes:
        status: The status as it was last read.
        elapsed: How many seconds were waited.
        polls: How often the job was asked for.
        last_error: What went wrong when it was last asked for, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        status: Any = None,
        elapsed: float = 0.0,
        polls: int = 0,
        last_error: APIError | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.status = status
        self.elapsed = elapsed
        self.polls = polls
        self.last_error = last_error


class WaitInterrupted(JobError):
    """The job was accepted, and then could not be waited for. It goes on; ``__cause__`` tells what happened."""


class DownloadError(TwinToneError):
    """What a job made could not be saved. There is no partial file under the name that was asked for.

    Attributes:
        id: The job's id; empty if only an address was given.
        status: The HTTP status of the media's server, or None when it is not about an answer.
    """

    def __init__(self, message: str, *, id: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.id = id
        self.status = status


__all__ = [
    "CreateOutcomeUnknown",
    "DownloadError",
    "GenerationFailed",
    "JobError",
    "QueueTimeout",
    "SpecMismatch",
    "WaitInterrupted",
    "WaitTimeout",
]
__all__ += _api.__all__
