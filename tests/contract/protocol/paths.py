"""Rows about paths: those that the API does not have are not found."""

from __future__ import annotations

from itertools import cycle
from urllib.parse import urlsplit

from tests.contract.caller import lists
from tests.contract.protocol.table import Expected, Table, documented, undocumented
from tests.contract.protocol.things import Things

_RULE = "path-not-found"


def check_paths(table: Table, things: Things) -> None:
    """Sends the rows."""
    api = table.api
    readers = [r.endpoints["get"] for r in api.resources.values() if "get" in r.can and things.of(r.kind)]
    for endpoint in readers[:1]:
        below = things.target(endpoint)
        for path in ("/nonsense", "/nonsense/1", f"{below}/nonsense", f"{below}/a/b"):
            for method in ("GET", "DELETE"):
                unknown = Expected("404", _RULE, documented(endpoint, "404"))
                table.send("which is no path of the API", table.session.request(method, path), unknown)
    prefix = urlsplit(str(api.spec["servers"][0]["url"])).path
    for endpoint in lists(api):
        near = Expected("404", _RULE, undocumented(endpoint))
        path = endpoint.target()
        for other in (path.title(), path[:-1], f"{prefix}{path}"):
            table.send("which is nearly a path of the API", table.session.request("GET", other), near)
    resolved = ("{0}/", "/{0}", "{0}//", "/.{0}", "/nonsense/..{0}", "{0}%20", "{0}%00", "{0}.json", "{0};a=b", "", "/")
    for pattern, endpoint in zip(resolved, cycle(lists(api)), strict=False):
        # Servers, and what stands before them, differ in which of these they take for a path of the API.
        either = Expected("2xx 3xx 4xx", _RULE, undocumented(endpoint), aside=True)
        request = table.session.request("GET", pattern.format(endpoint.target()))
        table.send("which some take for another path", request, either)
