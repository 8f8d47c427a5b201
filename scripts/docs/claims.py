"""What the description claims about each subject that the page may state, with pointers and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from scripts.docs.facts import Claim, Subject, operation_name, places_of
from scripts.evidence import BOUNDS, Tag, nearest
from scripts.spec import JSON, Object, Operation, at, join, operations, resolve

Claims = dict[Subject, Claim]
_Found = Iterator[tuple[Subject, Claim]]

_DEEPEST = 8  # a schema may hold itself
_FACETS = ("type", "format", "values", "bounds", "presence")


def read_claims(spec: Object) -> Claims:
    """Return what a well-formed description claims. Raises SpecError on a broken reference."""
    return dict(_claims(spec))


def _claims(spec: Object) -> _Found:
    every = list(operations(spec))
    yield ("paths",), Claim("#/paths", below="#/paths", container=True)
    for operation in every:
        yield from _operation(spec, operation)
    yield from _statuses(spec, every)
    yield from _errors(spec, every)
    yield from _whole_api(spec)
    for index, tag in enumerate(spec.get("tags", [])):
        for operation in every:
            if operation.tag == tag.get("name"):
                yield ("groups", operation.path.split("/")[1]), Claim(join("#/tags", index), needed=False)


def _whole_api(spec: Object) -> _Found:
    for subject, pointer in {("contact",): "#/info/contact/email", ("version",): "#/info/version"}.items():
        owner, _, key = pointer.rpartition("/")
        if value := _get(spec, owner).get(key):
            tags = _tags(spec, owner, ("value",)) if subject == ("contact",) else {}
            yield subject, Claim(pointer, {"value": value}, tags=tags)
    yield ("servers",), Claim("#/servers", below="#/servers", container=True)
    for index, server in enumerate(spec.get("servers", [])):
        here = join("#/servers", index)
        if index:
            yield ("servers", str(server.get("url"))), Claim(here, tag=nearest(spec, here, "existence"))
        else:
            tags = _tags(spec, here, ("name",))  # it speaks of what the samples call
            yield ("server",), Claim(here, {"value": server.get("url")}, tags=tags)
    yield ("limits",), Claim("#/x-limits", below="#/x-limits", container=True)
    for name, value in spec.get("x-limits", {}).items():
        if name != "x-evidence":
            here = join("#/x-limits", name)
            tag = nearest(spec, "#/x-limits", name)
            yield (
                ("limits", name),
                Claim(here, {"value": value}, tags={"value": replace(tag, pointer=here)} if tag else {}),
            )
    schemes = _get(spec, "#/components/securitySchemes")
    for name, scheme in schemes.items():
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            here = join("#/components/securitySchemes", name)
            value = str(scheme.get("name")).lower()
            tags = _tags(spec, here, ("name",))
            yield ("header",), Claim(here, {"name": value}, tags=tags, tag=nearest(spec, here, "existence"))
            return


def _operation(spec: Object, operation: Operation) -> _Found:
    here = operation.pointer
    subject = (operation_name(operation.method, operation.path),)
    tag = nearest(spec, here, "existence")
    yield subject, Claim(here, below=here, tag=tag, tags=_tags(spec, here, ("name",)))
    parameters = join(here, "parameters")
    yield (*subject, "query"), Claim(parameters, below=parameters, container=True)
    for use in _uses(spec, operation):
        yield from _parameter(spec, subject, use, tag)
    yield from _request(spec, subject, operation, tag)
    yield (*subject, "errors"), Claim(join(here, "responses"), below=join(here, "responses"), container=True)
    successes = []
    for status in operation.raw.get("responses", {}):
        response = join(here, "responses", status)
        why = nearest(spec, response, "status")
        if status.startswith("2"):
            successes.append(status)
        elif status != "default":
            yield (*subject, "errors", status), Claim(response, tag=why or tag, needed=False)
    for status in successes[:1]:
        response = join(here, "responses", status)
        why = nearest(spec, response, "status")
        tags = {"status": why} if why else {}
        # Plain success is documented by the table of statuses; any other must stand beside the operation.
        needed = not why and status != "200"
        yield (*subject, "success"), Claim(response, {"status": int(status)}, tags=tags, tag=tag, needed=needed)
        content = join(_home(spec, response), "content")
        yield from _body(spec, (*subject, "answer"), content, use=content, tag=tag)


def _uses(spec: Object, operation: Operation) -> Iterator[str]:
    for owner in (join("#/paths", operation.path), operation.pointer):
        for index in range(len(at(spec, owner).get("parameters", []))):
            yield join(owner, "parameters", index)


def _parameter(spec: Object, operation: Subject, use: str, tag: Tag | None) -> _Found:
    here = _home(spec, use)
    parameter = at(spec, here)
    if parameter.get("in") != "query":
        return
    schema = join(here, "schema")
    facets = {"name": parameter["name"], **_facets(resolve(spec, parameter.get("schema", {})))}
    facets["presence"] = "required" if parameter.get("required") else "optional"
    claim = Claim(
        here,
        facets,
        homes={"values": _values_home(spec, schema)} if "values" in facets else {},
        tags=_tags(spec, schema, facets) | _tags(spec, here, ("name", "presence")),
        tag=tag or nearest(spec, here, "existence"),
        use=use,
    )
    yield (*operation, "query", parameter["name"].lower()), claim


def _request(spec: Object, subject: Subject, operation: Operation, tag: Tag | None) -> _Found:
    if "requestBody" in operation.raw:
        use = join(operation.pointer, "requestBody")
        yield from _body(spec, (*subject, "request"), join(_home(spec, use), "content"), use=use, tag=tag)


def _body(spec: Object, subject: Subject, content: str, *, use: str, tag: Tag | None) -> _Found:
    if "schema" not in _get(spec, content).get(JSON, {}):
        return
    here = _home(spec, join(content, JSON, "schema"))
    tag = tag or nearest(spec, here, "existence")
    facets = {name: value for name, value in _facets(at(spec, here)).items() if name == "bounds"}
    yield subject, Claim(here, facets, tags=_tags(spec, here, facets), tag=tag, use=use, below=join(here, "properties"))
    yield from _fields(spec, subject, here, tag)


def _fields(spec: Object, subject: Subject, owner: str, tag: Tag | None, depth: int = 0) -> _Found:
    """Yield the claims about the properties, or the items, of the schema at a pointer, and all below."""
    schema = at(spec, owner)
    if depth > _DEEPEST:
        return
    for name in schema.get("properties", {}):
        presence = "required" if name in schema.get("required", []) else "optional"
        yield from _field(spec, (*subject, name), join(owner, "properties", name), tag, presence, depth)
    if "items" in schema:
        items = join(owner, "items")
        home = _home(spec, items)
        if "properties" in at(spec, home):
            yield from _fields(spec, subject, home, tag, depth + 1)
        else:
            yield from _field(spec, (*subject, "[]"), items, tag, None, depth)


def _field(spec: Object, subject: Subject, here: str, tag: Tag | None, presence: str | None, depth: int) -> _Found:
    schema = resolve(spec, at(spec, here))
    facets = _facets(schema)
    if presence:
        facets["presence"] = schema.get("x-present-when", presence)
    home = _home(spec, here)
    items = _get(spec, join(home, "items")) if "items" in at(spec, home) else {}
    below = _home(spec, join(home, "items")) if items else home
    tag = tag or nearest(spec, here, "existence")
    yield (
        subject,
        Claim(
            here,
            facets,
            homes={"values": _values_home(spec, here)} if "values" in facets else {},
            tags=_tags(spec, here, facets),
            tag=tag,
            below=join(below, "properties"),
        ),
    )
    yield from _fields(spec, subject, home, tag, depth + 1)


def _facets(schema: Object) -> dict[str, Any]:
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    bounds = {bound: schema[bound] for bound in BOUNDS if bound in schema}
    found = {"type": schema.get("type"), "format": schema.get("format"), "values": values, "bounds": bounds or None}
    return {name: value for name, value in found.items() if value is not None}


def _tags(spec: Object, pointer: str, facets: Iterable[str]) -> dict[str, Tag]:
    """Return the evidence of single facets; a tag that covers the whole object is that of its existence."""
    found = {facet: nearest(spec, pointer, facet) for facet in facets}
    return {facet: tag for facet, tag in found.items() if tag}


def _statuses(spec: Object, every: list[Operation]) -> _Found:
    """The table of statuses gives no operations: one claim for each status that the operations answer with.

    It may leave out a status that stands beside each operation that answers with it.
    """
    yield ("statuses",), Claim("#/components/responses", below="#/components/responses", container=True)
    places: dict[str, list[str]] = {}
    beside: dict[str, Subject] = {}
    for operation in every:
        name = operation_name(operation.method, operation.path)
        for status in operation.raw.get("responses", {}):
            if status != "default":
                pointer = join(operation.pointer, "responses", status)
                places.setdefault(status, []).append(pointer)
                beside[pointer] = (name, "success") if status.startswith("2") else (name, "errors", status)
    for status, pointers in sorted(places.items()):
        documented = [pointer for pointer in pointers if not nearest(spec, pointer, "status")]
        homes = {_home(spec, pointer) for pointer in documented or pointers}
        pointer = homes.pop() if len(homes) == 1 else (documented or pointers)[0]
        instead = tuple(beside[place] for place in documented)
        yield ("statuses", status), Claim(pointer, needed=bool(documented), instead=instead)


def _errors(spec: Object, every: list[Operation]) -> _Found:
    """Every error has one shape; the page shows it as a list of fields, and again as an example."""
    yield ("errors",), Claim("#/components/responses", below="#/components/responses", container=True)
    for operation in every:
        for status in operation.raw.get("responses", {}):
            content = join(_home(spec, join(operation.pointer, "responses", status)), "content")
            schema = join(content, JSON, "schema")
            if not status.startswith("2") and "schema" in _get(spec, content).get(JSON, {}):
                home = _home(spec, schema)
                for subject, claim in _body(spec, ("errors", "body"), content, use=home, tag=None):
                    for place in places_of(subject):
                        yield place, claim if place == subject else Claim(claim.pointer, needed=False)
                return


def _home(spec: Object, pointer: str) -> str:
    """Return where the object at a pointer is written, when what stands there refers to it."""
    seen: set[str] = set()
    while pointer not in seen and isinstance(at(spec, pointer).get("$ref"), str):
        seen.add(pointer)
        pointer = at(spec, pointer)["$ref"]
    return pointer


def _values_home(spec: Object, pointer: str) -> str:
    """Return where the values of a field are written, which several fields may share."""
    seen: set[str] = set()
    while pointer not in seen and not {"enum", "const"} & at(spec, pointer).keys():
        seen.add(pointer)
        pointer = at(spec, pointer).get("$ref", pointer)
    return pointer


def _get(spec: Object, pointer: str) -> Object:
    """Return the mapping at a pointer, or an empty one when there is none."""
    node: Any = spec
    for token in pointer.split("/")[1:]:
        node = node.get(token.replace("~1", "/").replace("~0", "~"), {}) if isinstance(node, dict) else {}
    return node if isinstance(node, dict) else {}
