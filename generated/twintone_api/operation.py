"""Calls as values: what to send, and how to read the answer. No input or output happens here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from attrs import field, frozen

from .arguments import Check
from .decoding import record
from .errors import STATUS_ERRORS, APIStatusError, ArgumentError, DecodeError, Outcome, RedirectError, quoted

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# How much of a body an error keeps: enough to read, not too much to store.
_LONGEST_BODY = 64 * 1024

_NO_CHECKS: Mapping[str, Check] = {}


@frozen
class Job:
    """How an asynchronous job shows its progress: which field, which values, where its result and its error are."""

    status: str
    working: frozenset[str]
    succeeded: frozenset[str]
    failed: frozenset[str]
    result: str | None
    reason: str | None


@frozen
class Page:
    """How a list is cut into pages.

    Attributes:
        items: The field that holds the items.
        page: Where the number of the page stands.
        pages: Where the number of pages stands.
        parameter: The query parameter that asks for a page.
        limit: The query parameter that says how many items a page may hold, or None.
        created: The field of an item that tells when it was made, or None.
    """

    items: str
    page: tuple[str, ...]
    pages: tuple[str, ...]
    parameter: str
    limit: str | None
    created: str | None


@frozen
class Settled:
    """When a refusal means that the work is done already: ``operation`` on the same path shows ``values``."""

    operation: Operation[Any]
    values: Mapping[str, object]


@frozen(eq=False)
class Operation(Generic[T_co]):
    """One operation of the API.

    Attributes:
        id: The operationId.
        resource: The client's attribute that has it.
        method: The HTTP method.
        path: The path below the base URL, with ``{placeholders}``.
        repeatable: Whether sending it twice has the effect of sending it once.
        decode: Reads the body of a successful answer; None if there is none to read.
        path_checks: The path's parameters.
        query_checks: The query's parameters.
        body_checks: The body's fields; None if it takes no body.
        open_body: Whether the body may have fields that the spec does not know.
        min_fields: How many fields the body must have.
        job: What the answer says of a job.
        page: What the answer says of a page.
        settled: When a refusal means that the work is done already.
    """

    id: str
    resource: str
    method: str
    path: str
    repeatable: bool
    decode: Callable[[Any], T_co] | None = None
    path_checks: Mapping[str, Check] = field(default=_NO_CHECKS)
    query_checks: Mapping[str, Check] = field(default=_NO_CHECKS)
    body_checks: Mapping[str, Check] | None = None
    open_body: bool = False
    min_fields: int = 0
    job: Job | None = None
    page: Page | None = None
    settled: Settled | None = None

    def request(
        self,
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Request[T_co]:
        """Makes a request from arguments.

        Raises:
            ArgumentError: An argument cannot be sent.
        """
        target = self.path
        for name, value in _checked(self.path_checks, path or {}).items():
            target = target.replace(f"{{{name}}}", _quoted(name, value))
        fields = None if self.body_checks is None else self._body(self.body_checks, body or {})
        return Request(self, target, _checked(self.query_checks, query or {}), fields)

    def _body(self, checks: Mapping[str, Check], body: Mapping[str, Any]) -> dict[str, Any]:
        fields = _checked(checks, body)
        if self.open_body:
            fields.update((name, value) for name, value in body.items() if name not in checks and value is not None)
        if len(fields) < self.min_fields:
            raise ArgumentError(f"{self.id} needs at least {self.min_fields} of: {', '.join(checks)}.")
        return fields

    def read(self, request: Request[Any], response: Response) -> T_co:
        """Reads an answer.

        Raises:
            APIStatusError: The status is not a success.
            DecodeError: The answer cannot be read.
        """
        if not 200 <= response.status < 300:
            raise _status_error(request, response)
        if self.decode is None:
            return None  # type: ignore[return-value]  # T_co is None for operations that answer with nothing
        try:
            return self.decode(_json(response.body))
        except DecodeError as error:
            raise DecodeError(
                f"{request} answered {response.status} with a body that cannot be read: {error}",
                pointer=error.pointer,
                outcome="unknown",
                **request.context(response),
            ) from None


@frozen(eq=False)
class Request(Generic[T_co]):
    """One call: an operation with its arguments, checked and ready to be sent.

    Attributes:
        operation: What is called.
        path: The path below the base URL, filled in.
        query: The query's parameters.
        body: The body's fields, or None if there is no body.
        target: The path and query below the base URL.
        content: The body as it is sent.
    """

    operation: Operation[T_co]
    path: str
    query: Mapping[str, Any]
    body: Mapping[str, Any] | None = field(repr=False)
    target: str = field(init=False, repr=False)
    content: bytes | None = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "target", _target(self.operation.id, self.path, self.query))
        object.__setattr__(self, "content", None if self.body is None else _encoded(self.operation.id, self.body))

    def read(self, response: Response) -> T_co:
        """Reads the answer; see `Operation.read`."""
        return self.operation.read(self, response)

    def context(self, response: Response | None = None) -> dict[str, Any]:
        """Returns what an error about this call has to say of it."""
        context: dict[str, Any] = {"operation": self.operation.id, "method": self.operation.method, "path": self.path}
        if response is not None:
            body = response.conceal(response.body)[:_LONGEST_BODY]
            headers = {name: response.conceal(value.encode()).decode() for name, value in response.headers.items()}
            context.update(status=response.status, headers=headers, body=body)
        return context

    def __str__(self) -> str:
        return f"{self.operation.method} {self.path}"


@frozen
class Response:
    """An answer.

    Attributes:
        status: The HTTP status.
        headers: The headers, names in lower case.
        body: The body, as it came.
        conceal: Takes secrets out of the body for errors, which are shown and stored.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    conceal: Callable[[bytes], bytes] = field(default=bytes, repr=False, eq=False)


