"""Where something stands in a description, as an address that survives edits nearby and as words for users."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from scripts import spec as specs
from scripts.notes.api import call_of, class_name, namespace, python_name
from scripts.notes.lines import call, code
from scripts.spec import Node, Object

# What speaks to the readers of the description alone.
_UNSEEN = ("link", "example")
_INFO = {"license": "the licence of the description", "contact": "the contact address"}


@dataclass(frozen=True)
class Place:
    """An object of the description, and what users call it, as Markdown."""

    node: Node
    names: tuple[str, ...]


def places(spec: Object) -> dict[str, Place]:
    """Return every object that users may hear of, by its address."""
    namer = _Namer(spec)
    found = {}
    for node in specs.objects(spec):
        if node.kind not in _UNSEEN:
            keys = _stable(spec, node.pointer)
            found[specs.join("#", *keys)] = Place(node, tuple(namer.names(keys)))
    return found


def _stable(spec: Object, pointer: str) -> list[str]:
    """Return the keys of a pointer, with names in the place of numbers."""
    keys = []
    node: Any = spec
    for token in specs.tokens(pointer):
        key = token
        if isinstance(node, list):
            node = node[int(token)]
            key = str(node.get("name") or node.get("$ref") or token)
        else:
            node = node[token]
        keys.append(key)
    return keys


class _Namer:
    """Knows what users call the parts of a description."""

    def __init__(self, spec: Object) -> None:
        self._spec = spec
        self._calls: dict[tuple[str, str], str] = {}
        self._users: defaultdict[str, list[str]] = defaultdict(list)
        for operation in specs.operations(spec):
            name = call_of(operation)
            self._calls[operation.path, operation.method.lower()] = name
            shared = spec["paths"][operation.path].get("parameters", [])
            body = specs.request_schema(spec, operation) or {}
            for node in [*shared, *operation.raw.get("parameters", []), body]:
                self._users[node.get("$ref", "")].append(name)

    def names(self, keys: list[str]) -> list[str]:
        """Return what users call the object under these keys: a shared parameter is one of each call that has it."""
        match keys:
            case ["paths", *rest]:
                return [self._path(rest)]
            case ["components", section, name, *rest]:
                return self._component(section, name, rest)
            case ["tags", tag]:
                return [code(namespace(tag))]
            case ["servers", *_]:
                return ["the base URL"]
            case ["info", part, *_] if part in _INFO:
                return [_INFO[part]]
        return ["the API"]

    def _path(self, keys: list[str]) -> str:
        match keys:
            case [path, "parameters", wire, *_]:
                return f"{code(wire)} of {code(path)}"
            case [path, method, "parameters", wire, *_]:
                return code(f"{self._calls[path, method]}({python_name(wire)})")
            case [path, method, "responses", status, *_]:
                return f"the answer {status} of {call(self._calls[path, method])}"
            case [path, method, *_]:
                return call(self._calls[path, method])
        return code("".join(keys))

    def _component(self, section: str, name: str, keys: list[str]) -> list[str]:
        pointer = specs.join("#/components", section, name)
        users = self._users[pointer]
        match section, keys:
            case "schemas", ["properties", wire, *_]:
                field = python_name(wire)
                return [code(f"{user}({field})") for user in users] or [code(f"{class_name(name)}.{field}")]
            case "schemas", _:
                return [call(user) for user in users] or [code(class_name(name))]
            case "parameters", _:
                field = python_name(specs.at(self._spec, pointer)["name"])
                return [code(f"{user}({field})") for user in users] or [code(name)]
            case "responses", _:
                return [f"the answer {code(name)}"]
        return ["the API key"] if section == "securitySchemes" else [code(name)]
