"""A session: one server, everything that was sent to it, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.contract.api import Api
from tests.contract.channel import Channel, NoAnswer
from tests.contract.coverage import Coverage
from tests.contract.exchange import KEY, Answer, Exchange, Request
from tests.contract.finding import Finding, Grade, Verdict, judge
from tests.contract.inspector import Inspector


class Session:
    """Sends requests, looks at every answer, and remembers what was found.

    Args:
        api: the API to hold the server to.
        channel: the way to the server.
        tick: called before each exchange; lets the time of a server of our own pass.
    """

    def __init__(self, api: Api, channel: Channel, tick: Callable[[], object] = lambda: None) -> None:
        self.api = api
        self.channel = channel
        self.coverage = Coverage(api)
        self.findings: list[Finding] = []
        self.exchanges = 0
        self.tick = tick
        self._inspector = Inspector(api)

    def request(self, method: str, target: str, body: bytes | None = None) -> Request:
        """A plain request: with the key, and with JSON if it has a body."""
        kind = () if body is None else (("Content-Type", "application/json"),)
        return Request(method, target, body, ((self.api.key_header, KEY), *kind))

    def send(self, source: str, request: Request) -> tuple[Exchange, list[Finding]]:
        """Sends a request; returns the exchange and what is wrong with it.

        Args:
            source: which part of the run sends it, such as `protocol`.
            request: what to send.
        """
        self.tick()
        try:
            answer = self.channel.send(request)
        except NoAnswer:
            answer = None
        return self.see(source, request, answer)

    def see(self, source: str, request: Request, answer: Answer | None) -> tuple[Exchange, list[Finding]]:
        """Looks at what somebody else sent and got; keeps and returns what is wrong with it."""
        self.exchanges += 1
        exchange = Exchange(self.exchanges, source, request, answer)
        self.coverage.see(exchange)
        found = self._inspector.see(exchange)
        self.findings += found
        return exchange, found

    def add(self, finding: Finding) -> None:
        """Keeps a finding that somebody else made."""
        self.findings.append(finding)

    def verdicts(self) -> Sequence[tuple[Finding, Verdict]]:
        """Every finding with its grade, which may change while more is learnt about the server."""
        confirmed = self._inspector.confirmed
        return [(finding, judge(self.api.spec, finding, confirmed)) for finding in self.findings]

    def broken(self) -> bool:
        """Whether a documented fact was broken."""
        return any(verdict.grade is Grade.BROKEN for _, verdict in self.verdicts())
