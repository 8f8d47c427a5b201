"""The operations of the API, sorted by resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.strings import PythonIdentifier, pascal_case, snake_case

from scripts import spec as specs
from scripts.generator.fields import Field, GenerateError, field_of, quoted
from scripts.generator.models import Catalogue
from scripts.generator.notes import evidence

Object = dict[str, Any]

# Names that the methods use for themselves.
RESERVED = {"self", "timeout", "on_created", "on_update", "fields", "requests"}


def argument_name(name: str) -> str:
    """Return what an argument is called: the names that methods use get an underscore, as Python's keywords do."""
    return f"{name}_" if name in RESERVED else name


ERROR_NAMES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    429: "RateLimitError",
    500: "InternalServerError",
}


@dataclass(frozen=True)
class StatusError:
    """An error class for a documented status."""

    status: int
    class_name: str
    phrase: str
    description: str


@dataclass(frozen=True)
class JobHint:
    """``x-job`` as source code."""

    status: str
    working: str
    succeeded: str
    failed: str
    result: str
    reason: str


@dataclass(frozen=True)
class PageHint:
    """``x-page`` as source code."""

    items: str
    page: str
    pages: str
    parameter: str
    limit: str
    created: str


@dataclass(frozen=True)
class SettledHint:
    """``x-settled-when`` as source code."""

    operation: str
    values: str


@dataclass
class Operation:
    """One operation, with its names and parameters decided."""

    id: str
    name: str
    function: str
    method: str
    path: str
    summary: str
    description: str
    source: str
    repeatable: bool
    returns: str
    returns_doc: str
    errors: list[StatusError]
    arguments: dict[str, list[Field]]
    open_body: bool
    min_fields: int
    job: JobHint | None
    page: PageHint | None
    settled: SettledHint | None
    item: str = ""
    item_doc: str = ""

    @property
    def constant(self) -> str:
        return self.function.upper()

    @property
    def path_literal(self) -> str:
        return quoted(self.path)

    @property
    def parameters(self) -> list[Field]:
        """The parameters in the order of the signature: of the path, then required ones, then the others."""
        keywords = [item for place in ("query", "body") for item in self.arguments.get(place, [])]
        return [*self.arguments.get("path", []), *sorted(keywords, key=lambda item: not item.required)]

    def signature(self, *extra: str) -> str:
        """Returns the parameters as source code, with more keywords at the end."""
        path = self.arguments.get("path", [])
        keywords = [item.parameter for item in self.parameters[len(path) :]] + list(extra)
        star = ["*"] if keywords else []
        rest = ["**fields: Any"] if self.open_body else []
        return ", ".join([*(item.parameter for item in path), *star, *keywords, *rest])

    @property
    def forward(self) -> str:
        """The arguments that hand all parameters on."""
        path = [item.name for item in self.arguments.get("path", [])]
        keywords = [f"{item.name}={item.name}" for item in self.parameters[len(path) :]]
        return ", ".join([*path, *keywords, *(["**fields"] if self.open_body else [])])

    @property
    def filters(self) -> list[Field]:
        """The parameters of a list, but for the page's number."""
        return [item for item in self.parameters if self.page is None or item.wire != self.page.parameter]

    @property
    def filter_signature(self) -> str:
        return ", ".join(["*", *(item.parameter for item in self.filters)]) if self.filters else ""

    @property
    def page_argument(self) -> str:
        """The argument that asks for a page."""
        number = next(item for item in self.parameters if self.page and item.wire == self.page.parameter)
        return f"{number.name}=page"

    @property
    def page_forward(self) -> str:
        return ", ".join([self.page_argument, *(f"{item.name}={item.name}" for item in self.filters)])


