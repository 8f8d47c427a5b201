"""A claim of the description without evidence must be on the page; one with evidence must not be."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scripts.docs.claims import read_claims
from scripts.docs.compare import compare
from scripts.docs.findings import Action
from scripts.docs.lines import read_lines
from scripts.docs.page import is_operation, read_page
from scripts.docs.source import Source
from scripts.evidence import facts
from scripts.spec import at
from tests.docs_edits import CLAIMS, PAGE, both, swap
from tests.docs_page import SPEC

Alter = Callable[[dict[str, Any]], object]
READ = read_page(read_lines(Source(PAGE, "text")))
VIDEO = "#/components/schemas/Video"


def find(alter: Alter) -> list[tuple[Action, str, str]]:
    """Return what is found when the description is altered and the page is not."""
    spec = copy.deepcopy(SPEC)
    alter(spec)
    return [(finding.action, finding.pointer, finding.facet) for finding in compare(READ, read_claims(spec))]


def put(pointer: str, value: object) -> Alter:
    """Set what stands at a pointer."""

    def alter(spec: dict[str, Any]) -> None:
        owner, _, key = pointer.rpartition("/")
        at(spec, owner)[key] = value

    return alter


def drop(pointer: str) -> Alter:
    """Remove what stands at a pointer."""

    def alter(spec: dict[str, Any]) -> None:
        owner, _, key = pointer.rpartition("/")
        del at(spec, owner)[key]

    return alter


@pytest.mark.parametrize(
    ("alter", "expected"),
    [
        (drop(VIDEO + "/properties/url"), (Action.ADD, VIDEO + "/properties/url", "existence")),
        (
            put(VIDEO + "/properties/size", {"type": "integer"}),
            (Action.REMOVE, VIDEO + "/properties/size", "existence"),
        ),
        (put(VIDEO + "/properties/url/format", "email"), None),
        (drop(VIDEO + "/properties/url/x-evidence"), (Action.REMOVE, VIDEO + "/properties/url", "format")),
        (drop(VIDEO + "/properties/url/x-present-when"), (Action.CHANGE, VIDEO + "/properties/url", "presence")),
        (put(VIDEO + "/properties/error/minLength", 1), (Action.REMOVE, VIDEO + "/properties/error", "bounds")),
        (put(VIDEO + "/properties/error/enum", ["bad"]), (Action.REMOVE, VIDEO + "/properties/error", "values")),
        (put(VIDEO + "/properties/error/type", "object"), (Action.CHANGE, VIDEO + "/properties/error", "type")),
        (drop("#/components/schemas/VideoStatus/enum"), (Action.ADD, VIDEO + "/properties/status", "values")),
        (put("#/components/schemas/VideoStatus/enum", ["ready"]), (Action.CHANGE, VIDEO + "Status", "values")),
        (put(VIDEO + "/x-evidence", "inferred: a guess"), (Action.PROMOTE, VIDEO, "existence")),
        (put(VIDEO + "/x-evidence", "observed: seen"), (Action.PROMOTE, VIDEO, "existence")),
        (
            put(VIDEO + "/properties/id/x-evidence", {"type": "inferred: a guess"}),
            (Action.PROMOTE, VIDEO + "/properties/id", "type"),
        ),
        (
            drop("#/components/schemas/PersonaUpdate/x-evidence/bounds"),
            (Action.REMOVE, "#/components/schemas/PersonaUpdate", "bounds"),
        ),
        (
            drop("#/components/parameters/SpeechStatusFilter/x-evidence/values"),
            (Action.REMOVE, "#/components/schemas/SpeechStatus", "values"),
        ),
        (
            drop("#/components/schemas/PageNumber/x-evidence/type"),
            (Action.CHANGE, "#/components/parameters/Page", "type"),
        ),
        (drop("#/components/parameters/Page/x-evidence"), (Action.CHANGE, "#/components/parameters/Page", "name")),
        (
            put("#/components/parameters/Page/required", True),
            (Action.CHANGE, "#/components/parameters/Page", "presence"),
        ),
        (
            drop("#/components/parameters/VideoPage/x-evidence"),
            (Action.REMOVE, "#/paths/~1videos/get/parameters/0", "existence"),
        ),
        (drop("#/paths/~1videos/post"), (Action.ADD, "#/paths/~1videos/post", "existence")),
        (put("#/paths/~1videos/put", {"responses": {}}), (Action.REMOVE, "#/paths/~1videos/put", "existence")),
        (
            put("#/paths/~1videos/get/x-evidence", "inferred: a guess"),
            (Action.PROMOTE, "#/paths/~1videos/get", "existence"),
        ),
        (put("#/paths/~1videos/put", {"responses": {}, "x-evidence": "inferred: a guess"}), None),
        (
            put("#/paths/~1videos/put", {"responses": {}, "x-evidence": "corrected: once it was said"}),
            (Action.CORRECTED, "#/paths/~1videos/put", "existence"),
        ),
        (drop("#/paths/~1videos/post/x-evidence"), (Action.CHANGE, "#/paths/~1videos/post", "name")),
        (drop("#/servers/0/x-evidence"), (Action.CHANGE, "#/servers/0", "name")),
        (
            lambda spec: spec["servers"].append({"url": "https://try.example.com"}),
            (Action.REMOVE, "#/servers/1", "existence"),
        ),
        (
            drop("#/paths/~1videos/post/responses/201/x-evidence"),
            (Action.REMOVE, "#/paths/~1videos/post/responses/201", "existence"),
        ),
        (
            put("#/paths/~1videos/get/responses/409", {"description": "A conflict."}),
            (Action.REMOVE, "#/paths/~1videos/get/responses/409", "existence"),
        ),
        (drop("#/paths/~1videos/post/requestBody"), (Action.ADD, "#/paths/~1videos/post/requestBody", "existence")),
        (
            drop("#/paths/~1videos/post/responses/201/content"),
            (Action.ADD, "#/paths/~1videos/post/responses/201/content", "existence"),
        ),
        (put("#/x-limits/bursts", 3), (Action.REMOVE, "#/x-limits/bursts", "existence")),
        (drop("#/x-limits/timeout_seconds"), (Action.ADD, "#/x-limits/timeout_seconds", "existence")),
        (put("#/info/version", "v2"), (Action.CHANGE, "#/info/version", "value")),
        (
            put("#/components/securitySchemes/apiKey/name", "key"),
            (Action.CHANGE, "#/components/securitySchemes/apiKey", "name"),
        ),
    ],
)
def test_what_is_found(alter: Alter, expected: tuple[Action, str, str] | None) -> None:
    assert find(alter) == ([expected] if expected else [])


def test_each_fact_of_the_description_is_known_to_the_check() -> None:
    """Path parameters and shapes that only others refer to are stated by no page."""
    claimed = {claim.pointer for claim in CLAIMS.values()}
    components = {fact for fact in facts(SPEC) if fact.pointer.startswith("#/components/")}
    operations = {fact for fact in facts(SPEC) if fact.kind == "operation"}
    known = {fact.pointer for fact in components | operations if fact.facet == "existence"}
    stated = {pointer for pointer in known if "/responses/" not in pointer and at(SPEC, pointer).get("in") != "path"}
    assert len(stated) > 100
    assert stated - claimed == set()


def test_the_claims_are_those_of_the_docs() -> None:
    operations = [subject for subject in CLAIMS if is_operation(subject)]
    documented = [subject for subject in operations if CLAIMS[subject].needed and not CLAIMS[subject].tag]
    fields = [subject for subject in documented if subject[1:2] in (("request",), ("answer",)) and len(subject) > 2]
    assert len([subject for subject in operations if len(subject) == 1]) == 25
    assert len(fields) == 105


def test_a_schema_that_holds_itself_is_read() -> None:
    spec = copy.deepcopy(SPEC)
    spec["components"]["schemas"]["Video"]["properties"]["next"] = {"$ref": VIDEO}
    assert ("GET /videos/:id", "answer", "next", "next") in read_claims(spec)


def test_description_and_page_change_together() -> None:
    spec = copy.deepcopy(SPEC)
    video = spec["components"]["schemas"]["VideoCreate"]
    video["properties"]["subtitles"] = {"type": "array", "items": {"type": "string", "enum": ["en", "de"]}}
    spec["components"]["schemas"]["VideoStatus"]["enum"].append("queued")
    change = both(
        swap('"script": "string",', '"script": "string",\n"subtitles": ["en|de"], // Optional'),
        swap("processing|ready|failed", "queued|processing|ready|failed"),
    )
    page = read_page(read_lines(Source(change(PAGE), "text")))
    assert compare(page, CLAIMS)
    assert compare(page, read_claims(spec)) == []
