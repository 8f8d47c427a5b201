"""Validity: what the spec says about a request and about an answer, with the place that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from scripts import spec as specs
from scripts.spec import Object, at, join
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import Answer, Request
from tests.contract.finding import Place
from tests.contract.parsing import parse_json, parse_plain_json
from twintone.emulator import compile_for_validation

_NOTHING = ValidationErrorKind.FalseSchema
_FACETS = {
    "type": "type",
    "format": "format",
    "enum": "values",
    "const": "values",
    "minimum": "bounds",
    "minLength": "bounds",
    "minProperties": "bounds",
    "minItems": "bounds",
    "required": "presence",
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_JSON_TYPES = ("application/json", "application/json;charset=utf-8")
_LARGEST_BODY = 200_000
_LARGEST_NUMBER = 10**15
_DEEPEST = 20


@dataclass(frozen=True)
class Complaint:
    """Something that the spec does not allow, and the facts that say so."""

    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Validity:
    """What the spec says about a request.

    Args:
        complaints: what is wrong with it.
        unclear: whether servers may differ: neither the spec nor HTTP decides whether it is accepted.
        query: the query parameters that the operation knows, typed.
        body: the fields of the body; empty when it has none.
    """

    complaints: tuple[Complaint, ...] = ()
    unclear: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the spec allows it, and every server should."""
        return not self.complaints and not self.unclear

    @property
    def invalid(self) -> bool:
        """Whether the spec forbids it, beyond doubt."""
        return bool(self.complaints) and not self.unclear


