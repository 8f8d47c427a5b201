"""What only got another name keeps all else, and hints follow what they name; a person is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.proposals.decisions import Kind
from scripts.spec import Object, at, join
from scripts.spec_check import check
from tests.docs_edits import Change, both, swap, swap_all
from tests.docs_page import SPEC
from tests.proposing import before, changed, listed, proposed, remaining, told, written

SCHEMAS = "#/components/schemas"
PARAMETERS = "#/components/parameters"
TALK = "#/paths/~1conversations~1{conversation_id}"
PERSONA = "#/paths/~1personas~1{persona_id}"
GONE: Any = object()
PER_PAGE = swap("\nLimit\n", "\nPer_page\n", of="GET /speech")


def was(pointer: str) -> Any:
    """Returns what the description said before."""
    return at(SPEC, pointer)


def look(spec: Object, pointer: str) -> Any:
    """Returns what stands at a pointer, or GONE."""
    owner, _, key = pointer.rpartition("/")
    holder = at(spec, owner)
    return at(spec, pointer) if isinstance(holder, list) else holder.get(key.replace("~1", "/"), GONE)


# What the page says; what stands in the description then; what a person is asked.
MOVED: Mapping[str, tuple[Change, Mapping[str, Any], tuple[str, ...]]] = {
    "method": (
        swap_all("PATCH /personas/:id", "PUT /personas/:id"),
        {f"{PERSONA}/patch": GONE, f"{PERSONA}/put": was(f"{PERSONA}/patch")},
        ("called PUT /personas/:id",),
    ),
    "path": (
        swap_all("POST /conversations/:id", "POST /conversations/:id/end"),
        {
            f"{TALK}/post": GONE,
            f"{TALK}~1end/parameters": was(f"{TALK}/parameters"),
            f"{TALK}~1end/post": {key: value for key, value in was(f"{TALK}/post").items() if key != "x-settled-when"},
        },
        ("called POST /conversations/:id/end", "no longer tell whether it has happened before"),
    ),
    "resource": (
        swap_all("/speech", "/voiceovers"),
        {
            "#/paths/~1speech": GONE,
            "#/paths/~1voiceovers": was("#/paths/~1speech"),
            "#/paths/~1voiceovers~1{speech_id}": was("#/paths/~1speech~1{speech_id}"),
        },
        ("called",) * 5,
    ),
    "resource without a section": (
        swap_all("/replicas", "/actors"),
        {
            "#/paths/~1actors": was("#/paths/~1replicas"),
            "#/paths/~1actors~1{replica_id}": was("#/paths/~1replicas~1{replica_id}"),
        },
        ("called",) * 5,
    ),
    "parameter of one list": (
        PER_PAGE,
        {
            "#/paths/~1speech/get/parameters/1": {"$ref": f"{PARAMETERS}/PerPage"},
            f"{PARAMETERS}/PerPage/schema": was(f"{PARAMETERS}/Limit/schema"),
            f"{PARAMETERS}/PerPage/description": was(f"{PARAMETERS}/Limit/description"),
            f"{PARAMETERS}/PerPage/x-evidence": {
                "name": "inferred: printed as the heading 'Per_page'; JSON names are lower case throughout"
            },
            f"{SCHEMAS}/SpeechList/x-page/limit": "per_page",
            f"{SCHEMAS}/PersonaList/x-page/limit": "limit",
        },
        ("called per_page",),
    ),
    "parameter of all lists": (
        swap_all("\nLimit\n", "\nper_page\n"),
        {
            f"{PARAMETERS}/Limit": GONE,
            f"{PARAMETERS}/PerPage/x-evidence": GONE,
            "#/paths/~1personas/get/parameters/1": {"$ref": f"{PARAMETERS}/PerPage"},
            "#/paths/~1speech/get/parameters/1": {"$ref": f"{PARAMETERS}/PerPage"},
        },
        ("called per_page",) * 3,
    ),
    "array of a list": (
        swap('"speech": [', '"spoken": [', of="GET /speech"),
        {
            f"{SCHEMAS}/SpeechList/x-page/items": "spoken",
            "#/components/links/GetListedSpeech/parameters": {"speech_id": "$response.body#/spoken/0/id"},
        },
        ("called spoken",),
    ),
    "reason of a job gone": (
        swap(',\n"error": "string" // Present if status is \u201cfailed\u201d', "", of="GET /videos/:id"),
        {
            f"{SCHEMAS}/Video/properties/error": GONE,
            f"{SCHEMAS}/Video/x-job/reason": GONE,
            f"{SCHEMAS}/Video/x-job/result": "url",
        },
        ("The reason of a job was error",),
    ),
    "status of a job gone": (
        swap('"status": "processing|ready|failed",\n', "", of="GET /speech/:id"),
        {f"{SCHEMAS}/Speech/x-job": GONE, f"{SCHEMAS}/Speech/properties/error/x-present-when": GONE},
        ("this is taken for no job any more",),
    ),
    "time of items gone": (
        swap(',\n"created_at": "string"', "", of="GET /personas"),
        {f"{SCHEMAS}/PersonaList/x-page/created": GONE, f"{SCHEMAS}/PersonaList/x-page/items": "personas"},
        ("The items were made at created_at",),
    ),
    "number of pages gone": (
        swap(',\n"page": 0,\n"pages": 0', "", of="GET /personas"),
        {f"{SCHEMAS}/PersonaList/x-page": GONE},
        ("no pages any more",),
    ),
    "value of a condition gone in one place": (
        swap('"active|ended"', '"active"', of="GET /conversations"),
        {
            f"{SCHEMAS}/ConversationListItem/properties/status/enum": ["active"],
            f"{SCHEMAS}/ConversationListItem/properties/ended_at/x-present-when": GONE,
            f"{SCHEMAS}/ConversationListItem/properties/ended_at/x-evidence": {
                "presence": "corrected: the page says only when status is ended, which is no value of it here"
            },
            f"{SCHEMAS}/Conversation/properties/ended_at/x-present-when": {"status": "ended"},
        },
        ("which it never is here",),
    ),
    "value of conditions called otherwise": (
        both(swap_all("|ready|", "|done|"), swap_all('is "ready"', 'is "done"')),
        {
            f"{SCHEMAS}/VideoListItem/properties/url/x-present-when": {"status": "done"},
            f"{SCHEMAS}/Video/x-job/succeeded": ["done"],
        },
        (),
    ),
    "value that settles called otherwise": (
        both(
            swap_all("active|ended", "active|over"),
            swap_all('"ended"', '"over"'),
            swap_all("\u201cended\u201d", "\u201cover\u201d"),
            swap_all("if ended", "if over"),
        ),
        {f"{TALK}/post/x-settled-when/values": {"status": "over"}},
        (),
    ),
    "limit in one place": (
        swap("a request: 60 seconds", "a request: 30 seconds"),
        {
            "#/x-limits/timeout_seconds": 60,
            "#/x-limits/x-evidence": {"timeout_seconds": "corrected: the page says 60 in one place, and in another 30"},
        },
        ("60 is kept",),
    ),
    "header in one place": (
        swap("Send the key in the x-api-key", "Send the key in the x-films-key"),
        {
            "#/components/securitySchemes/apiKey/name": "x-api-key",
            "#/components/securitySchemes/apiKey/x-evidence": "corrected: the page says x-api-key in one place, and in "
            "another x-films-key",
        },
        ("x-api-key is kept",),
    ),
    "contact in one place": (
        swap("James@twintone.ai", "films@example.com"),
        {"#/info/contact/email": "James@twintone.ai"},
        ("James@twintone.ai is kept",),
    ),
}


@pytest.mark.parametrize("name", MOVED)
def test_all_else_stays(name: str) -> None:
    change, expected, asked = MOVED[name]
    proposal = proposed(change)
    assert {pointer: look(proposal.spec, pointer) for pointer in expected} == dict(expected)
    assert remaining(proposal.spec, change) == []
    assert check(proposal.spec) == []
    assert told(proposal, Kind.LEFT) == []
    questions = told(proposal, Kind.DECIDE)
    assert questions != []
    assert len(questions) >= len(asked)
    assert all(any(text in question for question in questions) for text in asked)


def test_another_method_is_one_line() -> None:
    outcome = written(swap_all("PATCH /personas/:id", "PUT /personas/:id"))
    assert changed(outcome) == ["-    patch:", "+    put:"]


def test_an_operation_that_went_is_not_taken_for_one_of_another_resource() -> None:
    change = both(swap_all("DELETE /videos/:id\n", ""), listed("DELETE /songs/:id"))
    proposal = proposed(change)
    assert [text for text in told(proposal, Kind.DECIDE) if "It may be" in text] == []
    assert "delete" not in proposal.spec["paths"]["/videos/{video_id}"]


def test_a_new_thing_has_a_section_of_its_own_though_parts_of_others_are_called_so() -> None:
    voice = 'GET /voices/:id\nOne.\nGET /voices/:id\nOne.Response:\n{\n"id": "string",\n"name": "string"\n}'
    outcome = written(before("Error Handling", f"Voices\n{voice}"))
    schemas = [*outcome.proposal.spec["components"]["schemas"]]
    assert schemas[-1] == "Voice"
    assert [line for line in changed(outcome) if line.startswith("+    # Voices ---")] != []
    assert outcome.proposal.headings == {join(SCHEMAS, "Voice"): "Voices"}
