"""What the templates cannot carry: better no package than one from which something is missing in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from openapi_python_client.strings import PythonIdentifier

from scripts import spec as specs

Object = dict[str, Any]

# Methods that a resource gets from its hints.
WORKFLOWS = {"wait", "wait_all", "create_and_wait", "iterate", "download", "find_created"}
# Names that every module of models imports.
IMPORTED = {"Any", "Literal", "Mapping", "NotRequired", "TypedDict"}


def refusals(spec: Object) -> Iterator[str]:
    """Yields a sentence for each thing that would be lost."""
    for place, node in (("info", spec["info"]), *(("tag " + tag["name"], tag) for tag in spec["tags"])):
        if not str(node.get("description") or "").strip():
            yield f"The {place} needs a description."
    yield from _security(spec)
    for operation in specs.operations(spec):
        yield from _operation(spec, operation)
    functions = Counter(str(PythonIdentifier(item.operation_id, "")) for item in specs.operations(spec))
    for name in (name for name, count in functions.items() if count > 1):
        yield f"More than one operation would become the function {name}."
    for name in IMPORTED & set(spec["components"].get("schemas", {})):
        yield f"The schema {name} needs another name; the models use this one."
    for node in specs.objects(spec, "schema"):
        if None in node.value.get("enum", ()):
            yield f"{node.pointer}: leave null out of the enum; a value that is null is read as None anyway."


def _security(spec: Object) -> Iterator[str]:
    schemes = spec["components"].get("securitySchemes", {})
    found = [(scheme.get("type"), scheme.get("in")) for scheme in schemes.values()]
    if found != [("apiKey", "header")] or spec["security"] != [{next(iter(schemes)): []}]:
        yield "The clients know one kind of security: a single API key in a header, for all operations."


def _operation(spec: Object, operation: specs.Operation) -> Iterator[str]:
    raw = operation.raw
    if "security" in raw:
        yield f"{operation.title} has security of its own, which the clients do not know."
    if raw["x-method"] in WORKFLOWS or raw["x-method"].startswith("_"):
        yield f"{operation.title} needs another x-method; the resources use the name {raw['x-method']}."
    kinds = set(specs.resolve(spec, raw.get("requestBody", {})).get("content", {}))
    shapes = []
    for _, answer in specs.answers(spec, operation):
        kinds |= set(answer.get("content", {}))
        shapes.append(specs.json_schema(answer))
    if kinds - {specs.JSON}:
        yield f"{operation.title} has content other than JSON: {', '.join(sorted(kinds - {specs.JSON}))}."
    if any(shape != shapes[0] for shape in shapes):
        yield f"{operation.title} has successful answers of more than one shape."
