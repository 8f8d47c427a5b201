"""Rows about the API key: where it counts, and what happens when it is missing, wrong or nearly right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, cycle

from tests.contract.api import Endpoint
from tests.contract.caller import id_in, items_in
from tests.contract.exchange import KEY, KEY_BUT_LAST, KEY_SWAPPED, Headers, Request
from tests.contract.protocol.slots import JSON_HEADERS
from tests.contract.protocol.table import EITHER, SOURCE, Expected, Table, documented, success, undocumented
from tests.contract.protocol.things import Things

_NEEDED = "key-needed"
_EXACT = "key-exact"
_BOGUS = "nobody-was-given-this-key"
LETS_ALL_IN = "The server lets every key in, so that no more wrong keys were tried."


@dataclass(frozen=True)
class Way:
    """A way to send the key, or something like it.

    Args:
        what: the way in words, as it reads behind an operation's name.
        headers: the headers that are sent.
        rule: the rule that any other answer than 401 breaks.
        query: what is added to the target.
        monstrous: whether something on the way may refuse it.
    """

    what: str
    headers: Headers = ()
    rule: str = _EXACT
    query: str = ""
    monstrous: bool = False


def _elsewhere(header: str) -> Iterator[Way]:
    other = header.removeprefix("x-") if header.startswith("x-") else f"x-{header}"
    yield Way("with an empty key", ((header, ""),), _NEEDED)
    yield Way(f"with the key as {header} in the query", (), _NEEDED, f"?{header}={KEY}")
    yield Way("with the key as api_key in the query", (), _NEEDED, f"?api_key={KEY}")
    yield Way("with the key in a cookie", (("Cookie", f"{header}={KEY}"),), _NEEDED)
    yield Way("with the key as a bearer token", (("Authorization", f"Bearer {KEY}"),), _NEEDED)
    yield Way("with the key as the whole authorization", (("Authorization", KEY),), _NEEDED)
    yield Way(f"with the key as {other}", ((other, KEY),), _NEEDED)


def _wrong(header: str, *, cased: bool) -> Iterator[Way]:
    yield Way("with the key without its last character", ((header, KEY_BUT_LAST),))
    yield Way("with a character behind the key", ((header, f"{KEY}x"),))
    yield Way("with a character before the key", ((header, f"x{KEY}"),))
    yield Way("with the key twice in one header", ((header, f"{KEY}, {KEY}"),))
    yield Way("with the key in quotes", ((header, f'"{KEY}"'),))
    if cased:
        yield Way("with the key in the other case", ((header, KEY_SWAPPED),))
    yield Way("with a key that is not ASCII", ((header, "ключ"),), monstrous=True)
    yield Way("with a key of 10,000 characters", ((header, "x" * 10_000),), monstrous=True)


def _two(header: str) -> Iterator[Way]:
    yield Way("with the key behind an unknown key", ((header, _BOGUS), (header, KEY)))
    yield Way("with the key before an unknown key", ((header, KEY), (header, _BOGUS)))


def check_keys(table: Table, things: Things, *, cased: bool) -> Iterator[str]:
    """Sends the rows; yields what could not be tested, in sentences.

    Args:
        table: sends them.
        things: what they are about.
        cased: whether the key has letters, so that it is another one in the other case.
    """
    header = table.api.key_header
    endpoints = [e for e in table.api.endpoints.values() if things.target(e)]
    bogus = Way("with an unknown key", ((header, _BOGUS),))
    lets_all_in = _lets_all_in(table, things, bogus)
    for endpoint in endpoints:
        _try(table, things, endpoint, Way("without a key", rule=_NEEDED), things.target(endpoint))
        if endpoint.takes_id:
            _try(table, things, endpoint, Way("without a key, about nothing,", rule=_NEEDED), endpoint.target(_BOGUS))
    ways: Iterable[Way] = _elsewhere(header)
    if lets_all_in:
        yield LETS_ALL_IN
        for way in (way for way in _wrong(header, cased=cased) if not way.monstrous):
            _lets_all_in(table, things, way)
    else:
        ways = chain([bogus], ways, _wrong(header, cased=cased))
    for way in ways:
        for endpoint in endpoints:
            _try(table, things, endpoint, way, things.target(endpoint))
    readers = [endpoint for endpoint in endpoints if endpoint.operation.method == "GET"]
    # The docs say nothing about two keys, and what stands before a server may pass on only one of them.
    for way in () if lets_all_in else _two(header):
        for endpoint in readers:
            request = Request("GET", things.target(endpoint), None, way.headers)
            table.send(way.what, request, Expected("401 400", _EXACT, undocumented(endpoint)))
    _accepted(table, things, readers)


def _try(table: Table, things: Things, endpoint: Endpoint, way: Way, target: str) -> None:
    content = things.content(endpoint)
    headers = way.headers if content is None else (*way.headers, *JSON_HEADERS)
    request = Request(endpoint.operation.method, target + way.query, content, headers)
    expected = Expected("401", way.rule, documented(endpoint, "401"))
    table.send(way.what, request, replace(expected, statuses="4xx", aside=True) if way.monstrous else expected)


def _lets_all_in(table: Table, things: Things, bogus: Way) -> bool:
    """Whether the server takes a key that nobody was given; it must not be a key to what was made with another."""
    lets_in = True
    for endpoint in table.api.endpoints.values():
        if endpoint.operation.method != "GET" or not things.target(endpoint):
            continue
        exchange, _ = table.session.send(SOURCE, Request("GET", things.target(endpoint), None, bogus.headers))
        answer = exchange.answer
        if answer is None or answer.status == 401 or (endpoint.page is not None and not answer.succeeded):
            lets_in = False
        elif answer.succeeded:
            shown = items_in(endpoint, answer) if endpoint.page is not None else [answer.object]
            if things.of(endpoint.kind) in map(id_in, shown):
                message = f"{endpoint.id} {bogus.what} answered {answer.status} and shows what another key made."
                table.fail(_EXACT, message, documented(endpoint, "401"), exchange)
    return lets_in


def _accepted(table: Table, things: Things, readers: list[Endpoint]) -> None:
    """Ways to send the key that work, or may work. Reading everything shows as well what the rows above changed."""
    header = table.api.key_header
    for endpoint, name in zip(readers, cycle((header.upper(), header.title())), strict=False):
        request = Request("GET", things.target(endpoint), None, ((name, KEY),))
        table.send(f"with the key as {name}", request, success(endpoint, "header-case"))
    odd: tuple[tuple[str, Headers], ...] = (
        ("with blanks around the key", ((header, f"  {KEY}  "),)),
        ("with the key in two headers", ((header, KEY), (header, KEY))),
    )
    for (what, headers), endpoint in zip(odd, cycle(readers), strict=False):
        table.send(what, Request("GET", things.target(endpoint), None, headers), EITHER)
