"""Read the API description: the one place that knows how spec/twintone.yaml is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError

Object = dict[str, Any]

DEFAULT = Path(__file__).resolve().parent.parent / "spec" / "twintone.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"

# Which OpenAPI object stands where: kind -> key -> (shape, kind of the object there). A "names" map has free keys.
GRAMMAR: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "document": {
        "info": ("one", "info"),
        "servers": ("list", "server"),
        "tags": ("list", "tag"),
        "paths": ("map", "path"),
        "components": ("one", "components"),
    },
    "info": {"contact": ("one", "contact"), "license": ("one", "license")},
    "components": {
        "schemas": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "responses": ("map", "response"),
        "requestBodies": ("map", "request body"),
        "headers": ("names", "header"),
        "examples": ("map", "example"),
        "links": ("map", "link"),
        "securitySchemes": ("map", "security scheme"),
    },
    "path": {"parameters": ("list", "parameter"), **dict.fromkeys(METHODS, ("one", "operation"))},
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
    },
    "parameter": {"schema": ("one", "schema"), "examples": ("map", "example")},
    "header": {"schema": ("one", "schema"), "examples": ("map", "example")},
    "request body": {"content": ("map", "media type")},
    "response": {
        "headers": ("names", "header"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "media type": {"schema": ("one", "schema"), "examples": ("map", "example")},
    "schema": {
        "properties": ("names", "schema"),
        "items": ("one", "schema"),
        "additionalProperties": ("one or boolean", "schema"),
    },
}


class SpecError(ValueError):
    """The description cannot be read, or a reference in it leads nowhere."""


class _PlainConstructor(SafeConstructor):
    """JSON has no dates, so a YAML timestamp stays the string that was written."""


_PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def load(path: Path = DEFAULT) -> Object:
    """Return the description as plain JSON-like data, with timestamps as strings.

    Raises SpecError when the file is not YAML, repeats a key or is not a mapping, OSError when it cannot be read.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise SpecError(f"{path} is not valid YAML; correct it first: {error}") from error


def parse(text: str, name: str = "The description") -> Object:
    """Return a text as `load` returns a file. Raises SpecError."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _PlainConstructor
    try:
        document = yaml.load(text)
    except (YAMLError, ValueError) as error:
        raise SpecError(f"{name} is not valid YAML; correct it first: {error}") from error
    if not isinstance(document, dict):
        raise SpecError(f"{name} holds no mapping; an OpenAPI document is one.")
    return document


def join(pointer: str, *tokens: str | int) -> str:
    """Return the JSON pointer, as a URI fragment, of what stands below `pointer` under these keys."""
    return pointer + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def tokens(pointer: str) -> list[str]:
    """Return the keys that a JSON pointer such as `#/paths/~1videos` walks through."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.lstrip("#").split("/")[1:]]


def at(spec: Object, pointer: str) -> Any:
    """Return what stands at a JSON pointer. Raises SpecError when nothing does."""
    node: Any = spec
    for token in tokens(pointer):
        if isinstance(node, dict) and token in node:
            node = node[token]
        elif isinstance(node, list) and re.fullmatch(r"[0-9]{1,9}", token) and int(token) < len(node):
            node = node[int(token)]
        else:
            raise SpecError(f"{pointer} leads nowhere.")
    return node


def resolve(spec: Object, node: Object) -> Object:
    """Return the node with its `$ref` followed; keys beside the `$ref` win over those of the target.

    Raises SpecError when the reference leaves the file, leads nowhere, to no mapping, or round in a circle.
    """
    result = dict(node)
    seen = set()
    while "$ref" in result:
        ref = result.pop("$ref")
        if not isinstance(ref, str) or not ref.startswith("#/"):
            raise SpecError(
                f"The reference {ref!r} must be a pointer into this file, such as #/components/schemas/Video."
            )
        if ref in seen:
            raise SpecError(f"The reference {ref} leads back to itself.")
        seen.add(ref)
        target = at(spec, ref)
        if not isinstance(target, dict):
            raise SpecError(f"The reference {ref} leads to no object.")
        result = {**target, **result}
    return result


