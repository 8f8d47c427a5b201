"""Bad arguments fail before anything is sent; good ones reach the wire as they are meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from tests.raw_server import BOTH, KEY, Call, RawServer, answer
from twintone_api import AsyncClient, Client, models
from twintone_api.errors import ArgumentError

LOOP: list[Any] = []
LOOP.append(LOOP)
VOICE = {"pitch": 1.0, "speed": 2}


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


def persona(client: Any, **change: Any) -> Any:
    return client.personas.create(**{"name": "n", "description": "d", "voice_settings": VOICE} | change)


IDS: dict[str, Call] = {
    "replicas.get": lambda client: client.replicas.get,
    "replicas.delete": lambda client: client.replicas.delete,
    "replicas.update": lambda client: lambda id: client.replicas.update(id, name="n"),
    "videos.get": lambda client: client.videos.get,
    "videos.delete": lambda client: client.videos.delete,
    "videos.create": lambda client: lambda id: client.videos.create(replica_id=id, script="s"),
    "conversations.end": lambda client: client.conversations.end,
    "conversations.create": lambda client: lambda id: client.conversations.create(replica_id=id),
    "personas.update": lambda client: lambda id: client.personas.update(id, name="n"),
    "speech.delete": lambda client: client.speech.delete,
    "speech.create": lambda client: lambda id: client.speech.create(text="t", persona_id=id),
}


@BOTH
@pytest.mark.parametrize("id", ["", ".", "..", None, 5, b"v", ["v"], "\ud800"], ids=repr)
@pytest.mark.parametrize("method", IDS.values(), ids=list(IDS))
def test_what_is_no_id_is_not_sent(server: RawServer, ask: Any, method: Call, id: Any) -> None:
    server.reply_with(answer(200, {"id": "v"}))
    with pytest.raises(ArgumentError) as caught:
        ask(server.url, lambda client: method(client)(id))
    assert caught.value.outcome == "not_sent"
    assert server.requests == []


@BOTH
@pytest.mark.parametrize(
    "id", ["a/b", "a?b=c", "a#b", "%2e%2e", "%2F", "...", "a b", " ", "a\\b", "a\r\n", "\x00", "é🎬"]
)
def test_any_other_text_is_one_segment_of_the_path(server: RawServer, ask: Any, id: str) -> None:
    server.reply_with(answer(204))
    ask(server.url, lambda client: client.videos.delete(id))
    (request,) = server.requests
    before, segment = request.target.rsplit("/", 1)
    assert (request.method, before, unquote(segment)) == ("DELETE", "/v1/videos", id)
    assert not set(segment) & set("?# \\\r\n")


REFUSED: dict[str, Call] = {
    "empty patch": lambda client: client.personas.update("p"),
    "patch of None": lambda client: client.personas.update("p", name=None, voice_settings=None),
    "page 0": lambda client: client.videos.list(page=0),
    "page -1": lambda client: client.videos.list(page=-1),
    "page True": lambda client: client.videos.list(page=True),
    "page 1.0": lambda client: client.videos.list(page=1.0),
    "page '1'": lambda client: client.videos.list(page="1"),
    "limit 0": lambda client: client.videos.list(limit=0),
    "limit True": lambda client: client.speech.list(limit=True),
    "status 5": lambda client: client.videos.list(status=5),
    "status surrogate": lambda client: client.videos.list(status="\ud800"),
    "status list": lambda client: client.speech.list(status=["ready"]),
    "status too long": lambda client: client.videos.list(status="x" * 70_000),
    "id too long": lambda client: client.videos.get("x" * 70_000),
    "script None": lambda client: client.videos.create(replica_id="r", script=None),
    "script 5": lambda client: client.videos.create(replica_id="r", script=5),
    "script bytes": lambda client: client.videos.create(replica_id="r", script=b"s"),
    "script surrogate": lambda client: client.videos.create(replica_id="r", script="\ud800"),
    "name 5": lambda client: client.videos.create(replica_id="r", script="s", name=5),
    "voice None": lambda client: persona(client, voice_settings=None),
    "voice list": lambda client: persona(client, voice_settings=[1.0, 2.0]),
    "voice text": lambda client: persona(client, voice_settings="high"),
    "pitch NaN": lambda client: persona(client, voice_settings={"pitch": float("nan"), "speed": 1}),
    "pitch inf": lambda client: persona(client, voice_settings={"pitch": float("inf"), "speed": 1}),
    "model inf": lambda client: persona(client, voice_settings=models.VoiceSettings(float("-inf"), 1)),
    "field set": lambda client: client.replicas.create(name="n", tags={1}),
    "field object": lambda client: client.replicas.create(name="n", when=object()),
    "field bytes": lambda client: client.replicas.create(name="n", data=b"x"),
    "field NaN": lambda client: client.replicas.create(name="n", size=[float("nan")]),
    "field loop": lambda client: client.replicas.create(name="n", loop=LOOP),
    "field key": lambda client: client.replicas.create(name="n", map={(1, 2): 3}),
    "field surrogate": lambda client: client.replicas.create(name="n", text=["\udfff"]),
}


@BOTH
@pytest.mark.parametrize("call", REFUSED.values(), ids=list(REFUSED))
def test_a_bad_argument_is_not_sent(server: RawServer, ask: Any, call: Call) -> None:
    server.reply_with(answer(200, {"id": "v", "videos": [], "speech": []}))
    with pytest.raises(ArgumentError) as caught:
        ask(server.url, call)
    assert isinstance(caught.value, ValueError)
    assert len(str(caught.value)) < 300
    assert server.requests == []


SENT: dict[str, tuple[Call, str, Any]] = {
    "no query": (lambda client: client.videos.list(), "GET /v1/videos", None),
    "None": (lambda client: client.videos.list(page=None, limit=None, status=None), "GET /v1/videos", None),
    "query": (
        lambda client: client.videos.list(page=2, limit=10**6, status="a&b =é"),
        "GET /v1/videos?page=2&limit=1000000&status=a%26b+%3D%C3%A9",
        None,
    ),
    "no name": (
        lambda client: client.videos.create(replica_id="r/1", script="é\n"),
        "POST /v1/videos",
        {"replica_id": "r/1", "script": "é\n"},
    ),
    "empty text": (
        lambda client: client.videos.create(replica_id="r", script="", name=""),
        "POST /v1/videos",
        {"replica_id": "r", "script": "", "name": ""},
    ),
    "some of a patch": (
        lambda client: client.personas.update("p", voice_settings=models.VoiceSettings(1.0, None)),
        "PATCH /v1/personas/p",
        {"voice_settings": {"pitch": 1.0}},
    ),
    "mapping": (
        persona,
        "POST /v1/personas",
        {"name": "n", "description": "d", "voice_settings": VOICE},
    ),
    "open body": (
        lambda client: client.replicas.create(name="n", size=[1, {"a": None}], left_out=None),
        "POST /v1/replicas",
        {"name": "n", "size": [1, {"a": None}]},
    ),
    "no body": (lambda client: client.conversations.end("c"), "POST /v1/conversations/c", None),
}


@BOTH
@pytest.mark.parametrize(("call", "line", "body"), SENT.values(), ids=list(SENT))
def test_what_is_left_out_is_not_sent(server: RawServer, ask: Any, call: Call, line: str, body: Any) -> None:
    server.reply_with(answer(200, {"id": "v", "videos": []}))
    ask(server.url, call)
    (request,) = server.requests
    assert f"{request.method} {request.target}" == line
    assert (json.loads(request.body) if request.body else None) == body
    assert request.headers.get("content-type") == ("application/json" if body else None)
    assert (request.headers["x-api-key"], request.headers["accept"]) == (KEY, "application/json")


@pytest.mark.parametrize("client", [Client, AsyncClient])
@pytest.mark.parametrize("key", ["", " ", "a\nb", "a\x00b", "schl\xfcssel", None, 5, b"key"], ids=repr)
def test_a_key_that_no_header_can_hold_is_refused(client: Any, key: Any) -> None:
    with pytest.raises(ArgumentError, match="API key") as caught:
        client(key)
    assert not isinstance(key, str) or not key.strip() or key.strip() not in str(caught.value)


def test_the_line_end_of_a_key_from_a_file_does_no_harm() -> None:
    with RawServer(answer(200, {"videos": []})) as server, Client("s3cret\r\n", base_url=server.url) as client:
        client.videos.list()
        assert server.requests[0].headers["x-api-key"] == "s3cret"


@pytest.mark.parametrize("client", [Client, AsyncClient])
@pytest.mark.parametrize("url", [None, 5, "", "/v1", "https://", "ftp://h/v1", "https://h/v1?a=b", "https://h/#a"])
def test_an_address_that_is_no_base_url_is_refused(client: Any, url: Any) -> None:
    with pytest.raises(ArgumentError):
        client(KEY, base_url=url)
