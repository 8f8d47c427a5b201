"""Slips: requests that are nearly right, and have to be refused or change nothing but what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Endpoint
from tests.contract.bodies import Bodies, Pick

UNKNOWN = "none-such"
DELETED = "deleted"

_MISSING = object()
_WRONG: tuple[Any, ...] = (None, True, 7, 0.5, "7", "", [], {}, ["7"])
_WRONG_TEXTS = ("-1", "0", "1.5", "x", "1x", "all", "none")

# Ways to get an id nearly right.
_IDS: Mapping[str, Callable[[str], str]] = {
    "unknown": lambda id_: UNKNOWN,
    "shorter at its end": lambda id_: id_[:-1],
    "shorter at its start": lambda id_: id_[1:],
    "longer": lambda id_: id_ + "0",
    "another last character": lambda id_: id_[:-1] + ("1" if id_.endswith("0") else "0"),
    "other case": str.swapcase,
}
ID_SLIPS = tuple(_IDS)


def wrong_id(id_: str, slip: str) -> str:
    """An id that is nearly this one, and never the same or empty."""
    wrong = _IDS[slip](id_)
    return UNKNOWN if wrong in ("", id_) else wrong


@dataclass(frozen=True)
class Slip:
    """Something to get wrong in a body.

    Args:
        path: the names that lead to the field.
        name: what the field is called instead; empty leaves it out.
        value: what it holds instead.
    """

    path: tuple[str, ...]
    name: str = ""
    value: Any = _MISSING

    def apply(self, body: Object) -> Object:
        """A copy of the body with the slip in it."""
        first, *rest = self.path
        if rest:
            inner = Slip(tuple(rest), self.name, self.value)
            return {name: inner.apply(value) if name == first else value for name, value in body.items()}
        others = {name: value for name, value in body.items() if name != first}
        if not self.name:
            return others
        return {**others, self.name: body[first] if self.value is _MISSING else self.value}

    def __repr__(self) -> str:
        where = "/".join(self.path)
        if not self.name:
            return f"<{where} is missing>"
        return f"<{where} is called {self.name!r}>" if self.value is _MISSING else f"<{where} is {self.value!r}>"


def body_slips(bodies: Bodies, endpoint: Endpoint) -> list[Slip]:
    """All that can be got wrong in the body of an operation; its fields are all there otherwise."""
    return [] if endpoint.body is None else list(_slips(bodies, endpoint.body, ()))


def _slips(bodies: Bodies, node: Object, path: tuple[str, ...]) -> Iterator[Slip]:
    schema = specs.resolve(bodies.api.spec, node)
    for name, part in schema.get("properties", {}).items():
        here = (*path, name)
        if name in schema.get("required", ()):
            yield Slip(here)
        yield from (Slip(here, near) for near in (name.capitalize(), name.upper(), f"{name} "))
        for value in bodies.allowed(part, (*_WRONG, *_near_values(bodies, part)), allowed=False):
            yield Slip(here, name, value)
        yield from (Slip(here, name, pick) for pick in _wrong_references(bodies, part))
        yield from _slips(bodies, part, here)


def _near_values(bodies: Bodies, node: Object) -> Iterator[str]:
    for value in specs.resolve(bodies.api.spec, node).get("enum", ()):
        if isinstance(value, str):
            yield from (near for near in (value.upper(), value[:-1], f"{value}s") if near)


def _wrong_references(bodies: Bodies, node: Object) -> Iterator[Pick]:
    kind = bodies.api.id_kinds.get(node.get("$ref", ""))
    if kind is None:
        return
    yield from (Pick(kind, slip=slip) for slip in (*ID_SLIPS, DELETED))
    yield from (Pick(other) for other, resource in bodies.api.resources.items() if other != kind and resource.can)


def query_slips(bodies: Bodies, endpoint: Endpoint) -> list[tuple[str, str]]:
    """The query parameters of an operation, each with values that it may not have."""
    return [(name, text) for name, parameter in endpoint.query.items() for text in _wrong_texts(bodies, parameter)]


def _wrong_texts(bodies: Bodies, parameter: Object) -> Iterator[str]:
    node = parameter.get("schema", {})
    kind = specs.resolve(bodies.api.spec, node).get("type")
    if kind == "integer":
        yield from (text for text in _WRONG_TEXTS if not text.lstrip("-").isdigit())
        yield from map(str, bodies.allowed(node, (-1, 0), allowed=False))
    elif kind == "string":
        yield from bodies.allowed(node, (*_WRONG_TEXTS, *_near_values(bodies, node)), allowed=False)
