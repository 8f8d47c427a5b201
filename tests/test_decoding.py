"""What the clients make of answers: good ones, odd ones, broken ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest

from tests.raw_server import BOTH, Call, RawServer, answer, call_sync
from twintone_api import errors, models
from twintone_api.errors import APIError, APIStatusError, DecodeError

VIDEO = {"id": "v", "status": "ready", "created_at": "2026-01-15T09:30:00Z"}
NOON = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
HTML = b"<html><body>\r\n<h1>Something\nis wrong</h1></body></html>"


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


def get(client: Any) -> Any:
    return client.videos.get("v")


def listed(client: Any) -> Any:
    return client.videos.list()


def delete(client: Any) -> Any:
    return client.videos.delete("v")


def persona(client: Any) -> Any:
    return client.personas.get("p")


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"status": "archived"}, "status", "archived"),
    ({"status": ""}, "status", ""),
    ({"status": None}, "status", None),
    ({"status": 5}, "status", None),
    ({"status": ["ready"]}, "status", None),
    ({"name": None}, "name", None),
    ({"name": 5}, "name", None),
    ({"name": {"first": "Ada"}}, "name", None),
    ({"url": False}, "url", None),
    ({"error": []}, "error", None),
]


@BOTH
@pytest.mark.parametrize(("change", "attribute", "expected"), FIELDS)
def test_an_odd_field_becomes_none_or_passes_through(
    server: RawServer, ask: Any, change: dict[str, Any], attribute: str, expected: Any
) -> None:
    server.reply_with(answer(200, VIDEO | change))
    video = ask(server.url, get)
    assert getattr(video, attribute) == expected
    assert video.id == "v"
    assert video.raw == VIDEO | change


TIMES: list[tuple[Any, datetime | None]] = [
    ("2026-01-15T09:30:00Z", NOON),
    ("2026-01-15T09:30:00", NOON),
    ("2026-01-15 09:30:00 +0000", NOON),
    ("2026-01-15T10:30:00+01:00", NOON),
    ("20260115T093000Z", NOON),
    ("2026-01-15T09:30:00.123456789Z", NOON + timedelta(microseconds=123456)),
    ("Thu, 15 Jan 2026 09:30:00 GMT", NOON),
    ("Thu, 15 Jan 2026 01:30:00 -0800 (PST)", NOON),
    ("15 January 2026 09:30:00", NOON),
    ("01/15/2026 09:30", NOON),
    ("2026/01/15 09:30", NOON),
    ("2026-01-15", NOON.replace(hour=0, minute=0)),
    ("2026/01/02 00:00", datetime(2026, 1, 2, tzinfo=UTC)),
    ("01/02/2026", None),  # the first of February, or the second of January
    ("2026-01-15 09:30 EST", None),
    ("2026-01-15 09:30 XYZ", None),
    ("2026-01-15T09:30:00+99:00", None),
    ("2026-02-30T09:30:00Z", None),
    ("10", None),
    ("09:30", None),
    ("Thursday", None),
    ("2026", None),
    ("2026-01", None),
    ("9" * 30, None),
    ("9" * 5000, None),
    ("", None),
    (" ", None),
    ("soon", None),
    ("\x00", None),
    (1768469400, None),
    (17.5, None),
    (True, None),
    (None, None),
    ({"date": "2026-01-15"}, None),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_a_time_is_read_with_its_zone_or_not_at_all(server: RawServer, text: Any, expected: datetime | None) -> None:
    server.reply_with(answer(200, VIDEO | {"created_at": text}))
    found = call_sync(server.url, get).created_at
    assert found == expected
    assert found is None or found.utcoffset() is not None


DROPPED: list[tuple[Call, Any, dict[str, Any]]] = [
    (get, {"id": "v"}, dict.fromkeys(("name", "status", "url", "created_at", "error"))),
    (persona, {"id": "p"}, dict.fromkeys(("name", "description", "voice_settings", "created_at"))),
    (persona, {"id": "p", "voice_settings": None}, {"voice_settings": None}),
    (persona, {"id": "p", "voice_settings": [1]}, {"voice_settings": None}),
    (persona, {"id": "p", "voice_settings": {}}, {"voice_settings": models.VoiceSettings(None, None)}),
    (listed, {"videos": []}, {"videos": [], "pagination": None}),
    (listed, {"videos": [], "pagination": 3}, {"pagination": None}),
    (listed, {"videos": [], "pagination": {"page": "1", "pages": 2.0, "total": True}},
     {"pagination": models.Pagination(None, None, 2)}),
    (listed, {"videos": [], "pagination": {"page": 10**30, "pages": 1.5, "total": -1}},
     {"pagination": models.Pagination(-1, 10**30, None)}),
    (listed, [VIDEO], {"pagination": None, "videos": [models.VideoListItem("v", None, "ready", None, NOON)]}),
    (listed, [], {"pagination": None, "videos": []}),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("call", "body", "expected"), DROPPED)
def test_what_is_missing_is_none(server: RawServer, ask: Any, call: Call, body: Any, expected: dict[str, Any]) -> None:
    server.reply_with(answer(200, body))
    found = ask(server.url, call)
    assert {name: getattr(found, name) for name in expected} == expected


@BOTH
def test_one_odd_item_leaves_the_list_alive_and_unknown_fields_stay(server: RawServer, ask: Any) -> None:
    odd = {"id": "w", "status": "exploded", "created_at": "soon", "name": 5, "new": {"deep": [None]}}
    server.reply_with(answer(200, {"videos": [VIDEO, odd], "next": "x", "pagination": {"page": 1, "cursor": "c"}}))
    page = ask(server.url, listed)
    assert [(item.id, item.status) for item in page.videos] == [("v", "ready"), ("w", "exploded")]
    assert page.videos[1].raw["new"] == {"deep": [None]}
    assert (page.raw["next"], page.pagination.raw["cursor"]) == ("x", "c")


ESSENTIALS: list[tuple[Call, Any, str]] = [
    (get, {}, "/id"),
    (get, {"id": None}, "/id"),
    (get, {"id": ""}, "/id"),
    (get, {"id": 5}, "/id"),
    (get, {"id": ["v"]}, "/id"),
    (get, [], ""),
    (get, None, ""),
    (get, "v", ""),
    (get, 5, ""),
    (get, True, ""),
    (listed, {}, "/videos"),
    (listed, {"videos": None}, "/videos"),
    (listed, {"videos": {"0": VIDEO}}, "/videos"),
    (listed, {"videos": [VIDEO, VIDEO, VIDEO, {"name": "no id"}]}, "/videos/3/id"),
    (listed, [VIDEO, {"id": 5}], "/videos/1/id"),
    (listed, {"videos": [VIDEO, None]}, "/videos/1"),
    (listed, 5, ""),
    (lambda client: client.videos.create(replica_id="r", script="s"), {"status": "processing"}, "/id"),
]


@BOTH
@pytest.mark.parametrize(("call", "body", "pointer"), ESSENTIALS)
def test_an_answer_without_its_essentials_is_an_error_that_points_at_them(
    server: RawServer, ask: Any, call: Call, body: Any, pointer: str
) -> None:
    server.reply_with(answer(200, body))
    with pytest.raises(DecodeError) as caught:
        ask(server.url, call)
    assert caught.value.pointer == pointer
    assert (caught.value.status, caught.value.outcome) == (200, "unknown")


BROKEN = {
    "html": HTML,
    "empty": b"",
    "blank": b" \r\n",
    "truncated": b'{"id": "v", "name": "Gre',
    "open": b'{"id": "v"',
    "two values": b'{"id": "v"}{"id": "w"}',
    "invalid UTF-8": b'{"id": "\xff\xfe"}',
    "single quotes": b"{'id': 'v'}",
    "deep array": b"[" * 200_000,
    "deep object": b'{"id": "v", "a":' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001,
    "too long a number": b'{"id": "v", "n": ' + b"9" * 5000 + b"}",
}


@BOTH
@pytest.mark.parametrize("status", [200, 201, 299])
@pytest.mark.parametrize("body", BROKEN.values(), ids=list(BROKEN))
def test_a_body_that_is_not_json_is_a_decode_error(server: RawServer, ask: Any, body: bytes, status: int) -> None:
    server.reply_with(answer(status, body))
    with pytest.raises(DecodeError, match="cannot be read") as caught:
        ask(server.url, get)
    assert (caught.value.status, caught.value.body, caught.value.pointer) == (status, body[: 64 * 1024], "")


@BOTH
def test_no_content_where_an_answer_is_due_is_a_decode_error(server: RawServer, ask: Any) -> None:
    server.reply_with(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    with pytest.raises(DecodeError, match="empty"):
        ask(server.url, get)
    assert ask(server.url, delete) is None


TOLERATED: list[tuple[Call, bytes, str, Any]] = [
    (get, b'\xef\xbb\xbf{"id": "v"}', "id", "v"),
    (get, '{"id": "v"}'.encode("utf-16"), "id", "v"),
    (get, b'{"id": "v", "id": "w"}', "id", "w"),
    (get, b'{"id": "v", "n": NaN}', "id", "v"),
    (get, b'{"id": "v", "n": ' + b"9" * 4000 + b"}", "id", "v"),
    (get, b'{"id": "v", "name": "\\ud83c\\udfac"}', "name", "\N{CLAPPER BOARD}"),
    (get, b'{"id": "v", "name": "\\ud800"}', "name", "\ud800"),
    (persona, b'{"id": "p", "voice_settings": {"pitch": NaN, "speed": 2}}', "voice_settings",
     models.VoiceSettings(None, 2)),
    (persona, b'{"id": "p", "voice_settings": {"pitch": 1e999, "speed": -Infinity}}', "voice_settings",
     models.VoiceSettings(None, None)),
    (persona, b'{"id": "p", "voice_settings": {"pitch": "1", "speed": true}}', "voice_settings",
     models.VoiceSettings(None, None)),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("call", "body", "attribute", "expected"), TOLERATED)
def test_json_that_is_only_odd_is_read(
    server: RawServer, ask: Any, call: Call, body: bytes, attribute: str, expected: Any
) -> None:
    server.reply_with(answer(200, body))
    assert getattr(ask(server.url, call), attribute) == expected


@BOTH
@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("body", [b"", HTML, b"{}", b"null"])
def test_a_deletion_needs_no_answer(server: RawServer, ask: Any, status: int, body: bytes) -> None:
    server.reply_with(answer(status, body))
    assert ask(server.url, delete) is None


STATUSES: dict[int, type[APIStatusError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    404: errors.NotFoundError,
    418: APIStatusError,
    429: errors.RateLimitError,
    500: errors.InternalServerError,
    502: errors.BadGatewayError,
    503: APIStatusError,
    520: APIStatusError,
    522: APIStatusError,
    524: APIStatusError,
    999: APIStatusError,
}
BODIES: list[tuple[bytes, str | None, str | None]] = [
    (b"", None, None),
    (HTML, None, None),
    (b'{"error": "Kind", "message": "It\\r\\nbroke", "status": 400}', "Kind", "It\r\nbroke"),
    (b'{"error": {"code": 5}, "message": null}', None, None),
    (b'["Kind"]', None, None),
    (b'{"error": "Ki', None, None),
    (b"[" * 200_000, None, None),
    (b"\xff", None, None),
]


@BOTH
@pytest.mark.parametrize(("status", "error_class"), STATUSES.items())
def test_every_status_is_an_error_of_its_class_whatever_the_body(
    server: RawServer, ask: Any, status: int, error_class: type[APIStatusError]
) -> None:
    for call, (body, name, detail) in zip(cycle([get, listed, delete]), BODIES, strict=False):
        server.reply_with(answer(status, body))
        with pytest.raises(APIError) as caught:
            ask(server.url, call)
        error = caught.value
        assert type(error) is error_class
        assert (error.status, error.error, error.detail, error.body) == (status, name, detail, body[: 64 * 1024])
        assert error.outcome == ("rejected" if status < 500 else "unknown")
        assert str(status) in str(error)
        assert "\n" not in str(error)
