"""A session: one server, everything that was sent to it, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tests.contract.api import Api
from tests.contract.channel import Channel, NoAnswer
from tests.contract.coverage import Coverage
from tests.contract.digest import Digest
from tests.contract.exchange import KEY, Answer, Exchange, Request
from tests.contract.finding import Finding, Grade, Verdict, judge
from tests.contract.inspector import Inspector

PATIENCE = 10


class ServerGone(Exception):
    """The server does not answer any more. The message is a sentence."""


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
        self.digest = Digest()
        self.findings: list[Finding] = []  # the first of each kind
        self.counts: Counter[object] = Counter()
        self.notes: list[str] = []  # what could not be tested, in sentences
        self.exchanges = 0
        self.tick = tick
        self._inspector = Inspector(api)
        self._unanswered = 0

    def request(self, method: str, target: str, body: bytes | None = None) -> Request:
        """A plain request: with the key, and with JSON if it has a body."""
        kind = () if body is None else (("Content-Type", "application/json"),)
        return Request(method, target, body, ((self.api.key_header, KEY), *kind))

    def send(self, source: str, request: Request) -> tuple[Exchange, list[Finding]]:
        """Sends a request; returns the exchange and what is wrong with it.

        Args:
            source: which part of the run sends it, such as `protocol`.
            request: what to send.

        Raises:
            ServerGone: many requests in a row got no answer.
        """
        self.tick()
        answer = None
        try:
            answer = self.channel.send(request)
        except NoAnswer as error:
            self._unanswered += 1
            if self._unanswered >= PATIENCE:
                raise ServerGone(f"The server is gone: {PATIENCE} requests in a row got no answer. {error}") from None
        else:
            self._unanswered = 0
        return self.see(source, request, answer)

    def see(self, source: str, request: Request, answer: Answer | None) -> tuple[Exchange, list[Finding]]:
        """Looks at what somebody else sent and got; keeps and returns what is wrong with it."""
        self.exchanges += 1
        exchange = Exchange(self.exchanges, source, request, answer)
        self.coverage.see(exchange)
        self.digest.add(exchange)
        found = self._inspector.see(exchange)
        for finding in found:
            self.add(finding)
        return exchange, found

    def add(self, finding: Finding) -> None:
        """Keeps a finding; of those that break the same rule in the same place, the first."""
        self.counts[finding.key] += 1
        if self.counts[finding.key] == 1:
            self.findings.append(finding)

    def known(self) -> dict[str, list[str]]:
        """The ids of everything that is or was there, by kind."""
        return self._inspector.known()

    def verdicts(self) -> Sequence[tuple[Finding, Verdict]]:
        """Each finding with its grade, which may change while more is learnt about the server."""
        confirmed = self._inspector.confirmed
        return [(finding, judge(self.api.spec, finding, confirmed)) for finding in self.findings]

    def broken(self) -> bool:
        """Whether a documented fact was broken."""
        return any(verdict.grade is Grade.BROKEN for _, verdict in self.verdicts())