@dataclass(frozen=True)
class Node:
    """One place in the description where OpenAPI expects an object (or, for kinds map, names and list, a container)."""

    pointer: str
    kind: str
    value: Any

    @property
    def expected(self) -> type:
        """The type that the value of a well-formed description has here."""
        return list if self.kind == "list" else dict


def walk(spec: Object) -> Iterator[Node]:
    """Yield every OpenAPI object and container in document order, misshapen ones included."""
    yield from _walk(Node("#", "document", spec))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node.value, dict):
        return
    grammar = GRAMMAR.get(node.kind, {})
    for key, value in node.value.items():
        shape, kind = grammar.get(key, ("none", ""))
        below = join(node.pointer, key)
        if shape == "one" or (shape == "one or boolean" and not isinstance(value, bool)):
            yield from _walk(Node(below, kind, value))
        elif shape in ("list", "map", "names"):
            yield Node(below, shape, value)
            yield from _walk_all(Node(below, shape, value), kind)


def _walk_all(container: Node, kind: str) -> Iterator[Node]:
    value = container.value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if container.kind == "names" or not str(key).startswith("x-"):
            yield from _walk(Node(join(container.pointer, key), kind, item))


def objects(spec: Object, *kinds: str) -> Iterator[Node]:
    """Yield the well-formed objects of these kinds, or of every kind, in document order."""
    return (node for node in walk(spec) if (not kinds or node.kind in kinds) and isinstance(node.value, dict))


@dataclass(frozen=True)
class Operation:
    """One operation; `parameters` holds those of the path as well, with every reference followed."""

    operation_id: str
    method: str  # in capitals, as on the wire
    path: str
    tag: str
    parameters: tuple[Object, ...]
    raw: Object

    @property
    def pointer(self) -> str:
        """Where the operation stands in the description."""
        return join("#/paths", self.path, self.method.lower())

    @property
    def title(self) -> str:
        """The operation as people write it, such as `GET /videos`."""
        return f"{self.method} {self.path}"


def operations(spec: Object) -> Iterator[Operation]:
    """Yield the operations in document order. Raises SpecError on a parameter whose reference is broken."""
    for path, item in spec.get("paths", {}).items():
        for method in (key for key in item if key in METHODS and path.startswith("/")):
            raw = item[method]
            found = [resolve(spec, node) for node in [*item.get("parameters", []), *raw.get("parameters", [])]]
            merged = {(parameter.get("name"), parameter.get("in")): parameter for parameter in found}
            tags = raw.get("tags") or [""]
            yield Operation(
                operation_id=str(raw.get("operationId", "")),
                method=method.upper(),
                path=path,
                tag=str(tags[0]) if isinstance(tags, list) else "",
                parameters=tuple(merged.values()),
                raw=raw,
            )


def json_schema(holder: Object) -> Object | None:
    """Return the JSON schema of a request body or response as it is written, or None when it has no JSON body."""
    schema = holder.get("content", {}).get(JSON, {}).get("schema")
    return schema if isinstance(schema, dict) else None


def request_schema(spec: Object, operation: Operation) -> Object | None:
    """Return the JSON schema of what the operation sends, as it is written, or None when it sends nothing."""
    return json_schema(resolve(spec, operation.raw.get("requestBody", {})))


def answers(spec: Object, operation: Operation) -> Iterator[tuple[str, Object]]:
    """Yield status and response, with its reference followed, of every answer that means success."""
    for status, response in operation.raw.get("responses", {}).items():
        if re.fullmatch(r"2[0-9X][0-9X]", status):
            yield status, resolve(spec, response)


def answer_schema(spec: Object, operation: Operation) -> Object | None:
    """Return the JSON schema of the first answer that means success, or None when it has no JSON body."""
    return next((schema for _, response in answers(spec, operation) if (schema := json_schema(response))), None)


def properties(spec: Object, schema: Object) -> dict[str, Object]:
    """Return the properties of a schema, each with its reference followed."""
    declared = resolve(spec, schema).get("properties", {})
    return {name: resolve(spec, node) for name, node in declared.items()}
