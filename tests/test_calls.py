"""One call: what is sent how often, and what comes out of it."""

from __future__ import annotations

import itertools
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation import Answer, World, answer, in_turn, lost, not_sent
from twintone.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    BadRequestError,
    CreateOutcomeUnknown,
    DecodeError,
    NotFoundError,
    QueueTimeout,
    RateLimitError,
    RedirectError,
)
from twintone.policies.call import CallOptions, call
from twintone_api.operation import Request
from twintone_api.requests import conversations, videos

CREATE = videos.create_video(replica_id="rep_1", script="Hello")
GET = videos.get_video("vid_1")
DELETE = videos.delete_video("vid_1")
END = conversations.end_conversation("con_1")
VIDEO = {"id": "vid_1", "status": "processing", "created_at": "2026-01-15T09:30:00Z"}
OPTIONS = CallOptions(timeout=60, max_retries=2)

LOST_ANSWERS = [lost(), answer(500), answer(502, b"<html>"), answer(503), answer(520), answer(303), answer(200, b"{")]
REFUSALS = [answer(400), answer(401), answer(403), answer(404), answer(302, headers={"location": "//elsewhere"})]


@pytest.mark.parametrize("problem", LOST_ANSWERS, ids=str)
def test_a_create_whose_answer_is_lost_is_sent_once(problem: Answer) -> None:
    world = World(in_turn(problem, answer(201, VIDEO)))
    with pytest.raises(CreateOutcomeUnknown) as caught:
        world.run(call(CREATE, OPTIONS))
    assert len(world.sent) == 1
    error = caught.value
    assert (error.outcome, error.operation, error.attempts) == ("unknown", "createVideo", 1)
    assert error.sent == {"replica_id": "rep_1", "script": "Hello"}
    assert error.started is not None
    assert error.finished is not None
    assert error.started <= error.finished
    assert "client.videos.find_created(error)" in str(error)
    assert isinstance(error.__cause__, APIError)


@pytest.mark.parametrize("problem", [not_sent(), answer(429)], ids=str)
def test_a_create_that_was_certainly_not_accepted_is_sent_again(problem: Answer) -> None:
    world = World(in_turn(problem, problem, answer(201, VIDEO)))
    assert world.run(call(CREATE, OPTIONS)).id == "vid_1"
    assert len(world.sent) == 3


@pytest.mark.parametrize("problem", [*LOST_ANSWERS[:5], not_sent(), answer(429)], ids=str)
def test_a_safe_call_is_sent_again(problem: Answer) -> None:
    world = World(in_turn(problem, answer(200, VIDEO)))
    assert world.run(call(GET, OPTIONS)).id == "vid_1"
    assert len(world.sent) == 2


@pytest.mark.parametrize("request_", [GET, CREATE], ids=str)
@pytest.mark.parametrize("problem", REFUSALS, ids=str)
def test_a_refused_call_is_sent_once(request_: Request[Any], problem: Answer) -> None:
    world = World(in_turn(problem))
    with pytest.raises(APIStatusError) as caught:
        world.run(call(request_, OPTIONS))
    assert len(world.sent) == 1
    assert caught.value.outcome == "rejected"


def test_a_redirect_says_where_it_points() -> None:
    with pytest.raises(RedirectError, match="points to https://elsewhere/") as caught:
        World(in_turn(answer(302, headers={"location": "https://elsewhere/"}))).run(call(GET, OPTIONS))
    assert caught.value.location == "https://elsewhere/"


def test_an_answer_that_cannot_be_read_is_not_asked_for_again() -> None:
    world = World(in_turn(answer(200, {"status": "ready"})))
    with pytest.raises(DecodeError):
        world.run(call(GET, OPTIONS))
    assert len(world.sent) == 1


def test_retries_end_with_the_last_error_and_its_story() -> None:
    world = World(in_turn(lost(), answer(502)))
    with pytest.raises(APIStatusError, match="502 Bad Gateway") as caught:
        world.run(call(GET, OPTIONS))
    assert (caught.value.attempts, caught.value.status) == (3, 502)
    assert caught.value.elapsed == pytest.approx(world.clock.seconds)


def test_pauses_grow_and_jitter_is_full() -> None:
    for roll, expected in (
        (0.0, [0.0] * 5),
        (0.5, [0.25, 0.5, 1.0, 2.0, 4.0]),
        (0.99, [0.495, 0.99, 1.98, 3.96, 7.92]),
    ):
        world = World(in_turn(not_sent()), roll=itertools.repeat(roll).__next__)
        with pytest.raises(APIConnectionError):
            world.run(call(GET, CallOptions(timeout=60, max_retries=5)))
        assert world.clock.naps == pytest.approx(expected)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(status: int) -> None:
    world = World(in_turn(answer(status, headers={"retry-after": "7"}), answer(200, VIDEO)))
    world.run(call(GET, OPTIONS))
    assert world.clock.naps == [7.0]


def test_a_retry_after_beyond_the_budget_fails_at_once_and_says_when_to_come_back() -> None:
    world = World(in_turn(answer(429, headers={"retry-after": "300"})))
    with pytest.raises(RateLimitError, match=r"Come back in 300 s\.") as caught:
        world.run(call(GET, OPTIONS))
    assert (len(world.sent), world.clock.naps, caught.value.retry_after) == (1, [], 300.0)


