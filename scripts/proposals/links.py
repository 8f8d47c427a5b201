"""Keep the links true: a create and a list lead to all that can be done with what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.proposals.draft import Draft
from scripts.proposals.examples import example, mend
from scripts.proposals.names import camel, free, pascal, snake, words
from scripts.proposals.things import Thing, things_of
from scripts.spec import Object, Operation, answer_schema, answers, operations, properties, request_schema, resolve
from scripts.spec_operations import Resource, named_resources, resources

_WORD = re.compile(r"[A-Z]?[a-z0-9_]+|[A-Z]+")
_LISTED_ID = re.compile(r"(?<=\$response\.body#)/\w+/0/id\b")
_OWNER = (" of ", " for ")  # what an item is part of goes without saying
_VERBS = {"get": "Read", "update": "Change", "delete": "Delete"}


def complete_links(draft: Draft) -> None:
    """Add the links that are missing, and correct those that there are."""
    _correct(draft)
    for operation in list(operations(draft.spec)):
        for resource in resources(draft.spec):
            if resource.collection == operation.path and operation.method in ("POST", "GET"):
                _complete(draft, operation, resource)


def _correct(draft: Draft) -> None:
    """Drop links to what is gone, and give the others what their targets ask for now."""
    every = {operation.operation_id: operation for operation in operations(draft.spec)}
    for operation in every.values():
        for _, response in answers(draft.spec, operation):
            links = response.get("links", {})
            for name in [name for name, link in links.items() if draft.home(link).get("operationId") not in every]:
                del links[name]
            for link in links.values():
                _lead(draft.home(link), _id_path(draft, operation))
    for link in draft.components("links").values():
        if (target := every.get(link.get("operationId"))) and "requestBody" in link:
            _give(draft, link["requestBody"], target)


def _lead(link: Object, path: str) -> None:
    """Let a link take the id of an item from where the answer has it now."""
    for given in (link.get("parameters", {}), link.get("requestBody", {})) if path else ():
        for name, value in given.items():
            if isinstance(value, str):
                given[name] = _LISTED_ID.sub(path, value)


def _give(draft: Draft, given: Object, target: Operation) -> None:
    schema = resolve(draft.spec, request_schema(draft.spec, target) or {})
    for name in [name for name in given if name not in schema.get("properties", {})]:
        del given[name]
    for name in schema.get("required", []):
        if name not in given:
            given[name] = example(draft.spec, schema["properties"][name])
    for name, value in given.items():
        if "$response" not in str(value):
            given[name] = mend(draft.spec, schema["properties"][name], value)


def _complete(draft: Draft, operation: Operation, resource: Resource) -> None:
    for status, response in answers(draft.spec, operation):
        path = _id_path(draft, operation)
        linked = {draft.home(link).get("operationId") for link in response.get("links", {}).values()}
        for other in _follow_ups(draft, operation, resource) if path else ():
            if other.operation_id not in linked:
                name, link = _link(draft, operation, resource, other, path)
                links = draft.home(operation.raw["responses"][status]).setdefault("links", {})
                links[free(name, links)] = link


def _follow_ups(draft: Draft, operation: Operation, resource: Resource) -> Iterator[Operation]:
    """Yield what can be done with an item: what its path has, and for a new one also what a body names it in."""
    every = list(operations(draft.spec))
    yield from (other for other in every if other.path == resource.item)
    prefix = f"{resource.item}/"
    yield from (other for other in every if other.path.startswith(prefix) and "{" not in other.path[len(prefix) :])
    if operation.method == "POST":
        yield from (other for other in every if resource in named_resources(draft.spec, other))


def _id_path(draft: Draft, operation: Operation) -> str:
    """Return where the id of a thing stands in an answer; empty when it does not."""
    schema = resolve(draft.spec, answer_schema(draft.spec, operation) or {})
    fields = properties(draft.spec, schema)
    if "id" in fields:
        return "/id"
    lists = [schema["x-page"]["items"]] if "x-page" in schema else [*fields]
    shown = [name for name in lists if "id" in properties(draft.spec, fields.get(name, {}).get("items", {}))]
    return f"/{shown[0]}/0/id" if len(shown) == 1 else ""


def _link(draft: Draft, operation: Operation, resource: Resource, other: Operation, path: str) -> tuple[str, Object]:
    """Return the key of a link, and a reference to it; the link is added."""
    thing = things_of(draft, resource.item)[-1]
    is_new = path == "/id"
    which = f"the new {thing.noun}" if is_new else f"the first {thing.noun} of the {_place(draft, operation)}"
    link: Object = {"operationId": other.operation_id}
    of_id = f"$response.body#{path}"
    if other.path.startswith(resource.item):
        verb = words(str(other.raw["x-method"]))[0]
        name, key = _names(other, resource, thing, is_new=is_new)
        is_own = other.path == resource.item and verb in _VERBS
        link["description"] = f"{_VERBS[verb]} {which}." if is_own else _about(other, thing, which)
        *above, last = [part.strip("{}") for part in resource.item.split("/") if part.startswith("{")]
        link["parameters"] = {**{parent: f"$request.path.{parent}" for parent in above}, last: of_id}
    else:
        link["description"] = f"{other.raw['summary'].rstrip('.')} with {which}."
        if needed := [found for found in other.parameters if found.get("required")]:
            link["parameters"] = {found["name"]: example(draft.spec, found["schema"]) for found in needed}
        link["requestBody"] = _body(draft, other, resource, path)
        key = other.operation_id
        name = f"{_listed(other.operation_id, is_new=is_new)}With{thing.name}"
    known = draft.components("links")
    own = [title for title, found in known.items() if thing.name in title and "requestBody" not in found]
    return key, draft.add_component("links", free(name, known), link, (own or [""])[-1])


def _names(other: Operation, resource: Resource, thing: Thing, *, is_new: bool) -> tuple[str, str]:
    """Return the name of a link and its key; what is below an item is named by its method."""
    method = str(other.raw["x-method"])
    own = method.removesuffix(f"_{snake(thing.noun)}")
    if other.path == resource.item or len(words(own)) == 1:
        key = own
        name = _listed(other.operation_id, is_new=is_new)
    else:
        key = camel(method)
        name = f"{pascal(method)}Of{'' if is_new else 'Listed'}{thing.name}"
    return name, key if is_new else f"{key}First"


def _listed(name: str, *, is_new: bool) -> str:
    verb, *rest = _WORD.findall(name)
    return f"{verb.capitalize()}{'' if is_new else 'Listed'}{''.join(rest)}"


def _about(other: Operation, thing: Thing, which: str) -> str:
    """Return what an operation does to this one, in the words of its summary."""
    summary = str(other.raw["summary"]).rstrip(".")
    before, found, behind = summary.partition(thing.one)
    return f"{before}{which}{'' if behind.startswith(_OWNER) else behind}." if found else f"{summary}: {which}."


def _place(draft: Draft, operation: Operation) -> str:
    """Return what an answer that lists something is: a page, or the list."""
    return "page" if "x-page" in resolve(draft.spec, answer_schema(draft.spec, operation) or {}) else "list"


def _body(draft: Draft, other: Operation, resource: Resource, path: str) -> Object:
    schema = resolve(draft.spec, request_schema(draft.spec, other) or {})
    fields: Object = schema.get("properties", {})
    named = [name for name, field in fields.items() if field.get("$ref") == resource.id_ref]
    needed = [name for name in fields if name in schema.get("required", []) and name not in named]
    given = dict.fromkeys(named, f"{{$response.body#{path}}}")
    return given | {name: example(draft.spec, fields[name]) for name in needed}
