"""The protocol table's way of working: a request, what may be answered to it, and a finding for any other answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from tests.contract.api import Api, Endpoint
from tests.contract.caller import id_in, lists
from tests.contract.channel import NoAnswer
from tests.contract.exchange import KEY, Exchange, Headers, Request
from tests.contract.finding import Finding, Place
from tests.contract.session import Session

SOURCE = "protocol"
_MONSTROUS = 200_000  # a longer body may be dropped without a word


@dataclass(frozen=True)
class Expected:
    """What may be answered.

    Args:
        statuses: those that are fine, such as `2xx 400`.
        rule: the rule that any other answer breaks.
        places: the facts that this rests on.
        aside: whether something on the way may answer such a request in its own words, or drop it. The session is not
            told of it then, so it must not change anything.
    """

    statuses: str
    rule: str
    places: tuple[Place, ...] = ()
    aside: bool = False

    def allows(self, status: int) -> bool:
        """Whether a status is one of those."""
        return any(re.fullmatch(word.replace("x", "[0-9]"), str(status)) for word in self.statuses.split())

    def __str__(self) -> str:
        return " or ".join(self.statuses.split())


# For requests that neither the docs nor HTTP decide.
EITHER = Expected("2xx 4xx", "accepted-or-refused")


class Table:
    """Sends the rows of the table in a session, and remembers which things they made.

    Args:
        session: where requests are sent and findings are kept.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._made: dict[tuple[str, str], None] = {}

    @property
    def api(self) -> Api:
        """The API that the server is held to."""
        return self.session.api

    def send(self, what: str, request: Request, expected: Expected) -> Exchange:
        """Sends a row and adds a finding if its answer is not as expected.

        Args:
            what: what is special about the request, as it reads behind the operation's name: `with an empty key`.
            request: what to send.
            expected: what may be answered.
        """
        exchange, known = self._send_aside(request) if expected.aside else self._send(request)
        if exchange.answer is None:
            if not expected.aside and len(request.body or b"") <= _MONSTROUS:
                self.fail("answers", f"{self.name(request)} {what} was not answered.", (), exchange)
            self.settle()
        elif not expected.allows(exchange.answer.status):
            message = f"{self.name(request)} {what} answered {exchange.answer.status} instead of {expected}."
            if exchange.answer.status >= 500:
                self.fail("no-server-error", message, (), exchange)
            elif expected.rule not in known:
                self.fail(expected.rule, message, expected.places, exchange)
        return exchange

    def _send(self, request: Request) -> tuple[Exchange, set[str]]:
        exchange, found = self.session.send(SOURCE, request)
        match, answer = self.api.match(request.method, request.path), exchange.answer
        if match is not None and match.endpoint is not None and answer is not None and answer.succeeded:
            if match.endpoint.verb == "create" and (id_ := shown_id(exchange)):
                self._made[match.endpoint.kind, id_] = None
            elif match.endpoint.verb == "delete":
                self._made.pop((match.endpoint.kind, match.id), None)
        return exchange, {finding.rule for finding in found}

    def _send_aside(self, request: Request) -> tuple[Exchange, set[str]]:
        session = self.session
        session.tick()
        try:
            answer = session.channel.send(request)
        except NoAnswer:
            answer = None
        session.exchanges += 1
        return Exchange(session.exchanges, SOURCE, request, answer), set()

    def settle(self) -> None:
        """Reads the first list. The connection may be gone without a word, and only a GET survives finding that out."""
        self.session.send(SOURCE, self.session.request("GET", lists(self.api)[0].target()))

    def fail(self, rule: str, message: str, places: tuple[Place, ...], *steps: Exchange) -> None:
        """Adds a finding about the last of these exchanges."""
        self.session.add(Finding(rule, message, places, self.name(steps[-1].request), steps))

    def name(self, request: Request) -> str:
        """What a request asks for: the operationId, or method and path when there is none."""
        match = self.api.match(request.method, request.path)
        return match.endpoint.id if match and match.endpoint else f"{request.method} {request.path[:80]}"

    def request(self, method: str, target: str, body: bytes | None, headers: Headers) -> Request:
        """A request with the key and these headers."""
        return Request(method, target, body, ((self.api.key_header, KEY), *headers))

    def clear(self) -> None:
        """Deletes what the rows made, the last first."""
        for kind, id_ in reversed(list(self._made)):
            delete = self.api.resources[kind].endpoints.get("delete")
            if delete is not None:
                self.session.send(SOURCE, self.session.request("DELETE", delete.target(quote(id_, safe=""))))
        self._made.clear()


def shown_id(exchange: Exchange) -> str:
    """The id that an answer tells if it means success; empty when there is none that could stand in a path."""
    answer = exchange.answer
    id_ = id_in(answer.object) if answer is not None and answer.succeeded else ""
    # JSON may hold halves of characters, which no address can.
    return "" if any("\ud800" <= letter <= "\udfff" for letter in id_) else id_


def documented(endpoint: Endpoint, status: str) -> tuple[Place, ...]:
    """The fact that an operation answers with a status."""
    return (Place(endpoint.response_pointer(status)),)


def undocumented(endpoint: Endpoint) -> tuple[Place, ...]:
    """What stands in the spec for all that the docs do not say about an operation."""
    return documented(endpoint, "default")


def success(endpoint: Endpoint, rule: str = "valid-accepted") -> Expected:
    """What a valid request is answered with."""
    return Expected("2xx", rule, documented(endpoint, str(endpoint.successes[0])))
