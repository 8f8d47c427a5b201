"""What clients should never send, and what proxies and browsers send all the same: never a 500, always an ErrorBody."""

from __future__ import annotations

import importlib.resources
import json
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from twintone.emulator import Emulator

SPEC: dict[str, Any] = json.loads((importlib.resources.files("twintone_api") / "openapi.json").read_text("utf-8"))
JSON_TYPE = "application/json"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def http(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "k"}) as client:
        yield client


def check_error(response: httpx.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == JSON_TYPE
    assert set(response.json()) == {"error", "message", "status"}
    assert response.json()["status"] == status


STRANGE_BODIES = {
    "nothing": b"",
    "a space": b" ",
    "no JSON": b"{name: 1}",
    "half an object": b'{"name": "x"',
    "two objects": b'{"name": "x"}{}',
    "an array": b"[]",
    "a string": b'"name"',
    "a number": b"1",
    "null": b"null",
    "NaN": b'{"name": "x", "n": NaN}',
    "Infinity": b'{"name": "x", "n": -Infinity}',
    "a float without end": b'{"name": "x", "n": 1e999}',
    "an integer without end": b'{"name": "x", "n": ' + b"9" * 5000 + b"}",
    "latin-1": '{"name": "é"}'.encode("latin-1"),
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "half a surrogate pair": rb'{"name": "\ud800"}',
    "half a surrogate pair in a key": rb'{"name": "x", "\udfff": 1}',
    "half a surrogate pair far below": rb'{"name": "x", "a": [{"b": ["\ud834x"]}]}',
    "65 levels": b'{"name": "x", "a": ' + b"[" * 64 + b"]" * 64 + b"}",
    "100,000 levels": b'{"name": "x", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an open end": b"[" * 1_000_000,
    "no name": b"{}",
    "null for a name": b'{"name": null}',
    "a number for a name": b'{"name": 1}',
    "an object for a name": b'{"name": {}}',
    "gzip": b"\x1f\x8b\x08\x00",
    "a form": b"name=x",
}


@pytest.mark.parametrize("body", STRANGE_BODIES.values(), ids=STRANGE_BODIES.keys())
def test_a_body_that_is_not_a_fitting_object_is_a_400(http: httpx.Client, body: bytes) -> None:
    check_error(http.post("/replicas", content=body, headers={"content-type": JSON_TYPE}), 400)


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", "*/*"]
)
def test_a_body_that_is_not_called_json_is_a_400(http: httpx.Client, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    check_error(http.post("/replicas", content=b'{"name": "x"}', headers=headers), 400)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x"])
def test_json_may_be_called_so_in_several_ways(http: httpx.Client, kind: str) -> None:
    response = http.post("/replicas", content=b'{"name": "x"}', headers={"content-type": kind})
    assert response.status_code == 201


ODD_VALUES = {
    "nothing": "",
    "NUL": "a\0b",
    "any script": "日本語 العربية 🎬 \u202e",
    "not a character": "\uffff\ufdd0",
    "a million letters": "x" * 1_000_000,
    "markup": "<script>'\"; DROP TABLE records; --</script>",
}


@pytest.mark.parametrize("text", ODD_VALUES.values(), ids=ODD_VALUES.keys())
def test_odd_texts_are_kept_as_they_are(http: httpx.Client, text: str) -> None:
    replica = http.post("/replicas", json={"name": text, text: text}).json()["id"]
    assert http.get(f"/replicas/{replica}").json() == {"id": replica, "name": text, text: text} | {"name": text}


@pytest.mark.parametrize("value", [10**400, -(2**63) - 1, 1e308, 5e-324, True, None, [], {}, [[[]]] * 1000])
def test_odd_values_are_kept_as_they_are(http: httpx.Client, value: Any) -> None:
    replica = http.post("/replicas", json={"name": "x", "value": value}).json()
    assert replica["value"] == value
    assert http.get(f"/replicas/{replica['id']}").json() == replica


def test_of_a_key_given_twice_the_last_counts(http: httpx.Client) -> None:
    body = b'{"name": "first", "name": "last"}'
    response = http.post("/replicas", content=body, headers={"content-type": JSON_TYPE})
    assert response.json()["name"] == "last"


def test_a_body_of_64_levels_is_kept_in_every_answer(http: httpx.Client) -> None:
    deep: Any = 0
    for _ in range(62):
        deep = [deep]
    replica = http.post("/replicas", json={"name": "x", "deep": deep}).json()
    assert replica["deep"] == deep
    assert http.get("/replicas?limit=1").json()["replicas"][0] == replica


def test_a_body_that_is_too_long_is_a_413_and_the_connection_goes_on(http: httpx.Client) -> None:
    check_error(http.post("/replicas", json={"name": "x" * 10_000_001}), 413)
    assert http.get("/replicas?limit=1").status_code == 200


@pytest.mark.parametrize("changes", [{}, {"color": "red"}, {"name": None}, {"voice_settings": {"pitch": 1}}])
def test_a_persona_is_not_changed_by_an_update_that_does_not_fit(http: httpx.Client, changes: Any) -> None:
    voice = {"pitch": 1, "speed": 1}
    body = {"name": "N", "description": "D", "voice_settings": voice}
    path = f"/personas/{http.post('/personas', json=body).json()['id']}"
    before = http.get(path).json()
    response = http.patch(path, json=changes)
    # An unknown field alone counts as one property, and changes nothing.
    assert response.status_code == (200 if "color" in changes else 400)
    assert http.get(path).json() == before


@pytest.mark.parametrize(
    "path",
    [
        *("/", "", "/nothing", "/videos/", "//videos", "/Videos", "/videos/a/b", "/videos/a%2Fb", "/v1/videos"),
        *("/videos/nobody", "/videos/%00", "/videos/%FF%FE", "/videos/..%2F..", "/videos/%0A", "/videos/a b"),
        *("/videos/" + "x" * 10_000, "/videos/'%20OR%201=1", "/videos/%ED%A0%80", "/videos/🎬", "/videos/;"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_address_without_anything_is_a_404(http: httpx.Client, method: str, path: str) -> None:
    check_error(http.request(method, path), 404)


@pytest.mark.parametrize("path", ["/", "/videos", "/media", "/media/", "/media/a/b", "/favicon.ico", "/v2/videos"])
def test_outside_of_the_api_there_is_only_media(emulator: Emulator, http: httpx.Client, path: str) -> None:
    check_error(http.get(emulator.base_url.removesuffix("/v1") + path), 404)


@pytest.mark.parametrize("path", SPEC["paths"])
def test_a_method_that_the_path_has_not_is_a_405_that_names_those_it_has(http: httpx.Client, path: str) -> None:
    known = {method.upper() for method in SPEC["paths"][path]} - {"PARAMETERS"}
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - known:
        response = http.request(method, re.sub(r"\{\w+\}", "x", path))
        assert set(response.headers["allow"].split(", ")) == known
        assert response.status_code == 405
        if method != "HEAD":
            check_error(response, 405)


def exchange(emulator: Emulator, request: bytes) -> bytes:
    """What comes back for these bytes until the emulator closes the connection."""
    address = urlsplit(emulator.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /v1/videos HTTP/1.1\r\n\r\n",
        b"GET http://elsewhere/v1/videos HTTP/1.1\r\nHost: elsewhere\r\nx-api-key: k\r\n\r\n",
        b"GET /v1/videos HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET /v1/videos?" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/vid\xffeos HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/replicas HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/replicas HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\n%s\r\nContent-Length: 9\r\n\r\n{"
        % b"Content-Type: application/json",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_cannot_stop_it(emulator: Emulator, http: httpx.Client, request_bytes: bytes) -> None:
    assert b" 500 " not in exchange(emulator, request_bytes).partition(b"\r\n")[0]
    assert http.get("/videos").status_code == 200


def test_links_to_media_do_not_follow_what_the_request_says_about_itself() -> None:
    headers = {"host": "elsewhere.example", "x-forwarded-proto": "https", "x-forwarded-host": "elsewhere.example"}
    with Emulator(job_seconds=0) as emulator, httpx.Client(base_url=emulator.base_url) as http:
        http.headers.update({"x-api-key": "k", **headers})
        replica = http.post("/replicas", json={"name": "x"}).json()["id"]
        video = http.post("/videos", json={"replica_id": replica, "script": "x"}).json()["id"]
        url = http.get(f"/videos/{video}").json()["url"]
    assert url.startswith(emulator.base_url.removesuffix("/v1") + "/media/")
