"""Failures: what the built-in checks of schemathesis complain about, as findings."""

from __future__ import annotations

from collections.abc import Iterable

from schemathesis.core.failures import Failure

from scripts.spec import join
from tests.contract.api import Api, Endpoint, Match
from tests.contract.exchange import Answer, Exchange
from tests.contract.finding import Finding, Place
from tests.contract.validity import Complaint, rulebook

PREFIX = "schemathesis:"
_SHAPES = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
# The answers that these checks ask for.
_STATUSES = {"ignored_auth": "401", "use_after_free": "404"}


class Failures:
    """Turns failures into findings, and knows those that a correct server, or a proxy before it, may cause.

    Args:
        api: the API that the server is held to.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._rulebook = rulebook(api)

    def finding(self, failure: Failure, steps: tuple[Exchange, ...]) -> Finding | None:
        """The finding that a failure amounts to; None when a server may answer like that.

        Args:
            failure: what a built-in check complains about.
            steps: the exchanges that show it, the last one being that which failed.
        """
        request, answer = steps[-1].request, steps[-1].answer
        match = self._api.match(request.method, request.path)
        # On the way to a server, a path that is not plain may become another.
        if match is None or answer is None or "%" in request.path or match.id in (".", ".."):
            return None
        check, endpoint = failure.checks[0], match.endpoint
        if endpoint is None:
            places = self._unknown(match, request.path, answer)
        else:
            places = self._places(check, endpoint, steps[-1], answer)
        if places is None:
            return None
        name = endpoint.id if endpoint else f"{request.method} {request.path[:80]}"
        said = " ".join(str(failure).split())
        message = f"{name} answered {answer.status}, and schemathesis says: {said[:300]}"
        return Finding(PREFIX + check, message, places, name, steps)

    def _unknown(self, match: Match, path: str, answer: Answer) -> tuple[Place, ...] | None:
        if answer.status == 501:
            return None  # many proxies know fewer methods than HTTP has
        known = self._api.match(min(match.allowed), path)
        return (Place(known.endpoint.response_pointer("405")),) if known and known.endpoint else ()

    def _places(self, check: str, endpoint: Endpoint, exchange: Exchange, answer: Answer) -> tuple[Place, ...] | None:
        """The facts that a check rests on; None when the spec does not decide the matter."""
        validity = self._rulebook.request(endpoint, exchange.request)
        if check == "negative_data_rejection":
            return _of(validity.complaints) if validity.invalid else None
        if check == "positive_data_acceptance":
            settled = "x-settled-when" in endpoint.operation.raw and answer.status in (400, 404, 409)
            # What the body refers to may not exist; the session knows.
            doubtful = settled or any(self._api.references(endpoint, validity.body))
            return (Place(_body(endpoint)),) if validity.valid and not doubtful else None
        if check in _STATUSES:
            return (Place(endpoint.response_pointer(_STATUSES[check])),)
        if check not in _SHAPES:
            return ()
        if validity.unclear and answer.status >= 400:
            return None  # whatever stands before the server may refuse what is monstrous, in its own words
        found = self._rulebook.answer(endpoint, answer) if check == "response_schema_conformance" else ()
        return _of(found) or (Place(endpoint.response_pointer(str(answer.status))),)


def _of(complaints: Iterable[Complaint]) -> tuple[Place, ...]:
    return tuple(place for complaint in complaints for place in complaint.places)


def _body(endpoint: Endpoint) -> str:
    """What an operation takes."""
    pointer = endpoint.operation.pointer
    return pointer if endpoint.body is None else join(pointer, "requestBody", "content", "application/json", "schema")
