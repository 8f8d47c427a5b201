"""Reading requests: bodies and query parameters, all of them hostile."""

import json
import math
import re
from typing import Any

from starlette.requests import Request

from twintone.emulator.errors import RefusedError
from twintone.emulator.spec import JSON_TYPE, Json, Operation, Spec, is_array, is_object
from twintone.emulator.validation import Checks

MAX_BODY_BYTES = 10_000_000
MAX_DEPTH = 64
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_MAX_DIGITS = 4000  # CPython refuses longer integers


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object in the body.

    Raises:
        RefusedError: 413 when it is too long; 400 when it is not a JSON object, or cannot be stored and sent back.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON_TYPE:
        raise RefusedError(400, f"Send the body as {JSON_TYPE}, and say so in the Content-Type header.")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise RefusedError(413, f"The body is longer than {MAX_BODY_BYTES} bytes.")
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise RefusedError(400, "The body is nested too deeply.") from error
    except ValueError as error:
        raise RefusedError(400, f"The body is not valid JSON: {str(error)[:200]}.") from error
    if not is_object(value):
        raise RefusedError(400, "The body must be a JSON object.")
    _refuse_unstorable(value)
    return dict(value)


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("a number is too large")
    return number


def _refuse_unstorable(body: Json) -> None:
    level: list[Any] = [body]
    for _ in range(MAX_DEPTH):
        texts = [value for value in level if isinstance(value, str)]
        texts += [key for value in level if is_object(value) for key in value]
        try:
            "".join(texts).encode("utf-8")
        except UnicodeEncodeError as error:
            raise RefusedError(400, "The body contains half a surrogate pair, which is not text.") from error
        level = [
            child
            for value in level
            for child in (value.values() if is_object(value) else value if is_array(value) else ())
        ]
        if not level:
            return
    raise RefusedError(400, f"The body is nested more than {MAX_DEPTH} levels deep.")


def read_query(spec: Spec, checks: Checks, operation: Operation, request: Request) -> dict[str, Any]:
    """The query parameters that the operation knows; others are ignored.

    Raises:
        RefusedError: 400 when a parameter is repeated, missing or not valid.
    """
    found: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter["in"] != "query":
            continue
        name = parameter["name"]
        sent = request.query_params.getlist(name)
        if len(sent) > 1:
            raise RefusedError(400, f"The parameter {name} is given more than once.")
        if sent:
            found[name] = _typed(spec.resolve(parameter.get("schema", {})).get("type"), sent[0])
            checks.parameter(operation, name, found[name])
        elif parameter.get("required"):
            raise RefusedError(400, f"The parameter {name} is missing.")
    return found


def _typed(kind: Any, text: str) -> Any:
    # What does not read as the type stays text, and the check against the schema then says what is wrong.
    if kind == "integer" and _INTEGER.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text
