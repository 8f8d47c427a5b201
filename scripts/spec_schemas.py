"""Check the schemas: described, free of invented bounds, with evidence; and hold every example against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from scripts.evidence import facts, nearest
from scripts.spec import JSON, Node, Object, answers, join, objects, operations, resolve, tokens

# The docs give no bounds at all. A lower bound of one can be argued for; these would be plain inventions.
INVENTED = (
    "maximum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "pattern",
    "default",
    "minItems",
    "maxItems",
    "uniqueItems",
    "maxProperties",
    "multipleOf",
)
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


def check_schemas(spec: Object) -> Iterator[str]:
    """Yield a sentence for each mistake in the schemas and examples of a description whose shape is sound."""
    yield from _descriptions(spec)
    yield from _bounds(spec)
    yield from _evidence(spec)
    yield from _missing_examples(spec)
    yield from _invalid_examples(spec)


def _descriptions(spec: Object) -> Iterator[str]:
    for node in objects(spec, "parameter", "schema"):
        text = resolve(spec, node.value).get("description")
        wanted = node.kind == "parameter" or tokens(node.pointer)[-2] in ("schemas", "properties")
        if wanted and (not isinstance(text, str) or not text.strip()):
            yield f"{node.pointer}: this {node.kind} needs a description."


def _bounds(spec: Object) -> Iterator[str]:
    for node in objects(spec, "schema"):
        for key in (key for key in INVENTED if key in node.value):
            yield f"{join(node.pointer, key)}: the docs state no {key}; remove it."
        if node.value.get("minLength", 1) > 1:
            yield f"{join(node.pointer, 'minLength')}: the docs ask for no more than a text that is not empty; use 1."
        if node.value.get("format", "uri") not in FORMATS.checkers:
            known = ", ".join(sorted(FORMATS.checkers))
            yield f"{join(node.pointer, 'format')}: {node.value['format']!r} is no known format; known are {known}."
        if node.value.get("type") == "array" and "items" not in node.value:
            yield f"{node.pointer}: an array needs items, or code generators drop its type."


def _evidence(spec: Object) -> Iterator[str]:
    for fact in facts(spec):
        if fact.kind == "schema" and fact.facet == "bounds" and not nearest(spec, fact.pointer, "bounds"):
            yield f"{fact.pointer}: the docs state no bounds; add x-evidence for the facet bounds."


def _missing_examples(spec: Object) -> Iterator[str]:
    for operation in operations(spec):
        holders = [(f"responses/{status}", response) for status, response in answers(spec, operation)]
        holders.append(("requestBody", resolve(spec, operation.raw.get("requestBody", {}))))
        for part, holder in holders:
            media = holder.get("content", {}).get(JSON)
            if media is not None and not media.get("examples") and "example" not in media:
                here = join(operation.pointer, *part.split("/"), "content", JSON)
                yield f"{here}: {operation.title} needs an example here."


def compile_schema(schema: Object, *, closed: bool = False) -> Object:
    """Return the schema in plain JSON Schema: each `x-present-when` becomes an if/then/else.

    With `closed`, an object that does not speak of other properties allows none: an example must not misspell a name.
    """
    compiled = dict(schema)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            compiled[key] = compile_schema(schema[key], closed=closed)
    if "properties" not in schema:
        return compiled
    fields = schema["properties"]
    compiled["properties"] = {name: compile_schema(field, closed=closed) for name, field in fields.items()}
    conditions = [
        _condition(name, field["x-present-when"]) for name, field in fields.items() if "x-present-when" in field
    ]
    if conditions:
        compiled["allOf"] = conditions
    if closed:
        compiled.setdefault("additionalProperties", False)
    return compiled


def _condition(name: str, siblings: Any) -> Object:
    met = {sibling: {"const": value} for sibling, value in siblings.items()} if isinstance(siblings, dict) else {}
    return {
        "if": {"properties": met, "required": list(met)},
        "then": {"required": [name]},
        "else": {"properties": {name: False}},
    }


def _invalid_examples(spec: Object) -> Iterator[str]:
    named = spec.get("components", {}).get("schemas", {})
    root = {"components": {"schemas": {name: compile_schema(schema, closed=True) for name, schema in named.items()}}}
    for node in objects(spec, "media type", "parameter", "header", "schema"):
        schema = node.value if node.kind == "schema" else node.value.get("schema", {})
        validator = Draft202012Validator(
            {**root, "allOf": [compile_schema(schema, closed=True)]},
            format_checker=FORMATS,
        )
        for pointer, value in _examples(spec, node):
            for error in validator.iter_errors(value):
                where = join("", *error.absolute_path) or "the whole"
                yield f"{pointer}: the example does not fit its schema at {where}: {error.message}."


def _examples(spec: Object, node: Node) -> Iterator[tuple[str, Any]]:
    if "example" in node.value:
        yield join(node.pointer, "example"), node.value["example"]
    examples = node.value.get("examples", {})
    if isinstance(examples, list):
        for index, value in enumerate(examples):
            yield join(node.pointer, "examples", index), value
        return
    for name, example in examples.items():
        yield join(node.pointer, "examples", name), resolve(spec, example).get("value")
