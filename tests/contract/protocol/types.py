"""Rows about content types and encodings: a body is read as what it is, or refused; it is never garbled."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from scripts.spec import JSON, join
from tests.contract.api import Endpoint
from tests.contract.exchange import Headers
from tests.contract.finding import Place
from tests.contract.protocol.slots import writers
from tests.contract.protocol.table import EITHER, Expected, Table
from tests.contract.protocol.things import Things, encode

_FORM = "application/x-www-form-urlencoded"
_BOM = "\ufeff"


@dataclass(frozen=True)
class Way:
    """A way to send JSON.

    Args:
        what: the way in words.
        type: the content type; empty when there is none.
        code: makes bytes of the JSON.
        works: whether every server has to understand it.
        more: further headers.
    """

    what: str
    type: str = JSON
    code: Callable[[str], bytes] = str.encode
    works: bool = False
    more: Headers = ()

    @property
    def headers(self) -> Headers:
        """The headers beside the key."""
        return ((("Content-Type", self.type),) if self.type else ()) + self.more


def _in(coding: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(coding)


def _pack(text: str) -> bytes:
    return gzip.compress(text.encode("utf-8"), mtime=0)


def _spread(text: str) -> bytes:
    return json.dumps(json.loads(text), ensure_ascii=False, indent="\t").replace("\n", "\r\n").encode("utf-8")


def _escape(text: str) -> bytes:
    return json.dumps(json.loads(text)).encode("ascii")


_PACKED = (("Content-Encoding", "gzip"),)
_WAYS = (
    Way("in JSON with charset=utf-8", f"{JSON}; charset=utf-8", works=True),
    Way("in JSON with charset=UTF-8", f"{JSON};charset=UTF-8", works=True),
    Way("in JSON that is called so in capitals", JSON.upper(), works=True),
    Way("in JSON with blanks and line ends", code=_spread, works=True),
    Way("in JSON with escapes", code=_escape, works=True),
    Way("without a content type", ""),
    *(Way(f"in JSON that is called {kind}", kind) for kind in ("text/plain", "text/html", _FORM, "json", "*/*")),
    Way("in JSON and Latin-1", f"{JSON}; charset=iso-8859-1", _in("latin-1")),
    Way("in JSON and Latin-1 that is called UTF-8", f"{JSON}; charset=utf-8", _in("latin-1")),
    Way("in JSON and Latin-1 without saying so", code=_in("latin-1")),
    *(Way(f"in JSON and {coding}", f"{JSON}; charset={coding}", _in(coding)) for coding in ("utf-16", "utf-32-be")),
    *(Way(f"in JSON and {coding} without saying so", code=_in(coding)) for coding in ("utf-16", "utf-16-le")),
    Way("in JSON behind a byte order mark", code=lambda text: f"{_BOM}{text}".encode()),
    Way("in JSON with an unknown charset", f"{JSON}; charset=none-such"),
    Way("in compressed JSON", code=_pack, more=_PACKED),
    Way("in compressed JSON without saying so", code=_pack),
    Way("in JSON that is said to be compressed", more=_PACKED),
)


def check_types(table: Table, things: Things) -> None:
    """Sends a text in each way, and reads what became of it."""
    found = writers(table, things, "string")
    for writer in found:
        for way in _WAYS:
            text = f"Zoë, naïve, {things.text()}"
            body = way.code(writer.body(encode(text)).decode("utf-8"))
            expected = _works(writer.slot.update) if way.works else EITHER
            writer.write(way.what, body, (text,), expected=expected, headers=way.headers)
        for kind in (_FORM, JSON):
            text = things.text()
            form = urlencode({writer.slot.path[0]: text}).encode("ascii")
            writer.write(f"as a form that is called {kind}", form, (text,), headers=(("Content-Type", kind),))
    changed = {writer.slot.update.kind for writer in found}
    for create in table.api.endpoints.values():
        if create.verb == "create" and create.body is not None and create.kind not in changed:
            for way in _WAYS:
                body = way.code(encode(things.body(create)).decode("utf-8"))
                request = table.request(create.operation.method, create.target(), body, way.headers)
                table.send(way.what, request, _works(create) if way.works else EITHER)


def _works(endpoint: Endpoint) -> Expected:
    return Expected("2xx", "valid-accepted", (Place(join(endpoint.operation.pointer, "requestBody")),))
