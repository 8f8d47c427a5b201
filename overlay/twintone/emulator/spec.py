"""The spec as the emulator reads it: operations, and the resources they are about."""

import importlib.resources
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from twintone.emulator.errors import EmulatorError

Json = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON_TYPE = "application/json"
_RESOURCE_PATH = re.compile(r"/(?P<kind>[^/{}]+)(?:/\{(?P<id>[^/{}]+)\})?(?P<part>/.+)?")


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def load_spec() -> dict[str, Any]:
    """The spec that ships with `twintone_api`, as a dict of its own.

    Raises:
        EmulatorError: the package or its data is missing.
    """
    try:
        text = (importlib.resources.files("twintone_api") / "openapi.json").read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise EmulatorError(f"The spec is not installed ({error}). Install twintone again.") from error
    spec: dict[str, Any] = json.loads(text)
    return spec


@dataclass(frozen=True)
class Operation:
    """One operation of the spec."""

    id: str
    method: str
    path: str
    verb: str
    parameters: tuple[Json, ...]
    body: Json | None
    responses: Json
    raw: Json = field(repr=False)

    @cached_property
    def success(self) -> int:
        """The status of the answer when all goes well."""
        return next(int(status) for status in self.responses if status.startswith("2"))

    @cached_property
    def answer(self) -> Json | None:
        """The schema of the answer when all goes well; None when it has no body."""
        return schema_of(self.responses[str(self.success)])

    @cached_property
    def place(self) -> re.Match[str] | None:
        """The path, taken apart into `kind`, `id` and the `part` below them; None when it begins with no kind."""
        return _RESOURCE_PATH.fullmatch(self.path)


def schema_of(content_holder: Json) -> Json | None:
    """The JSON schema of a (resolved) response or request body; None when it has none."""
    media = content_holder.get("content", {}).get(JSON_TYPE)
    return None if media is None else media.get("schema", {})


def ref_name(node: Any) -> str | None:
    """The name of the component that a node refers to; None when it is no reference."""
    ref = node.get("$ref") if is_object(node) else None
    return ref.rsplit("/", 1)[-1] if isinstance(ref, str) else None


class Spec:
    """Questions to an OpenAPI document.

    Args:
        raw: the document, as parsed from JSON.
    """

    def __init__(self, raw: Json) -> None:
        self.raw = raw

    def resolve(self, node: Json) -> Json:
        """A node with its reference followed; what stands beside the reference wins."""
        seen: set[str] = set()
        while isinstance(ref := node.get("$ref"), str):
            if ref in seen or not ref.startswith("#/"):
                raise EmulatorError(f"The spec has a reference that leads nowhere: {ref}.")
            seen.add(ref)
            target: Any = self.raw
            for part in ref[2:].split("/"):
                target = target.get(part.replace("~1", "/").replace("~0", "~")) if is_object(target) else None
            if not is_object(target):
                raise EmulatorError(f"The spec has a reference that leads nowhere: {ref}.")
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    @cached_property
    def prefix(self) -> str:
        """The path below which the API lives, such as /v1."""
        url: str = self.raw["servers"][0]["url"]
        return urlsplit(url).path.rstrip("/")

    @cached_property
    def key_header(self) -> str:
        """The name of the header that carries the API key, in lower case."""
        [name] = self.raw["security"][0]
        scheme = self.resolve(self.raw["components"]["securitySchemes"][name])
        if (scheme.get("type"), scheme.get("in")) != ("apiKey", "header"):
            raise EmulatorError("The spec asks for something else than an API key in a header; the emulator cannot.")
        return str(scheme["name"]).lower()

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the spec."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.raw["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                raw = item[method]
                parameters = [self.resolve(node) for node in (*item.get("parameters", ()), *raw.get("parameters", ()))]
                responses = {str(status): self.resolve(node) for status, node in raw["responses"].items()}
                if not any(status.startswith("2") for status in responses):
                    raise EmulatorError(f"The operation {raw['operationId']} has no answer for success in the spec.")
                body = schema_of(self.resolve(raw["requestBody"])) if "requestBody" in raw else None
                yield Operation(
                    id=raw["operationId"],
                    method=method.upper(),
                    path=path,
                    verb=raw.get("x-method", ""),
                    parameters=tuple(parameters),
                    body=body,
                    responses=responses,
                    raw=raw,
                )

    @cached_property
    def error_names(self) -> dict[int, str]:
        """The short name of the error that goes with each status, from the examples of the error answers."""
        names: dict[int, str] = {}
        for operation in self.operations:
            for response in operation.responses.values():
                for example in response.get("content", {}).get(JSON_TYPE, {}).get("examples", {}).values():
                    value = self.resolve(example).get("value")
                    if is_object(value) and "error" in value and isinstance(value.get("status"), int):
                        names.setdefault(value["status"], str(value["error"]))
        return names
