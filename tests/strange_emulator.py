"""An emulator on a socket that notes what it is asked, and whose answers can be made strange from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Mutant
from tests.sample import load_sample
from twintone.emulator import Emulator, ManualClock, create_app
from twintone.emulator import server as emulator_server

KEY = "tt-live-Zq7x3k9Wd0aB"
API = Api(load_sample())
KINDS = [kind for kind, resource in Api().resources.items() if "list" in resource.can]
ASIDE = "x-aside"


class StrangeEmulator:
    """What tests get: the emulator, and what it was asked.

    Attributes:
        asked: method and target of each request, in order.
        emulator: the emulator itself.
        clock: its clock.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.clock = ManualClock()
        self.emulator: Emulator
        headers = {"x-api-key": KEY, "content-type": "application/json", ASIDE: "yes"}
        self._http = httpx.Client(headers=headers, verify=False)

    @property
    def url(self) -> str:
        """The base URL."""
        return self.emulator.base_url

    def close(self) -> None:
        """Closes it."""
        self._http.close()
        self.emulator.close()

    def methods(self) -> set[str]:
        """The methods that came."""
        return {line.partition(" ")[0] for line in self.asked}

    def count(self, start: str) -> int:
        """How many requests began like this."""
        return sum(line.startswith(start) for line in self.asked)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Asks as somebody else who uses the account: nothing strange comes, and nothing is noted."""
        content = None if body is None else json.dumps(body)
        answer = self._http.request(method, self.url + path, content=content)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def total(self, kind: str) -> int:
        """How many things of a kind the account has."""
        return int(self.call("GET", f"/{kind}?limit=1")["pagination"]["total"])

    def furnish(self) -> None:
        """Makes a few things of each kind, jobs that failed among them, as an account in use has."""
        voice = {"pitch": 1.0, "speed": 1.0}
        named = [{"name": f"Grace {number}", "description": "Hopper", "voice_settings": voice} for number in range(22)]
        *_, replica = [self.call("POST", "/replicas", {"name": f"Ada Lovelace {n}"})["id"] for n in range(3)]
        *_, persona = [self.call("POST", "/personas", body)["id"] for body in named]
        *_, conversation = [self.call("POST", "/conversations", {"replica_id": replica})["id"] for _ in range(3)]
        for text in ("Secret plans", "[fail]", "More plans"):
            self.call("POST", "/videos", {"replica_id": replica, "script": text, "name": "Private film"})
            self.call("POST", "/speech", {"persona_id": persona, "text": text})
        self.call("POST", f"/conversations/{conversation}")
        self.clock.advance(5)


@contextmanager
def strange(behave: Behaviour | None = None, *, furnished: bool = True) -> Iterator[StrangeEmulator]:
    """Runs an emulator that lets only `KEY` in.

    Args:
        behave: answers requests, with the application's help; None leaves them alone.
        furnished: whether there is something in the account.
    """
    found = StrangeEmulator()

    def create(**options: Any) -> Starlette:
        app = create_app(**options)
        mutant = behave and Mutant(name="strange", group="", kind="", sentence="", behave=behave)
        bent = mutant.wrap(app, API) if mutant else app

        class Counting(Starlette):
            async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
                if (ASIDE.encode(), b"yes") in scope["headers"]:
                    await app(scope, receive, send)
                    return
                query = scope["query_string"].decode()
                target = scope["path"].removeprefix("/v1") + (f"?{query}" if query else "")
                found.asked.append(f"{scope['method']} {target}")
                await bent(scope, receive, send)

        counting = Counting()
        counting.state = app.state
        return counting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(emulator_server, "create_app", create)
        found.emulator = Emulator(keys=[KEY], clock=found.clock)
    try:
        if furnished:
            found.furnish()
        yield found
    finally:
        found.close()
