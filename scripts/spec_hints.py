"""Check the `x-` vocabulary: each key is known, stands where it means something, and names what exists."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from scripts.evidence import FACETS, KINDS, Fact, facts, read_tag
from scripts.spec import (
    Node,
    Object,
    Operation,
    answer_schema,
    at,
    join,
    operations,
    properties,
    tokens,
    walk,
)

PLACES = {
    "x-evidence": (
        "contact",
        "license",
        "server",
        "operation",
        "parameter",
        "request body",
        "response",
        "header",
        "media type",
        "schema",
        "security scheme",
    ),
    "x-present-when": ("schema",),
    "x-limits": ("document",),
    "x-method": ("operation",),
    "x-repeatable": ("operation",),
    "x-settled-when": ("operation",),
    "x-job": ("schema",),
    "x-page": ("schema",),
}
LIMITS: dict[str, type] = {
    "keep_alive_sockets": int,
    "timeout_seconds": int,
    "rate_limit_status": int,
    "rate_limit_scope": str,
}
JOB_ENDS = ("result", "reason")
JOB_STATES = ("working", "succeeded", "failed")
JOB_KEYS = ("status", *JOB_STATES, *JOB_ENDS)
PAGE_PARAMETERS = ("parameter", "limit")
PAGE_KEYS = ("items", "page", "pages", *PAGE_PARAMETERS, "created")


def check_places(spec: Object) -> Iterator[str]:
    """Yield a sentence for each `x-` key that is unknown or stands where it means nothing."""
    for node, key in _hints(spec):
        here = join(node.pointer, key)
        if key not in PLACES:
            yield f"{here}: {key} is no known key; the head comment of the description lists them."
        elif node.kind not in PLACES[key]:
            yield f"{here}: {key} means nothing on this {node.kind}; it has a meaning on: {', '.join(PLACES[key])}."


def check_hints(spec: Object) -> Iterator[str]:
    """Yield a sentence for each mistake in what the `x-` keys say, given that each stands where it may."""
    checks: dict[str, Callable[[Object, Node], Iterator[str]]] = {
        "x-present-when": _present_when,
        "x-job": _job,
        "x-page": _page,
        "x-settled-when": _settled_when,
        "x-limits": _limits,
    }
    if "x-limits" not in spec:
        yield "#/x-limits: the description needs x-limits; client defaults are generated from it."
    stated = set(facts(spec))
    for node, key in _hints(spec):
        if key == "x-evidence":
            yield from _evidence(stated, node)
        elif key in checks:
            yield from checks[key](spec, Node(join(node.pointer, key), node.kind, node.value))
    yield from _methods(spec)


def _hints(spec: Object) -> Iterator[tuple[Node, str]]:
    for node in walk(spec):
        if node.kind not in ("names", "list"):
            for key in (key for key in node.value if key.lower().startswith(("x-", "x_"))):
                yield node, key


def _keys(pointer: str, value: Any, known: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{pointer}: this must be a mapping with the keys {', '.join(known)}."
        return
    for key in known:
        if key not in value and key not in optional:
            yield f"{pointer}: the key {key} is missing."
    for key in value:
        if key not in known:
            yield f"{join(pointer, key)}: {key} is no known key here; known are {', '.join(known)}."


def _evidence(stated: set[Fact], node: Node) -> Iterator[str]:
    pointer, evidence = join(node.pointer, "x-evidence"), node.value["x-evidence"]
    if not isinstance(evidence, dict):
        yield from _reason(pointer, evidence)
    elif not evidence:
        yield f"{pointer}: an empty map is evidence of nothing; remove it."
    else:
        for facet, text in evidence.items():
            here = join(pointer, facet)
            if facet not in FACETS:
                yield f"{here}: {facet} is no facet; known are {', '.join(FACETS)}."
            elif Fact(node.pointer, node.kind, facet) not in stated:
                yield f"{here}: this {node.kind} states no {facet} that evidence could be given for."
            yield from _reason(here, text)


def _reason(pointer: str, text: object) -> Iterator[str]:
    if read_tag(pointer, "", text) is None:
        yield f"{pointer}: evidence is {' or '.join(repr(kind + ': why') for kind in KINDS)}, not {text!r}."


def _present_when(spec: Object, node: Node) -> Iterator[str]:
    schema, where = _owner(spec, node)
    condition = node.value["x-present-when"]
    if where is None:
        yield f"{node.pointer}: only a property can depend on its siblings."
    elif not isinstance(condition, dict) or len(condition) != 1:
        yield f"{node.pointer}: this must name one sibling and its value, such as {{status: ready}}."
    else:
        siblings = properties(spec, schema)
        for name, value in condition.items():
            if name == where or name not in siblings:
                yield f"{node.pointer}: the property {where} has no sibling {name}."
            elif value not in siblings[name].get("enum", []):
                yield f"{node.pointer}: {value!r} is no value of {name}; its enum is {siblings[name].get('enum')}."
        if where in schema.get("required", []):
            yield f"{node.pointer}: {where} cannot be required as well as present at times; remove one of the two."


def _owner(spec: Object, node: Node) -> tuple[Object, str | None]:
    """Return the object schema that the property belongs to, and the property's name; no name: it is no property."""
    keys = tokens(node.pointer)[:-1]
    if keys[-2:-1] != ["properties"]:
        return {}, None
    return at(spec, join("#", *keys[:-2])), keys[-1]


