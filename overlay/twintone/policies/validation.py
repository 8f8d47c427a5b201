"""What becomes of answers that are not as the spec says: they are logged, and where that is asked for, raised."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from twintone.errors import SpecMismatch
from twintone_api.errors import APIError, shown
from twintone_api.operation import Request, Response

if TYPE_CHECKING:
    from twintone.conformance import Conformance
    from twintone.findings import Finding

T = TypeVar("T")

_log = logging.getLogger("twintone.validation")


@frozen
class Validation:
    """How answers are checked.

    Attributes:
        conformance: Compares them with the spec.
        raises: Whether an answer that would be returned is raised instead. What is found is logged in any case, because
            not everything that is answered is returned: a retry, a wait or a search goes on without telling.
    """

    conformance: Conformance
    raises: bool

    def prepare(self, request: Request[Any]) -> None:
        """Builds what the answer will be checked by."""
        self.conformance.prepare(request.operation.id)

    def read(self, request: Request[T], response: Response) -> T:
        """Reads an answer as the request does, and compares it with the spec.

        Raises:
            SpecMismatch: It could be read, but is not as the spec says.
            APIError: It cannot be read, or is an error. Notes tell what about it is not as the spec says.
        """
        findings = self.conformance.check(request.operation.id, response)
        for finding in findings:
            _log.warning("%s", finding)
        try:
            answer = request.read(response)
        except APIError as error:
            for finding in findings:
                error.add_note(str(finding))
            raise
        if findings and self.raises:
            raise _mismatch(request, response, answer, findings)
        return answer


def _mismatch(request: Request[Any], response: Response, answer: Any, findings: Sequence[Finding]) -> SpecMismatch:
    fate = "succeeded" if request.operation.repeatable else "took effect, so do not send it again"
    more = f" There is more in error.findings ({len(findings)} in all)." if len(findings) > 1 else ""
    job_id = getattr(answer, "id", None)
    made = f", with the id {shown(repr(job_id))}" if job_id else ""
    return SpecMismatch(
        f"{findings[0]}{more} The request {fate}; what it answered is in error.answer{made}.",
        findings=findings,
        answer=answer,
        outcome="unknown",
        **request.context(response),
    )