def test_every_call_of_the_client_rests_when_the_server_asks_for_it() -> None:
    world = World(in_turn(answer(503, headers={"retry-after": "7"}), answer(200, VIDEO)))
    world.run(call(GET, OPTIONS))
    assert world.pauses == [7.0]


def test_a_create_is_not_sent_with_too_little_time_left_to_hear_of_it() -> None:
    world = World(in_turn(answer(429, headers={"retry-after": "51"}), answer(201, VIDEO)))
    with pytest.raises(RateLimitError) as caught:
        world.run(call(CREATE, OPTIONS))
    assert (len(world.sent), caught.value.outcome) == (1, "rejected")
    world = World(in_turn(answer(429, headers={"retry-after": "51"}), answer(200, VIDEO)))
    assert world.run(call(GET, OPTIONS)).id == "vid_1"


def test_a_call_whose_turn_does_not_come_is_not_tried_again() -> None:
    world = World(in_turn(QueueTimeout("It was not its turn in time.", outcome="not_sent")))
    with pytest.raises(QueueTimeout):
        world.run(call(CREATE, OPTIONS))
    assert len(world.sent) == 1


def test_the_log_tells_each_attempt(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "twintone"):
        World(in_turn(answer(502, b"<html>"), answer(200, VIDEO))).run(call(GET, OPTIONS))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("DEBUG", "GET /videos/vid_1 was answered 502."),
        (
            "INFO",
            "Attempt 1 of GET /videos/vid_1 failed, outcome unknown: GET /videos/vid_1 answered 502 Bad Gateway.",
        ),
        ("DEBUG", "GET /videos/vid_1 was answered 200."),
    ]
    assert logging.getLogger("twintone").handlers == []


def test_a_delete_whose_first_answer_was_lost_takes_404_for_done() -> None:
    world = World(in_turn(lost(), answer(404)))
    world.run(call(DELETE, OPTIONS))
    assert len(world.sent) == 2


@pytest.mark.parametrize("first", [not_sent(), answer(404)], ids=str)
def test_a_delete_of_what_never_was_is_an_error(first: Answer) -> None:
    with pytest.raises(NotFoundError):
        World(in_turn(first, answer(404))).run(call(DELETE, OPTIONS))


@pytest.mark.parametrize("status", [400, 404, 409])
def test_ending_what_has_ended_succeeds(status: int) -> None:
    ended = {"id": "con_1", "status": "ended", "ended_at": "2026-01-15T09:45:00Z"}
    world = World(in_turn(answer(status), answer(200, ended)))
    assert world.run(call(END, OPTIONS)).status == "ended"
    assert [str(request) for request in world.sent] == ["POST /conversations/con_1", "GET /conversations/con_1"]


def test_a_refusal_at_the_last_moment_is_not_looked_into() -> None:
    world = World(in_turn(answer(400), seconds=60))
    with pytest.raises(BadRequestError):
        world.run(call(END, OPTIONS))
    assert len(world.sent) == 1


@pytest.mark.parametrize("look", [answer(200, {"id": "con_1", "status": "active"}), answer(404), lost()], ids=str)
def test_a_refused_end_stays_refused_if_the_conversation_goes_on(look: Answer) -> None:
    with pytest.raises(BadRequestError):
        World(in_turn(answer(400), look)).run(call(END, OPTIONS))


answers = st.one_of(
    st.builds(lost),
    st.builds(not_sent),
    st.builds(
        answer,
        st.sampled_from([200, 201, 302, 400, 404, 429, 500, 502, 503, 520]),
        st.sampled_from([VIDEO, b"", b"<html>", None]),
        st.fixed_dictionaries({}, optional={"retry-after": st.sampled_from(["0", "3", "100000", "soon", "-1"])}),
    ),
)


@given(
    request=st.sampled_from([GET, CREATE, DELETE, END]),
    replies=st.lists(st.tuples(st.floats(0, 50), answers), min_size=1),
    timeout=st.floats(0.1, 120),
    retries=st.integers(0, 6),
    roll=st.floats(0, 1, exclude_max=True),
)
def test_laws(
    request: Request[Any], replies: list[tuple[float, Answer]], timeout: float, retries: int, roll: float
) -> None:
    turn = iter(replies)
    world = World(lambda _request, _now: next(turn, replies[-1]), roll=lambda: roll)
    problem: APIError | None = None
    try:
        world.run(call(request, CallOptions(timeout, retries)))
    except APIError as error:
        problem = error
    # It ends in time, and every attempt is told to.
    assert world.clock.seconds <= timeout + 1e-6
    assert all(limit <= timeout for limit in world.limits)
    # It ends after as many attempts as it may make; each may be followed by one look whether the work is done.
    assert len(world.sent) <= 2 * (retries + 1)
    # What must not be repeated is never sent again after an attempt that may have been accepted.
    if not request.operation.repeatable and isinstance(problem, CreateOutcomeUnknown):
        assert problem.outcome == "unknown"
        assert problem.attempts == len(world.sent)
    if not request.operation.repeatable and problem is not None and problem.outcome == "unknown":
        assert isinstance(problem, CreateOutcomeUnknown)
    if problem is not None:
        assert "\n" not in str(problem)
