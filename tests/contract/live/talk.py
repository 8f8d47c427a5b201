"""What a live run says to the server: one request at a time, remembered, until it is time to stop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import KEY, Answer, Exchange, Request
from tests.contract.finding import Finding, Grade, Verdict
from tests.contract.live.guard import Guard
from tests.contract.session import Session

FINDINGS = 5

Verdicts = Sequence[tuple[Finding, Verdict]]


class Talk:
    """Calls operations through a guard, and keeps every exchange.

    Args:
        session: judges every answer; its channel is the guard.
        guard: decides what is sent.

    Attributes:
        exchanges: what was said, in order.
    """

    def __init__(self, session: Session, guard: Guard) -> None:
        self.api: Api = session.api
        self.guard = guard
        self.exchanges: list[Exchange] = []
        self._session = session

    def ask(
        self,
        endpoint: Endpoint,
        id_: str = "",
        *,
        query: Mapping[str, object] | None = None,
        body: Object | None = None,
        key: str = KEY,
    ) -> Answer | None:
        """Calls an operation; a GET that was answered with 429 is sent once more, after the rest that was asked for.

        Args:
            endpoint: the operation.
            id_: the id in the path.
            query: the query parameters.
            body: the body.
            key: what to send in the place of the API key.

        Returns:
            The answer; None when it was lost.

        Raises:
            Stopped: nothing more is sent.
        """
        target = endpoint.target(quote(id_, safe="")) + (f"?{urlencode(query)}" if query else "")
        content = None if body is None else json.dumps(body).encode("ascii")
        request = self._session.request(endpoint.operation.method, target, content)
        headers = tuple((name, value.replace(KEY, key)) for name, value in request.headers)
        request = Request(request.method, request.target, request.body, headers)
        answer = self._send(request)
        if answer is not None and answer.status == 429 and request.method == "GET":
            answer = self._send(request)
        return answer

    def _send(self, request: Request) -> Answer | None:
        exchange, _ = self._session.send("live", request)
        self.exchanges.append(exchange)
        if len(distinct(self.api.spec, self.verdicts())) >= FINDINGS:
            self.guard.stop(f"{FINDINGS} findings were made.")
        return exchange.answer

    def verdicts(self) -> Verdicts:
        """Every finding so far, with its grade."""
        return self._session.verdicts()


def distinct(spec: Object, verdicts: Verdicts) -> dict[tuple[str, ...], Verdicts]:
    """The findings, those with one cause together.

    A documented fact is broken once for each rule and operation. A guess of the spec is wrong once, whatever follows
    from it and wherever it was made for the same reason; a guess at a query parameter is one for all lists.
    """
    found: dict[tuple[str, ...], list[tuple[Finding, Verdict]]] = {}
    for finding, verdict in verdicts:
        key: tuple[str, ...] = (finding.rule, finding.operation)
        if verdict.grade is Grade.OUTDATED and verdict.tag is not None:
            node: Any = specs.at(spec, verdict.tag.pointer)
            key = (str(node["name"]),) if "in" in node else (verdict.tag.facet, verdict.tag.why)
        found.setdefault(key, []).append((finding, verdict))
    return {key: tuple(pairs) for key, pairs in found.items()}