def _checked(checks: Mapping[str, Check], values: Mapping[str, Any]) -> dict[str, Any]:
    checked = ((name, check(name, values.get(name))) for name, check in checks.items())
    return {name: value for name, value in checked if value is not None}


def _quoted(name: str, value: str) -> str:
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise ArgumentError(f"{name} contains characters that are not valid Unicode.") from None


def _target(operation: str, path: str, query: Mapping[str, Any]) -> str:
    try:
        return f"{path}?{urlencode(_texts(query), doseq=True)}" if query else path
    except UnicodeEncodeError:
        raise ArgumentError(f"The query of {operation} contains characters that are not valid Unicode.") from None


def _texts(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}


def _encoded(operation: str, body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ArgumentError(f"The body of {operation} cannot be written as JSON: {error}") from None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise DecodeError("it is not JSON." if body.strip() else "it is empty.") from None


def _status_error(request: Request[Any], response: Response) -> APIStatusError:
    status = response.status
    redirect = 300 <= status < 400
    error_class = RedirectError if redirect else STATUS_ERRORS.get(status, APIStatusError)
    error, detail = _error_body(response.conceal(response.body))
    location = request.context(response)["headers"].get("location")
    pointed = f"it points to {location}, which is not followed" if location and redirect else ""
    said = detail or error or pointed
    message = f"{request} answered {status} {_phrase(status)}".rstrip() + (f": {quoted(said)}" if said else ".")
    # 303 means "done, look there"; every other redirect, and every 4xx, means that nothing was done.
    outcome: Outcome = "rejected" if 300 <= status < 500 and status != 303 else "unknown"
    problem = error_class(message, outcome=outcome, **request.context(response))
    problem.error, problem.detail = error, detail
    if isinstance(problem, RedirectError):
        problem.location = location
    return problem


def _error_body(body: bytes) -> tuple[str | None, str | None]:
    try:
        fields = record(json.loads(body), "ErrorBody")
    except (ValueError, RecursionError, DecodeError):
        return None, None
    error, detail = fields.get("error"), fields.get("message")
    return (error if isinstance(error, str) else None, detail if isinstance(detail, str) else None)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
