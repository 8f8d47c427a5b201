"""Add an operation that the page states: by its method, its path and what the page shows, as the others are written."""

from __future__ import annotations

from scripts.proposals import bodies, statuses
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft
from scripts.proposals.guesses import guess, mark, needs_guess
from scripts.proposals.names import pascal, said, snake, words
from scripts.proposals.parameters import add_parameter
from scripts.proposals.shapes import Tree
from scripts.proposals.things import Thing, add_path, locate, thing_of
from scripts.spec import Object, Operation, join, operations

_COLLECTION = {"GET": "list", "POST": "create"}
_ITEM = {"GET": "get", "PATCH": "update", "PUT": "update", "DELETE": "delete"}
_TEXTS = {
    "list": ("List {plural}", "Returns one page of the account's {plural}."),
    "create": ("Create {one}", "Makes {one}."),
    "get": ("Get {one}", "Returns one {noun}."),
    "update": ("Update {one}", "Changes the fields that are sent and keeps the others."),
    "delete": ("Delete {one}", "Deletes {one}."),
}
_NO_ANSWER = "inferred: the docs show no answer, and 204 is one without a body"
_ORDER = ("parameters", "get", "post", "put", "patch", "delete", "options", "head", "trace")


def add_operation(draft: Draft, subject: str, tree: Tree) -> None:
    """Add an operation, and the resource that it is about if that is new."""
    verb, path = locate(draft, subject)
    thing = thing_of(draft, path)
    here = join("#/paths", path, verb.lower())
    method = _method(draft, verb, path, thing)
    _add_tag(draft, thing)
    item = add_path(draft, path, thing)
    item[verb.lower()] = _head(draft, verb, method, thing, here)
    draft.spec["paths"][path] = dict(sorted(item.items(), key=method_order))
    operation = find(draft, here)
    parts = tree.get("parts", {})
    known = set(draft.components("schemas"))
    is_guess = needs_guess(operation, parts)
    parts = guess(draft, operation, thing) if is_guess else parts
    _add_bodies(draft, operation, thing, parts)
    for query in parts.get("query", {}).get("parts", {}).values():
        add_parameter(draft, find(draft, here), query)
    if is_guess:
        mark(draft, operation, known)
    stated = [status for status in parts.get("errors", {}).get("parts", {}) if status not in operation.raw["responses"]]
    for status in stated:
        statuses.add_status(draft, status, [find(draft, here)])


def method_order(found: tuple[str, object]) -> int:
    """Return the place of a part of a path among the others."""
    return _ORDER.index(found[0]) if found[0] in _ORDER else -1


def find(draft: Draft, pointer: str) -> Operation:
    """Return the operation at a pointer."""
    return next(operation for operation in operations(draft.spec) if operation.pointer == pointer)


def _method(draft: Draft, verb: str, path: str, thing: Thing) -> str:
    """Return the name of the operation in the client: the custom for its method, or the last word of its path."""
    segments = path.strip("/").split("/")
    here = join("#/paths", path, verb.lower(), "x-method")
    usual = _ITEM if segments[-1].startswith("{") else _COLLECTION
    if len(segments) < 3 and verb in usual:
        method = usual[verb]
    else:
        last = next((segment for segment in reversed(segments[1:]) if not segment.startswith("{")), "")
        told = [] if last and verb == "POST" else [verb.lower()]
        method = "_".join([*told, *([snake(last)] if last else [])])
        draft.say(Kind.CHECK, here, f"The client calls this {thing.tag}.{method}.")
    if method in {found.raw.get("x-method") for found in operations(draft.spec) if found.tag == thing.tag}:
        method = f"{method}_{verb.lower()}"
        draft.say(Kind.DECIDE, here, f"The usual name is taken, so the client calls this {thing.tag}.{method}.")
    return method


def _add_tag(draft: Draft, thing: Thing) -> None:
    tags: list[Object] = draft.spec["tags"]
    if thing.tag not in [tag.get("name") for tag in tags]:
        place = next((number for number, tag in enumerate(tags) if tag["name"] > thing.tag), len(tags))
        tags.insert(place, {"name": thing.tag, "description": f"Operations on {thing.plural}."})
        draft.say(Kind.CHECK, join("#/tags", place), f"Say what {thing.plural} are.")


def _head(draft: Draft, verb: str, method: str, thing: Thing, here: str) -> Object:
    first, *others = words(method)
    name = first + pascal(thing.segment if method == "list" else thing.name) + "".join(map(str.capitalize, others))
    if name in {found.operation_id for found in operations(draft.spec)}:
        name += verb.capitalize()
    usual = (f"{said(method)}{' of' if others else ''} {{one}}", f"{said(method).capitalize()} {{one}}.")
    texts = _TEXTS.get(method, usual)
    summary, text = (found.format(one=thing.one, noun=thing.noun, plural=thing.plural) for found in texts)
    is_repeatable = verb in ("GET", "PUT", "DELETE") or method == "update"
    if verb != "GET" and method != "create":
        effect = "does no more than sending it once" if is_repeatable else "may do it twice, so it is never repeated"
        draft.say(Kind.CHECK, join(here, "x-repeatable"), f"Taken for granted: sending {method} twice {effect}.")
    return {
        "operationId": name,
        "summary": summary.lower().capitalize(),
        "description": text,
        "tags": [thing.tag],
        "x-method": method,
        "x-repeatable": is_repeatable,
    }


def _add_bodies(draft: Draft, operation: Operation, thing: Thing, parts: Tree) -> None:
    raw, method = operation.raw, operation.raw["x-method"]
    if bodies.REQUEST in parts:
        text, content = bodies.body(draft, thing, method, bodies.REQUEST, parts[bodies.REQUEST])
        raw["requestBody"] = {"required": True, "description": text, "content": content}
    answer = parts.get(bodies.ANSWER)
    status, reason = _success(draft, operation, parts)
    response: Object = {"description": f"The {thing.noun} is gone." if method == "delete" else "It was done."}
    if reason:
        response["x-evidence"] = reason
    if answer is not None:
        tree = {**answer, "query": parts.get("query", {}).get("parts", {})}
        response["description"], response["content"] = bodies.body(draft, thing, method, bodies.ANSWER, tree)
    raw["responses"] = {status: response}
    raw["responses"].update(statuses.errors(draft, operation))


def _success(draft: Draft, operation: Operation, parts: Tree) -> tuple[str, str | None]:
    """Return the status of success and its evidence: what the page says, or what others do that answer alike."""
    if stated := parts.get("success", {}).get("status"):
        return str(stated), None
    status, reason = statuses.success(draft, operation)
    if bodies.ANSWER in parts:
        return (status, reason) if status != "204" else ("200", None)
    return (status, reason) if status == "204" else ("204", _NO_ANSWER)
