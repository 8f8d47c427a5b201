"""The classes for what the API answers, sorted into modules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties import (
    ListProperty,
    LiteralEnumProperty,
    ModelProperty,
    UnionProperty,
)
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.strings import ClassName

from scripts import spec as specs
from scripts.generator.fields import Field, GenerateError, field_of, quoted
from scripts.generator.notes import evidence

Object = dict[str, Any]

COMMON = "common"

# What a model has beside its fields, and what its class statement calls.
MEMBERS = {"raw", "field", "from_dict", "to_dict"}


@dataclass(frozen=True)
class Enum:
    """A ``Literal`` type."""

    name: str
    description: str
    literals: list[str]


@dataclass
class Model:
    """A class for one object schema. ``sent`` tells whether it is an argument as well as an answer."""

    name: str
    description: str
    evidence: str
    fields: list[Field]
    page_items: str | None
    sent: bool

    @property
    def uses_get(self) -> bool:
        return any("get(" in item.decode for item in self.fields)

    @property
    def essentials(self) -> str:
        """What an answer must have, in words."""
        needed = [item.essential for item in self.fields if item.essential]
        return "an object" + (f" with {' and '.join(needed)}" if needed else "")


@dataclass
class Module:
    """One module of models: those of a resource, or those that several resources share."""

    name: str
    title: str
    enums: list[Enum] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sent(self) -> list[Model]:
        return [model for model in self.models if model.sent]

    @property
    def names(self) -> list[str]:
        dicts = [f"{model.name}Dict" for model in self.sent]
        return sorted([*(enum.name for enum in self.enums), *(model.name for model in self.models), *dicts])

    @property
    def uses_datetime(self) -> bool:
        return any("datetime" in item.type for model in self.models for item in model.fields)


class Catalogue:
    """All models and enums of the spec, and where each belongs."""

    def __init__(self, spec: Object, data: GeneratorData) -> None:
        self._spec = spec
        self._parsed = {str(model.class_info.name): model for model in data.models}
        self._enums = {str(enum.class_info.name): enum for enum in data.enums if isinstance(enum, LiteralEnumProperty)}
        schemas = spec.get("components", {}).get("schemas", {})
        self._raw: Mapping[str, Object] = {str(ClassName(name, "")): schema for name, schema in schemas.items()}
        self._users: dict[str, set[str]] = defaultdict(set)
        self._sent: set[str] = set()

    def raw(self, name: str) -> Object:
        """Returns the schema of a class as it stands in the spec.

        Raises:
            GenerateError: It stands inline; only named schemas become classes.
        """
        if name not in self._raw:
            raise GenerateError(f"{name} is not a named schema; move it to components/schemas.")
        return self._raw[name]

    def parsed(self, name: str) -> ModelProperty:
        """Returns a parsed model."""
        return self._parsed[name]

    def use(self, prop: PropertyProtocol, user: str, *, sent: bool = False) -> None:
        """Notes that a resource uses a type and all that it refers to."""
        if isinstance(prop, ListProperty):
            self.use(prop.inner_property, user, sent=sent)
        elif isinstance(prop, UnionProperty):
            for inner in prop.inner_properties:
                self.use(inner, user, sent=sent)
        elif isinstance(prop, LiteralEnumProperty):
            self._users[str(prop.class_info.name)].add(user)
        elif isinstance(prop, ModelProperty):
            name = str(prop.class_info.name)
            new = user not in self._users[name] or (sent and name not in self._sent)
            self._users[name].add(user)
            if sent:
                self._sent.add(name)
            for inner in self.properties(name) if new else ():
                self.use(inner, user, sent=sent)

    def properties(self, name: str) -> list[PropertyProtocol]:
        """Returns a model's properties in the order of the spec.

        Raises:
            GenerateError: The parser dropped one.
        """
        parsed = self._parsed[name]
        by_name = {
            prop.name.get_untrusted_value(): prop
            for prop in [*(parsed.required_properties or []), *(parsed.optional_properties or [])]
        }
        declared = specs.properties(self._spec, self.raw(name))
        if missing := sorted(set(declared) - set(by_name)):
            raise GenerateError(f"The parser dropped {', '.join(missing)} of {name}.")
        return [by_name[wire] for wire in declared]

    def module_of(self, name: str) -> str:
        """Returns the module that a class belongs to: its resource's, or the common one."""
        users = self._users[name.removesuffix("Dict") if name not in self._users else name]
        return next(iter(users)) if len(users) == 1 else COMMON

    def imports(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Returns which names to import from which module."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in names:
            found[self.module_of(name)].add(name)
        return {module: sorted(found[module]) for module in sorted(found)}

    def modules(self, titles: Mapping[str, str]) -> list[Module]:
        """Returns the modules, with every class that something uses."""
        everywhere = {**titles, COMMON: "Shapes that several resources share."}
        modules = {name: Module(name, title) for name, title in everywhere.items()}
        for name, enum in sorted(self._enums.items()):
            if name in self._users:
                modules[self.module_of(name)].enums.append(self._enum(name, enum))
        for name in self._parsed:
            if name in self._users:
                modules[self.module_of(name)].models.append(self._model(name))
        for module in modules.values():
            used = {name for model in module.models for item in model.fields for name in item.kind.names}
            module.imports = {other: names for other, names in self.imports(used).items() if other != module.name}
        return [module for module in modules.values() if module.names]

    def _enum(self, name: str, enum: LiteralEnumProperty) -> Enum:
        raw = self._raw.get(name, {})
        values = raw.get("enum") or sorted(enum.values)
        return Enum(name, str(raw.get("description", "")), [quoted(value) for value in values])

    def _model(self, name: str) -> Model:
        raw = self.raw(name)
        items = raw.get("x-page", {}).get("items")
        fields = [
            field_of(
                prop,
                raw["properties"][prop.name.get_untrusted_value()],
                specs.resolve(self._spec, raw["properties"][prop.name.get_untrusted_value()]),
                name,
                is_id=False,
                page_items=items,
            )
            for prop in self.properties(name)
        ]
        if taken := sorted(MEMBERS & {item.name for item in fields}):
            raise GenerateError(f"{name} cannot have a field {', '.join(taken)}; the models use this name themselves.")
        renamed = [item.wire for item in fields if quoted(item.name) != item.wire]
        if renamed and (name in self._sent or items is not None):
            raise GenerateError(f"{name} must have fields that are Python names, unlike {', '.join(renamed)}.")
        fields.sort(key=lambda item: not (item.essential or (name in self._sent and item.required)))
        page_items = None if items is None else quoted(items)
        return Model(name, str(raw.get("description", name)), evidence(raw), fields, page_items, name in self._sent)
