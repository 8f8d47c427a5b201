"""A caller: makes requests from operations, and remembers which ids they made and which are gone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from scripts import spec as specs
from tests.contract.api import Api, Endpoint, Resource
from tests.contract.bodies import Bodies, Pick, fill
from tests.contract.exchange import Answer
from tests.contract.memory import ID
from tests.contract.session import Session
from tests.contract.slips import DELETED, UNKNOWN, wrong_id

MOST_PAGES = 100

Query = Mapping[str, object]


class Caller:
    """Calls operations in a session.

    Args:
        session: what the requests are sent through.
        bodies: makes bodies for what has to be made first.
        source: which part of the run it is.
    """

    def __init__(self, session: Session, bodies: Bodies, source: str) -> None:
        self.api: Api = session.api
        self.living: dict[str, list[str]] = {kind: [] for kind in self.api.resources}
        self.gone: dict[str, list[str]] = {kind: [] for kind in self.api.resources}
        self._session = session
        self._bodies = bodies
        self._source = source
        self._made = 0

    def call(self, endpoint: Endpoint, id_: str = "", *, query: Query | None = None, body: Any = None) -> Answer | None:
        """Calls an operation once.

        Args:
            endpoint: the operation.
            id_: the id in the path, as it is.
            query: the query parameters.
            body: the body, which may hold a `Pick` for an id; None sends none.

        Returns:
            The answer; None when there was none.
        """
        target = endpoint.target(quote(id_, safe="", errors="replace"))
        if query:
            target += "?" + urlencode({name: _text(value) for name, value in query.items()})
        content = None if body is None else json.dumps(fill(body, self.choose)).encode("ascii")
        exchange, _ = self._session.send(
            self._source, self._session.request(endpoint.operation.method, target, content)
        )
        if exchange.answer is not None and exchange.answer.succeeded:
            self._learn(endpoint, id_, exchange.answer)
        return exchange.answer

    def _learn(self, endpoint: Endpoint, id_: str, answer: Answer) -> None:
        kind = endpoint.kind
        if endpoint.verb == "create" and (new := id_in(answer.object)):
            self.living[kind].append(new)
        elif endpoint.verb == "delete":
            self.living[kind] = [other for other in self.living[kind] if other != id_]
            self.gone[kind].append(id_)

    def create(
        self,
        resource: Resource,
        extra: Mapping[str, object] | None = None,
        *,
        optional: bool = True,
        fails: bool = False,
    ) -> str:
        """Makes another thing of a kind, unlike the last one.

        Args:
            resource: of which kind.
            extra: more fields to send.
            optional: whether to send the fields that may be left out.
            fails: whether to write into its texts what makes jobs of emulators fail.

        Returns:
            Its id; empty when it was not made.
        """
        endpoint = resource.endpoints["create"]
        self._made += 1
        body = self._bodies.sample(endpoint, self._made, optional=optional, fails=fails)
        before = len(self.living[resource.kind])
        self.call(endpoint, body={**body, **(extra or {})})
        made = self.living[resource.kind][before:]
        return made[0] if made else ""

    def pick(self, kind: str, index: int = 0) -> str:
        """The id of something that lives, counted round and round from the newest; makes one when nothing does."""
        resource = self.api.resources[kind]
        if not self.living[kind] and "create" in resource.can:
            self.create(resource, optional=False)
        known = self.living[kind]
        return known[-1 - index % len(known)] if known else UNKNOWN

    def pick_gone(self, kind: str, index: int = 0) -> str:
        """The id of something that was deleted, counted likewise; deletes something when nothing was."""
        resource = self.api.resources[kind]
        if not self.gone[kind] and {"create", "delete"} <= resource.can:
            self.call(resource.endpoints["delete"], self.create(resource, optional=False) or UNKNOWN)
        known = self.gone[kind]
        return known[-1 - index % len(known)] if known else UNKNOWN

    def choose(self, pick: Pick) -> str:
        """The id that a `Pick` stands for."""
        if pick.slip == DELETED:
            return self.pick_gone(pick.kind, pick.index)
        return wrong_id(self.pick(pick.kind, pick.index), pick.slip) if pick.slip else self.pick(pick.kind, pick.index)

    def pages(self, endpoint: Endpoint, query: Query | None = None, most: int = MOST_PAGES) -> Iterator[Answer]:
        """Asks for each page of a list in turn, the first without a number, up to one beyond the last."""
        assert endpoint.page is not None
        for number in range(1, most + 1):
            turned = {endpoint.page["parameter"]: number} if number > 1 else {}
            answer = self.call(endpoint, query={**(query or {}), **turned})
            if answer is None or not answer.succeeded:
                return
            yield answer
            last = _at(answer.object, endpoint.page["pages"])
            if not items_in(endpoint, answer) or (isinstance(last, int) and number > last):
                return

    def read_pages(self, endpoint: Endpoint, query: Query | None = None, most: int = MOST_PAGES) -> list[Any]:
        """The items on all pages of a list."""
        return [item for answer in self.pages(endpoint, query, most) for item in items_in(endpoint, answer)]


def lists(api: Api) -> list[Endpoint]:
    """The operations that answer with a page."""
    return [endpoint for endpoint in api.endpoints.values() if endpoint.page is not None]


def items_in(endpoint: Endpoint, answer: Answer) -> list[Any]:
    """The items of a page; none when it is none."""
    items = answer.object.get(endpoint.page["items"]) if endpoint.page else None
    return items if isinstance(items, list) else []


def id_in(value: object) -> str:
    """The id that something shows; empty when it shows none."""
    id_ = value.get(ID) if isinstance(value, dict) else None
    return id_ if isinstance(id_, str) else ""


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _at(value: Any, pointer: str) -> Any:
    for token in specs.tokens(pointer):
        value = value.get(token) if isinstance(value, dict) else None
    return value
