"""Shapes: what a schema of the spec says about a value, compiled once so that answers are cheap to make."""

from collections.abc import MutableMapping
from typing import Any

from twintone.emulator.clock import timestamp
from twintone.emulator.spec import Json, Spec, is_array, is_object, ref_name

_EMPTY: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": [], "null": None}


class Shape:
    """What a schema says about a value: which fields it has, when they are present, what they refer to."""

    def __init__(self, spec: Spec, schema: Json, seen: tuple[int, ...] = ()) -> None:
        self.name = ref_name(schema)
        self.schema = schema = spec.resolve(schema)
        properties: Json = schema.get("properties", {})
        key = id(schema.get("properties"))
        # A schema that contains itself is followed once; below that, values pass as they are.
        inner = () if key in seen else tuple(properties.items())
        self.fields = {name: Shape(spec, node, (*seen, key)) for name, node in inner}
        self.required = tuple(schema.get("required", ()))
        self.open = schema.get("additionalProperties", False) is not False
        self.conditions: dict[str, Json] = {
            name: node["x-present-when"] for name, node in properties.items() if "x-present-when" in node
        }
        items = schema.get("items")
        self.items = Shape(spec, items, seen) if is_object(items) else None

    @property
    def only_value(self) -> Any:
        """The one value the schema allows; None when there is no such value."""
        values = [self.schema["const"]] if "const" in self.schema else self.schema.get("enum", ())
        return values[0] if len(values) == 1 else None

    @property
    def example(self) -> Any:
        """The schema's first example; None when it has none."""
        return next(iter(self.schema.get("examples", ())), None)

    def invent(self, at: float) -> Any:
        """A value that fits the schema, for what only the server can know. Times are `at`, in seconds since 1970."""
        schema = self.schema
        if schema.get("format") == "date-time":
            return timestamp(at)
        for candidates in ([schema[key]] if key in schema else [] for key in ("const", "default")):
            if candidates:
                return candidates[0]
        for key in ("enum", "examples"):
            if schema.get(key):
                return schema[key][0]
        kinds = schema.get("type", "object" if self.fields else "string")
        kind = kinds[0] if is_array(kinds) else kinds
        if kind == "object":
            return {name: self.fields[name].invent(at) for name in self.required if name in self.fields}
        return max(_EMPTY[kind], schema["minimum"]) if "minimum" in schema else _EMPTY[kind]

    def absent(self, name: str, values: Json) -> bool:
        """Whether the field must be absent beside these values."""
        condition = self.conditions.get(name)
        return condition is not None and any(values.get(key) != value for key, value in condition.items())

    def fill(self, values: MutableMapping[str, Any], at: float) -> None:
        """Adds the fields that must be present and are not, and drops those that must be absent."""
        for name, field in self.fields.items():
            if self.absent(name, values):
                values.pop(name, None)
            elif name not in values and (name in self.required or name in self.conditions):
                values[name] = field.invent(at)

    def show(self, value: Any, at: float) -> Any:
        """The value as this schema shows it: documented fields only, unless the schema is open."""
        if self.fields and is_object(value):
            shown = dict(value) if self.open else {name: value[name] for name in self.fields if name in value}
            self.fill(shown, at)
            return {name: self.fields[name].show(v, at) if name in self.fields else v for name, v in shown.items()}
        if self.items is not None and is_array(value):
            return [self.items.show(item, at) for item in value]
        return value
