"""The description while it is being edited: plain data, and what has to be said about the edits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.docs.facts import operation_name
from scripts.proposals.decisions import Decision, Kind
from scripts.spec import Object, Operation, at, join, operations, tokens


class Unedited(Exception):
    """No edit follows from a finding; the message says why, as a sentence."""


@dataclass
class Draft:
    """A copy of the description.

    Attributes:
        spec: the data, to be changed.
        stated: the operations that the page states.
        index: the index of the line of the page that the present edit follows from.
        decisions: what a person is told.
        headings: the titles of new sections, by the pointers of what they begin with.
        undescribed: the pointers of what has a description made of its name, and the lines of the page.
    """

    spec: Object
    stated: frozenset[str] = frozenset()
    index: int = 0
    decisions: list[Decision] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    undescribed: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Draft:
        """Return another draft that can be thrown away."""
        return copy.deepcopy(self)

    def say(self, kind: Kind, pointer: str, text: str) -> None:
        """Tell a person something."""
        decision = Decision(kind, pointer, self.index, text)
        if decision not in self.decisions:
            self.decisions.append(decision)

    def undescribe(self, pointer: str) -> None:
        """Note that the description of this is made of its name; vendors' words are not copied."""
        self.undescribed.setdefault(pointer, self.index)

    def tell_undescribed(self) -> None:
        """Tell a person what to describe: one sentence for each component."""
        groups: dict[str, list[str]] = {}
        for pointer in self.undescribed:
            groups.setdefault(join("#", *tokens(pointer)[:3]), []).append(pointer)
        for group, pointers in groups.items():
            self.index = self.undescribed[pointers[0]]
            names = ", ".join(tokens(pointer)[-1] for pointer in pointers)
            self.say(Kind.CHECK, group, f"Described by no more than the name: {names}. Say what it means.")

    def at(self, pointer: str) -> Any:
        """Return what stands at a pointer. Raises SpecError."""
        return at(self.spec, pointer)

    def home(self, node: Object) -> Object:
        """Return the object that a node refers to, or the node."""
        while "$ref" in node:
            node = self.at(node["$ref"])
        return node

    def components(self, section: str) -> Object:
        """Return a section of the components, which is made if there is none."""
        found: Object = self.spec.setdefault("components", {}).setdefault(section, {})
        return found

    def add_component(self, section: str, name: str, value: Object, after: str = "") -> Object:
        """Add a component behind another one, or at the end; return a reference to it."""
        insert(self.components(section), name, value, after)
        return {"$ref": join("#/components", section, name)}


def insert(mapping: Object, key: str, value: Any, after: str = "") -> None:
    """Put a key behind another one, or at the end."""
    items = [(name, below) for name, below in mapping.items() if name != key]
    place = next((number for number, (name, _) in enumerate(items, 1) if name == after), len(items))
    items.insert(place, (key, value))
    mapping.clear()
    mapping.update(items)


def rename(mapping: Object, old: str, new: str) -> None:
    """Give a key another name in its place."""
    items = [(new if name == old else name, below) for name, below in mapping.items()]
    mapping.clear()
    mapping.update(items)


def set_tag(node: Object, facet: str, reason: str) -> None:
    """Give the evidence for one facet, unless all of the object has one."""
    found = node.setdefault("x-evidence", {})
    if isinstance(found, dict):
        found[facet] = reason


def drop_tag(node: Object, facet: str) -> None:
    """Take the evidence of a facet away; of the whole object, if the facet is empty."""
    found = node.get("x-evidence")
    if isinstance(found, dict) and facet:
        found.pop(facet, None)
    if found is not None and (not facet or not found or isinstance(found, str)):
        del node["x-evidence"]


def references(node: Any) -> Iterator[str]:
    """Yield every reference in a part of the description."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for below in node.values():
            yield from references(below)
    elif isinstance(node, list):
        for below in node:
            yield from references(below)


def split(pointer: str) -> tuple[str, str]:
    """Return the pointer of what something stands in, and its key."""
    keys = tokens(pointer)
    return join("#", *keys[:-1]), keys[-1]


def operation_of(draft: Draft, name: str) -> Operation:
    """Return the operation that a subject names, such as `GET /videos/:id`. Raises Unedited when there is none."""
    for operation in operations(draft.spec):
        if operation_name(operation.method, operation.path) == name:
            return operation
    raise Unedited(f"The description has no {name}.")
