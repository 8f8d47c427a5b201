"""What the description says of the API that a signature does not show, by the names that users know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

from scripts import spec as specs
from scripts.evidence import BOUNDS
from scripts.generator.resources import argument_name
from scripts.spec import Object
from scripts.spec_hints import JOB_STATES

BASE_URL, KEY_HEADER, LIMIT = "base url", "key header", "limit "
# What the hints name.
JOB_WORDS = {"status": "the status", "result": "the result", "reason": "the reason of a failure"}
PAGE_WORDS = {
    "items": "the items of a page",
    "page": "the number of a page",
    "pages": "the number of pages",
    "parameter": "the parameter for a page",
    "limit": "the parameter for the size of a page",
    "created": "the time of an item",
}


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        id: Its operationId.
        address: Its method and path.
        repeatable: Whether it may be sent twice.
        settled: When a refusal counts as success, as JSON.
        successes: The statuses that mean success.
        errors: The other statuses that it documents.
        least: How many fields its body needs at least.
    """

    id: str
    address: str
    repeatable: bool
    settled: str
    successes: frozenset[str]
    errors: frozenset[str]
    least: int

    @property
    def route(self) -> str:
        """The address, whatever its parameters are called."""
        return re.sub(r"\{[^}]*\}", "{}", self.address)


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body or an answer.

    Attributes:
        wire: Its name on the wire.
        type: Its type, in words.
        required: Whether it is always there.
        bounds: The least that it may be.
        condition: When it is there, in words.
        sent: Whether it is sent rather than only answered.
    """

    wire: str
    type: str
    required: bool
    bounds: Mapping[str, float]
    condition: str
    sent: bool = field(compare=False)


@dataclass(frozen=True)
class Hint:
    """What a workflow goes by.

    Attributes:
        properties: What is found where.
        states: What each status of a job means.
    """

    properties: Mapping[str, str]
    states: Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """What holds for the whole API."""

    value: str | int


Entry = Operation | Field | Hint | Setting


def read_api(spec: Object) -> dict[str, Entry]:
    """Return what a description says, by subjects such as `client.videos.create(name)` and `Video.url`."""
    scheme = next(iter(spec["components"]["securitySchemes"].values()))
    entries: dict[str, Entry] = {BASE_URL: Setting(spec["servers"][0]["url"]), KEY_HEADER: Setting(scheme["name"])}
    entries.update({LIMIT + name: Setting(value) for name, value in spec["x-limits"].items() if name != "x-evidence"})
    for operation in specs.operations(spec):
        entries.update(_operation(spec, operation))
    sent = _reached(spec, _sent(spec))
    received = _reached(spec, _answers(spec))
    for name, schema in spec["components"]["schemas"].items():
        if name in sent | received:
            owner = class_name(name)
            for wire, entry in _fields(spec, schema, sent=name in sent):
                entries[f"{owner}.{python_name(wire)}"] = entry
    return entries


def call_of(operation: specs.Operation) -> str:
    """Return how an operation is called, such as `client.videos.create`."""
    return f"{namespace(operation.tag)}.{operation.raw['x-method']}"


def namespace(tag: str) -> str:
    """Return the attribute of the client that has the operations of a tag."""
    return f"client.{snake_case(tag)}"


def python_name(wire: str) -> str:
    """Return what a parameter or field is called in Python."""
    return str(PythonIdentifier(wire, ""))


def class_name(schema: str) -> str:
    """Return the name of the class that a schema becomes."""
    return str(ClassName(schema, ""))


def _operation(spec: Object, operation: specs.Operation) -> Iterator[tuple[str, Entry]]:
    raw, call = operation.raw, call_of(operation)
    body = specs.request_schema(spec, operation) or {}
    successes = frozenset(status for status, _ in specs.answers(spec, operation))
    settled = raw.get("x-settled-when")
    yield (
        call,
        Operation(
            id=operation.operation_id,
            address=operation.title,
            repeatable=raw["x-repeatable"],
            settled=json.dumps(settled, sort_keys=True) if settled else "",
            successes=successes,
            errors=frozenset(raw["responses"]) - successes,
            least=specs.resolve(spec, body).get("minProperties", 0),
        ),
    )
    for parameter in operation.parameters:
        entry = _field(
            spec, parameter["name"], parameter["schema"], required=parameter.get("required", False), sent=True
        )
        yield f"{call}({argument_name(python_name(parameter['name']))})", entry
    for wire, entry in _fields(spec, body, sent=True):
        yield f"{call}({argument_name(python_name(wire))})", entry
    yield from _hints(operation, specs.resolve(spec, specs.answer_schema(spec, operation) or {}))


def _hints(operation: specs.Operation, answer: Object) -> Iterator[tuple[str, Entry]]:
    if job := answer.get("x-job") if operation.raw["x-method"] == "get" else None:
        properties = {JOB_WORDS[key]: value for key, value in job.items() if key in JOB_WORDS}
        states = {value: state for state in JOB_STATES for value in job[state]}
        yield f"{namespace(operation.tag)}.wait", Hint(properties, states)
    if page := answer.get("x-page"):
        yield f"{namespace(operation.tag)}.iterate", Hint({PAGE_WORDS[key]: page[key] for key in page}, {})


def _fields(spec: Object, schema: Object, *, sent: bool) -> Iterator[tuple[str, Field]]:
    whole = specs.resolve(spec, schema)
    for wire, node in whole.get("properties", {}).items():
        yield wire, _field(spec, wire, node, required=wire in whole.get("required", []), sent=sent)


def _field(spec: Object, wire: str, node: Object, *, required: bool, sent: bool) -> Field:
    whole = specs.resolve(spec, node)
    bounds = {bound: whole[bound] for bound in BOUNDS if bound in whole}
    condition = " and ".join(f"{name} is {value}" for name, value in whole.get("x-present-when", {}).items())
    return Field(wire, _type(spec, node), required, bounds, condition, sent)


def _type(spec: Object, node: Object) -> str:
    whole = specs.resolve(spec, node)
    kind = whole.get("type", "anything")
    if kind == "object":
        return str(node.get("$ref", kind)).rpartition("/")[2]
    if kind == "array":
        return f"array of {_type(spec, whole.get('items', {}))}"
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({whole['format']})" if "format" in whole else words


def _sent(spec: Object) -> Iterator[Object]:
    """Yield what stands below the bodies, whose own fields are parameters."""
    for operation in specs.operations(spec):
        body = specs.request_schema(spec, operation) or {}
        yield from specs.resolve(spec, body).get("properties", {}).values()


def _answers(spec: Object) -> Iterator[Object]:
    for operation in specs.operations(spec):
        for response in operation.raw["responses"].values():
            if schema := specs.json_schema(specs.resolve(spec, response)):
                yield schema


def _reached(spec: Object, nodes: Iterable[Object]) -> set[str]:
    """Return the names of all schemas that these lead to."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if ref := node.get("$ref"):
            name = specs.tokens(ref)[-1]
            if name in found:
                continue
            found.add(name)
        whole = specs.resolve(spec, node)
        below = [*whole.get("properties", {}).values(), whole.get("items"), whole.get("additionalProperties")]
        waiting += [item for item in below if isinstance(item, dict)]
    return found
