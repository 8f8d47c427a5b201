"""Every operation of the spec, from a fresh account to an empty one, with an independent check of every answer."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from scripts.spec import operations
from tests.sample import load_sample
from twintone.emulator import Emulator, EmulatorError, LedgerEntry, ManualClock

SPEC: dict[str, Any] = json.loads((importlib.resources.files("twintone_api") / "openapi.json").read_text("utf-8"))
OPERATIONS: dict[tuple[str, str], dict[str, Any]] = {
    (method.upper(), path): operation
    for path, item in SPEC["paths"].items()
    for method, operation in item.items()
    if method != "parameters"
}


def operation_of(method: str, path: str) -> dict[str, Any]:
    for (known, template), operation in OPERATIONS.items():
        if known == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return operation
    raise AssertionError(f"{method} {path} is not in the spec")


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = SPEC
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def check_presence(schema: dict[str, Any], value: Any) -> None:
    """What `x-present-when` says, read from the spec as it is written."""
    schema = resolved(schema)
    for item in value if isinstance(value, list) else ():
        check_presence(schema.get("items", {}), item)
    for name, prop in schema.get("properties", {}).items():
        if condition := prop.get("x-present-when"):
            assert (name in value) == all(value.get(k) == v for k, v in condition.items()), (name, value)
        if name in value:
            check_presence(prop, value[name])


def written(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Account:
    """Calls the emulator and checks each answer against the spec."""

    def __init__(self, emulator: Emulator) -> None:
        assert isinstance(emulator.clock, ManualClock)
        self.emulator, self.clock = emulator, emulator.clock
        self.called: set[str] = set()
        self.http = httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "owner"})

    def close(self) -> None:
        self.http.close()

    @property
    def ledger(self) -> list[LedgerEntry]:
        return self.emulator.ledger

    def call(self, method: str, path: str, status: int, body: Any = None) -> Any:
        operation = operation_of(method, path.partition("?")[0])
        self.called.add(operation["operationId"])
        response = self.http.request(method, path, json=body)
        assert response.status_code == status, response.text
        responses = operation["responses"]
        answer = resolved(responses.get(str(status)) or responses["default"])
        if "content" not in answer:
            assert not response.content
            return None
        assert response.headers["content-type"] == "application/json"
        schema = answer["content"]["application/json"]["schema"]
        document = {**schema, "components": SPEC["components"]}
        jsonschema.Draft202012Validator(document).validate(response.json())
        check_presence(schema, response.json())
        return response.json()


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with Emulator(clock=ManualClock()) as emulator, closing(Account(emulator)) as account:
        yield account


def live_replica(account: Account) -> str:
    call = account.call
    replica = call("POST", "/replicas", 201, {"name": "Ada", "style": {"hair": ["red"]}})
    assert replica == {"id": replica["id"], "name": "Ada", "style": {"hair": ["red"]}}
    assert replica["id"].startswith("rep_")
    path = f"/replicas/{replica['id']}"
    assert call("GET", path, 200) == replica
    assert call("PATCH", path, 200, {"name": "Grace"}) == {**replica, "name": "Grace"}
    assert call("GET", "/replicas", 200)["replicas"] == [{**replica, "name": "Grace"}]
    return path


def live_video(account: Account, replica: str) -> str:
    call, start = account.call, account.clock.now()
    video = call("POST", "/videos", 201, {"replica_id": replica, "script": "Hello world!", "name": "Greeting"})
    assert video == {"id": video["id"], "status": "processing", "created_at": written(start)}
    path = f"/videos/{video['id']}"
    assert call("GET", path, 200) == {**video, "name": "Greeting"}
    assert call("GET", "/videos", 200)["videos"] == [{**video, "name": "Greeting"}]
    account.clock.advance(2)
    ready = call("GET", path, 200)
    assert (ready["status"], "url" in ready) == ("ready", True)
    renamed = {"id": video["id"], "name": "Welcome", "status": "ready", "updated_at": written(start + 2)}
    assert call("PATCH", path, 200, {"name": "Welcome"}) == renamed
    assert call("GET", path, 200) == {**ready, "name": "Welcome"}
    return path


def live_conversation(account: Account, replica: str) -> str:
    call = account.call
    talk = call("POST", "/conversations", 201, {"replica_id": replica, "name": "First talk"})
    assert (talk["status"], talk["replica_id"], "name" in talk) == ("active", replica, False)
    path = f"/conversations/{talk['id']}"
    assert call("GET", path, 200) == talk
    end = account.clock.advance(60)
    over = call("POST", path, 200)
    assert over == {"id": talk["id"], "status": "ended", "ended_at": written(end)}
    assert call("GET", path, 200) == {**talk, **over}
    assert call("GET", "/conversations", 200)["conversations"] == [{**talk, **over}]
    account.clock.advance(1)
    assert "already ended" in call("POST", path, 400)["message"]
    assert call("GET", path, 200)["ended_at"] == written(end)
    return path


def live_persona(account: Account) -> str:
    call, voice = account.call, {"pitch": 1.5, "speed": 2}
    persona = call("POST", "/personas", 201, {"name": "N", "description": "D", "voice_settings": voice})
    assert persona["name"] == "N"
    path = f"/personas/{persona['id']}"
    assert call("GET", path, 200) == {**persona, "voice_settings": voice}
    assert call("GET", "/personas", 200)["personas"] == [persona]
    updated = call("PATCH", path, 200, {"description": "E"})
    assert (updated["name"], updated["description"], updated["voice_settings"]) == ("N", "E", voice)
    assert call("GET", path, 200) == {**persona, "description": "E", "voice_settings": voice}
    return path


def live_speech(account: Account, persona: str) -> str:
    call = account.call
    speech = call("POST", "/speech", 201, {"text": "Hello", "persona_id": persona})
    assert (speech["id"][:4], speech["status"]) == ("spe_", "processing")
    path = f"/speech/{speech['id']}"
    assert call("GET", path, 200) == {**speech, "text": "Hello"}
    account.clock.advance(2)
    ready = call("GET", path, 200)
    assert call("GET", "/speech", 200)["speech"] == [ready]
    assert call("PATCH", path, 200, {"name": "S"})["name"] == "S"
    assert call("GET", path, 200) == {**ready, "name": "S"}
    return path


def test_every_operation_answers_as_the_spec_says(account: Account) -> None:
    replica = live_replica(account)
    persona = live_persona(account)
    video = live_video(account, replica.split("/")[-1])
    talk = live_conversation(account, replica.split("/")[-1])
    speech = live_speech(account, persona.split("/")[-1])
    assert [f"/{entry.kind}/{entry.id}" for entry in account.ledger] == [video, speech]

    for path in (speech, persona, talk, video, replica):
        account.call("DELETE", path, 204)
        account.call("GET", path, 404)
        account.call("DELETE", path, 404)
        collection = path.split("/")[1]
        answer = account.call("GET", f"/{collection}", 200)
        assert answer == {collection: [], "pagination": {"total": 0, "page": 1, "pages": 0}}

    # Those of a resource that was added since are called by the contract.
    known = {operation.operation_id for operation in operations(load_sample())}
    assert account.called == known & {operation["operationId"] for operation in OPERATIONS.values()}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/videos", {"replica_id": "rep_nobody", "script": "Hello"}),
        ("/conversations", {"replica_id": "rep_nobody"}),
        ("/speech", {"persona_id": "per_nobody", "text": "Hello"}),
    ],
)
def test_a_reference_to_nothing_is_a_404_and_costs_nothing(account: Account, path: str, body: Any) -> None:
    billed = account.ledger
    error = account.call("POST", path, 404, body)
    assert (error["error"], error["status"]) == ("NotFound", 404)
    assert account.ledger == billed


def test_a_body_that_is_wrong_in_two_ways_is_a_400_before_it_is_a_404(account: Account) -> None:
    account.call("POST", "/videos", 400, {"replica_id": "rep_nobody"})


def test_fields_that_only_the_server_sets_cannot_be_sent(account: Account) -> None:
    replica = account.call("POST", "/replicas", 201, {"name": "Ada", "id": "mine"})
    assert replica["id"] != "mine"
    order = {"replica_id": replica["id"], "script": "Hi", "id": "mine", "status": "ready", "url": "x", "created_at": 0}
    assert account.call("POST", "/videos", 201, order)["status"] == "processing"
    voice = {"pitch": 1, "speed": 1, "accent": "none"}
    persona = account.call("POST", "/personas", 201, {"name": "", "description": "", "voice_settings": voice})
    shown = account.call("GET", f"/personas/{persona['id']}", 200)
    assert shown["voice_settings"] == {"pitch": 1, "speed": 1}


def tell(emulator: Emulator) -> tuple[bytes, ...]:
    """What it answers to the same calls, as it is sent; its own address is left out."""
    own = emulator.base_url.removesuffix("/v1").encode()
    with httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "owner"}) as http:
        replica = http.post("/replicas", json={"name": "Ada"})
        video = http.post("/videos", json={"replica_id": replica.json()["id"], "script": "Hello"})
        ready = http.get(f"/videos/{video.json()['id']}")
        assert (video.status_code, "url" in ready.json()) == (201, True)
        return replica.content, video.content, ready.content.replace(own, b"")


def test_with_a_seed_a_run_can_be_repeated_byte_for_byte() -> None:
    def run(seed: int | None) -> tuple[bytes, ...]:
        with Emulator(clock=ManualClock(), job_seconds=0, seed=seed) as emulator:
            return tell(emulator)

    assert run(7) == run(7)
    for one, other in ((run(7), run(8)), (run(None), run(None))):
        assert all(a != b for a, b in zip(one, other, strict=True))


def test_a_seed_is_refused_where_it_would_repeat_ids(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match="only one of the two"):
        Emulator(db=tmp_path / "state.db", seed=1)