class Rulebook:
    """Checks requests and answers against the schemas of the spec.

    Args:
        api: the API whose spec it is.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._spec = api.spec
        self._compiled = compile_for_validation(api.spec)
        self._validator = cache(self._build)

    def request(self, endpoint: Endpoint, request: Request) -> Validity:
        """What the spec says about a request to an endpoint."""
        query = self._query(endpoint, request)
        body = self._body(endpoint, request)
        return Validity(
            query.complaints + body.complaints, query.unclear or body.unclear, query=query.query, body=body.body
        )

    def answer(self, endpoint: Endpoint, answer: Answer) -> Iterator[Complaint]:
        """What is wrong with the JSON of an answer."""
        pointer = endpoint.response_pointer(str(answer.status))
        response, pointer = self._follow(pointer)
        if specs.json_schema(response) is None:
            return
        yield from self._complaints(pointer + "/content/application~1json/schema", answer.json)

    def content_types(self, endpoint: Endpoint, status: int) -> list[str]:
        """The content types that an answer with this status may have; none means no body."""
        response, _ = self._follow(endpoint.response_pointer(str(status)))
        return list(response.get("content", {}))

    def project(self, place: Place, value: Any) -> Any:
        """The part of a value that the spec knows: the fields of an object that its schema names."""
        schema = self.schema(place)
        if not isinstance(value, dict) or "properties" not in schema or schema.get("additionalProperties"):
            return value
        return {name: inner for name, inner in value.items() if name in schema["properties"]}

    def schema(self, place: Place) -> Object:
        """The schema at a place, with its reference followed."""
        return specs.resolve(self._spec, at(self._spec, place.pointer))

    def is_optional(self, place: Place) -> bool:
        """Whether a field may be left out and has no condition that says when."""
        holder, _, name = place.pointer.rpartition("/properties/")
        required = name in at(self._spec, holder).get("required", ())
        return not required and "x-present-when" not in at(self._spec, place.pointer)

    def _follow(self, pointer: str) -> tuple[Object, str]:
        node = at(self._spec, pointer)
        while isinstance(ref := node.get("$ref"), str):
            node, pointer = at(self._spec, ref), ref
        return node, pointer

    # Requests --------------------------------------------------------------------------------------------------------

    def _query(self, endpoint: Endpoint, request: Request) -> Validity:
        pairs = parse_qsl(request.target.partition("?")[2], keep_blank_values=True, errors="replace")
        known: dict[str, Any] = {}
        complaints: list[Complaint] = []
        unclear = len({name for name, _ in pairs}) < len(pairs)
        for name, text in pairs:
            parameter = endpoint.query.get(name)
            if parameter is None:
                # Other spellings of a known name are for the server to decide.
                unclear = unclear or name.strip().lower() in endpoint.query
                continue
            pointer = endpoint.parameter(name)
            kind = specs.resolve(self._spec, parameter.get("schema", {})).get("type")
            value: Any = text
            if kind == "integer":
                if _INTEGER.fullmatch(text) and len(text) < 1000:
                    value = int(text)
                else:
                    unclear = unclear or not text or _reads_as_number(text)
            unclear = unclear or not text.strip()
            known[name] = value
            for complaint in self._complaints(join(pointer, "schema"), value):
                facet = complaint.places[0].facet
                places = (Place(join(pointer, "schema"), facet), Place(pointer, "name"))
                complaints.append(Complaint(f"{name}={text[:60]}: {complaint.message}", places))
        return Validity(tuple(complaints), unclear, query=known)

    def _body(self, endpoint: Endpoint, request: Request) -> Validity:
        if endpoint.body is None:
            return Validity(unclear=bool(request.body))
        place = Place(join(endpoint.operation.pointer, "requestBody"))
        body = request.body or b""
        kind = (request.header("content-type") or "").replace(" ", "").lower()
        if body and (kind not in _JSON_TYPES or len(body) > _LARGEST_BODY):
            return Validity(unclear=True)
        try:
            value = parse_plain_json(body)
        except ValueError:
            unclear = parse_json(body) is not None or not _is_text(body)
            return Validity((Complaint("the body is not JSON", (place,)),), unclear)
        found = tuple(self._complaints(f"{place.pointer}/content/application~1json/schema", value))
        fields = value if isinstance(value, dict) else {}
        # An unknown field may be dropped, kept or refused.
        unknown = not found and not fields.keys() <= endpoint.body_fields.keys()
        return Validity(found, unknown or _is_strange(value), body=fields)

    # Schemas ---------------------------------------------------------------------------------------------------------

    def _complaints(self, pointer: str, value: Any) -> Iterator[Complaint]:
        validator = self._validator(pointer)
        try:
            errors = [] if validator.is_valid(value) else list(validator.iter_errors(value))
        except ValueError as problem:
            # Half a surrogate pair, or a depth that no schema asks for.
            yield Complaint(f"it cannot be checked ({str(problem)[:80]})", (Place(self._follow(pointer)[1]),))
            return
        for error in errors:
            where = "".join(f"/{part}" for part in error.instance_path)
            said = "this must not be there" if isinstance(error.kind, _NOTHING) else error.message[:160]
            message = f"{said}{f' (at {where[:80]})' if where else ''}"
            yield Complaint(message, (self._place(pointer, error),))

    def _build(self, pointer: str) -> Draft202012Validator:
        parts = {key: self._compiled[key] for key in ("paths", "components")}
        return Draft202012Validator({"$ref": quote(pointer, safe="#/~"), **parts}, validate_formats=True)

    def _place(self, pointer: str, error: ValidationError) -> Place:
        """The fact behind an error: what it went through on its way, with references followed."""
        _, here = self._follow(pointer)
        place = here
        path = [token for token in error.evaluation_path if token != "$ref"]
        while len(path) > 1:
            token = path.pop(0)
            if token == "allOf" and path[1] in ("then", "else"):
                return self._condition(here, cast(int, path[0]), str(path[1]))
            if token == "properties":
                place = join(here, "properties", path.pop(0))
            elif token in ("items", "additionalProperties"):
                place = join(here, token)
            _, here = self._follow(place)
        facet = _FACETS.get(str(path[0]) if path else "", "existence")
        missing = getattr(error.kind, "property", None)
        if isinstance(missing, str) and missing in at(self._spec, here).get("properties", {}):
            return Place(join(here, "properties", missing), facet)
        return Place(place, facet)

    def _condition(self, here: str, index: int, branch: str) -> Place:
        schema = at(self._spec, here)
        conditional = [name for name, node in schema["properties"].items() if "x-present-when" in node]
        name = conditional[index - len(schema.get("allOf", ()))]
        # That the field exists at all is another fact than when it is left out.
        return Place(join(here, "properties", name), "existence" if branch == "then" else "presence")


@lru_cache(maxsize=4)
def rulebook(api: Api) -> Rulebook:
    """The rulebook of an API; its validators are large, so sessions share it."""
    return Rulebook(api)


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not body.startswith(b"\xef\xbb\xbf")


def _is_strange(value: Any) -> bool:
    """Whether a value is legal JSON that servers refuse for reasons of their own."""
    level: list[Any] = [value]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str) and "\0" in item:
                return True
            if isinstance(item, int | float) and abs(item) > _LARGEST_NUMBER:
                return True
            if isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        if not below:
            return False
        level = below
    return True
