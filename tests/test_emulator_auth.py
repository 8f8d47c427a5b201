"""Who is let in: exactly one known key, in the documented header; each key is an account of its own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from twintone.emulator import Emulator, EmulatorError, create_app, tenant_of


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(keys=["first", "second"]) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def http(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=emulator.base_url) as client:
        yield client


REFUSED = {
    "no key": [],
    "empty key": [("x-api-key", "")],
    "unknown key": [("x-api-key", "third")],
    "other case": [("x-api-key", "First")],
    "near miss": [("x-api-key", "first1")],
    "two keys in one": [("x-api-key", "first, second")],
    "key twice": [("x-api-key", "first"), ("x-api-key", "first")],
    "bytes that are no text": [("x-api-key", b"\xff\xfe")],
    "bearer": [("authorization", "Bearer first")],
    "other header": [("api-key", "first")],
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/videos"), ("POST", "/videos"), ("GET", "/videos/vid_1"), ("PUT", "/videos"), ("GET", "/nothing")],
)
def test_without_exactly_one_known_key_the_answer_is_401(
    http: httpx.Client, method: str, path: str, headers: list[tuple[str, str | bytes]]
) -> None:
    raw = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in headers]
    response = http.request(method, path, headers=raw)
    assert response.status_code == 401
    assert response.json()["error"] == "Unauthorized"
    assert response.json()["status"] == 401


def test_the_name_of_the_header_may_be_written_in_any_case(http: httpx.Client) -> None:
    assert http.get("/videos", headers={"X-API-KEY": "first"}).status_code == 200


def test_the_key_does_not_count_in_the_query(http: httpx.Client) -> None:
    assert http.get("/videos?x-api-key=first").status_code == 401


def test_a_refused_request_leaves_the_connection_usable(http: httpx.Client) -> None:
    assert http.post("/replicas", json={"name": "x" * 100_000}).status_code == 401
    assert http.get("/replicas", headers={"x-api-key": "first"}).json()["replicas"] == []


def test_every_key_is_an_account_of_its_own(emulator: Emulator) -> None:
    with (
        httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "first"}) as first,
        httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "second"}) as second,
    ):
        replica = first.post("/replicas", json={"name": "Ada"}).json()["id"]
        path = f"/replicas/{replica}"
        assert second.get("/replicas").json()["pagination"]["total"] == 0
        assert second.get(path).status_code == 404
        assert second.patch(path, json={"name": "Mine"}).status_code == 404
        assert second.delete(path).status_code == 404
        assert second.post("/videos", json={"replica_id": replica, "script": "Hi"}).status_code == 404
        assert first.get(path).json()["name"] == "Ada"
        assert first.post("/videos", json={"replica_id": replica, "script": "Hi"}).status_code == 201
        assert [entry.tenant for entry in emulator.ledger] == [tenant_of("first")]


def test_without_a_list_of_keys_any_key_that_is_not_empty_will_do() -> None:
    with Emulator() as emulator:
        assert httpx.get(emulator.base_url + "/videos", headers={"x-api-key": "anything"}).status_code == 200
        assert httpx.get(emulator.base_url + "/videos", headers={"x-api-key": ""}).status_code == 401


def test_no_key_is_let_in_when_the_list_is_empty() -> None:
    with Emulator(keys=[]) as emulator:
        assert httpx.get(emulator.base_url + "/videos", headers={"x-api-key": "anything"}).status_code == 401


def test_an_empty_key_cannot_be_let_in() -> None:
    with pytest.raises(EmulatorError, match="cannot be empty"):
        create_app(keys=["good", ""])
