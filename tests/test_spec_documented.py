"""The description states all that the vendor's docs state, and nothing beyond that without evidence.

The tables below are what the docs say, read by a person; the description is compared with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scripts.evidence import facts, nearest
from scripts.spec import (
    Operation,
    answer_schema,
    answers,
    at,
    join,
    json_schema,
    operations,
    request_schema,
    resolve,
)
from tests.sample import load_sample

SPEC = load_sample()
OPERATIONS = {re.sub(r"\{\w+\}", ":id", operation.title): operation for operation in operations(SPEC)}

# In the notation of the tables, `name?` is marked optional and `name@ready` present only with that status; `=` gives
# the values, `:` a type other than text. A bare name stands without any mark, and so is always there.
DOCUMENTED_OPERATIONS = """
    GET /replicas       POST /replicas       GET /replicas/:id       PATCH /replicas/:id     DELETE /replicas/:id
    GET /videos         POST /videos         GET /videos/:id         PATCH /videos/:id       DELETE /videos/:id
    GET /conversations  POST /conversations  GET /conversations/:id  POST /conversations/:id DELETE /conversations/:id
    GET /personas       POST /personas       GET /personas/:id       PATCH /personas/:id     DELETE /personas/:id
    GET /speech         POST /speech         GET /speech/:id         PATCH /speech/:id       DELETE /speech/:id
