"""Rules about every answer by itself: its status, its content type, its shape."""

from __future__ import annotations

from collections.abc import Iterator

from tests.contract.api import Endpoint
from tests.contract.exchange import Answer, Exchange
from tests.contract.finding import Finding, Place
from tests.contract.validity import Rulebook, Validity

JSON = "application/json"
ERROR = Place("#/components/schemas/ErrorBody/properties/status")


class AnswerRules:
    """Looks at answers one by one.

    Args:
        rulebook: what the spec says about them.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook

    def see(self, endpoint: Endpoint, exchange: Exchange, validity: Validity) -> Iterator[Finding]:
        """What is wrong with an answer, whatever was asked before."""
        answer = exchange.answer
        if answer is None:
            if not validity.unclear:
                yield _finding("answers", "There was no answer.", endpoint, exchange)
            return
        if answer.status >= 500:
            yield _finding("no-server-error", f"The server failed with {answer.status}.", endpoint, exchange)
        if answer.status in range(400, 600) and validity.unclear and answer.json is None:
            return  # whatever stands in front of the server may refuse what is monstrous, in its own words
        if not endpoint.lists(answer.status):
            yield from self._unlisted(endpoint, exchange, answer)
        elif not answer.succeeded or answer.status in endpoint.successes:
            yield from self._content(endpoint, exchange, answer)

    def anonymous(self, endpoint: Endpoint, exchange: Exchange) -> Iterator[Finding]:
        """What is wrong with the answer to a request without a key."""
        if exchange.answer is not None and exchange.answer.status not in (401, 429) and exchange.answer.status < 500:
            message = f"A request without a key was answered with {exchange.answer.status} instead of 401."
            place = Place(endpoint.response_pointer("401"))
            yield _finding("key-needed", message, endpoint, exchange, place)

    def _unlisted(self, endpoint: Endpoint, exchange: Exchange, answer: Answer) -> Iterator[Finding]:
        listed = ", ".join(map(str, endpoint.successes))
        if answer.status < 400:
            place = Place(endpoint.response_pointer(str(endpoint.successes[0])))
            message = f"The answer is {answer.status}; success is {listed}."
        else:
            place = Place(endpoint.response_pointer("default"))
            message = f"The answer is {answer.status}, which the spec does not list."
            yield from self._error_body(endpoint, exchange, answer)
        yield _finding("listed-status", message, endpoint, exchange, place)

    def _content(self, endpoint: Endpoint, exchange: Exchange, answer: Answer) -> Iterator[Finding]:
        kinds = self._rulebook.content_types(endpoint, answer.status)
        kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
        place = Place(endpoint.response_pointer(str(answer.status)))
        if not kinds:
            if answer.body:
                message = f"An answer with {answer.status} has a body of {len(answer.body)} bytes."
                yield _finding("json-answer", message, endpoint, exchange, place)
            return
        if kind not in kinds or (kind == JSON and answer.json is None):
            is_error = answer.status >= 400
            said = f"calls itself {kind or 'nothing'}" if kind not in kinds else "is not JSON"
            rule = "error-body" if is_error else "json-answer"
            yield _finding(rule, f"The answer with {answer.status} {said}.", endpoint, exchange, place)
        if answer.json is None:
            return
        if answer.status >= 400:
            yield from self._error_body(endpoint, exchange, answer)
            return
        for complaint in self._rulebook.answer(endpoint, answer):
            yield _finding("answer-shape", f"{complaint.message}.", endpoint, exchange, *complaint.places)

    def _error_body(self, endpoint: Endpoint, exchange: Exchange, answer: Answer) -> Iterator[Finding]:
        for complaint in self._rulebook.answer(endpoint, answer):
            yield _finding("error-body", f"{complaint.message}.", endpoint, exchange, *complaint.places)
        told = answer.object.get("status")
        if isinstance(told, int) and told != answer.status:
            message = f"The error body says {told}; the HTTP status is {answer.status}."
            yield _finding("error-body", message, endpoint, exchange, ERROR)


def _finding(rule: str, message: str, endpoint: Endpoint, exchange: Exchange, *places: Place) -> Finding:
    return Finding(rule, message, places, endpoint.id, (exchange,))
