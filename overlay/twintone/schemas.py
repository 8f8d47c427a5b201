"""The spec's JSON Schemas, and what they have against a value, in the words of the spec."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from twintone.findings import Complaint
from twintone.spec import at, evidence, join, reference
from twintone_api.decoding import LIST, OBJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema_rs import Draft202012Validator, ValidationError

CONDITION = "x-present-when"
PRESENCE = "presence"

# Which facet of a fact a keyword of JSON Schema states; the others state bounds.
FACETS = {"type": "type", "format": "format", "enum": "values", "const": "values"}

# Stands for the value in what the validator says; left to itself, it would quote all of it.
_VALUE = "\0"
# A long list of the same mistakes needs no longer than a short one.
_MOST_ERRORS = 1000


class Schemas:
    """The JSON Schemas of a spec, with its formats asserted and its conditions for presence.

    Each is built when it is first asked for, once, because that takes a thousand times as long as a check. Threads that
    ask at the same moment may each build it, which does no harm.

    Args:
        spec: An OpenAPI document, as parsed from JSON.

    Raises:
        ImportError: What checks JSON is not installed.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        from jsonschema_rs import Draft202012Validator

        self._make = partial(Draft202012Validator, validate_formats=True, mask=_VALUE)
        self._spec = spec
        self._conditional: dict[str, str] = {}
        self._document = _compiled(spec, "#", self._conditional)
        self._built: dict[str, Draft202012Validator] = {}

    def build(self, pointer: str) -> Draft202012Validator:
        """Returns what checks values against the schema at a JSON pointer."""
        if (found := self._built.get(pointer)) is None:
            # In a reference, the braces of a path must be escaped.
            found = self._built[pointer] = self._make({**self._document, "$ref": quote(pointer, safe="#/~")})
        return found

    def complaints(self, pointer: str, value: Any, show: Callable[[Any], str]) -> Iterator[Complaint]:
        """Yields what the schema at a JSON pointer has against a value.

        Args:
            pointer: Where the schema stands; not a reference.
            value: The value.
            show: Writes a value, or a part of it, so that it fits into a message.

        Raises:
            ValueError: The value nests too deeply, or has characters that are not Unicode.
        """
        validator = self.build(pointer)
        if validator.is_valid(value):
            return
        for error in islice(validator.iter_errors(value), _MOST_ERRORS):
            place = join("", *error.instance_path)
            yield self._complaint(pointer, error, place, show(at(value, place)))

    def _complaint(self, schema: str, error: ValidationError, place: str, value: str) -> Complaint:
        here, referring = self._path(schema, error)
        holder, missing = here.rpartition("/")[0], error.kind.name == "required"
        name = error.kind.value if missing else ""
        if here in self._conditional:
            fact = self._conditional[here]
            spec, facet = join(fact, CONDITION), PRESENCE
            when = " and ".join(f"{key} is {json.dumps(expected)}" for key, expected in at(self._spec, spec).items())
            message = f'"{name}" is missing, but {when}.' if missing else f"It is there, but not: {when}."
        elif missing:
            declared = name in at(self._spec, holder).get("properties", {})
            fact, facet = join(holder, "properties", name) if declared else holder, PRESENCE
            spec, message = join(here, at(self._spec, here).index(name)), f'"{name}" is missing.'
        else:
            spec, fact, facet = here, holder, FACETS.get(error.kind.name, "bounds")
            message = f"{error.message.replace(_VALUE, value)}."
        while referring and reference(self._spec, referring[-1]) == fact:
            fact = referring.pop()  # what stands beside a reference speaks first
        # What the docs say of a shape does not make certain that it stands in one that was inferred.
        whys = (evidence(self._spec, fact, facet), *(evidence(self._spec, above, "") for above in reversed(referring)))
        return Complaint(spec, message, next(filter(None, whys), ""), place)

    def _path(self, schema: str, error: ValidationError) -> tuple[str, list[str]]:
        """Returns where the broken rule stands, and the references that the validator followed to get there."""
        here, referring = schema, list[str]()
        for key in error.evaluation_path[1:]:  # the first step is to the schema
            target = reference(self._document, here) if key == "$ref" else None
            if target is not None:
                referring.append(here)
            here = target or join(here, key)
        return here, referring


def _compiled(node: Any, pointer: str, conditional: dict[str, str]) -> Any:
    """Returns a copy of the spec that says in JSON Schema when a property is present.

    The emulator has its own version, so that the two check each other.

    Args:
        node: The spec, or a part of it.
        pointer: Where that part stands.
        conditional: Takes note of which rule of the copy speaks of which property of the spec.
    """
    if isinstance(node, LIST):
        return [_compiled(item, join(pointer, index), conditional) for index, item in enumerate(node)]
    if not isinstance(node, OBJECT):
        return node
    compiled = {key: _compiled(value, join(pointer, key), conditional) for key, value in node.items()}
    rules = list(compiled.get("allOf", ()))
    properties = node.get("properties")
    for name, schema in properties.items() if isinstance(properties, OBJECT) else ():
        if not isinstance(schema, OBJECT) or not (condition := schema.get(CONDITION)):
            continue
        rule = join(pointer, "allOf", len(rules))
        for place in (join(rule, "then", "required"), join(rule, "else", "properties", name)):
            conditional[place] = join(pointer, "properties", name)
        holds = {"properties": {key: {"const": value} for key, value in condition.items()}, "required": [*condition]}
        rules.append({"if": holds, "then": {"required": [name]}, "else": {"properties": {name: False}}})
    return {**compiled, "allOf": rules} if rules else compiled
