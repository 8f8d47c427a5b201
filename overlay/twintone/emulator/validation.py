"""Checks against the spec: of what comes in, and of every answer before it leaves."""

import json
from collections.abc import Callable
from typing import Any

from jsonschema_rs import Draft202012Validator

from twintone.emulator.errors import RefusedError, SpecViolationError
from twintone.emulator.spec import Json, Operation, Spec, is_array, is_object, schema_of

Check = Callable[[Any], str | None]


def compile_for_validation(spec: Json) -> dict[str, Any]:
    """A copy of the spec in which `x-present-when` says the same in JSON Schema.

    The property is required when its sibling has the given value, and absent otherwise. The file itself never says
    if/then, because code generators and linters choke on it.

    Args:
        spec: an OpenAPI document, as parsed from JSON; it is not changed.

    Returns:
        The copy, for a JSON Schema validator.
    """
    compiled: dict[str, Any] = _compile(spec)
    return compiled


def _compile(node: Any) -> Any:
    if is_array(node):
        return [_compile(item) for item in node]
    if not is_object(node):
        return node
    compiled = {key: _compile(value) for key, value in node.items()}
    properties = node.get("properties")
    rules = [
        {
            "if": {"properties": {key: {"const": value} for key, value in condition.items()}, "required": [*condition]},
            "then": {"required": [name]},
            "else": {"properties": {name: False}},
        }
        for name, schema in (properties.items() if is_object(properties) else ())
        if is_object(schema) and (condition := schema.get("x-present-when"))
    ]
    if rules:
        compiled["allOf"] = [*compiled.get("allOf", ()), *rules]
    return compiled


class Checks:
    """The checks of every operation, built once because building costs a thousand times what checking costs."""

    def __init__(self, spec: Json) -> None:
        compiled = Spec(compile_for_validation(spec))
        self._schemas = compiled.raw["components"]["schemas"]
        self._built: dict[str, Check] = {}
        self._bodies: dict[str, Check] = {}
        self._parameters: dict[tuple[str, str], Check] = {}
        self._answers: dict[tuple[str, str], Check | None] = {}
        self._any = compiled.operations[0].id
        for operation in compiled.operations:
            if operation.body is not None:
                self._bodies[operation.id] = self._check(operation.body)
            for parameter in operation.parameters:
                self._parameters[operation.id, parameter["name"]] = self._check(parameter.get("schema", {}))
            for status, response in operation.responses.items():
                schema = schema_of(response)
                self._answers[operation.id, status] = None if schema is None else self._check(schema)

    def body(self, operation: Operation, value: Any) -> None:
        """Raises a 400 when the body does not fit the operation."""
        check = self._bodies[operation.id]
        if (complaint := check(value)) is not None:
            raise RefusedError(400, f"The body is not valid: {complaint}")

    def parameter(self, operation: Operation, name: str, value: Any) -> None:
        """Raises a 400 when the parameter's value does not fit the operation."""
        if (complaint := self._parameters[operation.id, name](value)) is not None:
            raise RefusedError(400, f"The parameter {name} is not valid: {complaint}")

    def answer(self, operation: Operation | None, status: int, value: Any) -> None:
        """Checks an answer; `operation` is None when the request named none.

        Raises:
            SpecViolationError: the spec does not allow this answer.
        """
        # What belongs to no operation is checked like an answer that an operation does not list by status.
        name = operation.id if operation is not None else self._any
        key = (name, str(status) if operation is not None else "default")
        key = key if key in self._answers else (name, "default")
        if key not in self._answers:
            raise SpecViolationError(f"{name} answered {status}, which the spec does not list.")
        check = self._answers[key]
        complaint = check(value) if check is not None else None if value is None else "a body was sent."
        if complaint is not None:
            raise SpecViolationError(f"{name} answered {status} with a body that the spec does not allow: {complaint}")

    def _check(self, schema: Json) -> Check:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._built:
            document = {**schema, "components": {"schemas": self._schemas}}
            self._built[key] = _checker(Draft202012Validator(document, validate_formats=True))
        return self._built[key]


def _checker(validator: Draft202012Validator) -> Check:
    def check(value: Any) -> str | None:
        if validator.is_valid(value):
            return None
        error = next(iter(validator.iter_errors(value)))
        place = "".join(f"/{part}" for part in error.instance_path)
        # The message quotes the value, which may be as long as the body.
        return f"{error.message[:200]}{f' (at {place[:200]})' if place else ''}"

    return check
