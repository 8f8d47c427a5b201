"""Whether answers are what the spec says. Nothing is sent or logged here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, NoReturn

from attrs import frozen

from twintone.findings import Complaint, Finding, text_of, value_of
from twintone.schemas import Schemas
from twintone.spec import at, evidence, follow, join, load
from twintone_api.decoding import OBJECT
from twintone_api.errors import ArgumentError
from twintone_api.operation import Response

JSON_TYPE = "application/json"
DEFAULT = "default"
# The field in which an error of the API repeats the HTTP status.
STATUS = "status"


@frozen
class _Documented:
    """What the spec says of an answer.

    Attributes:
        place: Where it says so.
        types: Which content types the answer may have.
        schema: Where the schema of its JSON stands, or None if it has none.
    """

    place: str
    types: Mapping[str, object]
    schema: str | None = None


@cache
def conformance() -> Conformance:
    """Returns the checks of this process.

    Raises:
        ArgumentError: What checks JSON is not installed.
    """
    try:
        return Conformance(load())
    except ImportError as missing:
        advice = "Install it with: pip install 'twintone[validate]'"
        raise ArgumentError(f"To validate answers, the client needs jsonschema-rs. {advice}") from missing


class Conformance:
    """Checks answers against a spec.

    Args:
        spec: An OpenAPI document, as parsed from JSON.

    Raises:
        ImportError: What checks JSON is not installed.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._spec = spec
        self._schemas = Schemas(spec)
        self._responses = {
            operation["operationId"]: join("#/paths", path, method, "responses")
            for path, item in spec["paths"].items()
            for method, operation in item.items()
            if "operationId" in operation
        }
        self._documented: dict[str, Mapping[str, _Documented]] = {}

    def prepare(self, operation: str) -> Mapping[str, _Documented]:
        """Builds what an operation's answers are checked by, and returns it by status."""
        if (found := self._documented.get(operation)) is None:
            responses = self._responses[operation]
            found = {status: self._response(join(responses, status)) for status in at(self._spec, responses)}
            self._documented[operation] = found
        return found

    def _response(self, pointer: str) -> _Documented:
        place = follow(self._spec, pointer)
        types = at(self._spec, place).get("content", {})
        if JSON_TYPE not in types:
            return _Documented(place, types)
        schema = follow(self._spec, join(place, "content", JSON_TYPE, "schema"))
        self._schemas.build(schema)
        return _Documented(place, types, schema)

    def check(self, operation: str, response: Response) -> tuple[Finding, ...]:
        """Returns in what an answer is not as the spec says.

        There is at most one finding for each thing that the spec says. What breaks the vendor's docs comes first.
        """
        found: dict[str, Finding] = {}
        for complaint in self._complaints(operation, response):
            found.setdefault(complaint.spec, complaint.about(operation, response))
        return tuple(sorted(found.values(), key=lambda finding: (finding.grade, finding.pointer, finding.spec)))

    def _complaints(self, operation: str, response: Response) -> Iterator[Complaint]:
        documented, status = self.prepare(operation), str(response.status)
        success = response.status // 100 == 2
        known = documented.get(status) or documented.get(f"{status[0]}XX")
        if known is None:
            default = self._responses[operation] + (f"/{DEFAULT}" if DEFAULT in documented else "")
            message = "The status is not listed for this operation, which may be an omission."
            yield self._complaint(default, message, "status")
            # A success is read like those that are listed; of other answers only what claims to be JSON says more.
            listed = (answer for code, answer in documented.items() if code[0] == "2")
            known = next(listed, None) if success else documented.get(DEFAULT)
            if known is None or not (success or _type(response) == JSON_TYPE):
                return
        yield from self._body(known, response, success=success)

    def _body(self, known: _Documented, response: Response, *, success: bool) -> Iterator[Complaint]:
        if not known.types:
            if response.body:
                yield self._complaint(known.place, "A body came where none is documented.", "existence")
            return
        said, content = _type(response), join(known.place, "content")
        if said not in known.types:
            what = f"The content type is {text_of(said, response)}" if said else "There is no content type"
            message = f"{what}; it should be {' or '.join(known.types)}."
            yield self._complaint(content, message, "existence", join(content, next(iter(known.types))))
        if known.schema is None or (said != JSON_TYPE and said in known.types):
            return
        media = join(content, JSON_TYPE)
        try:
            value = json.loads(response.body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            if said == JSON_TYPE:
                yield self._complaint(media, "The body is not JSON.", "existence")
            return
        try:
            yield from self._schemas.complaints(known.schema, value, partial(value_of, response=response))
        except ValueError:
            message = "The body nests too deeply, or has characters that are not Unicode."
            yield self._complaint(media, message, "existence")
        if not success:
            yield from self._repeated(known.schema, value, response)

    def _repeated(self, schema: str, value: Any, response: Response) -> Iterator[Complaint]:
        """An error repeats its status in the body."""
        said = value.get(STATUS) if isinstance(value, OBJECT) else None
        documented = STATUS in at(self._spec, schema).get("properties", {})
        if documented and type(said) is int and said != response.status:
            field = join(schema, "properties", STATUS)
            complaint = self._complaint(field, f"{value_of(said, response)} is not the status.", "values")
            yield complaint._replace(pointer=join("", STATUS))

    def _complaint(self, spec: str, message: str, facet: str, fact: str = "") -> Complaint:
        """Makes a complaint about a facet of a fact, which is what ``spec`` points to if it is not another."""
        return Complaint(spec, message, evidence(self._spec, fact or spec, facet))


def _type(response: Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON.")
