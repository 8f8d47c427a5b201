"""Pages and filters: the arithmetic, the order, and what a filter looks at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest

from twintone.emulator import Emulator, ManualClock

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(clock=ManualClock()) as emulator:
        yield emulator


@pytest.fixture
def http(emulator: Emulator) -> Iterator[httpx.Client]:
    key = {"x-api-key": f"key {next(NUMBERS)}"}
    with httpx.Client(base_url=emulator.base_url, headers=key, verify=False) as client:
        yield client


def replicas(http: httpx.Client, count: int) -> list[str]:
    return [http.post("/replicas", json={"name": str(n)}).json()["id"] for n in range(count)]


@pytest.mark.parametrize(
    ("total", "query", "names", "pagination"),
    [
        (0, "", [], (0, 1, 0)),
        (0, "?page=3", [], (0, 3, 0)),
        (5, "", [4, 3, 2, 1, 0], (5, 1, 1)),
        (5, "?limit=2", [4, 3], (5, 1, 3)),
        (5, "?limit=2&page=2", [2, 1], (5, 2, 3)),
        (5, "?limit=2&page=3", [0], (5, 3, 3)),
        (5, "?limit=2&page=4", [], (5, 4, 3)),
        (5, "?limit=5", [4, 3, 2, 1, 0], (5, 1, 1)),
        (5, "?limit=6", [4, 3, 2, 1, 0], (5, 1, 1)),
        (5, "?limit=1&page=5", [0], (5, 5, 5)),
        (5, f"?limit={10**30}", [4, 3, 2, 1, 0], (5, 1, 1)),
        (5, f"?limit={10**400}", [4, 3, 2, 1, 0], (5, 1, 1)),
        (5, f"?page={10**30}", [], (5, 10**30, 1)),
        (5, "?limit=2&sort=name&status=ready", [4, 3], (5, 1, 3)),
        (21, "?page=2", [0], (21, 2, 2)),
    ],
)
def test_pages_run_from_the_newest_and_add_up(
    http: httpx.Client, total: int, query: str, names: list[int], pagination: tuple[int, int, int]
) -> None:
    replicas(http, total)
    answer = http.get(f"/replicas{query}").json()
    assert [int(item["name"]) for item in answer["replicas"]] == names
    assert answer["pagination"] == dict(zip(("total", "page", "pages"), pagination, strict=True))


@pytest.mark.parametrize("collection", ["replicas", "videos", "conversations", "personas", "speech"])
@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=-1", "page=", "page=one", "page=1.0", "page=1e3", "page=+1", "page=01", "page=1&page=2"),
        *("page=%C2%B2", "page=%D9%A1", "page=1_0", "page=%201", "page=%00", f"page={'9' * 5000}", "page=true"),
        *("limit=0", "limit=-5", "limit=abc", "limit=null", "limit=1&limit=1"),
    ],
)
def test_a_page_or_limit_that_is_no_number_from_one_up_is_a_400(
    http: httpx.Client, collection: str, query: str
) -> None:
    response = http.get(f"/{collection}?{query}")
    assert response.status_code == 400
    assert response.json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("query", ["Page=0", "LIMIT=x", "offset=-1", "", "&&&", "a=%FF", "%FF=1"])
def test_parameters_that_the_spec_does_not_know_are_ignored(http: httpx.Client, query: str) -> None:
    assert http.get(f"/personas?{query}&status=nonsense").status_code == 200


def test_a_filter_looks_at_the_status_of_now(emulator: Emulator, http: httpx.Client) -> None:
    assert isinstance(emulator.clock, ManualClock)
    [replica] = replicas(http, 1)

    def video(script: str) -> str:
        return str(http.post("/videos", json={"replica_id": replica, "script": script}).json()["id"])

    def found(status: str, query: str = "") -> tuple[list[str], int]:
        answer = http.get(f"/videos?status={status}{query}").json()
        assert {item["status"] for item in answer["videos"]} <= {status}
        return [item["id"] for item in answer["videos"]], answer["pagination"]["total"]

    old, bad = video("old"), video("[fail]")
    emulator.clock.advance(2)
    new = video("new")
    assert found("ready") == ([old], 1)
    assert found("failed") == ([bad], 1)
    assert found("processing") == ([new], 1)
    emulator.clock.advance(2)
    assert found("processing") == ([], 0)
    assert found("ready") == ([new, old], 2)
    assert found("ready", "&limit=1&page=2") == ([old], 2)
    assert found("ready", "&limit=1&page=3") == ([], 2)


def test_conversations_are_filtered_by_whether_they_go_on(http: httpx.Client) -> None:
    [replica] = replicas(http, 1)
    first, second = (http.post("/conversations", json={"replica_id": replica}).json()["id"] for _ in range(2))
    http.post(f"/conversations/{first}")
    answer = {s: http.get(f"/conversations?status={s}").json()["conversations"] for s in ("active", "ended")}
    assert {status: [item["id"] for item in items] for status, items in answer.items()} == {
        "active": [second],
        "ended": [first],
    }


@pytest.mark.parametrize("path", ["/videos?status=done", "/speech?status=", "/conversations?status=ready"])
def test_a_status_that_does_not_exist_is_a_400(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 400
