"""Bodies that the spec allows, made from it alone: one after the other, or drawn at random."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema_rs import Draft202012Validator

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Api, Endpoint

# A job with this in one of its texts fails, if the server is an emulator.
FAIL = "[fail]"
TEXTS = (
    "plain",
    " spaces at both ends ",
    "two\nlines\r\nand\ta tab",
    "",
    "\u00dcml\u00e4ut and \u00df",
    "e\u0301 is not \u00e9",
    "\u65e5\u672c\u8a9e",
    "\U0001f642\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\u202eright to left",
    " ",
    'a "quote", a \\ and a /',
    "<b>bold</b> &amp; it's",
    "null",
    "0",
    "-1.50",
    "true",
    "100%25 + ?a=b&c#d",
    "UPPER lower",
    "It is said to [fail] now.",
    "0123456789" * 30,
    "a long text, " * 90,
)
_NUMBERS = (1, 0, 0.5, -1, 1.25, 2, 3, 5, -0.75, 100, 3.141592653589793, 0.001, 1_000_000)
_FORMATS = ("2026-01-15T09:30:00Z", "2026-01-15", "https://example.com/a?b=c", "someone@example.com")
_POOL: tuple[Any, ...] = (*TEXTS, *_NUMBERS, *_FORMATS, True, False, None)
_EXTRAS = st.sampled_from(["more", 7, None, {"deep": [True]}])
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
# Which of the things that a run has made: few, so that the same ones are met again.
INDICES = st.sampled_from(range(6))


@dataclass(frozen=True)
class Pick:
    """Stands for an id in a body until it is sent, so that bodies can be made without knowing one.

    Args:
        kind: the kind of thing.
        index: which one, from the newest.
        slip: how the id is made wrong; empty leaves it as it is.
    """

    kind: str
    index: int = 0
    slip: str = ""


def fill(value: Any, choose: Callable[[Pick], str]) -> Any:
    """The value with an id in the place of each `Pick`."""
    if isinstance(value, Pick):
        return choose(value)
    if isinstance(value, dict):
        return {name: fill(inner, choose) for name, inner in value.items()}
    return [fill(inner, choose) for inner in value] if isinstance(value, list) else value


class Bodies:
    """Makes bodies and values that the spec allows.

    Args:
        api: the API whose spec it is.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        self._values = cache(self._find_values)

    def sample(self, endpoint: Endpoint, number: int, *, optional: bool = True, fails: bool = False) -> Object:
        """The body with a number; those with other numbers hold other values.

        Args:
            endpoint: the operation that takes it.
            number: which one.
            optional: whether to send the fields that may be left out.
            fails: whether to write into its texts what makes jobs of emulators fail.
        """
        schema = specs.resolve(self.api.spec, endpoint.body or {})
        required = schema.get("required", ())
        optional = optional or len(required) < schema.get("minProperties", 0)
        body: Object = self._sample(schema, number, lambda name: optional or name in required)
        free = [name for name, field in specs.properties(self.api.spec, schema).items() if "enum" not in field]
        if fails:
            body |= {name: f"{body[name]} {FAIL}" for name in free if isinstance(body.get(name), str)}
        return body

    def sample_field(self, endpoint: Endpoint, name: str, number: int) -> Object:
        """The body that has, besides what it must have, one field."""
        required = specs.resolve(self.api.spec, endpoint.body or {}).get("required", ())
        body = self.sample(endpoint, number)
        return {other: value for other, value in body.items() if other == name or other in required}

    def values(self, node: Object) -> list[Any]:
        """Plain values that a schema allows."""
        return self._values(json.dumps(node))

    def _find_values(self, text: str) -> list[Any]:
        node = json.loads(text)
        schema = specs.resolve(self.api.spec, node)
        own = schema.get("enum", [schema["const"]] if "const" in schema else ())
        return _unique([*own, *self.allowed(node, _POOL), *self.allowed(node, schema.get("examples", ()))])

    def allowed(self, node: Object, values: Iterable[Any], *, allowed: bool = True) -> list[Any]:
        """Those of some values that a schema allows, or those that it does not allow."""
        document = {**node, "components": self.api.spec["components"]}
        validator = Draft202012Validator(document, validate_formats=True)
        return [value for value in values if validator.is_valid(value) == allowed]

    def _sample(self, node: Object, number: int, sends: Callable[[str], bool] = lambda _: True) -> Any:
        if kind := self.api.id_kinds.get(node.get("$ref", "")):
            return Pick(kind)
        schema = specs.resolve(self.api.spec, node)
        if "properties" in schema:
            inner = enumerate(schema["properties"].items())
            return {name: self._sample(part, number + place) for place, (name, part) in inner if sends(name)}
        if isinstance(schema.get("items"), dict):
            return [self._sample(schema["items"], number + place) for place in range(schema.get("minItems", 1))]
        values = self.values(node)
        return values[number % len(values)] if values else {}

    def drawn(self, endpoint: Endpoint) -> SearchStrategy[Any]:
        """A body at random; None for an operation that takes none.

        Nothing that is drawn depends on what a server said: the same choices make the same body.
        """
        if endpoint.body is None:
            return st.none()
        made_here = [name for name in endpoint.answer_fields if name not in endpoint.body_fields]
        extra = st.dictionaries(st.sampled_from(["unknown", *made_here]), _EXTRAS, min_size=1, max_size=1)
        # Servers may refuse what they do not know, so most bodies have nothing of the kind.
        extras = st.sampled_from(range(8)).flatmap(lambda chance: extra if chance == 7 else st.just({}))
        return st.builds(lambda body, more: {**more, **body}, self._drawn(endpoint.body), extras)

    def _drawn(self, node: Object) -> SearchStrategy[Any]:
        if kind := self.api.id_kinds.get(node.get("$ref", "")):
            return st.builds(Pick, st.just(kind), INDICES)
        schema = specs.resolve(self.api.spec, node)
        if "properties" in schema:
            return self._drawn_object(schema)
        if isinstance(schema.get("items"), dict):
            least = schema.get("minItems", 0)
            return st.lists(self._drawn(schema["items"]), min_size=least, max_size=max(least, 3))
        values = st.sampled_from(self.values(node) or [{}])
        if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format", "pattern"}:
            text = st.text(_CHARACTERS, min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 20))
            return values | text
        return values

    def _drawn_object(self, schema: Object) -> SearchStrategy[Any]:
        fields = {name: self._drawn(part) for name, part in schema["properties"].items()}
        required = {name: fields[name] for name in schema.get("required", ()) if name in fields}
        optional = [name for name in fields if name not in required]
        if not optional:
            return st.fixed_dictionaries(required)
        least = max(0, schema.get("minProperties", 0) - len(required))
        sent = st.lists(st.sampled_from(optional), min_size=least, unique=True)
        return sent.flatmap(lambda names: st.fixed_dictionaries(required | {name: fields[name] for name in names}))


def _unique(values: Iterable[Any]) -> list[Any]:
    # True equals 1 here, and is something else in JSON.
    return list({(type(value), repr(value)): value for value in values}.values())
