"""What mutants are made of: requests and answers that can be edited, and a server that can be asked again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.contract.api import Api, Endpoint, Match
from tests.contract.parsing import parse_json

Json = dict[str, Any]
Headers = tuple[tuple[bytes, bytes], ...]

JSON_TYPE = b"application/json"
_LENGTH = b"content-length"
_TYPE = b"content-type"


@dataclass(frozen=True)
class Call:
    """A request as a mutant sees it.

    Args:
        api: the API that it is sent to.
        scope: what the server says about the connection.
        method: the method, in capitals.
        path: the path below the API's prefix, percent-encoded.
        query: the query, as it was sent.
        headers: the headers, names in lower case.
        body: all of the body.
    """

    api: Api = field(repr=False)
    scope: Scope = field(repr=False)
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    @cached_property
    def _match(self) -> Match | None:
        return self.api.match(self.method, self.path)

    @property
    def endpoint(self) -> Endpoint | None:
        """The operation that is called; None when there is none."""
        return self._match.endpoint if self._match else None

    @property
    def id(self) -> str:
        """The id in the path, decoded; empty when there is none."""
        return self._match.id if self._match else ""

    def does(self, kind: str, *verbs: str) -> bool:
        """Whether it does one of these to a resource of the kind; without verbs, whether it does anything to it."""
        endpoint = self.endpoint
        return endpoint is not None and endpoint.kind == kind and (not verbs or endpoint.verb in verbs)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The query parameters; of several with one name, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True, errors="replace"))

    @cached_property
    def json(self) -> Json:
        """The body as a JSON object; an empty one when it is none."""
        value = parse_json(self.body)
        return value if isinstance(value, dict) else {}

    def number(self, name: str, default: int) -> int:
        """A whole number among the parameters."""
        text = self.parameters.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 1000 else default

    def header(self, name: bytes) -> bytes:
        """The value of a header; empty when it is not sent."""
        return next((value for other, value in self.headers if other == name), b"")

    def with_parameters(self, **changes: str | int | None) -> Call:
        """The same with other query parameters; None takes one out."""
        if all(self.parameters.get(name) == (None if new is None else str(new)) for name, new in changes.items()):
            return self
        query = {**self.parameters, **changes}
        return replace(self, query=urlencode({name: value for name, value in query.items() if value is not None}))

    def with_header(self, name: bytes, *values: bytes) -> Call:
        """The same with other values for a header."""
        kept = tuple((other, value) for other, value in self.headers if other != name)
        return replace(self, headers=(*kept, *((name, value) for value in values)))

    def with_body(self, body: bytes) -> Call:
        """The same with another body."""
        return replace(self.with_header(_LENGTH, str(len(body)).encode()), body=body)

    def with_json(self, value: Any) -> Call:
        """The same with another JSON body."""
        return self.with_body(_dump(value)).with_header(_TYPE, JSON_TYPE)

    def with_fields(self, **changes: Any) -> Call:
        """The same with other fields in the body."""
        return self.with_json({**self.json, **changes})

    def with_id(self, id_: str) -> Call:
        """The same about another resource of the kind."""
        assert self.endpoint is not None
        return replace(self, path=self.endpoint.target(quote(id_, safe="")))

    def to(self, kind: str, verb: str, id_: str = "", body: Any = None, **query: str | int) -> Call:
        """Another request by the same caller."""
        operation = self.api.resources[kind].endpoints[verb]
        path = operation.target(quote(id_, safe=""))
        other = replace(self, method=operation.operation.method, path=path, query=urlencode(query))
        return other.with_body(b"") if body is None else other.with_json(body)


@dataclass(frozen=True)
class Reply:
    """An answer as a mutant sees it; the names of headers are in lower case."""

    status: int
    headers: Headers
    body: bytes

    @property
    def succeeded(self) -> bool:
        """Whether the status says that the request took effect."""
        return 200 <= self.status < 300

    @cached_property
    def json(self) -> Json:
        """The body as a JSON object; an empty one when it is none. What is changed in it changes no answer."""
        value = parse_json(self.body)
        return value if isinstance(value, dict) else {}

    def with_body(self, body: bytes, kind: bytes = JSON_TYPE) -> Reply:
        """The same with another body."""
        told = () if self.status == 204 else ((_LENGTH, str(len(body)).encode()), (_TYPE, kind))
        kept = tuple((name, value) for name, value in self.headers if name not in (_LENGTH, _TYPE))
        return replace(self, headers=kept + told, body=body)

    def with_json(self, value: Any) -> Reply:
        """The same with another JSON body."""
        return self.with_body(_dump(value))

    def with_fields(self, **changes: Any) -> Reply:
        """The same with other fields in the JSON body."""
        return self.with_json({**self.json, **changes})

    def with_status(self, status: int) -> Reply:
        """The same with another status, which an error body tells too."""
        changed = replace(self, status=status)
        return changed.with_fields(status=status) if isinstance(self.json.get("status"), int) else changed


def answer(status: int, value: Any = None) -> Reply:
    """An answer of a mutant's own; None makes one without a body."""
    reply = Reply(status, (), b"")
    return reply if value is None else reply.with_json(value)


