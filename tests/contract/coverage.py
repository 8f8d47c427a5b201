"""Coverage: what a run has tested, and what it has to test at least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.contract.api import Api, Endpoint
from tests.contract.exchange import Exchange
from tests.contract.finding import Finding

LINKS = 20
# The status that a server does not answer with when it breaks a rule; 200 stands for success.
_STATUSES = {
    "listed-status": 200,
    "ended-once": 400,
    "invalid-refused": 400,
    "reference-exists": 404,
    "unknown-not-found": 404,
}


class Coverage:
    """Counts operations, statuses, links and cases.

    Args:
        api: the API that is tested.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.cases: Counter[str] = Counter()
        self.statuses: dict[str, Counter[int]] = {id_: Counter() for id_ in api.endpoints}
        self.links: Counter[str] = Counter()

    def see(self, exchange: Exchange) -> None:
        """Counts an exchange."""
        self.cases[exchange.source] += 1
        match = self._api.match(exchange.request.method, exchange.request.path)
        if match is not None and match.endpoint is not None and exchange.answer is not None:
            self.statuses[match.endpoint.id][exchange.answer.status] += 1

    def link(self, name: str) -> None:
        """Counts a link of the spec that was followed: `operationId status name`."""
        self.links[name] += 1

    @property
    def operations(self) -> int:
        """How many operations were called."""
        return sum(1 for seen in self.statuses.values() if seen)

    def missing(self, outdated: Iterable[Finding] = (), *, links: int = LINKS) -> Iterator[str]:
        """What a complete run would have covered and this one has not, in sentences.

        Args:
            outdated: findings that show a guess of the spec to be wrong: they say already why a status did not come.
            links: how many links must have been followed.
        """
        explained = {(finding.operation, _STATUSES.get(finding.rule)) for finding in outdated}
        for endpoint in self._api.endpoints.values():
            for status in provokable(endpoint):
                is_explained = (endpoint.id, 200 if status < 300 else status) in explained
                if not self.statuses[endpoint.id][status] and not is_explained:
                    yield f"{endpoint.id} never answered {status}."
        if len(self.links) < links:
            yield f"Only {len(self.links)} links were followed; {links} are needed."


def provokable(endpoint: Endpoint) -> Iterator[int]:
    """The statuses that a client can bring about: success, and refusals of a wrong request."""
    yield from endpoint.successes
    has_rules = endpoint.body is not None or endpoint.query or "x-settled-when" in endpoint.operation.raw
    for status, possible in ((400, has_rules), (401, True), (404, True)):
        if possible and endpoint.lists(status):
            yield status
