"""Waiting for many jobs whose list is strange, hostile or not there: all come out, and not at a higher price."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests import many_jobs as lists
from tests.many_jobs import Jobs, always, changed, results, waiting
from tests.simulation import Answer, World, answer, lost
from twintone_api.models import Video
from twintone_api.operation import Request
from twintone_api.requests import videos

LEAVES_OUT = "does not show some jobs soon enough; those are read by id."
UNCLEAR = "does not tell how far some jobs are; those are read by id."
NO_LIMIT = "does not take limit=100; its pages are as long as it likes."


def unread(kind: str) -> str:
    return f"cannot be read ({kind}), so jobs are read by id: "


HTML = answer(200, b"<html>Welcome!</html>")
NO_IDS = answer(200, {"videos": [{"name": "nobody"}]})
STRANGE: dict[str, tuple[Any, list[str]]] = {
    "honest": (lists.honest, []),
    "unordered": (lists.shuffled, []),
    "ignores the limit": (lists.small_pages, []),
    "ignores the page": (lists.first_page_for_ever, [LEAVES_OUT]),
    "claims a billion pages": (lists.billion_pages, [LEAVES_OUT]),
    "lacks pagination": (lists.unpaged, []),
    "is a bare array": (lists.bare, []),
    "shows each page twice": (lists.each_page_twice, [LEAVES_OUT]),
    "leaves out every second": (lists.every_second, [LEAVES_OUT]),
    "shows the jobs of others": (lists.of_others, [LEAVES_OUT]),
    "shows ours behind others": (lists.behind_others, []),
    "is empty": (always(answer(200, {"videos": []})), [LEAVES_OUT]),
    "refuses the limit": (lists.without_limit, [NO_LIMIT]),
    "refuses the third page": (lists.four_pages_and_no_more, [unread("status 400")]),
    "lacks the status": (changed(status=None), [UNCLEAR]),
    "has a status of another kind": (changed(status={"is": "ready"}), [UNCLEAR]),
    "has a status of its own": (changed(status="done"), [UNCLEAR]),
    "shows no result": (changed(url=""), [UNCLEAR]),
    "says that all have failed": (changed(status="failed"), []),
    "is not there": (always(answer(404)), [unread("status 404")]),
    "is always a bad request": (always(answer(400)), [NO_LIMIT, unread("status 400")]),
    "is forbidden": (always(answer(403)), [unread("status 403")]),
    "is elsewhere": (always(answer(302, headers={"location": "https://elsewhere"})), [unread("status 302")]),
    "is a page for people": (always(HTML), [unread("DecodeError")]),
    "has items without an id": (always(NO_IDS), [unread("DecodeError")]),
    "is broken": (always(answer(500)), [unread("status 500")]),
    "is behind a broken proxy": (always(answer(502, b"<html>")), [unread("status 502")]),
    "is always too much": (always(answer(429, headers={"retry-after": "3"})), [unread("status 429")]),
    "never answers": (always(lost()), [unread("APIConnectionError")]),
    "answers half of the time": (lists.seldom, [unread("APIConnectionError")]),
}


@pytest.mark.parametrize("name", STRANGE)
def test_all_jobs_come_out_and_the_log_says_why_it_took_longer(name: str, caplog: pytest.LogCaptureFixture) -> None:
    listing, reasons = STRANGE[name]
    jobs = Jobs([2.0 * number for number in range(40)], listing)
    world = World(jobs, roll=jobs.dice.random)
    with caplog.at_level(logging.INFO, "twintone"):
        found = results(world, waiting(world, list(jobs.seconds), rate=10))
    assert sorted(item.id for item in found) == sorted(jobs.seconds)
    assert all(type(item.result()) is Video and item.result().status == "ready" for item in found)
    said = [record.getMessage() for record in caplog.records if record.name == "twintone"]
    expected = [f"While waiting, the list of videos {reason}" for reason in reasons]
    assert [message[: len(start)] for message, start in zip(said, expected, strict=True)] == expected
    assert world.clock.seconds < 120


@pytest.mark.parametrize("name", STRANGE)
def test_it_costs_little_more_than_reading_each_job(name: str) -> None:
    listing, _ = STRANGE[name]

    def requests(listing: Any) -> int:
        jobs = Jobs([300.0] * 40, listing)
        world = World(jobs, roll=jobs.dice.random)
        results(world, waiting(world, list(jobs.seconds), rate=1))
        return len(world.sent)

    # A list that is not there is asked for again 1, 2, 4, ... times later.
    assert requests(listing) <= requests(always(answer(404))) * 1.05


def test_a_list_that_works_again_is_used_again() -> None:
    def listing(jobs: Jobs, query: Any) -> Answer:
        return answer(502) if 100 < jobs.now < 200 else lists.honest(jobs, query)

    jobs = Jobs([1000] * 80, listing)
    world = World(jobs)
    results(world, waiting(world, list(jobs.seconds), rate=1))
    swept = [request.operation is videos.LIST_VIDEOS for request in world.sent]
    assert swept.count(False) <= 60
    assert all(swept[-100:])


def test_jobs_that_appear_in_the_list_late_are_found_there_then() -> None:
    def listing(jobs: Jobs, query: Any) -> Answer:
        return lists.page(jobs.all() if jobs.now > 60 else jobs.all()[20:], query)

    jobs = Jobs([1000] * 80, listing)
    world = World(jobs)
    results(world, waiting(world, list(jobs.seconds), rate=1))
    read = [request.operation is videos.GET_VIDEO for request in world.sent]
    assert 20 <= sum(read) <= 60


def test_few_jobs_deep_in_the_list_are_read_by_id() -> None:
    jobs = Jobs([100] * 3, lists.behind_others)
    world = World(jobs)
    assert len(results(world, waiting(world, list(jobs.seconds), rate=1))) == 3
    swept = sum(request.operation is videos.LIST_VIDEOS for request in world.sent)
    assert swept <= 3 * 4


def test_a_page_between_pages_waits_as_long_as_the_server_asks() -> None:
    refused: list[float] = []

    def server(request: Request[Any], now: float) -> tuple[float, Answer]:
        if request.query.get("page") == 2 and not refused:
            refused.append(now)
            return 0.1, answer(503, headers={"retry-after": "30"})
        return jobs(request, now)

    jobs = Jobs([0] * 150)
    world = World(server)
    assert len(results(world, waiting(world, list(jobs.seconds), rate=1))) == 150
    assert 30 in world.clock.naps
    assert world.clock.seconds < 120
