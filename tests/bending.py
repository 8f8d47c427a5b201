"""Servers that break one thing: an emulator behind a wrapper that bends what goes in or comes out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.contract import survey
from tests.contract.api import Api
from tests.contract.channel import AppChannel
from tests.contract.finding import Grade
from tests.contract.protocol.table import Table
from tests.contract.protocol.things import Things
from tests.contract.rules import RULES
from tests.contract.session import Session
from twintone.emulator import ManualClock, create_app

SECRET = "tt-Zq7/x+3k=9Wd"
API = Api()
HEADER = API.key_header
BROKEN, OUTDATED = Grade.BROKEN, Grade.OUTDATED

Check = Callable[[Table, Things], object]


@dataclass(frozen=True)
class Asked:
    """A request; the names of its headers are in lower case, and its path and query are encoded.

    Args:
        twice: whether there is more than one key; `headers` has the last one.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    twice: bool = False

    def but(self, **headers: str) -> Asked:
        """The same with other headers; their names have underscores for hyphens."""
        return replace(self, headers={**self.headers, **{n.replace("_", "-"): v for n, v in headers.items()}})

    @property
    def key(self) -> str:
        """The key; empty when there is none."""
        return self.headers.get(HEADER, "")

    @property
    def writes(self) -> bool:
        """Whether it has a body to understand."""
        return self.method in ("POST", "PATCH")

    @property
    def ids(self) -> list[str]:
        """The segments of the path behind that of the collection, decoded."""
        return [unquote(segment) for segment in self.path.split("/")[3:]]

    def about(self, id_: str) -> Asked:
        """The same about another id."""
        return replace(self, path="/".join([*self.path.split("/")[:3], quote(id_, safe="")]))


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def showing(self, fields: Mapping[str, Any]) -> Said:
        """The same with other fields in its body."""
        return replace(self, body=json.dumps({**self.json, **fields}).encode("ascii"))


Ask = Callable[[Asked], Awaitable[Said]]
Mutant = Callable[[Ask, Asked], Awaitable[Said]]


def say(status: int, message: str = "No.") -> Said:
    """An answer in the documented shape."""
    body = {"error": "Error", "message": message, "status": status}
    return Said(status, (("content-type", "application/json"),), json.dumps(body).encode("ascii"))


def bent(app: ASGIApp, mutant: Mutant) -> ASGIApp:
    """The application behind a mutant."""

    async def ask(asked: Asked) -> Said:
        sent = [{"type": "http.request", "body": asked.body, "more_body": False}]
        got: list[Message] = []
        scope = {
            "type": "http",
            "method": asked.method,
            "scheme": "http",
            "path": unquote(asked.path, errors="replace"),
            "raw_path": asked.path.encode("ascii"),
            "query_string": asked.query.encode("ascii"),
            "root_path": "",
            "headers": [
                (name.encode("ascii"), value.encode("utf-8"))
                for name, value in [*asked.headers.items()] + [(HEADER, asked.key)] * asked.twice
            ],
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Message:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            got.append(message)

        await app(scope, receive, send)
        headers = tuple((name.decode("ascii"), value.decode("ascii")) for name, value in got[0]["headers"])
        return Said(got[0]["status"], headers, b"".join(message["body"] for message in got[1:]))

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("ascii"): value.decode("utf-8") for name, value in scope["headers"]}
        body = (await receive())["body"]
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("ascii")
        asked = Asked(scope["method"], path, query, headers, body, len(headers) < len(scope["headers"]))
        said = await mutant(ask, asked)
        names = [(name.encode("ascii"), value.encode("ascii")) for name, value in said.headers]
        await send({"type": "http.response.start", "status": said.status, "headers": names})
        await send({"type": "http.response.body", "body": said.body})

    return outer


@contextmanager
def session_with(mutant: Mutant) -> Iterator[Session]:
    """A session with a mutant that has been surveyed."""
    clock = ManualClock()
    app = create_app(keys=[SECRET], clock=clock)
    session = Session(API, AppChannel(bent(app, mutant), "/v1", SECRET), lambda: clock.advance(0.05))
    try:
        survey.survey(session)
        yield session
    finally:
        session.channel.close()
        app.state.world.store.close()


@dataclass(frozen=True)
class Case:
    """A mutant.

    Args:
        mutant: what it does.
        check: the part of the table that finds it out.
        rule: the rule that it breaks.
        grade: how bad that is.
    """

    mutant: Mutant
    check: Check
    rule: str
    grade: Grade

    def run(self) -> None:
        """Fails unless the mutant is found out."""
        with session_with(self.mutant) as session:
            table = Table(session)
            self.check(table, Things(table))
            found = {(finding.rule, verdict.grade) for finding, verdict in session.verdicts()}
        assert (self.rule, self.grade) in found
        assert {rule for rule, _ in found} <= RULES.keys()


class Cases(dict[str, Case]):
    """Mutants by name."""

    def add(self, check: Check, rule: str, grade: Grade = BROKEN) -> Callable[[Mutant], Mutant]:
        """Registers the decorated mutant; the arguments are those of a `Case`."""

        def register(mutant: Mutant) -> Mutant:
            self[mutant.__name__] = Case(mutant, check, rule, grade)
            return mutant

        return register


async def bend_nothing(ask: Ask, asked: Asked) -> Said:
    """A server that is right."""
    return await ask(asked)


def check_unbent(check: Check) -> None:
    """Fails if a part of the table finds something wrong with the wrapper itself."""
    with session_with(bend_nothing) as session:
        table = Table(session)
        check(table, Things(table))
        table.clear()
        assert session.findings == []