"""
PAGINATION = "pagination:object pagination.total:integer pagination.page:integer pagination.pages:integer"
VOICE = "voice_settings:object voice_settings.pitch:number voice_settings.speed:number"
REQUESTS = {
    "POST /videos": "replica_id script name?",
    "PATCH /videos/:id": "name",
    "POST /conversations": "replica_id name?",
    "POST /personas": f"name description {VOICE}",
    "PATCH /personas/:id": f"name description {VOICE}",
    "POST /speech": "text persona_id name?",
    "PATCH /speech/:id": "name",
}
ANSWERS = {
    "POST /videos": "id status=processing created_at",
    "GET /videos/:id": "id name status=processing|ready|failed url@ready created_at error@failed",
    "PATCH /videos/:id": "id name status updated_at",
    "GET /conversations": "conversations:array conversations.id conversations.replica_id "
    f"conversations.status=active|ended conversations.created_at conversations.ended_at@ended {PAGINATION}",
    "POST /conversations": "id replica_id status=active created_at",
    "GET /conversations/:id": "id replica_id status=active|ended created_at ended_at@ended",
    "POST /conversations/:id": "id status=ended ended_at",
    "GET /personas": f"personas:array personas.id personas.name personas.description personas.created_at {PAGINATION}",
    "POST /personas": "id name description created_at",
    "GET /personas/:id": f"id name description {VOICE} created_at",
    "PATCH /personas/:id": f"id name description {VOICE} updated_at",
    "GET /speech": "speech:array speech.id speech.text speech.status=processing|ready|failed speech.url "
    f"speech.created_at {PAGINATION}",
    "POST /speech": "id status=processing created_at",
    "GET /speech/:id": "id text status=processing|ready|failed url created_at error@failed",
    "PATCH /speech/:id": "id name status updated_at",
}
DELETED = ("DELETE /videos/:id", "DELETE /conversations/:id", "DELETE /personas/:id", "DELETE /speech/:id")
QUERIES = {
    "GET /conversations": "page? limit? status?=active|ended",
    "GET /personas": "page? limit?",
    "GET /speech": "page? limit? status?",
}
STATUSES = {"200", "201", "204", "400", "401", "404", "429", "500", "502"}
ERROR = "error message status:number"


@dataclass(frozen=True)
class Field:
    """What the docs say about one field."""

    name: str
    type: str
    optional: bool
    condition: str | None
    values: list[str] | None


def read(table: str) -> dict[str, Field]:
    fields = {}
    for word in table.split():
        match = re.fullmatch(r"([a-z_.]+)(\?)?(?:@(\w+))?(?:=([\w|]+))?(?::(\w+))?", word)
        assert match, word
        name, optional, condition, values, kind = match.groups()
        fields[name] = Field(name, kind or "string", bool(optional), condition, values.split("|") if values else None)
    return fields


@dataclass(frozen=True)
class Stated:
    """What the description says about one field, and where; `guessed`: the field as a whole is tagged."""

    pointer: str
    schema: dict[str, Any]
    required: bool
    guessed: bool

    def tagged(self, facet: str) -> bool:
        return self.guessed or nearest(SPEC, self.pointer, facet) is not None


def stated(schema: dict[str, Any] | None, prefix: str = "", guessed: bool = False) -> Iterator[tuple[str, Stated]]:
    """Yield the fields of a body, those of nested objects and list items with dotted names."""
    if schema is None:
        return
    owner = schema["$ref"]
    schema = at(SPEC, owner)
    for name, written in schema["properties"].items():
        pointer = join(owner, "properties", name)
        resolved = resolve(SPEC, written)
        tagged = guessed or nearest(SPEC, pointer, "existence") is not None
        yield prefix + name, Stated(pointer, resolved, name in schema.get("required", []), tagged)
        if resolved.get("type") in ("object", "array"):
            yield from stated(resolved.get("items", written), f"{prefix}{name}.", tagged)


def compare(documented: dict[str, Field], schema: dict[str, Any] | None) -> None:
    found = dict(stated(schema))
    assert documented.keys() <= found.keys()
    for name, field in found.items():
        if name not in documented:
            assert field.guessed, f"{field.pointer} is not in the docs and carries no evidence"
            continue
        docs = documented[name]
        assert not field.guessed, f"{field.pointer} is in the docs; remove its evidence"
        same = {
            "type": field.schema["type"] == docs.type,
            "values": field.schema.get("enum") == docs.values,
            "presence": (field.required, field.schema.get("x-present-when"))
            == (not docs.optional and not docs.condition, {"status": docs.condition} if docs.condition else None),
        }
        for facet, agrees in same.items():
            assert agrees != field.tagged(facet), f"{field.pointer}: {facet}"


def test_the_operations_are_those_of_the_docs() -> None:
    documented = re.findall(r"[A-Z]+ [a-z/:]+", DOCUMENTED_OPERATIONS)
    assert len(documented) == 25
    assert sorted(OPERATIONS) == sorted(documented)


@pytest.mark.parametrize("title", OPERATIONS)
def test_the_bodies_are_those_of_the_docs(title: str) -> None:
    compare(read(REQUESTS.get(title, "")), request_schema(SPEC, OPERATIONS[title]))
    compare(read(ANSWERS.get(title, "")), answer_schema(SPEC, OPERATIONS[title]))


def test_the_docs_give_105_body_fields() -> None:
    """Each name in each documented request and answer counts, nested ones too; the error body does not."""
    assert sum(len(read(table)) for table in [*REQUESTS.values(), *ANSWERS.values()]) == 105


@pytest.mark.parametrize("title", OPERATIONS)
def test_the_query_parameters_are_those_of_the_docs(title: str) -> None:
    documented = read(QUERIES.get(title, ""))
    used = {pointer: parameter for pointer, parameter in _parameters(OPERATIONS[title]) if parameter["in"] == "query"}
    assert documented.keys() <= {parameter["name"] for parameter in used.values()}
    for pointer, parameter in used.items():
        whole = nearest(SPEC, pointer, "existence")
        assert (whole is None) == (parameter["name"] in documented), pointer
        assert not parameter.get("required")
        # Their names are printed as headings only, so even a documented parameter needs evidence for its name.
        assert nearest(SPEC, pointer, "name"), pointer
        if whole is None:
            values = resolve(SPEC, parameter["schema"]).get("enum")
            assert (values == documented[parameter["name"]].values) != bool(nearest(SPEC, pointer, "values")), pointer


def _parameters(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    shared = SPEC["paths"][operation.path].get("parameters", [])
    for parameter in [*shared, *operation.raw.get("parameters", [])]:
        yield parameter["$ref"], resolve(SPEC, parameter)


def test_the_statuses_are_those_of_the_docs() -> None:
    used = set()
    for title, operation in OPERATIONS.items():
        for status in operation.raw["responses"]:
            pointer = join(operation.pointer, "responses", status)
            used.add(status)
            assert status in STATUSES or nearest(SPEC, pointer, "status"), f"{pointer} is in no status table"
        (success,) = (status for status, _ in answers(SPEC, operation))
        creates = operation.method == "POST" and "{" not in operation.path
        assert success == ("204" if operation.method == "DELETE" else "201" if creates else "200")
        # Only deletions have their status beside them, and not that of a replica.
        tag = nearest(SPEC, join(operation.pointer, "responses", success), "status")
        assert (tag is None) == (title in DELETED or operation.method in ("GET", "PATCH"))
    assert used == STATUSES | {"default"}


@pytest.mark.parametrize("title", DELETED)
def test_a_deletion_answers_with_nothing(title: str) -> None:
    ((_, response),) = answers(SPEC, OPERATIONS[title])
    assert "content" not in response


def test_every_error_has_the_documented_body() -> None:
    for operation in OPERATIONS.values():
        for status, written in operation.raw["responses"].items():
            if not status.startswith("2"):
                schema = json_schema(resolve(SPEC, written))
                assert schema == {"$ref": "#/components/schemas/ErrorBody"}
    compare(read(ERROR), {"$ref": "#/components/schemas/ErrorBody"})


def test_the_server_the_key_and_the_limits_are_those_of_the_docs() -> None:
    assert [server["url"] for server in SPEC["servers"]] == ["https://api.twintone.ai/v1"]
    assert nearest(SPEC, "#/servers/0", "existence"), "two samples of the docs say /vi"
    (scheme,) = SPEC["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "x-api-key")
    assert SPEC["security"] == [{"apiKey": []}]
    assert not any("security" in operation.raw for operation in OPERATIONS.values())
    assert SPEC["x-limits"] == {
        "keep_alive_sockets": 1,
        "timeout_seconds": 60,
        "rate_limit_status": 429,
        "rate_limit_scope": "api key",
    }


def test_every_format_and_every_bound_carries_evidence() -> None:
    """The docs give neither, anywhere."""
    for fact in facts(SPEC):
        if fact.kind == "schema" and fact.facet in ("format", "bounds"):
            assert nearest(SPEC, fact.pointer, fact.facet), fact
