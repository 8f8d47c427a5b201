"""Errors as values: they can be copied, pickled and read in one line."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import twintone
from tests.simulation import World, answer, in_turn, lost, not_sent
from twintone import errors
from twintone.errors import TwinToneError
from twintone.policies.call import CallOptions, call
from twintone.policies.wait import wait
from twintone_api.requests import videos

OPTIONS = CallOptions(timeout=60, max_retries=1)
GET = videos.get_video("vid_1")
CREATE = videos.create_video(replica_id="rep_1", script="Hello")
DONE = {"id": "vid_1", "status": "failed", "error": "too long"}
REFUSAL = {"error": "NotFound", "message": "No such\nthing.", "status": 404}


def raised(act: Callable[[], Any]) -> TwinToneError:
    with pytest.raises(TwinToneError) as caught:
        act()
    return caught.value


def waiting(*answers: Any, timeout: float = 30) -> Callable[[], Any]:
    return lambda: World(in_turn(*answers)).run(wait(GET, "vid_1", OPTIONS, timeout=timeout))


def calling(request: Any, *answers: Any) -> Callable[[], Any]:
    return lambda: World(in_turn(*answers)).run(call(request, OPTIONS))


ERRORS = {
    "argument": lambda: videos.get_video(""),
    "status": calling(GET, answer(404, REFUSAL, {"x-request-id": "7"})),
    "unknown status": calling(GET, answer(418)),
    "redirect": calling(GET, answer(302, headers={"location": "https://elsewhere/"})),
    "rate limit": calling(GET, answer(429, headers={"retry-after": "300"})),
    "decode": calling(GET, answer(200, {"id": 5})),
    "not sent": calling(GET, not_sent()),
    "outcome unknown": calling(CREATE, lost()),
    "failed": waiting(answer(200, DONE)),
    "timeout": waiting(answer(502)),
}


@pytest.mark.parametrize("act", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_a_copy_says_the_same(act: Callable[[], Any], copied: Callable[[Any], Any]) -> None:
    error = raised(act)
    other = copied(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert vars(other).keys() == vars(error).keys()
    for name, value in vars(error).items():
        same = getattr(other, name)
        assert str(same) == str(value) if isinstance(value, Exception) else same == value, name


@pytest.mark.parametrize("act", ERRORS.values(), ids=ERRORS)
def test_a_message_is_one_sentence_or_more_on_one_line(act: Callable[[], Any]) -> None:
    message = str(raised(act))
    assert message.isprintable()
    assert message.endswith(".")


@pytest.mark.parametrize("said", ["a\nb\x1b[31m\tc", "x" * 10_000, "\u202e", " "])
def test_what_a_server_says_cannot_spoil_a_message(said: str) -> None:
    for error in (
        raised(calling(GET, answer(400, {"error": "E", "message": said, "status": 400}))),
        raised(waiting(answer(200, {**DONE, "error": said}))),
    ):
        assert str(error).isprintable()
        assert len(str(error)) < 400


def test_an_error_of_a_call_tells_its_story() -> None:
    error = raised(ERRORS["status"])
    assert isinstance(error, errors.NotFoundError)
    assert (error.method, error.path, error.status, error.outcome) == ("GET", "/videos/vid_1", 404, "rejected")
    assert (error.error, error.detail, error.headers["x-request-id"]) == ("NotFound", "No such\nthing.", "7")
    assert str(error) == "GET /videos/vid_1 answered 404 Not Found: No such thing."


def test_every_error_is_exported_and_has_one_root() -> None:
    classes = [getattr(errors, name) for name in errors.__all__ if name != "Outcome"]
    assert all(issubclass(error, TwinToneError) for error in classes)
    assert [getattr(twintone, name) for name in errors.__all__ if name != "Outcome"] == classes


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="module 'twintone' has no attribute 'TwinTown'"):
        getattr(twintone, "TwinTown")  # noqa: B009 - type checkers know that it does not exist
