"""What can go wrong: at start-up, in a request, and in the emulator itself."""

from collections.abc import Mapping


class EmulatorError(Exception):
    """The emulator cannot start or cannot do what it was told. The message is a sentence for a person."""


class RefusedError(Exception):
    """A request that is answered with an error.

    Args:
        status: the HTTP status of the answer.
        message: what went wrong, in words.
        headers: headers of the answer, such as Allow.
    """

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


class SpecViolationError(Exception):
    """The emulator was about to send an answer that the spec does not allow: a defect of the emulator."""
