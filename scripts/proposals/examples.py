"""Make examples that fit their schemas, and mend those that no longer do."""

from __future__ import annotations

from typing import Any

from scripts.spec import Object, properties, resolve

_SCALARS: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "null": None}
_DEEPEST = 8


def example(spec: Object, schema: Object, given: Object | None = None, depth: int = 0) -> Any:
    """Return a value that fits a schema, with the fields that must be there.

    Args:
        spec: the description.
        schema: the schema, as it is written.
        given: values of fields at the top, which others may depend on.
        depth: how deep this is nested.
    """
    whole = resolve(spec, schema)
    if whole.get("examples"):
        return whole["examples"][0]
    for key in ("const", "enum"):
        if key in whole:
            return whole[key] if key == "const" else whole[key][0]
    kind = _kind(whole)
    if kind == "object":
        return _object(spec, whole, given or {}, depth) if depth < _DEEPEST else {}
    if kind == "array":
        items = whole.get("items", {})
        return [example(spec, items, depth=depth + 1)] if items and depth < _DEEPEST else []
    if kind in ("integer", "number"):
        return max(_SCALARS[kind], whole.get("minimum", 1))
    return _SCALARS.get(kind, "Text")


def mend(spec: Object, schema: Object, value: Any, depth: int = 0) -> Any:
    """Return a value in which only what does not fit the schema is another."""
    whole = resolve(spec, schema)
    kind = _kind(whole)
    if not _is(kind, value) or ("enum" in whole and value not in whole["enum"]):
        return example(spec, {key: part for key, part in whole.items() if key != "examples"}, depth=depth)
    if depth >= _DEEPEST:
        return value
    if kind == "array":
        return [mend(spec, whole["items"], item, depth + 1) for item in value] if "items" in whole else value
    if kind != "object" or "properties" not in whole:
        return value
    fields = properties(spec, whole)
    mended = {
        name: mend(spec, whole["properties"][name], found, depth + 1) if name in fields else found
        for name, found in value.items()
        if name in fields or whole.get("additionalProperties")
    }
    for name in fields:
        if _is_absent(fields[name], mended):
            mended.pop(name, None)
        elif name not in mended and (name in whole.get("required", []) or "x-present-when" in fields[name]):
            mended[name] = example(spec, whole["properties"][name], depth=depth + 1)
    return mended


def _object(spec: Object, whole: Object, given: Object, depth: int) -> Object:
    fields = properties(spec, whole)
    made = {
        name: given.get(name, example(spec, whole["properties"][name], depth=depth + 1))
        for name in fields
        if name in whole.get("required", []) or "x-present-when" in fields[name] or name in given
    }
    return {name: value for name, value in made.items() if not _is_absent(fields[name], made)}


def _is_absent(field: Object, values: Object) -> bool:
    condition = field.get("x-present-when")
    return isinstance(condition, dict) and any(values.get(name) != value for name, value in condition.items())


def _kind(schema: Object) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "")
    return str(kind[0] if isinstance(kind, list) and kind else kind)


def _is(kind: str, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": is_number and value == int(value),
        "number": is_number,
        "null": value is None,
    }
    return fits.get(kind, True)
