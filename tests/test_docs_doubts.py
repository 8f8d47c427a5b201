"""What the page says in one place and denies in another can be written down, and a truthful description is clean."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from scripts.docs.claims import read_claims
from scripts.docs.compare import compare
from scripts.docs.findings import Action
from scripts.docs.lines import read_lines
from scripts.docs.page import read_page
from scripts.docs.source import Source
from scripts.evidence import render
from scripts.spec import Object, at
from scripts.spec_check import check
from tests.docs_edits import PAGE, Change, both, swap
from tests.docs_page import SPEC

ERROR = "#/components/schemas/ErrorBody"
HEADER = "#/components/securitySchemes/apiKey"
LIMITS = "#/x-limits/x-evidence"
VIDEOS = "#/paths/~1videos/post/responses"
END = "#/paths/~1conversations~1{conversation_id}/post/responses"
CONFLICT = {"$ref": "#/components/responses/BadRequest"}
TIMEOUT = swap("a request: 60 seconds", "a request: 30 seconds")
PROSE = swap("Send the key in the x-api-key", "Send the key in the x-films-key")
REFUSED = swap("Response:", "Ended before: HTTP 409 Conflict.\nResponse:", of="POST /conversations/:id")
LISTED = swap('"status": number', '"status": number,\n"id": "string"')
SHOWN = swap('"error": "NoSuchThing",\n', '"error": "NoSuchThing",\n"id": "e1",\n')
GUESS = {"x-evidence": {"type": "inferred: none is given"}}
TEXT = {"type": "string", "description": "Names the error.", "examples": ["e1"]}


def found(change: Change, facts: Mapping[str, Any]) -> list[tuple[Action, str]]:
    """Returns what an edited page and a description that says these things disagree about."""
    spec = altered(facts)
    page = read_page(read_lines(Source(change(PAGE), "text")))
    return [(finding.action, finding.pointer) for finding in compare(page, read_claims(spec))]


def altered(facts: Mapping[str, Any]) -> Object:
    """Returns the description with other things at these pointers."""
    spec = copy.deepcopy(SPEC)
    for pointer, value in facts.items():
        owner, _, key = pointer.rpartition("/")
        at(spec, owner)[key] = value
    return spec


def both_say(one: object, other: object) -> dict[str, Any]:
    """Returns the evidence of a limit that the page gives twice."""
    return {LIMITS: {"timeout_seconds": f"corrected: {one} seconds in the overview, {other} in the table"}}


def accepted() -> Object:
    """Returns the answers of an operation, with another status of success that the docs state."""
    answers = copy.deepcopy(at(SPEC, VIDEOS))
    del answers["201"]["x-evidence"]
    return {("202" if status == "201" else status): answer for status, answer in answers.items()}


def more(name: str, **facts: object) -> dict[str, Any]:
    """Returns what an error body with another field says."""
    names = [*at(SPEC, ERROR)["required"], name]
    return {f"{ERROR}/required": names, f"{ERROR}/properties/{name}": {**TEXT, **facts}}


# What changes on the page, and what a description says that is true to it.
CLEAN: Mapping[str, tuple[Change, Mapping[str, Any]]] = {
    "status of success beside an operation": (
        swap("Response:", "Response: HTTP 202 Accepted", of="POST /videos"),
        {VIDEOS: accepted()},
    ),
    "status of failure beside an operation": (REFUSED, {f"{END}/409": CONFLICT}),
    "field in the list alone": (LISTED, more("id")),
    "field in the example alone": (SHOWN, more("id", **GUESS)),
    "field no longer in the list": (
        swap('"message": "string",\n', ""),
        {f"{ERROR}/properties/message/x-evidence": GUESS["x-evidence"]},
    ),
    "limit as before": (TIMEOUT, both_say(60, 30)),
    "limit as it is elsewhere": (TIMEOUT, {"#/x-limits/timeout_seconds": 30, **both_say(60, 30)}),
    "header as before": (PROSE, {f"{HEADER}/x-evidence": "corrected: once called x-films-key"}),
    "header as it is elsewhere": (
        PROSE,
        {f"{HEADER}/name": "X-Films-Key", f"{HEADER}/x-evidence": "corrected: the samples say x-api-key"},
    ),
    "contact": (
        swap("James@twintone.ai", "films@example.com"),
        {"#/info/contact/x-evidence": "corrected: the overview says films@example.com"},
    ),
    "format": (
        swap('"created_at": "string"', '"created_at": "date-time"', of="POST /speech"),
        {"#/components/schemas/SpeechCreated/properties/created_at": {"type": "string", "format": "date-time"}},
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_truthful_description_is_clean(name: str) -> None:
    change, facts = CLEAN[name]
    assert found(change, {}) != []
    assert found(change, facts) == []


def test_an_example_need_not_show_each_field() -> None:
    assert found(swap('"message": "There is no such thing.",\n', ""), {}) == []


@pytest.mark.parametrize(
    ("change", "facts", "expected"),
    [
        pytest.param(str, both_say(60, 30), (Action.CORRECTED, "#/x-limits/timeout_seconds"), id="no contradiction"),
        pytest.param(
            swap("a request: 60 seconds", "a request: 45 seconds"),
            both_say(60, 30),
            (Action.CORRECTED, "#/x-limits/timeout_seconds"),
            id="another contradiction",
        ),
        pytest.param(
            both(TIMEOUT, swap("The timeout is 60 seconds", "The timeout is 30 seconds")),
            both_say(60, 30),
            (Action.CORRECTED, "#/x-limits/timeout_seconds"),
            id="only the other value is left",
        ),
        pytest.param(
            str,
            {f"{HEADER}/x-evidence": "corrected: once x-films-key"},
            (Action.CORRECTED, HEADER),
            id="no other header",
        ),
        pytest.param(
            REFUSED,
            {f"{END}/409": CONFLICT, f"{VIDEOS}/409": CONFLICT},
            (Action.REMOVE, "#/components/responses/BadRequest"),
            id="status stated beside another operation only",
        ),
    ],
)
def test_what_is_no_such_contradiction_is_found(
    change: Change, facts: Mapping[str, Any], expected: tuple[Action, str]
) -> None:
    assert set(found(change, facts)) == {expected}


def test_contradictions_of_limits_stand_in_the_table_of_evidence() -> None:
    spec = altered(both_say(60, 30))
    assert check(spec) == []
    assert "| limits | timeout_seconds | 60 seconds in the overview, 30 in the table |" in render(spec)
