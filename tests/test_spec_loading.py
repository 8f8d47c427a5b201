"""Reading the description: plain data, references, operations, and conditions in JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scripts.spec import (
    METHODS,
    SpecError,
    answer_schema,
    at,
    join,
    load,
    operations,
    properties,
    request_schema,
    resolve,
    tokens,
    walk,
)
from scripts.spec_schemas import compile_schema

SPEC = load()


def written(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_timestamp_stays_text(tmp_path: Path) -> None:
    assert written(tmp_path, "at: 2026-01-15T09:30:00Z\non: 2026-01-15\nno: yes\n") == {
        "at": "2026-01-15T09:30:00Z",
        "on": "2026-01-15",
        "no": "yes",
    }


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a:\n  b: 1\n  b: 1\n", "a: [", "- a\n", "", "a: !!python/none x\n"])
def test_what_is_no_description_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"spec\.yaml"):
        written(tmp_path, text)


def test_a_pointer_survives_every_key() -> None:
    pointer = join("#/paths", "/a~b", 0)
    assert pointer == "#/paths/~1a~0b/0"
    assert tokens(pointer) == ["paths", "/a~b", "0"]
    assert at({"paths": {"/a~b": ["found"]}}, pointer) == "found"
    for nowhere in ("#/paths/~1a~0b/1", "#/paths/~1a~0b/x", "#/paths/b", "#/paths/~1a~0b/0/c"):
        with pytest.raises(SpecError, match="leads nowhere"):
            at({"paths": {"/a~b": ["found"]}}, nowhere)


def test_keys_beside_a_reference_win() -> None:
    spec = {
        "a": {"$ref": "#/b", "title": "A"},
        "b": {"$ref": "#/c", "type": "string"},
        "c": {"title": "C", "format": "x"},
    }
    assert resolve(spec, spec["a"]) == {"title": "A", "type": "string", "format": "x"}
    assert spec["a"] == {"$ref": "#/b", "title": "A"}


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("#/d", "leads nowhere"),
        ("#/text", "leads to no object"),
        ("#/loop", "leads back to itself"),
        ("b.yaml", "into this file"),
        (5, "into this file"),
    ],
)
def test_a_broken_reference_is_named(ref: object, expected: str) -> None:
    with pytest.raises(SpecError, match=expected):
        resolve({"text": "t", "loop": {"$ref": "#/loop"}}, {"$ref": ref})


def test_an_operation_has_the_parameters_of_its_path() -> None:
    found = {operation.operation_id: operation for operation in operations(SPEC)}
    assert [parameter["name"] for parameter in found["listVideos"].parameters] == ["page", "limit", "status"]
    end = found["endConversation"]
    assert (end.method, end.path, end.tag) == ("POST", "/conversations/{conversation_id}", "conversations")
    assert [parameter["name"] for parameter in end.parameters] == ["conversation_id"]
    assert at(SPEC, end.pointer) is end.raw
    assert request_schema(SPEC, end) is None
    assert answer_schema(SPEC, end) == {"$ref": "#/components/schemas/ConversationEnded"}
    assert list(properties(SPEC, {"$ref": "#/components/schemas/ConversationEnded"})) == ["id", "status", "ended_at"]


def test_an_operations_own_parameter_replaces_that_of_its_path() -> None:
    shared, own = ({"name": "a", "in": "query", "description": text} for text in ("shared", "own"))
    spec = {"paths": {"/a": {"parameters": [shared], "get": {"parameters": [own]}}}}
    (operation,) = operations(spec)
    assert operation.parameters == (own,)


def test_the_walk_knows_every_place_where_an_object_can_stand() -> None:
    """Whatever is a mapping or a list is walked, or is data: an example, or what an x- key says."""
    seen = {node.pointer: node.kind for node in walk(SPEC)}
    assert seen["#/components/schemas/VideoList/properties/videos/items"] == "schema"
    assert seen["#/components/responses/BadGateway/content/text~1html"] == "media type"
    methods = [method for item in SPEC["paths"].values() for method in item if method in METHODS]
    assert sum(kind == "operation" for kind in seen.values()) == len(methods) > 20
    assert set(METHODS) >= {operation.method.lower() for operation in operations(SPEC)}


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"status": "ready", "url": "u"}, True),
        ({"status": "ready"}, False),
        ({"status": "failed"}, True),
        ({"status": "failed", "url": "u"}, False),
        ({}, True),
        ({"url": "u"}, False),
        ({"status": "ready", "url": "u", "more": 1}, True),
    ],
)
def test_a_condition_compiles_to_json_schema(value: object, fits: bool) -> None:
    video = {
        "type": "object",
        "properties": {"status": {"type": "string"}, "url": {"type": "string", "x-present-when": {"status": "ready"}}},
    }
    assert Draft202012Validator(compile_schema(video)).is_valid(value) is fits
    page = {"type": "object", "properties": {"items": {"type": "array", "items": video}}, "additionalProperties": video}
    assert Draft202012Validator(compile_schema(page)).is_valid({"items": [value], "other": value}) is fits
    assert "x-present-when" in video["properties"]["url"]  # type: ignore[index]  # JSON, known by the test


def test_a_closed_schema_allows_no_other_names() -> None:
    closed = compile_schema({"type": "object", "properties": {"a": {}}}, closed=True)
    assert not Draft202012Validator(closed).is_valid({"b": 1})
    opened = compile_schema({"type": "object", "properties": {"a": {}}, "additionalProperties": True}, closed=True)
    assert Draft202012Validator(opened).is_valid({"b": 1})
