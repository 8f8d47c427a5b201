"""Resources: what the operations of the spec are about, derived from their paths and schemas."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from twintone.emulator.errors import EmulatorError
from twintone.emulator.jobs import JobRules
from twintone.emulator.shapes import Shape
from twintone.emulator.spec import Json, Operation, Spec, is_array, is_object, ref_name

ID = "id"
_PREFIX = re.compile(r"(.*[^0-9])[0-9]+")


@dataclass
class Resource:
    """One kind of thing: its collection's name, its ids, its answers, and its job when it is one."""

    kind: str
    id_schema: str | None = None
    id_prefix: str = ""
    answers: dict[str, Shape] = field(default_factory=dict[str, Shape])
    body: Shape | None = None
    job: JobRules | None = None

    @cached_property
    def media(self) -> str:
        """How the names of a job's results end: what the example in the spec ends with, if we can make that."""
        examples = (s.fields[self.job.result].example for s in self.shown if self.job and self.job.result in s.fields)
        return ".mp4" if str(next(examples, "")).endswith(".mp4") else ".wav"

    def new_id(self, random: Random) -> str:
        """A new opaque id."""
        return f"{self.id_prefix}{random.getrandbits(64):016x}"

    @cached_property
    def shown(self) -> list[Shape]:
        """The shapes in which a stored record is shown; the answer to its creation first, for it tells most."""
        return [self.answers[verb] for verb in ("create", "get", "list") if verb in self.answers]

    @cached_property
    def made_here(self) -> frozenset[str]:
        """The fields that only the server sets: the id, and what some answer has but the body of a creation has not."""
        known = self.body.fields if self.body else {}
        shown = {name for shape in self.answers.values() for name in shape.fields}
        return frozenset({ID} | (shown - known.keys()))

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The texts that a job films or speaks: what a creation must say in words."""
        fields = self.body.fields if self.body else {}
        texts = [n for n, shape in fields.items() if shape.schema.get("type") == "string" and shape.name is None]
        return tuple(name for name in texts if self.body and name in self.body.required) or tuple(texts)


def read_resources(spec: Spec) -> dict[str, Resource]:
    """The resources of the spec by kind, which is the name of their collection in the path."""
    resources: dict[str, Resource] = {}
    for operation in spec.operations:
        if operation.place is None:
            continue
        kind = operation.place["kind"]
        resource = resources.setdefault(kind, Resource(kind))
        if operation.place["id"]:
            _read_id(spec, operation, resource)
        if operation.place["part"]:
            continue  # Tells of a part of it, or does something with it; how it is made and shown stands elsewhere.
        if operation.verb == "create" and operation.body is not None:
            resource.body = Shape(spec, operation.body)
        if operation.answer is not None:
            _read_answer(Shape(spec, operation.answer), operation.verb, resource)
    for resource in resources.values():
        if "create" in resource.answers and not any(ID in shape.fields for shape in resource.shown):
            raise EmulatorError(f"No answer about {resource.kind} shows an {ID}; the emulator cannot serve them.")
    return resources


def _read_answer(shape: Shape, verb: str, resource: Resource) -> None:
    if (page := shape.schema.get("x-page")) is not None:
        items = shape.fields[page["items"]].items
        shape = items if items is not None else shape
    resource.answers[verb] = shape
    if (rules := shape.schema.get("x-job")) is not None:
        resource.job = JobRules.read(rules)


def _read_id(spec: Spec, operation: Operation, resource: Resource) -> None:
    parameter = next(parameter for parameter in operation.parameters if parameter["in"] == "path")
    schema: Json = parameter.get("schema", {})
    resource.id_schema = ref_name(schema)
    known = _PREFIX.fullmatch(str(parameter.get("example") or Shape(spec, schema).example))
    resource.id_prefix = known[1] if known else f"{resource.kind[:3]}_"


def references(shape: Shape, value: Any, owners: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The (kind, id) of everything that a value refers to.

    Args:
        shape: what the spec says about the value.
        value: the value, already checked against the spec.
        owners: the kind that each id schema belongs to, by the schema's name.
    """
    if shape.name is not None and shape.name in owners and isinstance(value, str):
        yield owners[shape.name], value
    elif is_object(value):
        for name, inner in shape.fields.items():
            if name in value:
                yield from references(inner, value[name], owners)
    elif shape.items is not None and is_array(value):
        for item in value:
            yield from references(shape.items, item, owners)