@dataclass
class Resource:
    """All operations of one tag."""

    name: str
    description: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def module(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()

    @property
    def class_name(self) -> str:
        return f"{pascal_case(self.name)}Resource"

    @property
    def type_names(self) -> set[str]:
        """The generated types that the methods mention."""
        kinds = [item.kind for operation in self.operations for item in operation.parameters]
        answers = {name for item in self.operations for name in (item.returns, item.item)} - {"None", ""}
        return answers.union(*(kind.argument_names for kind in kinds))

    @property
    def uses_any(self) -> bool:
        return any("Any" in operation.signature() for operation in self.operations)

    @property
    def uses_sequence(self) -> bool:
        return any("Sequence[" in operation.signature() for operation in self.operations)

    @property
    def job(self) -> Operation | None:
        return next((item for item in self.operations if item.job and item.name == "get"), None)

    @property
    def create(self) -> Operation | None:
        return next((item for item in self.operations if item.name == "create"), None)

    @property
    def paged(self) -> Operation | None:
        return next((item for item in self.operations if item.page), None)

    @property
    def swept(self) -> Operation | None:
        """The list in which jobs can be found: one that can be read without knowing more than a page."""
        paged = self.paged
        return paged if paged and not any(item.required for item in paged.filters) else None

    @property
    def operation_imports(self) -> list[str]:
        hints = {"Job": any(item.job for item in self.operations), "Page": self.paged is not None}
        hints["Settled"] = any(item.settled for item in self.operations)
        return sorted([*(name for name, used in hints.items() if used), "Operation", "Request"])


class Resources:
    """Builds the resources from the spec and what the parser made of it."""

    def __init__(self, spec: Object, data: GeneratorData, catalogue: Catalogue) -> None:
        self._spec = spec
        self._catalogue = catalogue
        self._endpoints = {
            str(endpoint.name): endpoint
            for collection in data.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        }

    def build(self) -> list[Resource]:
        """Returns the resources in the order of the spec's tags."""
        tags = {tag["name"]: Resource(snake_case(tag["name"]), tag["description"]) for tag in self._spec["tags"]}
        for operation in specs.operations(self._spec):
            tags[operation.tag].operations.append(self._operation(operation))
        for resource in tags.values():
            resource.operations.sort(key=lambda item: item.settled is not None)
        return list(tags.values())

    def status_errors(self) -> list[StatusError]:
        """Returns an error class for each status that some operation documents."""
        errors = (error for item in specs.operations(self._spec) for error in self._errors(item, shared=True))
        found = {error.status: error for error in errors}
        return [found[status] for status in sorted(found)]

    def _errors(self, operation: specs.Operation, *, shared: bool = False) -> Iterator[StatusError]:
        for code, raw in operation.raw["responses"].items():
            # A class speaks for all operations, so its description comes from a shared answer where there is one.
            if code.isdecimal() and int(code) >= 400 and ("$ref" in raw or not shared):
                status = int(code)
                try:
                    phrase = HTTPStatus(status).phrase
                except ValueError:
                    phrase = f"Status {status}"
                name = ERROR_NAMES.get(status, f"{pascal_case(phrase)}Error".replace("ErrorError", "Error"))
                yield StatusError(status, name, phrase, specs.resolve(self._spec, raw)["description"].strip())

    def _operation(self, operation: specs.Operation) -> Operation:
        raw = operation.raw
        function = str(PythonIdentifier(operation.operation_id, ""))
        endpoint = self._endpoints.get(function)
        if endpoint is None:
            raise GenerateError(f"The parser dropped {operation.operation_id}.")
        answer, answer_doc, answer_note = self._answer(operation, endpoint)
        schema = self._catalogue.raw(answer) if answer != "None" else {}
        body = specs.request_schema(self._spec, operation)
        body_schema = specs.resolve(self._spec, body) if body else {}
        notes = [note for note in (evidence(raw), answer_note) if note]
        page = schema.get("x-page")
        item, item_doc = self._page_item(answer, page) if page else ("", "")
        return Operation(
            id=operation.operation_id,
            name=raw["x-method"],
            function=function,
            method=operation.method,
            path=operation.path,
            summary=raw["summary"],
            description=raw["description"].strip(),
            source=" ".join([f"{operation.title} in the docs.", *notes]),
            repeatable=raw["x-repeatable"],
            returns=answer,
            returns_doc=answer_doc,
            errors=list(self._errors(operation)),
            arguments=self._arguments(operation, endpoint),
            open_body=body_schema.get("additionalProperties") is True,
            min_fields=body_schema.get("minProperties", 0),
            job=_job_hint(schema.get("x-job")),
            page=_page_hint(page),
            settled=_settled_hint(raw.get("x-settled-when")),
            item=item,
            item_doc=item_doc,
        )

    def _answer(self, operation: specs.Operation, endpoint: Endpoint) -> tuple[str, str, str]:
        """Returns the class of a successful answer, its description and its evidence."""
        for response in endpoint.responses.patterns:
            span = response.status_code.range
            if span and 200 <= span[0] < 300:
                raw = specs.resolve(self._spec, operation.raw["responses"][response.status_code.pattern])
                self._catalogue.use(response.prop, snake_case(operation.tag))
                name = str(response.prop.class_info.name) if isinstance(response.prop, ModelProperty) else "None"
                if name == "None" and raw.get("content"):
                    raise GenerateError(f"{operation.operation_id} answers with something other than a named object.")
                note = evidence(raw)
                pattern = response.status_code.pattern
                return name, raw["description"].strip(), f"Answer {pattern}: {note}" if note else ""
        raise GenerateError(f"{operation.operation_id} has no successful answer.")

    def _page_item(self, answer: str, page: Object) -> tuple[str, str]:
        array = specs.properties(self._spec, self._catalogue.raw(answer))[page["items"]]
        name = array["items"]["$ref"].rpartition("/")[2]
        return name, self._catalogue.raw(name)["description"]

    def _arguments(self, operation: specs.Operation, endpoint: Endpoint) -> dict[str, list[Field]]:
        parsed = {
            "path": {prop.name.get_untrusted_value(): prop for prop in endpoint.path_parameters},
            "query": {prop.name.get_untrusted_value(): prop for prop in endpoint.query_parameters},
        }
        arguments: dict[str, list[Field]] = {}
        for raw in operation.parameters:
            prop = parsed.get(raw["in"], {}).get(raw["name"])
            if prop is None:
                raise GenerateError(f"The parser dropped the {raw['in']} parameter {raw['name']} of {operation.title}.")
            item = self._field(operation, prop, raw["schema"], described=raw)
            arguments.setdefault(raw["in"], []).append(item)
        for body in endpoint.bodies:
            if not isinstance(body.prop, ModelProperty):
                raise GenerateError(f"The body of {operation.title} is not a named object.")
            properties = self._catalogue.raw(str(body.prop.class_info.name))["properties"]
            arguments["body"] = [
                self._field(operation, prop, properties[prop.name.get_untrusted_value()])
                for prop in self._catalogue.properties(str(body.prop.class_info.name))
            ]
        names = [item.name for items in arguments.values() for item in items]
        if clashes := sorted({name for name in names if names.count(name) > 1}):
            raise GenerateError(f"{operation.title} has more than one use for the name {', '.join(clashes)}.")
        return arguments

    def _field(
        self, operation: specs.Operation, prop: PropertyProtocol, raw: Object, described: Object | None = None
    ) -> Field:
        self._catalogue.use(prop, snake_case(operation.tag), sent=True)
        resolved = specs.resolve(self._spec, raw)
        described_by = described or raw
        made = field_of(
            prop,
            described_by,
            {**resolved, **(described or {})},
            operation.operation_id,
            is_id=raw.get("$ref") in self._id_schemas,
            page_items=None,
        )
        return replace(made, name=argument_name(made.name))

    @property
    def _id_schemas(self) -> set[str]:
        """The schemas that parameters of paths have: what identifies a resource."""
        parameters = (item for operation in specs.operations(self._spec) for item in operation.parameters)
        return {str(item["schema"].get("$ref")) for item in parameters if item["in"] == "path"} - {"None"}


def _job_hint(raw: Object | None) -> JobHint | None:
    if raw is None:
        return None
    values = {key: ", ".join(quoted(value) for value in raw[key]) for key in ("working", "succeeded", "failed")}
    names = {key: quoted(raw.get(key)) for key in ("status", "result", "reason")}
    return JobHint(**values, **names)


def _page_hint(raw: Object | None) -> PageHint | None:
    if raw is None:
        return None
    pointers = {key: quoted(tuple(raw[key].strip("/").split("/"))) for key in ("page", "pages")}
    names = {key: quoted(raw.get(key)) for key in ("items", "parameter", "limit", "created")}
    return PageHint(**names, **pointers)


def _settled_hint(raw: Object | None) -> SettledHint | None:
    if raw is None:
        return None
    values = ", ".join(f"{quoted(name)}: {quoted(value)}" for name, value in raw["values"].items())
    return SettledHint(str(PythonIdentifier(raw["operation"], "")).upper(), f"{{{values}}}")
