"""Check the operations: each is named and described, lists its answers, and is linked to what can follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.spec import (
    Object,
    Operation,
    answer_schema,
    answers,
    join,
    objects,
    operations,
    request_schema,
    resolve,
    tokens,
)

ALWAYS = ("400", "401", "429", "500", "502", "default")
_BODY_EXPRESSION = re.compile(r"\$response\.body#([^}]*)")


@dataclass(frozen=True)
class Resource:
    """What a path such as /videos/{video_id} addresses: known by the schema of its id, whatever its name."""

    collection: str
    item: str
    id_ref: str


def resources(spec: Object) -> list[Resource]:
    """Return the resources whose item path ends in a parameter that refers to a schema."""
    found = {}
    for operation in operations(spec):
        collection, _, last = operation.path.rpartition("/")
        for parameter in operation.parameters:
            ref = _reference(parameter.get("schema"))
            if ref and parameter.get("in") == "path" and last == f"{{{parameter.get('name')}}}":
                found[operation.path] = Resource(collection, operation.path, ref)
    return list(found.values())


def named_resources(spec: Object, operation: Operation) -> list[Resource]:
    """Return the resources whose id the body of this operation carries."""
    schema = request_schema(spec, operation) or {}
    carried = {_reference(node) for node in resolve(spec, schema).get("properties", {}).values()}
    return [resource for resource in resources(spec) if resource.id_ref in carried]


def check_operations(spec: Object) -> Iterator[str]:
    """Yield a sentence for each mistake in the operations and links of a description whose shape is sound."""
    declared = [tag.get("name") for tag in spec.get("tags", [])]
    seen: dict[str, Operation] = {}
    for operation in operations(spec):
        yield from _identity(operation, seen, declared)
        yield from _statuses(spec, operation)
        yield from _follow_ups(spec, operation)
        yield from _expressions(spec, operation)
    for node in objects(spec, "link"):
        if "$ref" not in node.value:
            yield from _link(spec, node.pointer, node.value)


def _identity(operation: Operation, seen: dict[str, Operation], declared: list[object]) -> Iterator[str]:
    raw, here = operation.raw, operation.pointer
    name = raw.get("operationId")
    if not isinstance(name, str) or not name.isidentifier():
        yield f"{join(here, 'operationId')}: {operation.title} needs an identifier here, not {name!r}."
    elif name in seen:
        yield f"{join(here, 'operationId')}: {name} is already the name of {seen[name].title}."
    else:
        seen[name] = operation
    tags = raw.get("tags")
    if not isinstance(tags, list) or len(tags) != 1:
        yield f"{join(here, 'tags')}: {operation.title} needs exactly one tag."
    elif tags[0] not in declared:
        yield f"{join(here, 'tags')}: the tag {tags[0]!r} is not declared at #/tags."
    for key in ("summary", "description"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            yield f"{join(here, key)}: {operation.title} needs a {key}."


def _statuses(spec: Object, operation: Operation) -> Iterator[str]:
    here, given = join(operation.pointer, "responses"), operation.raw.get("responses", {})
    if not any(answers(spec, operation)):
        yield f"{here}: {operation.title} has no 2xx answer."
    for status in ALWAYS:
        if status not in given:
            yield f"{here}: {operation.title} does not list {status}, which any operation can answer."
    if "404" not in given:
        if "{" in operation.path:
            yield f"{here}: {operation.title} does not list 404, though its path names something."
        for named in named_resources(spec, operation):
            yield f"{here}: {operation.title} does not list 404, though its body names one of {named.collection}."


def _follow_ups(spec: Object, operation: Operation) -> Iterator[str]:
    """A create or a list must link to all that can be done with what it answers."""
    if operation.method not in ("POST", "GET"):
        return
    every = list(operations(spec))
    for resource in (resource for resource in resources(spec) if resource.collection == operation.path):
        wanted = [other for other in every if other.path == resource.item]
        if operation.method == "POST":
            wanted += [other for other in every if resource in named_resources(spec, other)]
        for status, response in answers(spec, operation):
            links = [resolve(spec, link) for link in response.get("links", {}).values()]
            linked = {link.get("operationId") for link in links if isinstance(link.get("operationId"), str)}
            for other in wanted:
                if other.operation_id not in linked:
                    here = join(operation.pointer, "responses", status, "links")
                    yield f"{here}: no link of {operation.title} leads to {other.operation_id}."


def _link(spec: Object, here: str, link: Object) -> Iterator[str]:
    target = _target(spec, link)
    if target is None:
        yield f"{join(here, 'operationId')}: there is no operation {link['operationId']!r} to link to."
        return
    parameters = {str(parameter["name"]): parameter.get("required") is True for parameter in target.parameters}
    yield from _given(join(here, "parameters"), link.get("parameters", {}), parameters, target)
    if "requestBody" in link:
        schema = resolve(spec, request_schema(spec, target) or {})
        fields = {name: name in schema.get("required", []) for name in schema.get("properties", {})}
        yield from _given(join(here, "requestBody"), link["requestBody"], fields, target)


def _given(here: str, given: object, known: dict[str, bool], target: Operation) -> Iterator[str]:
    """What a link gives must be known to its target, which maps each name to whether it is needed."""
    if not isinstance(given, dict):
        yield f"{here}: this must be a mapping from names to what {target.operation_id} is given."
        return
    for name in given:
        if name not in known:
            yield f"{join(here, name)}: {target.operation_id} knows no {name}."
    for name in (name for name, needed in known.items() if needed and name not in given):
        yield f"{here}: the link must give {target.operation_id} its {name}."


def _expressions(spec: Object, operation: Operation) -> Iterator[str]:
    """What a link carries over must be in the answer, and be the id of the very resource that is asked for."""
    for status, response in answers(spec, operation):
        for name, raw in response.get("links", {}).items():
            link = resolve(spec, raw)
            target = _target(spec, link)
            if target is None:
                continue
            here = join(operation.pointer, "responses", status, "links", name)
            for key, value, expected in _carried(spec, link, target):
                for path in _BODY_EXPRESSION.findall(value):
                    found = _lead(spec, answer_schema(spec, operation) or {}, path)
                    if found is None:
                        yield f"{here}: the answer of {operation.title} has nothing at {path} to give as {key}."
                    elif expected and _reference(found) != expected:
                        yield f"{here}: {path} in the answer of {operation.title} is not the {key} of {target.title}."


def _carried(spec: Object, link: Object, target: Operation) -> Iterator[tuple[str, str, str | None]]:
    """Yield name, expression and expected id schema of each value that the link carries over."""
    fields = resolve(spec, request_schema(spec, target) or {}).get("properties", {})
    schemas = {parameter.get("name"): parameter.get("schema") for parameter in target.parameters}
    for part, known in (("parameters", schemas), ("requestBody", fields)):
        values = link.get(part)
        for key, value in values.items() if isinstance(values, dict) else ():
            yield key, str(value), _reference(known.get(key))


def _target(spec: Object, link: Object) -> Operation | None:
    name = link.get("operationId")
    return next((operation for operation in operations(spec) if operation.operation_id == name), None)


def _lead(spec: Object, schema: Object, path: str) -> Object | None:
    """Return the schema, as it is written, of what stands at a pointer into an answer, or None."""
    node: object = schema
    for key in tokens(path):
        if not isinstance(node, dict):
            return None
        whole = resolve(spec, node)
        node = whole.get("items") if key.isdigit() else whole.get("properties", {}).get(key)
    return node if isinstance(node, dict) else None


def _reference(node: object) -> str | None:
    ref = node.get("$ref") if isinstance(node, dict) else None
    return ref if isinstance(ref, str) else None
