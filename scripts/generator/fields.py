"""One property or parameter: its type, how it is read from an answer, how it is checked before it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.properties import (
    AnyProperty,
    BooleanProperty,
    DateTimeProperty,
    FloatProperty,
    IntProperty,
    ListProperty,
    LiteralEnumProperty,
    ModelProperty,
    NoneProperty,
    StringProperty,
    UnionProperty,
)
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from scripts.generator.notes import documented

Object = dict[str, Any]


class GenerateError(ValueError):
    """The spec holds something that cannot be compiled."""


@dataclass(frozen=True)
class Kind:
    """What a property holds.

    Attributes:
        type: Its type, without None.
        sent: Its type as an argument, without None.
        decode: An expression that reads it from the value ``{}``.
        check: An expression for the check of an argument.
        names: The generated types that it mentions.
        argument_names: The generated types that it mentions as an argument.
    """

    type: str
    decode: str
    check: str
    sent: str = ""
    names: tuple[str, ...] = ()
    argument_names: tuple[str, ...] = ()

    @property
    def argument(self) -> str:
        return self.sent or self.type


# Written out, not called: most fields are strings, and a page of videos decodes in four fifths of the time.
_TEXT = "value if isinstance(value := {}, str) else None"
# STRING is str, but narrows nothing: a type checker would complain that a str is no Literal.
_LITERAL = "value if isinstance(value := {}, STRING) else None"

_SCALARS: Mapping[type, Kind] = {
    StringProperty: Kind("str", _TEXT, "arguments.text"),
    DateTimeProperty: Kind("datetime", "moment({})", "arguments.text", sent="str"),
    IntProperty: Kind("int", "integer({})", "arguments.integer"),
    FloatProperty: Kind("float", "number({})", "arguments.number"),
    BooleanProperty: Kind("bool", "boolean({})", "arguments.boolean"),
    AnyProperty: Kind("Any", "{}", "arguments.anything"),
}


@dataclass(frozen=True)
class Field:
    """A property of a model, or an argument of an operation.

    Attributes:
        name: Its name in Python.
        wire: Its name in JSON, as a literal.
        kind: What it holds.
        doc: What it means, with the evidence.
        required: Whether the spec says that it is always there.
        decode: An expression that reads it from ``raw``.
        essential: What an answer is useless without, in words; empty if it may be missing.
        check: An expression for its check as an argument.
    """

    name: str
    wire: str
    kind: Kind
    doc: str
    required: bool
    decode: str
    essential: str
    check: str

    @property
    def type(self) -> str:
        """The type as an attribute of a model."""
        return self.kind.type if self.essential or self.kind.type == "Any" else f"{self.kind.type} | None"

    @property
    def parameter(self) -> str:
        """The declaration as a parameter."""
        if self.required:
            return f"{self.name}: {self.kind.argument}"
        return f"{self.name}: {self.kind.argument} | None = None"

    @property
    def optional_check(self) -> str:
        """The check, with None allowed where the field may be left out."""
        return self.check if self.required else f"arguments.optional({self.check})"


def quoted(value: object) -> str:
    """Returns a JSON value as a Python literal with double quotes."""
    if isinstance(value, tuple):
        return f"({', '.join(quoted(item) for item in value)}{',' * (len(value) == 1)})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def kind_of(prop: PropertyProtocol) -> Kind:
    """Returns what a parsed property holds.

    Raises:
        GenerateError: The templates have no way to read or send it.
    """
    if isinstance(prop, LiteralEnumProperty) and prop.value_type is str:
        name = str(prop.class_info.name)
        return Kind(name, _LITERAL, "arguments.text", names=(name,), argument_names=(name,))
    if isinstance(prop, ModelProperty):
        name = str(prop.class_info.name)
        sent = f"{name} | {name}Dict"
        return Kind(name, f"nested({{}}, {name}.from_dict)", "arguments.record", sent, (name,), (name, f"{name}Dict"))
    if isinstance(prop, ListProperty):
        inner = kind_of(prop.inner_property)
        if isinstance(prop.inner_property, ModelProperty):
            decode = f"elements({{}}, {inner.type}.from_dict)"
        elif inner.type == "Any":
            decode = "array({})"
        else:
            decode = f"elements({{}}, lambda item: {inner.decode.format('item')})"
        sent = f"Sequence[{inner.argument}]"
        return Kind(f"list[{inner.type}]", decode, "arguments.array", sent, inner.names, inner.argument_names)
    if isinstance(prop, UnionProperty):
        inner_kinds = [kind_of(item) for item in prop.inner_properties if not isinstance(item, NoneProperty)]
        return inner_kinds[0] if len(inner_kinds) == 1 else _SCALARS[AnyProperty]
    for parsed, kind in _SCALARS.items():
        if isinstance(prop, parsed):
            return kind
    name = prop.name.get_untrusted_value()
    raise GenerateError(f"{name} is a {type(prop).__name__}, which the templates do not know.")


def field_of(
    prop: PropertyProtocol, raw: Object, resolved: Object, model: str, *, is_id: bool, page_items: str | None
) -> Field:
    """Arranges a parsed property.

    Args:
        prop: The property or parameter, parsed.
        raw: The same as it stands in the spec.
        resolved: The same with its reference followed.
        model: The name of the class that it belongs to.
        is_id: Whether it holds the id of a resource.
        page_items: The array that a page carries, if the class is a page.
    """
    wire = prop.name.get_untrusted_value()
    kind = kind_of(prop)
    literal = quoted(wire)
    decode, essential = kind.decode.format(f"get({literal})"), ""
    if wire == page_items and isinstance(prop, ListProperty):
        inner = kind_of(prop.inner_property).type
        decode = f'items(raw, {literal}, {inner}.from_dict, "{model}")'
        essential = f"an array {literal}"
    elif wire == "id" and prop.required:
        decode = f'value if isinstance(value := get({literal}), str) and value else identity(raw, {literal}, "{model}")'
        essential = "an id"
    minimum = resolved.get("minimum")
    check = kind.check
    if is_id:
        check = "arguments.identifier"
    elif isinstance(prop, IntProperty) and isinstance(minimum, int):
        check = f"arguments.at_least({minimum})"
    return Field(
        name=str(prop.python_name),
        wire=literal,
        kind=kind,
        doc=documented(raw, resolved),
        required=prop.required,
        decode=decode,
        essential=essential,
        check=check,
    )
