"""What answers and bodies show of each schema of the spec: every value, with the places that speak for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scripts import spec as specs
from scripts.spec import Object, join
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import KEY, Exchange
from tests.contract.live.lists import id_field
from tests.contract.parsing import parse_json

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
CONTENT = "/content/application~1json/schema"


class Absent:
    """What stands for a property that is not there."""


ABSENT = Absent()


@dataclass(frozen=True)
class Visit:
    """A value, or its absence, and what the spec says about it.

    Args:
        places: the pointers of the schemas that describe it, references followed.
        value: the value, or `ABSENT`.
        holder: the object that it is a property of.
        exchange: where it was seen.
    """

    places: tuple[str, ...]
    value: Any
    holder: Mapping[str, Any]
    exchange: Exchange


def walk(
    spec: Object, pointer: str, value: Any, exchange: Exchange, holder: Mapping[str, Any] | None = None
) -> Iterator[Visit]:
    """Yields every value below a schema, and every property that is not there."""
    places = [pointer]
    while isinstance(ref := specs.at(spec, places[-1]).get("$ref"), str):
        places.append(ref)
    yield Visit(tuple(places), value, holder or {}, exchange)
    schema = specs.at(spec, places[-1])
    if isinstance(value, dict):
        for name in schema.get("properties", {}):
            yield from walk(spec, join(places[-1], "properties", name), value.get(name, ABSENT), exchange, value)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            yield from walk(spec, join(places[-1], "items"), item, exchange)


def reach(spec: Object, pointer: str) -> set[str]:
    """The pointers of all schemas that a schema is made of."""
    found: set[str] = set()
    waiting = [pointer]
    while waiting:
        if (here := waiting.pop()) in found:
            continue
        found.add(here)
        schema = specs.at(spec, here)
        if isinstance(ref := schema.get("$ref"), str):
            waiting.append(ref)
        waiting += [join(here, "properties", name) for name in schema.get("properties", {})]
        waiting += [join(here, "items")] if "items" in schema else []
    return found


def response_schema(endpoint: Endpoint, status: int) -> str | None:
    """Where the schema of an answer with some status stands; None when it has none."""
    if 200 <= status < 300 and not endpoint.lists(status):
        status = endpoint.successes[0]
    pointer = endpoint.response_pointer(str(status))
    node = specs.at(endpoint.spec, pointer)
    pointer = node.get("$ref", pointer)
    return pointer + CONTENT if specs.json_schema(specs.resolve(endpoint.spec, node)) is not None else None


def body_schema(endpoint: Endpoint) -> str | None:
    """Where the schema of the body stands; None when it takes none."""
    return None if endpoint.body is None else join(endpoint.operation.pointer, "requestBody") + CONTENT


class Seen:
    """What was seen of each schema.

    Args:
        api: the API.
        exchanges: what was said.

    Attributes:
        answers: the values in answers, by the pointers of the schemas that describe them.
        bodies: the values that were sent, likewise.
        sent: the bodies that things were made from, by their ids.
    """

    def __init__(self, api: Api, exchanges: Sequence[Exchange]) -> None:
        self.api = api
        self.exchanges = list(exchanges)
        self.answers: dict[str, list[Visit]] = {}
        self.bodies: dict[str, list[Visit]] = {}
        self.sent: dict[str, Mapping[str, Any]] = {}
        self._endpoints: dict[int, Endpoint | None] = {}
        for exchange in self.exchanges:
            if (endpoint := self.endpoint(exchange)) is not None and exchange.answer is not None:
                self._note(endpoint, exchange)

    def endpoint(self, exchange: Exchange) -> Endpoint | None:
        """The operation that was called."""
        if exchange.number not in self._endpoints:
            match = self.api.match(exchange.request.method, exchange.request.path)
            self._endpoints[exchange.number] = match.endpoint if match else None
        return self._endpoints[exchange.number]

    def _note(self, endpoint: Endpoint, exchange: Exchange) -> None:
        answer = exchange.answer
        assert answer is not None
        schema, body = response_schema(endpoint, answer.status), body_schema(endpoint)
        if schema is not None and answer.json is not None:
            for visit in walk(self.api.spec, schema, answer.json, exchange):
                _file(self.answers, visit)
        if body is not None and exchange.request.body is not None:
            sent = parse_json(exchange.request.body)
            for visit in walk(self.api.spec, body, sent, exchange):
                _file(self.bodies, visit)
            id_ = answer.object.get(id_field(self.api, endpoint.kind)) if endpoint.verb == "create" else None
            if isinstance(id_, str) and isinstance(sent, dict):
                self.sent[id_] = sent

    def calls(self, endpoint: Endpoint) -> list[Exchange]:
        """The calls of an operation with the right key that were answered, those put off with 429 apart."""
        return [
            exchange
            for exchange in self.exchanges
            if exchange.answer is not None
            and exchange.answer.status != 429
            and exchange.request.header(self.api.key_header) == KEY
            and self.endpoint(exchange) is endpoint
        ]


def _file(visits: dict[str, list[Visit]], visit: Visit) -> None:
    for place in visit.places:
        visits.setdefault(place, []).append(visit)


TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def type_of(value: object) -> str:
    """The JSON type of a value; a whole number is an integer."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "integer" if float(value).is_integer() else "number"
    return TYPES.get(type(value), "nothing")


def has_type(value: object, name: str) -> bool:
    """Whether a value is of a JSON type."""
    found = type_of(value)
    return found == name or (name, found) == ("number", "integer")


def _is_time(value: object, *, zone: bool) -> bool:
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d", value):
        return False
    try:
        return (datetime.fromisoformat(value).tzinfo is not None) == zone
    except ValueError:
        return False


def _is_http_date(value: object) -> bool:
    try:
        return isinstance(value, str) and parsedate_to_datetime(value).year > 0
    except (ValueError, TypeError, IndexError, OverflowError):
        return False


def _is_uri(value: object) -> bool:
    try:
        return isinstance(value, str) and " " not in value and bool(urlsplit(value).scheme and urlsplit(value).netloc)
    except ValueError:
        return False


# Formats that the registry of OpenAPI knows, the first that fits being the one.
FORMATS = {
    "date-time": lambda value: _is_time(value, zone=True),
    "date-time-local": lambda value: _is_time(value, zone=False),
    "http-date": _is_http_date,
    "unixtime": lambda value: has_type(value, "number"),
    "uri": _is_uri,
    "uri-reference": lambda value: isinstance(value, str) and re.fullmatch(r"/[!-~]*", value) is not None,
}


def format_of(values: Sequence[object]) -> str | None:
    """The first format that all values have; None when there is none, or no value."""
    fitting = (name for name, fits in FORMATS.items() if all(map(fits, values)))
    return next(fitting, None) if values else None


def word(text: object) -> str:
    """A name that a server chose, as long as it is one; what it looks like otherwise."""
    return text if isinstance(text, str) and WORD.fullmatch(text) else outline(text)


def outline(value: object) -> str:
    """What a value looks like, without what it says: digits become 9, letters a or A, and the rest is cut off."""
    if not isinstance(value, str):
        return type_of(value)
    if _is_uri(value):
        return f"{urlsplit(value).scheme}://..."
    text = re.sub(r"[0-9]", "9", re.sub(r"[a-z]", "a", re.sub(r"(?<![0-9])[A-Z]|[A-SU-Y]", "A", value[:40])))
    return re.sub(r"[^aATZ9 ,.:;+/_-]", "?", text) + ("..." if len(value) > 40 else "")
