"""Rows about query parameters: values that are out of bounds, no numbers or unknown; names that are nearly right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from scripts.spec import Object, join, resolve
from tests.contract.api import Endpoint
from tests.contract.caller import id_in, items_in, lists
from tests.contract.exchange import Exchange
from tests.contract.finding import Place
from tests.contract.protocol.table import EITHER, Expected, Table, documented, success, undocumented
from tests.contract.protocol.things import Things

# These are no whole numbers, although some readers take the digits of other scripts for one.
_NO_NUMBERS = ("abc", "0x1", "1.5", "%EF%BC%91", "1,2", "null")
# Some readers take these for whole numbers, and others do not; HTTP has no numbers.
_ODD_NUMBERS = ("", "%201", "1%20", "%2B1", "01", "1.0", "1e1", "1_0", "1%00")
_HUGE = ("1" + "0" * 18, str(2**63), "1" + "0" * 30, "9" * 5_000)
_ODD_VALUES = ("", "%00", "%F0%9F%8E%AC", "%FF", "'%20OR%20'1'='1", "%25")
_REPEATED = ("{0}=1&{0}=2", "{0}=2&{0}=1", "{0}=1&{0}=abc", "{0}=abc&{0}=1", "{0}[]=1", "{0}", "{0}=1;{0}=2")
_ODD_QUERIES = ("", "&&&", "=1", "%zz=%", "%FF=%FF", "%00=%00", "a[b][]=1", "unknown=1", "{}", "a=" + "b" * 6_000)


def check_query(table: Table, things: Things) -> None:
    """Sends the rows."""
    parameters = [
        (endpoint, name, resolve(table.api.spec, parameter.get("schema", {})))
        for endpoint in lists(table.api)
        for name, parameter in endpoint.query.items()
    ]
    for endpoint in lists(table.api):
        things.of(endpoint.kind)
        things.fresh(endpoint.kind)  # with two, pages, limits and filters make a difference
    for endpoint, name, schema in parameters:
        if schema.get("type") == "integer":
            _try_numbers(table, endpoint, name, schema)
        elif "enum" in schema:
            _try_values(table, endpoint, name, [str(value) for value in schema["enum"]])
    for endpoint in lists(table.api):
        plain = table.session.request("GET", endpoint.target())
        usual = _ids(table.send("without a query", plain, success(endpoint)), endpoint)
        own = [(name, schema) for other, name, schema in parameters if other is endpoint]
        for name, schema in own:
            _misspell(table, endpoint, name, schema, usual)
        for query, (name, _) in zip(_REPEATED, cycle(own), strict=False):
            _ask(table, endpoint, query.format(name), EITHER)
        for query in _ODD_QUERIES:
            _ask(table, endpoint, query, EITHER)


def _ask(table: Table, endpoint: Endpoint, query: str, expected: Expected) -> Exchange:
    request = table.session.request("GET", f"{endpoint.target()}?{query}")
    # What is long or odd may be refused on the way.
    odd = expected is EITHER and ("%" in query or len(query) > 1_000)
    return table.send(f"with ?{query[:40]}", request, replace(expected, aside=True) if odd else expected)


def _invalid(endpoint: Endpoint, name: str, facet: str) -> Expected:
    pointer = endpoint.parameter(name)
    places = (Place(join(pointer, "schema"), facet), Place(pointer, "name"), *documented(endpoint, "400"))
    return Expected("400", "invalid-refused", places)


def _try_numbers(table: Table, endpoint: Endpoint, name: str, schema: Object) -> None:
    least = schema.get("minimum")
    for number in () if least is None else dict.fromkeys((least - 1, -1, -(10**18), -(10**30))):
        _ask(table, endpoint, f"{name}={number}", _invalid(endpoint, name, "bounds"))
    for text in _NO_NUMBERS:
        _ask(table, endpoint, f"{name}={text}", _invalid(endpoint, name, "type"))
    for text in (*_ODD_NUMBERS, *_HUGE):
        _ask(table, endpoint, f"{name}={text}", EITHER)


def _try_values(table: Table, endpoint: Endpoint, name: str, values: list[str]) -> None:
    for text in ("unknown", values[0].upper(), values[0].title(), values[-1][:-1], f"{values[-1]}x"):
        if text and text not in values:
            _ask(table, endpoint, f"{name}={text}", _invalid(endpoint, name, "values"))
    for text in (*_ODD_VALUES, f"{values[0]}%20", ",".join(values)):
        _ask(table, endpoint, f"{name}={text}", EITHER)


def _misspell(table: Table, endpoint: Endpoint, name: str, schema: Object, usual: list[str] | None) -> None:
    """Sends a value that makes a difference under a name that is nearly right: there it must make none."""
    for value in _telling(schema):
        told = _ids(_ask(table, endpoint, f"{name}={value}", EITHER), endpoint)
        if told is not None and told != usual:
            break
    else:
        return
    near = name.capitalize()
    exchange = _ask(table, endpoint, f"{near}={value}", EITHER)
    shown = _ids(exchange, endpoint)
    if None not in (shown, usual) and shown != usual:
        message = f"{endpoint.id} takes {near} for {name}: ?{near}={value} changes what it answers."
        table.fail("names-exact", message, undocumented(endpoint), exchange)


def _telling(schema: Object) -> Iterator[object]:
    yield from (1, 10**6) if schema.get("type") == "integer" else schema.get("enum", ())


def _ids(exchange: Exchange, endpoint: Endpoint) -> list[str] | None:
    answer = exchange.answer
    return [id_in(item) for item in items_in(endpoint, answer)] if answer is not None and answer.succeeded else None
