"""The inspector looks at answers that no schema foresees, and says so instead of failing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.api import Api
from tests.contract.exchange import Answer, Request
from tests.contract.session import Session
from tests.sample import load_sample

API = Api(load_sample())
JSON = (("content-type", "application/json"),)
BORN = "2026-01-15T09:30:00Z"
VIDEO = {"id": "vid_1", "status": "ready", "created_at": BORN, "url": "https://media.example.com/vid_1.mp4"}
PAGE = {"total": 1, "page": 1, "pages": 1}


class Deaf:
    """A channel for sessions that only look at what others have sent."""

    def send(self, request: Request) -> Answer:
        raise AssertionError(request)

    def close(self) -> None:
        """There is nothing to close."""


def look(*exchanges: tuple[str, str, Answer | None]) -> set[str]:
    """The rules that these answers break, in their order."""
    session = Session(API, Deaf())
    for method, target, answer in exchanges:
        session.see("test", session.request(method, target), answer)
    session.verdicts()
    return {finding.rule for finding in session.findings}


def says(value: Any, status: int = 200) -> Answer:
    return Answer(status, JSON, value if isinstance(value, bytes) else json.dumps(value).encode())


def test_a_status_that_nobody_knows_is_a_matter_of_shape() -> None:
    listed = says({"videos": [{**VIDEO, "status": "melting"}], "pagination": PAGE})
    assert look(("GET", "/videos", listed), ("GET", "/videos/vid_1", says(VIDEO))) == {"answer-shape"}


def test_half_a_surrogate_pair_is_no_text() -> None:
    answer = says(json.dumps({**VIDEO, "status": "x"}).replace('"x"', '"\\ud800"').encode())
    assert look(("GET", "/videos/vid_1", answer)) == {"answer-shape"}


def test_a_list_under_another_name_is_only_that() -> None:
    other = says({"data": [VIDEO], "pagination": PAGE})
    assert look(("GET", "/videos", other), ("GET", "/videos/vid_1", says(VIDEO))) == {"answer-shape"}


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"7", b'"text"', b"[" * 100_000, b'{"videos": 1}', b'{"videos": [1, null, {"id": []}]}'],
)
def test_any_body_is_looked_at(body: bytes) -> None:
    assert look(("GET", "/videos", says(body)), ("GET", "/videos/vid_1", says(body)), ("GET", "/videos", says(body)))


NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([0, 1, 2, -1]))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5), st.sampled_from(["vid_1", "ready", BORN]))
NAMES = st.sampled_from(["id", "name", "status", "url", "created_at", "updated_at", "videos", "pagination", *PAGE])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=20
)
CALLS = st.sampled_from(
    [
        ("GET", "/videos", 200),
        ("GET", "/videos?limit=2&page=2", 200),
        ("GET", "/videos?status=ready", 200),
        ("GET", "/videos/vid_1", 200),
        ("GET", "/videos/vid_1", 404),
        ("PATCH", "/videos/vid_1", 200),
        ("DELETE", "/videos/vid_1", 204),
        ("POST", "/videos", 201),
        ("POST", "/conversations/vid_1", 200),
    ]
)


@given(st.lists(st.tuples(CALLS, VALUES), max_size=8))
@settings(deadline=None, max_examples=150)
def test_any_json_is_looked_at(calls: list[tuple[tuple[str, str, int], Any]]) -> None:
    look(*((method, target, says(value, status)) for (method, target, status), value in calls))


@pytest.mark.parametrize("number", [-1, 0, 10**30, 1.5, None, "1", True])
def test_any_numbers_are_looked_at(number: Any) -> None:
    pagination = {"total": number, "page": number, "pages": number}
    page = says({"videos": [], "pagination": pagination})
    assert look(("GET", "/videos?limit=3&page=2", page), ("GET", "/videos", page))


def test_no_answer_is_a_finding_and_changes_what_is_known() -> None:
    """A deletion without an answer may have happened: neither outcome is wrong then."""
    lost = ("DELETE", "/videos/vid_1", None)
    gone = says({"error": "NotFound", "message": "There is none.", "status": 404}, 404)
    start = ("GET", "/videos/vid_1", says(VIDEO))
    assert look(start, lost) == {"answers"}
    assert look(start, lost, start) == {"answers"}
    assert look(start, lost, ("GET", "/videos/vid_1", gone)) == {"answers"}
    assert look(start, ("GET", "/videos/vid_1", gone)) == {"known-found"}