def error(status: int, message: str = "Something is wrong with this request.") -> Reply:
    """A refusal of a mutant's own."""
    return answer(status, {"error": "Refused", "message": message, "status": status})


def _dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


@dataclass
class Server:
    """The application behind a mutant.

    Args:
        api: the API that it serves.
        app: the application.
        memory: what the mutant wants to remember from one request to the next.
    """

    api: Api
    app: ASGIApp
    memory: Json = field(default_factory=dict)

    async def ask(self, call: Call) -> Reply:
        """Has a request answered."""
        path = prefix(self.api) + call.path
        scope = {
            **call.scope,
            "method": call.method,
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": call.query.encode("latin-1"),
            "headers": list(call.headers),
        }
        sent = [{"type": "http.request", "body": call.body, "more_body": False}]
        got: list[Message] = []

        async def receive() -> Message:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            got.append(message)

        await self.app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in got[1:])
        return Reply(got[0]["status"], tuple((name.lower(), value) for name, value in got[0]["headers"]), body)

    def count(self, *what: str) -> int:
        """How often this was asked with the same words, this time included."""
        name = " ".join(("count", *what))
        self.memory[name] = 1 + int(self.memory.get(name, 0))
        return int(self.memory[name])


Behaviour = Callable[[Call, Server], Awaitable[Reply]]


@dataclass(frozen=True)
class Mutant:
    """Something that a server may do wrong.

    Args:
        name: its name, in words that say what is wrong.
        group: the class of mistakes that it belongs to.
        kind: the kind of resources that is served wrongly; empty when it is not one alone.
        sentence: what is wrong, in a sentence.
        behave: answers requests, with the application's help.
    """

    name: str
    group: str
    kind: str
    sentence: str
    behave: Behaviour = field(repr=False)

    def wrap(self, app: ASGIApp, api: Api | None = None) -> ASGIApp:
        """The application with the mistake. What is not below the API's prefix passes by.

        Args:
            app: a correct application.
            api: the API that it serves; None reads the spec.
        """
        server = Server(api or Api(), app)
        base = prefix(server.api)

        async def mutated(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["raw_path"].decode("latin-1") if scope["type"] == "http" else ""
            if not path.startswith(f"{base}/"):
                await app(scope, receive, send)
                return
            call = Call(
                api=server.api,
                scope=scope,
                method=scope["method"],
                path=path.removeprefix(base),
                query=scope["query_string"].decode("latin-1"),
                headers=tuple(scope["headers"]),
                body=await _read(receive),
            )
            reply = await self.behave(call, server)
            await send({"type": "http.response.start", "status": reply.status, "headers": list(reply.headers)})
            await send({"type": "http.response.body", "body": reply.body})

        return mutated


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


def prefix(api: Api) -> str:
    """The path below which an API lives, such as /v1."""
    url: Mapping[str, str] = api.spec["servers"][0]
    return urlsplit(url["url"]).path.rstrip("/")
