"""Turning the pages of a list."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation import Answer, World, answer
from twintone.errors import APIError
from twintone.policies.call import CallOptions
from twintone.policies.pages import Pages
from twintone_api.operation import Request
from twintone_api.requests import videos

OPTIONS = CallOptions(timeout=60, max_retries=0)


def listing(world: World) -> list[str]:
    pages = Pages(lambda page: videos.list_videos(page=page), OPTIONS)
    found: list[str] = []
    while (items := world.run(pages.more())) is not None:
        found += [item.id for item in items]
        assert len(world.sent) < 500, "it does not end"
    return found


def page(ids: list[int], **pagination: object) -> Answer:
    body: dict[str, object] = {"videos": [{"id": f"vid_{number}"} for number in ids]}
    if pagination:
        body["pagination"] = pagination
    return answer(200, body)


def asked(request: Request[Any]) -> int:
    return int(request.query.get("page", 1))


def ids(*numbers: int) -> list[str]:
    return [f"vid_{number}" for number in numbers]


def test_every_page_is_turned_once_and_the_first_is_not_asked_for_by_number() -> None:
    world = World(lambda request, _: (0.1, page([asked(request)], total=3, page=asked(request), pages=3)))
    assert listing(world) == ids(1, 2, 3)
    assert [dict(request.query) for request in world.sent] == [{}, {"page": 2}, {"page": 3}]


def test_an_empty_list() -> None:
    world = World(lambda *_: (0.1, page([], total=0, page=0, pages=0)))
    assert listing(world) == []
    assert len(world.sent) == 1


def test_pages_that_the_server_counts_from_zero() -> None:
    def server(request: Request[Any], _now: float) -> tuple[float, Answer]:
        number = int(request.query.get("page", 0))
        return 0.1, page([number] if number < 3 else [], total=3, page=number, pages=3)

    assert listing(World(server)) == ids(0, 1, 2)


@pytest.mark.parametrize(
    "pagination",
    [{}, {"total": 9}, {"page": "1", "pages": None}, {"page": True, "pages": 2.5}, {"page": 10**4000}],
    ids=["none", "total", "texts", "odd", "huge"],
)
def test_without_pagination_it_goes_on_until_a_page_is_empty(pagination: dict[str, object]) -> None:
    world = World(lambda request, _: (0.1, page([asked(request)] if asked(request) < 4 else [], **pagination)))
    assert listing(world) == ids(1, 2, 3)


def test_a_bare_array_is_a_page() -> None:
    def server(request: Request[Any], _now: float) -> tuple[float, Answer]:
        return 0.1, answer(200, json.dumps([{"id": "vid_1"}]).encode() if asked(request) == 1 else b"[]")

    assert listing(World(server)) == ids(1)


@pytest.mark.parametrize("pagination", [{}, {"page": 1, "pages": 7}], ids=["unpaged", "counted"])
def test_a_server_that_ignores_the_page_is_not_asked_for_ever(pagination: dict[str, object]) -> None:
    world = World(lambda *_: (0.1, page([1, 2], **pagination)))
    assert listing(world) == ids(1, 2)
    assert len(world.sent) == 2


def test_a_list_that_grows_meanwhile_loses_nothing() -> None:
    # Two new videos push page 1 onto page 2; what was on page 2 is on page 3.
    pages = {1: page([4, 3], page=1, pages=2), 2: page([4, 3], page=2, pages=3), 3: page([2, 1], page=3, pages=3)}
    assert listing(World(lambda request, _: (0.1, pages[asked(request)]))) == ids(4, 3, 2, 1)


def test_a_list_that_shrinks_meanwhile_ends() -> None:
    pages = {1: page([4, 3], page=1, pages=2), 2: page([], page=2, pages=1)}
    assert listing(World(lambda request, _: (0.1, pages[asked(request)]))) == ids(4, 3)


def test_a_list_that_claims_a_billion_pages_ends() -> None:
    world = World(lambda request, _: (0.1, page([1], page=asked(request), pages=10**9)))
    assert listing(world) == ids(1)
    assert len(world.sent) <= 4


def test_a_server_that_reports_zero_for_every_page_is_read_to_the_end() -> None:
    world = World(lambda request, _: (0.1, page([asked(request)], total=3, page=0, pages=3)))
    assert listing(world) == ids(1, 2, 3)


def test_only_lists_have_pages() -> None:
    with pytest.raises(TypeError, match="getVideo does not read a page"):
        World(lambda *_: (0.1, page([]))).run(Pages(lambda _: videos.get_video("vid_1"), OPTIONS).more())


def test_numbers_may_be_written_with_a_point() -> None:
    world = World(lambda request, _: (0.1, page([asked(request)], total=2, page=float(asked(request)), pages=2.0)))
    assert listing(world) == ids(1, 2)


def test_an_id_that_comes_twice_on_a_page_is_yielded_once() -> None:
    assert listing(World(lambda *_: (0.1, page([1, 1, 2], page=1, pages=1)))) == ids(1, 2)


def test_a_page_that_cannot_be_read_is_an_error_and_can_be_tried_again() -> None:
    answers = iter([page([1], page=1, pages=2), answer(500), page([2], page=2, pages=2)])
    world = World(lambda *_: (0.1, next(answers)))
    pages = Pages(lambda number: videos.list_videos(page=number), OPTIONS)
    assert world.run(pages.more()) is not None
    with pytest.raises(APIError):
        world.run(pages.more())
    assert [item.id for item in world.run(pages.more()) or []] == ids(2)
    assert world.run(pages.more()) is None


numbers = st.one_of(st.none(), st.integers(-1, 12), st.just("2"))


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 30), max_size=4), numbers, numbers),
        min_size=1,
        max_size=40,
    )
)
def test_laws(script: list[tuple[list[int], object, object]]) -> None:
    turn = iter(script)

    def server(_request: Request[Any], _now: float) -> tuple[float, Answer]:
        content, number, count = next(turn, script[-1])
        return 0.1, page(content, page=number, pages=count)

    world = World(server)
    found = listing(world)
    assert len(found) == len(set(found))
    # The first page is always there.
    assert found[: len(set(script[0][0]))] == ids(*dict.fromkeys(script[0][0]))
    numbers_asked_for = [request.query["page"] for request in world.sent[1:]]
    assert numbers_asked_for == sorted(set(numbers_asked_for))
