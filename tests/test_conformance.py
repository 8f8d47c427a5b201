"""What is found in answers that are not as the spec says, where it points, and whom it blames."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts import spec as specs
from tests.sample import load_sample
from twintone.conformance import Conformance, conformance
from twintone.findings import Finding, text_of
from twintone.spec import at, load
from twintone_api.operation import Response
from twintone_api.secret import Secret

SPEC = load()
SAMPLE = load_sample()
BY_SAMPLE = Conformance(SAMPLE)
JSON = {"content-type": "application/json; charset=utf-8"}
NOW = "2026-01-15T09:30:00Z"
WORKING = {"id": "vid_1", "status": "processing", "created_at": NOW}
READY = {"id": "vid_1", "status": "ready", "created_at": NOW, "url": "https://media.example.com/1.mp4"}
ERROR = {"error": "NotFound", "message": "No such video.", "status": 404}
BROKEN, OUTDATED = "broken contract", "spec needs update"
SCHEMAS, PATHS = "#/components/schemas", "#/paths"


def check(
    operation: str, status: int, body: object, headers: dict[str, str] = JSON, checks: Conformance = BY_SAMPLE
) -> tuple[Finding, ...]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return checks.check(operation, Response(status, headers, content))


def of(operation: str) -> str:
    found = next(item for item in specs.operations(SAMPLE) if item.operation_id == operation)
    return f"{found.pointer}/responses"


@pytest.mark.parametrize("operation", list(specs.operations(SPEC)), ids=lambda operation: operation.operation_id)
def test_the_examples_of_the_spec_are_as_the_spec_says(operation: specs.Operation) -> None:
    checked = 0
    for status, node in operation.raw["responses"].items():
        response = specs.resolve(SPEC, node)
        for kind, media in response.get("content", {}).items():
            for example in media["examples"].values():
                value = specs.resolve(SPEC, example)["value"]
                body = value.encode() if isinstance(value, str) else value
                code = value["status"] if status == "default" else int(status)
                findings = check(operation.operation_id, code, body, {"content-type": kind}, conformance())
                unlisted = [f"{operation.pointer}/responses/default"] * (status == "default")
                assert [finding.spec for finding in findings] == unlisted
                checked += 1
    assert checked


# operation, status, body -> pointer into the body, pointer into the spec, grade, part of the message
WRONG: dict[str, tuple[str, int, object, list[tuple[str, str, str, str]]]] = {
    "missing field": (
        *("getVideo", 200, {"id": "vid_1", "created_at": NOW}),
        [("", f"{SCHEMAS}/Video/required/1", BROKEN, '"status" is missing.')],
    ),
    "missing url when ready": (
        *("getVideo", 200, {**WORKING, "status": "ready"}),
        [("", f"{SCHEMAS}/Video/properties/url/x-present-when", BROKEN, '"url" is missing, but status is "ready".')],
    ),
    "url before it is ready": (
        *("getVideo", 200, {**READY, "status": "processing"}),
        [
            (
                "/url",
                f"{SCHEMAS}/Video/properties/url/x-present-when",
                BROKEN,
                'It is there, but not: status is "ready".',
            )
        ],
    ),
    "missing url where the docs show it always": (
        *("getSpeech", 200, {**WORKING, "text": "Hi", "status": "ready"}),
        [("", f"{SCHEMAS}/Speech/properties/url/x-present-when", OUTDATED, '"url" is missing')],
    ),
    "wrong enum": (
        *("getVideo", 200, {**WORKING, "status": "unheard-of"}),
        [("/status", f"{SCHEMAS}/VideoStatus/enum", BROKEN, '"unheard-of" is not one of "processing", "ready" or')],
    ),
    "wrong enum where the docs list none": (
        *("updateVideo", 200, {"id": "vid_1", "name": "n", "status": "unheard-of", "updated_at": NOW}),
        [("/status", f"{SCHEMAS}/VideoStatus/enum", OUTDATED, '"unheard-of" is not one of')],
    ),
    "wrong type": (
        *("createVideo", 201, {**WORKING, "status": {"now": "processing"}}),
        [
            ("/status", f"{SCHEMAS}/VideoCreated/properties/status/enum", BROKEN, "An object is not one of"),
            ("/status", f"{SCHEMAS}/VideoCreated/properties/status/type", BROKEN, 'An object is not of type "string".'),
        ],
    ),
    "wrong date": (
        *("getVideo", 200, {**WORKING, "created_at": "yesterday"}),
        [("/created_at", f"{SCHEMAS}/Timestamp/format", OUTDATED, '"yesterday" is not a "date-time".')],
    ),
    "wrong address": (
        *("getVideo", 200, {**READY, "url": "a b"}),
        [("/url", f"{SCHEMAS}/Video/properties/url/format", OUTDATED, '"a b" is not a "uri".')],
    ),
    "empty id": (
        *("getVideo", 200, {**WORKING, "id": ""}),
        [("/id", f"{SCHEMAS}/VideoId/minLength", OUTDATED, '"" is shorter than 1 character.')],
    ),
    "another kind of thing": (
        *("getVideo", 200, [WORKING]),
        [("", f"{SCHEMAS}/Video/type", BROKEN, 'An array is not of type "object".')],
    ),
    "documented pages in a list that is documented": (
        *("listSpeech", 200, {"speech": [], "pagination": {"total": 0, "page": 0}}),
        [("/pagination", f"{SCHEMAS}/Pagination/required/2", BROKEN, '"pages" is missing.')],
    ),
    "documented pages in a list that is inferred": (
        *("listVideos", 200, {"videos": [], "pagination": {"total": 0, "page": 0}}),
        [("/pagination", f"{SCHEMAS}/Pagination/required/2", OUTDATED, '"pages" is missing.')],
    ),
    "one mistake in many items": (
        *("listSpeech", 200),
        {"speech": [{**WORKING, "text": 1}] * 3, "pagination": {"total": 3, "page": 1, "pages": 1}},
        [("/speech/0/text", f"{SCHEMAS}/SpeechListItem/properties/text/type", BROKEN, '1 is not of type "string".')],
    ),
    "error of another shape": (
        *("getVideo", 404, {"error": "NotFound", "status": 404}),
        [("", f"{SCHEMAS}/ErrorBody/required/1", BROKEN, '"message" is missing.')],
    ),
    "error with another status": (
        *("getVideo", 401, ERROR),
        [("/status", f"{SCHEMAS}/ErrorBody/properties/status", BROKEN, "404 is not the status.")],
    ),
    "success that is not listed": (
        *("createVideo", 200, {**WORKING, "status": "ready"}),
        [
            ("/status", f"{SCHEMAS}/VideoCreated/properties/status/enum", BROKEN, '"ready" is not one of'),
            ("", f"{of('createVideo')}/default", OUTDATED, "The status is not listed for this operation"),
        ],
    ),
    "error that is not listed": (
        *("getVideo", 409, {**ERROR, "status": 410}),
        [
            ("/status", f"{SCHEMAS}/ErrorBody/properties/status", BROKEN, "410 is not the status."),
            ("", f"{of('getVideo')}/default", OUTDATED, "The status is not listed for this operation"),
        ],
    ),
    "no JSON": (
        *("getVideo", 200, b"<html>"),
        [("", f"{of('getVideo')}/200/content/application~1json", BROKEN, "The body is not JSON.")],
    ),
    "JSON of Python's own": (
        *("getVideo", 200, b'{"id": "vid_1", "status": NaN}'),
        [("", f"{of('getVideo')}/200/content/application~1json", BROKEN, "The body is not JSON.")],
    ),
    "characters that are none": (
        *("getVideo", 200, {"id": "\ud800"}),
        [("", f"{of('getVideo')}/200/content/application~1json", BROKEN, "characters that are not Unicode.")],
    ),
    "a body in place of nothing": (
        *("deleteVideo", 204, {"deleted": True}),
        [("", f"{of('deleteVideo')}/204", BROKEN, "A body came where none is documented.")],
    ),
}


@pytest.mark.parametrize(("operation", "status", "body", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(
    operation: str, status: int, body: object, expected: list[tuple[str, str, str, str]]
) -> None:
    findings = check(operation, status, body)
    assert [(item.pointer, item.spec, item.grade) for item in findings] == [item[:3] for item in expected]
    for finding, (*_, message) in zip(findings, expected, strict=True):
        assert message in finding.message
        assert (finding.operation, finding.status) == (operation, status)
        assert bool(finding.evidence) == (finding.grade == OUTDATED)
        assert at(SAMPLE, finding.spec), "it leads to what the spec says"


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, {"content-type": "text/html"}, READY, ["The content type is text/html; it should be application/json."]),
        (200, {"content-type": "text/html"}, b"<html>", ["The content type is text/html; it should be"]),
        (200, {}, READY, ["There is no content type; it should be application/json."]),
        (200, {"content-type": "Application/JSON"}, READY, []),
        (502, {"content-type": "text/html; charset=utf-8"}, b"<html>", []),
        (502, {"content-type": "text/plain"}, b"Bad", ["it should be application/json or text/html."]),
        (500, {"content-type": "text/html"}, b"<html>", ["The content type is text/html"]),
        (503, {"content-type": "text/html"}, b"<html>", ["The status is not listed"]),
        (302, {"location": "/elsewhere"}, b"", ["The status is not listed"]),
    ],
)
def test_the_content_type_is_checked(status: int, headers: dict[str, str], body: object, expected: list[str]) -> None:
    findings = check("getVideo", status, body, headers)
    assert len(findings) == len(expected)
    assert all(part in finding.message for part, finding in zip(expected, findings, strict=True))


def test_a_finding_is_a_line_for_a_report() -> None:
    [finding] = check("getVideo", 200, {**WORKING, "created_at": "yesterday"})
    assert str(finding) == (
        'getVideo answered 200, at /created_at: "yesterday" is not a "date-time". Spec needs update:'
        " #/components/schemas/Timestamp/format (inferred: times are documented as plain strings; ISO 8601 is what JSON"
        " APIs send)."
    )


@pytest.mark.parametrize("key", ["tt-Zq7/x+3k=9Wd", "short"])
def test_a_finding_shows_neither_the_key_nor_long_values(key: str) -> None:
    said = {**WORKING, "status": f"{key}{'x' * 10**6}", "name": [key], "created_at": f"{'a' * 30} {key}\n\x1b[2J"}
    headers = {"content-type": f"text/{key}"}
    response = Response(200, headers, json.dumps(said).encode(), Secret(key).redact)
    findings = BY_SAMPLE.check("getVideo", response)
    assert len(findings) == 4
    text = "".join(map(str, findings))
    assert key not in text
    assert "[key]" in text
    assert text.isprintable()
    assert all(len(finding.message) < 200 for finding in findings)


def test_a_text_with_characters_that_are_none_can_be_shown() -> None:
    assert text_of("a\ud800b", Response(200, {}, b"")) == "a?b"


def test_what_was_seen_on_the_api_is_no_guess() -> None:
    for said, grade in (("observed: seen", BROKEN), ("inferred: guessed", OUTDATED), ("corrected: read so", OUTDATED)):
        assert Finding("getVideo", 200, "", "#", "It is wrong.", said).grade == grade


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.sampled_from([*WORKING, "url", "videos"]) | st.text(), part),
)


@given(
    operation=st.sampled_from([item.operation_id for item in specs.operations(SPEC)]),
    status=st.integers(200, 599),
    headers=st.sampled_from([JSON, {}, {"content-type": "text/html"}]),
    body=st.binary() | anything.map(lambda value: json.dumps(value).encode()),
)
def test_no_answer_breaks_the_check(operation: str, status: int, headers: dict[str, str], body: bytes) -> None:
    for finding in check(operation, status, body, headers, conformance()):
        assert str(finding).isprintable()
        assert at(SPEC, finding.spec) is not None


def test_an_answer_that_nests_deeply_is_checked_or_complained_about() -> None:
    for depth in (100, 300, 900, 10**5):
        assert len(check("getVideo", 200, b'{"id": "vid_1", "name": ' + b"[" * depth + b"]" * depth + b"}")) in {1, 3}


def test_a_spec_may_list_ranges_of_statuses_or_no_default() -> None:
    spec = load_sample()
    responses = spec["paths"]["/videos/{video_id}"]["get"]["responses"]
    responses["2XX"] = responses.pop("200")
    del responses["default"]
    other = Conformance(spec)

    def found(status: int, body: object) -> list[str]:
        findings = other.check("getVideo", Response(status, JSON, json.dumps(body).encode()))
        return [finding.spec for finding in findings]

    assert found(203, WORKING) == []
    assert found(203, {**WORKING, "name": 5}) == [f"{SCHEMAS}/Video/properties/name/type"]
    assert found(409, {**ERROR, "status": 409}) == [of("getVideo")]