def _job(spec: Object, node: Node) -> Iterator[str]:
    job, fields = node.value["x-job"], properties(spec, node.value)
    yield from _keys(node.pointer, job, JOB_KEYS, optional=JOB_ENDS)
    if not isinstance(job, dict):
        return
    if node.value.get("type") != "object":
        yield f"{node.pointer}: only an object schema can be a job."
    for key in ("status", *JOB_ENDS):
        if key in job and (not isinstance(job[key], str) or job[key] not in fields):
            yield f"{join(node.pointer, key)}: the schema has no property {job[key]!r}."
    lists = {state: job.get(state) for state in JOB_STATES}
    for state, values in lists.items():
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            yield f"{join(node.pointer, state)}: this must list at least one status."
            return
    status = job.get("status")
    known = fields.get(status, {}).get("enum", []) if isinstance(status, str) else []
    counted = Counter(value for values in lists.values() for value in values or ())
    for value in [value for value in counted if value not in known]:
        yield f"{node.pointer}: {value!r} is no value of the property {status!r}."
    for value in [value for value in known if counted[str(value)] != 1]:
        yield f"{node.pointer}: the status {value!r} must stand in exactly one of {', '.join(JOB_STATES)}."


def _page(spec: Object, node: Node) -> Iterator[str]:
    page = node.value["x-page"]
    yield from _keys(node.pointer, page, PAGE_KEYS, optional=("limit", "created"))
    if not isinstance(page, dict):
        return
    items = page.get("items")
    if not isinstance(items, str) or properties(spec, node.value).get(items, {}).get("type") != "array":
        yield f"{join(node.pointer, 'items')}: {items!r} is no array property of this schema."
    elif "created" in page:
        item = properties(spec, node.value)[items].get("items", {})
        made = properties(spec, item).get(page["created"], {}) if isinstance(page["created"], str) else {}
        if made.get("format") != "date-time":
            yield f"{join(node.pointer, 'created')}: {page['created']!r} is no date-time property of the items."
    for key in ("page", "pages"):
        if _field(spec, node.value, page.get(key)).get("type") != "integer":
            yield f"{join(node.pointer, key)}: {page.get(key)!r} does not lead to an integer property."
    reference = join("#", *tokens(node.pointer)[:-1])
    users = [
        operation for operation in operations(spec) if (answer_schema(spec, operation) or {}).get("$ref") == reference
    ]
    if not users:
        yield f"{node.pointer}: no operation answers with this page."
    for operation in users:
        known = [found.get("name") for found in operation.parameters if found.get("in") == "query"]
        for key in (key for key in PAGE_PARAMETERS if key in page and page[key] not in known):
            yield f"{join(node.pointer, key)}: {operation.title} has no query parameter {page[key]!r}."


def _field(spec: Object, schema: Object, path: object) -> Object:
    """Return the schema of the property that a pointer such as `/pagination/page` leads to; empty: there is none."""
    for key in tokens(path) if isinstance(path, str) else ():
        schema = properties(spec, schema).get(key, {})
    return schema if isinstance(path, str) and path.startswith("/") else {}


def _settled_when(spec: Object, node: Node) -> Iterator[str]:
    settled = node.value["x-settled-when"]
    yield from _keys(node.pointer, settled, ("operation", "values"))
    if not isinstance(settled, dict):
        return
    path = tokens(node.pointer)[1]
    named = settled.get("operation")
    other = next((operation for operation in operations(spec) if operation.operation_id == named), None)
    if other is None:
        yield f"{join(node.pointer, 'operation')}: there is no operation {named!r}."
    elif other.path != path or other.raw is node.value:
        yield f"{join(node.pointer, 'operation')}: {named} is no other operation on the path {path}."
    else:
        values = settled.get("values")
        fields = properties(spec, answer_schema(spec, other) or {})
        if not isinstance(values, dict) or not values:
            yield f"{join(node.pointer, 'values')}: this must name at least one property and its value."
            return
        for name, value in values.items():
            if value not in fields.get(name, {}).get("enum", []):
                yield f"{join(node.pointer, 'values', name)}: {value!r} is in no enum {name} of what {named} answers."


def _limits(_: Object, node: Node) -> Iterator[str]:
    limits = node.value["x-limits"]
    yield from _keys(node.pointer, limits, (*LIMITS, "x-evidence"), optional=("x-evidence",))
    if not isinstance(limits, dict):
        return
    if "x-evidence" in limits:
        yield from _limit_evidence(join(node.pointer, "x-evidence"), limits["x-evidence"])
    for key, kind in LIMITS.items():
        value = limits.get(key)
        if key in limits and (type(value) is not kind or not value or (isinstance(value, int) and value < 1)):
            expected = "a whole number above 0" if kind is int else "a text"
            yield f"{join(node.pointer, key)}: this must be {expected}, not {value!r}."


def _limit_evidence(pointer: str, evidence: object) -> Iterator[str]:
    """Limits are documented, so all that can be said of one is that the docs contradict themselves."""
    yield from _keys(pointer, evidence, tuple(LIMITS), optional=tuple(LIMITS))
    for key, text in evidence.items() if isinstance(evidence, dict) else ():
        tag = read_tag(pointer, key, text)
        if tag is None or tag.kind != "corrected":
            yield f"{join(pointer, key)}: evidence of a limit is 'corrected: why', not {text!r}."


def _methods(spec: Object) -> Iterator[str]:
    taken: dict[tuple[str, str], Operation] = {}
    for operation in operations(spec):
        method = operation.raw.get("x-method")
        pointer = join(operation.pointer, "x-method")
        if not isinstance(method, str) or not method.isidentifier() or keyword.iskeyword(method):
            yield f"{pointer}: {operation.title} needs a method name that is a Python identifier, not {method!r}."
        elif other := taken.get((operation.tag, method)):
            yield f"{pointer}: {operation.tag}.{method} is already the method of {other.title}."
        else:
            taken[operation.tag, method] = operation
        if not isinstance(operation.raw.get("x-repeatable"), bool):
            yield f"{join(operation.pointer, 'x-repeatable')}: {operation.title} must say true or false here."
