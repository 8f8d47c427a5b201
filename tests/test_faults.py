"""Whatever the server does: nothing is paid for twice, every call ends in time, and every error tells its story.

Each fault is tried with every kind of call, in a thread and in an event loop. docs/faults.md shows all that happened;
here stands what must hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.bench_faults import CALLS, KEY, TABLE, Observed, main, observe, result
from tests.fault_server import UNREAD, Fault
from tests.faults import FAULTS
from twintone.client import MAX_RETRIES
from twintone.errors import APIError, CreateOutcomeUnknown, RateLimitError, RedirectError

EVERY = pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
CREATE = "create (POST)"
ASKED = {
    "GET": "GET /videos/x_1",
    CREATE: "POST /videos",
    "update (PATCH)": "PATCH /personas/x_1",
    "DELETE": "DELETE /videos/x_1",
    "end (POST)": "POST /conversations/x_1",
}
# What becomes of a create. All other faults leave its outcome unknown, and then it is sent once.
CERTAIN = {
    "refuses the connection": ("not_sent", 0),
    "closes an idle connection": ("done", 1),
    "answers twice": ("done", 1),
    "302 to another host": ("rejected", 1),
    "418": ("rejected", 1),
    "429, no Retry-After": ("rejected", 3),
    "429, Retry-After: 7": ("rejected", 3),
    "429, Retry-After: a date in 7 s": ("rejected", 3),
    "429, Retry-After: a date that has passed": ("rejected", 3),
    "429, Retry-After: 999999999": ("rejected", 1),
    "429, Retry-After: 99999999999": ("rejected", 1),
    "429, Retry-After: a date in 2100": ("rejected", 1),
    "429, Retry-After: soon": ("rejected", 3),
}
# A busy machine may be late, but not by as much as a server that is not cut off.
LATE = 5.0


def calls(fault: Fault) -> Iterator[tuple[str, Observed]]:
    """Yields each call that was made to a server with a fault, by its kind; both clients', one after the other."""
    for name, clients in observe(fault).items():
        for observed in clients:
            yield name, observed


def errors(fault: Fault) -> Iterator[tuple[str, Observed, Any]]:
    return ((name, observed, observed.error) for name, observed in calls(fault) if observed.error is not None)


def test_the_faults_have_names_of_their_own() -> None:
    names = [fault.name for fault in FAULTS]
    assert len({*names}) == len(names)
    assert CERTAIN.keys() < {*names}
    assert ASKED.keys() == CALLS.keys()


@EVERY
def test_a_create_is_sent_once_wherever_its_outcome_is_unknown(fault: Fault) -> None:
    outcome, posts = CERTAIN.get(fault.name, ("unknown", 1))
    for observed in observe(fault)[CREATE]:
        assert result(observed)[1] == outcome
        # What was not read may have been a POST; so it counts.
        assert len([request for request in observed.requests if request in {ASKED[CREATE], UNREAD}]) == posts
        assert isinstance(observed.error, CreateOutcomeUnknown) == (outcome == "unknown")


@EVERY
def test_threads_and_event_loops_fare_alike(fault: Fault) -> None:
    for sync, other in observe(fault).values():
        assert sync.requests == other.requests
        assert result(sync) == result(other)
        assert sync.pauses == other.pauses


@EVERY
def test_nothing_is_asked_but_what_was_called(fault: Fault) -> None:
    """Not even where a redirect points to."""
    for name, observed in calls(fault):
        assert {*observed.requests} <= {ASKED[name], UNREAD}


@EVERY
def test_an_error_tells_its_story(fault: Fault) -> None:
    for name, observed, error in errors(fault):
        assert isinstance(error, APIError)
        message = str(error)
        assert message.isprintable()
        assert len(message) < 500
        assert KEY not in message + repr(error)
        assert f"{error.method} {error.path}" == ASKED[name]
        assert ASKED[name] in message
        assert error.outcome in {"not_sent", "rejected", "unknown"}
        assert error.status is None or str(error.status) == fault.name[:3] or error.status == 200
        assert bool(error.headers) == (error.status is not None)
        assert error.attempts == max(1, len(observed.requests)) or error.outcome == "not_sent"
        assert 0 <= error.elapsed < observed.timeout + LATE


@EVERY
def test_a_call_ends_in_time(fault: Fault) -> None:
    for _, observed in calls(fault):
        assert observed.seconds < (observed.timeout if fault.slow else 0) + LATE
        assert observed.seconds + sum(observed.pauses) < observed.timeout + LATE


@EVERY
def test_what_is_repeated_is_repeated_as_often_as_allowed_and_after_a_pause(fault: Fault) -> None:
    for _, observed, error in errors(fault):
        assert error.attempts in {1, MAX_RETRIES + 1}
        assert len(observed.pauses) == error.attempts - 1
        assert all(pause >= fault.rest for pause in observed.pauses)


@EVERY
def test_the_same_client_can_be_used_afterwards(fault: Fault) -> None:
    for _, observed in calls(fault):
        assert observed.afterwards == ["GET /videos/x_2"]
        assert observed.answered == "good", "it took what was left of the answer before it"


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.rest], ids=lambda fault: fault.name)
def test_an_error_says_when_to_come_back(fault: Fault) -> None:
    for _, _, error in errors(fault):
        assert "Come back in " in str(error)
        if isinstance(error, RateLimitError):
            assert error.retry_after is not None
            assert 7 <= error.retry_after <= fault.rest


def test_an_error_says_where_a_redirect_points() -> None:
    fault = next(fault for fault in FAULTS if fault.name == "302 to another host")
    for _, _, error in errors(fault):
        assert isinstance(error, RedirectError)
        assert error.location is not None
        assert error.location.endswith("/elsewhere")


def test_the_docs_show_what_happens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    stale = tmp_path / "docs" / "faults.md"
    assert main(["--check", "--table", str(stale)]) == 1
    assert "is stale; run `make bench-faults ARGS=--write`" in capsys.readouterr().err
    assert main(["--write", "--table", str(stale)]) == 0
    assert stale.read_bytes() == TABLE.read_bytes()
    assert main([]) == 0
    assert capsys.readouterr().out == TABLE.read_text(encoding="utf-8")
