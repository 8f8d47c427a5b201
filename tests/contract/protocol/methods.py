"""Rows about methods: those that a path does not have are refused, and a 405 tells which it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

from tests.contract.api import Endpoint
from tests.contract.exchange import KEY, Exchange
from tests.contract.finding import Place
from tests.contract.protocol.table import Expected, Table, success, undocumented
from tests.contract.protocol.things import Things

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Servers, and what stands before them, may answer these by themselves.
_OWN = {"HEAD": "2xx 4xx 501", "OPTIONS": "2xx 404 405 501", "TRACE": "2xx 4xx 501"}
_REFUSED = "method-refused"
_OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def check_methods(table: Table, things: Things) -> None:
    """Sends the rows."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for endpoint in table.api.endpoints.values():
        paths.setdefault(endpoint.operation.path, {})[endpoint.operation.method] = endpoint
    for endpoints in paths.values():
        if target := things.target(next(iter(endpoints.values()))):
            _try_path(table, things, target, endpoints)
    _override(table, things)


def _try_path(table: Table, things: Things, target: str, endpoints: Mapping[str, Endpoint]) -> None:
    first = next(iter(endpoints.values()))
    resource = table.api.resources.get(first.kind)
    around = resource.endpoints if resource else endpoints
    bodies = (things.content(e) for e in around.values() if e.body is not None)
    body = next(bodies, None)
    answers: dict[str, Exchange] = {}
    for method in (method for method in _METHODS if method not in endpoints):
        request = table.session.request(method, target, None if method in ("GET", "DELETE") else body)
        refused = Expected("2xx 404 405 501", _REFUSED, undocumented(first))
        answers[method] = table.send("which the path does not have", request, refused)
    for method, statuses in _OWN.items():
        own = Expected(statuses, _REFUSED, undocumented(first))
        answers[method] = table.send("which no operation has", table.session.request(method, target), own)
    _check_allow(table, frozenset(endpoints), answers)
    _check_effects(table, undocumented(first), answers)
    if "GET" in endpoints:
        fine = success(endpoints["GET"], _REFUSED)
        get = table.send("after all other methods", table.session.request("GET", target), fine)
        _check_head(table, answers["HEAD"], get)


def _status(exchange: Exchange) -> int:
    return exchange.answer.status if exchange.answer is not None else 0


def _allowed(exchange: Exchange) -> frozenset[str] | None:
    """The methods that Allow names; None when there is no such header."""
    headers = exchange.answer.headers if exchange.answer is not None else ()
    values = [value for name, value in headers if name == "allow"]
    return frozenset(word.strip() for value in values for word in value.split(",") if word.strip()) if values else None


def _check_allow(table: Table, known: frozenset[str], answers: Mapping[str, Exchange]) -> None:
    refused = {method for method, exchange in answers.items() if _status(exchange) == 405}
    for method in sorted(refused - {"TRACE"}):
        named = _allowed(answers[method])
        said = f"{table.name(answers[method].request)} answered 405"
        if named is None:
            table.fail("allow-true", f"{said} without an Allow header.", (), answers[method])
        elif missing := known - named:
            table.fail("allow-true", f"{said}, and Allow leaves out {', '.join(sorted(missing))}.", (), answers[method])
        elif wrong := (named & refused) | (named - known - answers.keys()):
            table.fail("allow-true", f"{said}, and Allow names {', '.join(sorted(wrong))}.", (), answers[method])


def _check_effects(table: Table, places: tuple[Place, ...], answers: Mapping[str, Exchange]) -> None:
    named = [found for exchange in answers.values() if (found := _allowed(exchange)) is not None]
    for method, exchange in answers.items():
        name = table.name(exchange.request)
        if method in _METHODS and 200 <= _status(exchange) < 300:
            # If an Allow of this path does not name the method, the server contradicts itself.
            belied = any(method not in found for found in named)
            message = f"{name}, which the path does not have, answered {_status(exchange)}."
            table.fail(_REFUSED, message, () if belied else places, exchange)
        if _status(exchange) == 404 and method in _METHODS and any(_status(e) == 405 for e in answers.values()):
            table.fail(_REFUSED, f"{name} answered 404; to other methods, the path answers 405.", places, exchange)
        if exchange.answer is not None and _shows_key(table.api.key_header, exchange.answer.body):
            table.fail("key-hidden", f"{name} answered with the API key.", (), exchange)


def _shows_key(header: str, body: bytes) -> bool:
    return f"{header}: {KEY}".encode() in body.lower().replace(b":{", b": {")


def _check_head(table: Table, head: Exchange, get: Exchange) -> None:
    if _status(head) not in (0, 404, 405, 501, _status(get)):
        message = f"{table.name(head.request)} answered {_status(head)}, and GET {_status(get)}."
        table.fail("head-as-get", message, (), head, get)


def _override(table: Table, things: Things) -> None:
    """Asks to read something and, in ways that some frameworks know, to delete it."""
    readers = [r.endpoints["get"] for r in table.api.resources.values() if "get" in r.can and things.of(r.kind)]
    for get, header in zip(cycle(readers), (*_OVERRIDES, ""), strict=False):
        target = things.target(get)
        request = table.request("GET", target, None, ((header, "DELETE"),) if header else ())
        request = request if header else replace(request, target=f"{target}?_method=DELETE")
        what = f"with {header or '_method'}: DELETE"
        table.send(what, request, Expected("2xx 400 405", _REFUSED, undocumented(get)))
        table.send(f"after a GET {what}", table.session.request("GET", target), success(get, _REFUSED))
