"""What lists tell: their items, and whether a query parameter has an effect. Pages are compared, never trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import KEY, Answer, Exchange

# What is no number of a page, nor of items on one.
WRONG = ("0", "one")

Query = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page of a list, read as far as it can be read.

    Args:
        items: the objects on it.
        by_id: those that have an id, by their id.
        number: the number of the page, as the page tells it; None when it tells none.
        pages: how many pages there are, likewise.
    """

    items: tuple[Mapping[str, Any], ...]
    by_id: Mapping[str, Mapping[str, Any]]
    number: int | None
    pages: int | None

    @property
    def ids(self) -> list[str]:
        """The ids, in order."""
        return list(self.by_id)


def id_field(api: Api, kind: str) -> str:
    """The field that holds the id of things of a kind."""
    for endpoint in api.resources[kind].endpoints.values():
        for name, place in endpoint.answer_fields.items():
            if api.id_kinds.get(specs.at(api.spec, place.pointer).get("$ref", "")) == kind:
                return name
    return "id"


def read_page(api: Api, endpoint: Endpoint, answer: Answer | None) -> Page | None:
    """The page that an answer is; None when it is none. An array under another name than the spec's is found too."""
    rules = endpoint.page
    if rules is None or answer is None or answer.status != 200:
        return None
    value = answer.json
    arrays = {str(n): v for n, v in value.items() if isinstance(v, list)} if isinstance(value, dict) else {"": value}
    name = rules["items"] if rules["items"] in arrays else next(iter(arrays), None)
    if name is None or not isinstance(arrays[name], list):
        return None
    items = tuple(item for item in arrays[name] if isinstance(item, dict))
    field = id_field(api, endpoint.kind)
    by_id = {item[field]: item for item in items if isinstance(item.get(field), str)}
    return Page(items, by_id, _number(value, rules["page"]), _number(value, rules["pages"]))


def _number(value: Any, pointer: str) -> int | None:
    for key in specs.tokens(pointer):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def usable(id_: str) -> bool:
    """Whether an id can stand in a path without leading elsewhere."""
    return id_ not in ("", ".", "..") and unquote(id_) == id_ and "/" not in id_ and id_.isprintable()


def query_of(exchange: Exchange) -> dict[str, str]:
    """The query parameters of a request."""
    return dict(parse_qsl(exchange.request.target.partition("?")[2], keep_blank_values=True))


def role(endpoint: Endpoint, name: str) -> str:
    """What a query parameter of a list does: page, limit or filter."""
    rules = endpoint.page or {}
    return "page" if name == rules.get("parameter") else "limit" if name == rules.get("limit") else "filter"


def other_case(name: str) -> str:
    """The name as the docs print it in headings."""
    return name[:1].upper() + name[1:]


class Lists:
    """What the lists answered.

    Args:
        api: the API whose lists they are.
        exchanges: what was said; all but the lists' answers to the right key is passed over.
    """

    def __init__(self, api: Api, exchanges: Sequence[Exchange]) -> None:
        self._api = api
        self._asked: dict[str, list[tuple[dict[str, str], Exchange]]] = {}
        for exchange in exchanges:
            match = api.match(exchange.request.method, exchange.request.path)
            if match and match.endpoint and match.endpoint.page and exchange.request.header(api.key_header) == KEY:
                self._asked.setdefault(match.endpoint.id, []).append((query_of(exchange), exchange))

    def asked(self, endpoint: Endpoint) -> bool:
        """Whether the list answered at all."""
        return any(exchange.answer is not None for _, exchange in self._asked.get(endpoint.id, ()))

    def answer(self, endpoint: Endpoint, query: Query) -> Answer | None:
        """What the list first answered to a query, a 429 apart; None when it was not asked."""
        answers = (exchange.answer for asked, exchange in self._asked.get(endpoint.id, ()) if asked == query)
        return next((answer for answer in answers if answer is not None and answer.status != 429), None)

    def page(self, endpoint: Endpoint, query: Query) -> Page | None:
        """The page that it answered."""
        return read_page(self._api, endpoint, self.answer(endpoint, query))

    def understood(self, endpoint: Endpoint, name: str, spelled: str) -> bool | None:
        """Whether a parameter has an effect when it is spelled like this; None when nothing tells.

        Args:
            endpoint: the list.
            name: the parameter, as the spec calls it.
            spelled: how it was spelled in the query.
        """
        right, wrong = set[bool | None](), set[bool | None]()
        for query, exchange in self._asked.get(endpoint.id, ()):
            without = {other: value for other, value in query.items() if other != spelled}
            before, after = self.page(endpoint, without), read_page(self._api, endpoint, exchange.answer)
            if spelled not in query or before is None or exchange.answer is None:
                continue
            refused = exchange.answer.status == 400
            if query[spelled] in WRONG:
                wrong.add(refused)
            elif refused:  # whoever refuses a good value does not know the name
                right.add(False)
            elif after is not None:
                right.add(_effect(role(endpoint, name), name, query[spelled], before, after))
        if right & {True, False}:
            return True in right
        return True if True in wrong else None

    def spelling(self, endpoint: Endpoint, name: str) -> str:
        """How the server spells a parameter: like the spec, unless only the other case has an effect."""
        other = other_case(name)
        known = self.understood(endpoint, name, name)
        return other if not known and self.understood(endpoint, name, other) else name

    def refuses(self, endpoint: Endpoint, name: str, value: object) -> bool | None:
        """Whether a value of a parameter is answered with 400; None when it was not asked, or says nothing."""
        spelled = self.spelling(endpoint, name)
        answer = self.answer(endpoint, {spelled: str(value)})
        if answer is None or answer.status >= 500 or not self.understood(endpoint, name, spelled):
            return None
        return answer.status == 400

    def origin(self, endpoint: Endpoint) -> int | None:
        """The number of the first page; None when nothing tells."""
        rules = endpoint.page or {}
        first = self.page(endpoint, {})
        if first is None or not first.ids:
            return None
        limit, page = (self.spelling(endpoint, rules.get(key, "")) for key in ("limit", "parameter"))
        second = self.page(endpoint, {limit: "1", page: "2"})
        if second is not None and len(second.ids) == 1 and second.ids[0] in first.ids:
            place = first.ids.index(second.ids[0])
            return {1: 1, 2: 0}.get(place)
        return first.number if first.number in (0, 1) else None


def _effect(kind: str, field: str, value: str, before: Page, after: Page) -> bool | None:
    """Whether a page shows that a parameter had an effect; `before` is the same page without it."""
    if kind == "limit":
        return len(after.items) <= int(value) if len(before.items) > int(value) else None
    if kind == "page":
        if after.number == int(value) != before.number or (before.ids and not set(after.ids) & set(before.ids)):
            return True
        return False if before.ids and (before.pages or 0) > 1 else None
    if any(item.get(field) != value for item in after.items):
        return False
    return True if any(item.get(field) != value for item in before.items) else None
