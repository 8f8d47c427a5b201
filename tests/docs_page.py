"""A documentation page of our own that reads like the vendor's, oddities included, and matches the description.

What spec/twintone.yaml states without evidence stands on the page; what is tagged does not, or is contradicted there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import cycle

from scripts.evidence import nearest
from scripts.spec import Object, Operation, answer_schema, answers, join, operations, request_schema, resolve
from tests.sample import load_sample

SPEC = load_sample()
OPERATIONS = {re.sub(r"\{\w+\}", ":id", operation.title): operation for operation in operations(SPEC)}
GROUPS = dict.fromkeys(operation.tag.capitalize() for operation in OPERATIONS.values())
LANGUAGES = ("JavaScript (Node.js)", "Python", "GO", "C#")
HEADINGS = (
    *(
        "Base URL",
        "Authentication",
        "Endpoints",
        "Error Handling",
        "Rate Limiting",
        "Endpoint details",
        "Code Examples",
    ),
    *("Contact", "Disclaimer"),
)
FILL = {
    "<server>": SPEC["servers"][0]["url"],
    "<wrong>": SPEC["servers"][0]["url"].replace("/v1", "/vi"),
    "<header>": SPEC["components"]["securitySchemes"]["apiKey"]["name"],
    "<email>": SPEC["info"]["contact"]["email"],
    **{f"<{name}>": str(value) for name, value in SPEC["x-limits"].items()},
}
CONDITIONS = (
    'Present only if {0} is "{1}"',
    "Present if {0} is \u201c{1}\u201d",
    "Only if {1}",
    "Only present if {0} is \u201c{1}\u201d",
)
OVERVIEW = """\
Speaking Films
The Speaking Films API v1 - A Tour
Let a likeness say what you wrote\u2014in a film, in a talk or by voice alone. Everything below is plain JSON.
Keys are given out by hand: write to <email>
Base URL
API Base URL: <server>
Authentication
Nothing works without a key. Send the key in the <header>
header, each time.
Example: <header>: your-api-key
<header>: your-api-key
"""
ERRORS = """\
Error Handling
When something fails, the answer says why.
50
2
status code: the proxy is to blame
Example error response:
{
"error": "NoSuchThing",
"message": "There is no such thing.",
"status": 404
}
Rate Limiting
Open connections are limited to <keep_alive_sockets> socket - ask if that is few.
The timeout is <timeout_seconds> seconds, whatever you send
Exceeded Limits: you get the status code
<rate_limit_status>
.
"""
LIMITS = """\
Rate Limiting
Open connections are limited to <keep_alive_sockets> socket for each of you
Timeout of a request: <timeout_seconds> seconds
Our rate limits count per API key
Whoever exceeds limits gets the <rate_limit_status> status code
"""
SAMPLES = """\
Code Examples
JavaScript (Node.js)
// JavaScript
// GET /replicas
const all = await fetch(\u2018<server>/replicas\u2019,
{ headers: {\u2018<header>\u2019: \u2018your-api-key\u2019 } });
// POST /videos
const made = await fetch(\u2018<server>/video\u2019, { method: \u2018POST\u2019,
headers: { \u2018<header>\u2019: \u2018your-api-key\u2019 }, body: JSON.stringify({ replica_id: \u2018rep_9\u2019 }) });
// PATCH /personas/:id
await fetch(`<server>/personas/${personaId}`, { method: \u2018PATCH\u2019,
body: JSON.stringify({ name: \u2018Ann\u2019, description: \u2018Brief\u2019 }) });
Python
# Python
BASE_URL = '<server>' HEADERS =
{'<header>': API_KEY}
# GET /replicas
all = requests.get( f'{BASE_URL}/replicas', headers=HEADERS )
GO
const ( apiKey = \u201cyour-api-key\u201d baseURL = \u201c<wrong>\u201d )
// GET /replicas req, _ := http.NewRequest(\u201cGET\u201d, baseURL+\u201c/replicas\u201d, nil)
req.Header.Add("<header>", apiKey)
C#
class Films { private const string
BaseUrl = "<wrong>";
// DELETE /speech/:id
public async Task Drop(string id)
{
await _client.DeleteAsync($"{BaseUrl}/speech/{id}");
}
"""
END = """\
Contact
Anything else? Ask: <email>
Disclaimer
All of this comes \u201cas it is\u201d and may change.
"""


def page() -> str:
    """Return the page as plain text."""
    lines = "".join(f"{line}\n" for line in (*_index(), ERRORS.rstrip(), *_details(), *_statuses()))
    text = OVERVIEW + lines + LIMITS + SAMPLES + END
    for name, value in FILL.items():
        text = text.replace(name, value)
    return text


def _index() -> list[str]:
    """Some entries stand where they do not belong, one has lost its verb, and one shouts less than the others."""
    lines = ["Endpoints"]
    for title, operation in OPERATIONS.items():
        lines += [operation.raw["summary"], title]
        if title == "GET /videos/:id":
            lines += ["Drop a likeness", "DELETE /replicas/:id", "Rename a likeness", "PATCH /replicas/:id"]
        if title == "POST /personas":
            lines += ["Look at one film", "GET /videos/:id"]
    return [{"GET /replicas": "Get /replicas", "GET /personas": "/personas"}.get(line, line) for line in lines]


def _details() -> Iterator[str]:
    yield "Endpoint details"
    conditions, group = cycle(CONDITIONS), ""
    for title, operation in OPERATIONS.items():
        if _is_detailed(operation):
            if operation.tag != group:
                group = operation.tag
                yield group.capitalize()
            yield from _section(title, operation, conditions)


def _is_detailed(operation: Operation) -> bool:
    if schema := answer_schema(SPEC, operation):
        return nearest(SPEC, schema["$ref"], "existence") is None
    ((status, _),) = answers(SPEC, operation)
    return nearest(SPEC, join(operation.pointer, "responses", status), "status") is None


def _section(title: str, operation: Operation, conditions: Iterator[str]) -> Iterator[str]:
    about = f"{operation.raw['summary']}, in full."
    yield from (title, about, title)
    queries = [parameter for parameter in operation.parameters if parameter["in"] == "query"]
    request, answer = request_schema(SPEC, operation), answer_schema(SPEC, operation)
    if queries:
        yield f"{about}Query Parameters:"
        for parameter in queries:
            yield from _parameter(operation, parameter)
        if operation.tag != "conversations":  # where the label was forgotten
            yield "Response:"
    elif request:
        yield from (f"{about}Request Body:", "{", *_fields(request, conditions), "}", "Response:")
    elif answer:
        yield f"{about}Response:"
    else:
        yield from (f"{about}Response: HTTP 204 No Content", "HTTP 204 No Content", "HTTP 204 No Content")
    if answer:
        yield from ("{", *_fields(answer, conditions), "}")


def _parameter(operation: Operation, parameter: Object) -> Iterator[str]:
    values = resolve(SPEC, parameter["schema"]).get("enum", [])
    listed = "|".join(f"\u201c{value}\u201d" for value in values if "values" not in parameter["x-evidence"])
    yield f"Which {parameter['name']} of {operation.tag} you want" + (f" ({listed})" if listed else "")
    yield from (parameter["name"].capitalize(), "(optional)")


def _fields(schema: Object, conditions: Iterator[str]) -> list[str]:
    properties = resolve(SPEC, schema)["properties"]
    pointers = {name: join(schema["$ref"], "properties", name) for name in properties}
    shown = [name for name in properties if not nearest(SPEC, pointers[name], "existence")]
    lines: list[str] = []
    for name in shown:
        field, comma = resolve(SPEC, properties[name]), "," if name != shown[-1] else ""
        if field["type"] == "array":
            lines += [f'"{name}": [', "{", *_fields(field["items"], conditions), "}", f"]{comma}"]
        elif field["type"] == "object":
            lines += [f'"{name}": {{', *_fields(properties[name], conditions), f"}}{comma}"]
        else:
            is_required = name in resolve(SPEC, schema).get("required", [])
            mark = "" if is_required or nearest(SPEC, pointers[name], "presence") else _mark(field, conditions)
            lines.append(f'"{name}": {_value(pointers[name], field)}{comma}{mark}')
    return lines


def _mark(field: Object, conditions: Iterator[str]) -> str:
    for sibling, value in field.get("x-present-when", {}).items():
        return f" // {next(conditions).format(sibling, value)}"
    return " // Optional"


def _value(pointer: str, field: Object) -> str:
    if "enum" in field and not nearest(SPEC, pointer, "values"):
        return f'"{"|".join(field["enum"])}"'
    kind = "number" if nearest(SPEC, pointer, "type") else field["type"]
    return {"string": '"string"', "number": "number", "integer": "0"}[kind]


def _statuses() -> Iterator[str]:
    yield from ("Error Handling", "Every answer has one of these HTTP", "status codes:", "HTTP", "status codes:Headers")
    found = {status for operation in OPERATIONS.values() for status in operation.raw["responses"]} - {"default"}
    for status in sorted(found):
        yield from (f"Means {HTTPStatus(int(status)).phrase.lower()}", status)
    body = SPEC["components"]["responses"]["NotFound"]["content"]["application/json"]["schema"]
    yield from ("All failures look alike:", "Error Response:", "{", *_fields(body, cycle(CONDITIONS)), "}")
