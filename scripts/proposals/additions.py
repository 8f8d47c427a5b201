"""Add an operation that the page states: by its method, its path and what the page shows, as the others are written."""

from __future__ import annotations

from keyword import iskeyword

from scripts.proposals import bodies, statuses, texts
from scripts.proposals.acts import Act, new_act
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft
from scripts.proposals.guesses import guess, mark, needs_guess
from scripts.proposals.names import free
from scripts.proposals.parameters import add_parameter
from scripts.proposals.shapes import Tree
from scripts.proposals.texts import ANSWER, REQUEST
from scripts.proposals.things import Thing, add_path, locate
from scripts.spec import Object, Operation, join, operations

_NO_ANSWER = "inferred: the docs show no answer, and 204 is one without a body"
_NO_BODY = "inferred: HTTP answers HEAD with the status of GET"
_ORDER = ("parameters", "get", "post", "put", "patch", "delete", "options", "head", "trace")


def add_operation(draft: Draft, subject: str, tree: Tree) -> None:
    """Add an operation, and the resource that it is about if that is new."""
    verb, path = locate(draft, subject)
    parts = tree.get("parts", {})
    act = new_act(draft, verb, path, parts)
    here = join("#/paths", path, verb.lower())
    is_guess = needs_guess(verb, parts)
    parts = guess(draft, act, verb) if is_guess else parts
    _add_tag(draft, act.thing)
    item = add_path(draft, path)
    item[verb.lower()] = _head(draft, verb, act, here, is_page=bodies.find_page(draft, act, parts) is not None)
    draft.spec["paths"][path] = dict(sorted(item.items(), key=method_order))
    operation = find(draft, here)
    known = set(draft.components("schemas"))
    _add_bodies(draft, operation, act, parts)
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


def _add_tag(draft: Draft, thing: Thing) -> None:
    tags: list[Object] = draft.spec["tags"]
    if thing.tag not in [tag.get("name") for tag in tags]:
        place = next((number for number, tag in enumerate(tags) if tag["name"] > thing.tag), len(tags))
        about = thing.plural if thing.ids else thing.one
        tags.insert(place, {"name": thing.tag, "description": f"Operations on {about}."})
        draft.say(Kind.CHECK, join("#/tags", place), f"Say in a sentence what the operations on {about} are for.")


def _head(draft: Draft, verb: str, act: Act, here: str, *, is_page: bool) -> Object:
    method = _free_method(draft, verb, act, here)
    summary, text = texts.operation_texts(act, is_page=is_page, is_put=verb == "PUT")
    name = act.operation_id
    if name in {found.operation_id for found in operations(draft.spec)}:
        name += verb.capitalize()
    is_repeatable = verb in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE") or act.verb == "update"
    if verb not in ("GET", "HEAD", "OPTIONS") and act.verb != "create":
        effect = "does no more than sending it once" if is_repeatable else "may do it twice, so it is never repeated"
        draft.say(Kind.CHECK, join(here, "x-repeatable"), f"Taken for granted: sending {method} twice {effect}.")
    return {
        "operationId": name,
        "summary": summary,
        "description": text,
        "tags": [act.thing.tag],
        "x-method": method,
        "x-repeatable": is_repeatable,
    }


def _free_method(draft: Draft, verb: str, act: Act, here: str) -> str:
    """Return the name of the operation in the client; say what was guessed for it."""
    tag, method, pointer = act.thing.tag, act.method, join(here, "x-method")
    method = f"{method}_" if iskeyword(method) else method
    taken = {str(found.raw.get("x-method")) for found in operations(draft.spec) if found.tag == tag}
    if method in taken:
        method = free("replace" if verb == "PUT" and not act.owner else f"{method}_{verb.lower()}", taken)
        draft.say(Kind.DECIDE, pointer, f"The usual name is taken, so the client calls this {tag}.{method}.")
    elif act.thing is act.root and not act.thing.ids:
        is_one = f"{'are' if act.thing.is_plural else 'is'} taken for one thing, not for a list"
        draft.say(Kind.CHECK, pointer, f"{act.thing.one.capitalize()} {is_one}: the client calls this {tag}.{method}.")
    elif not act.is_usual:
        text = f"The client calls this {tag}.{method}, and its description says no more; say what it does."
        draft.say(Kind.CHECK, pointer, text)
    elif act.owner or act.is_all or act.verb in ("replace", "head", "options"):
        draft.say(Kind.CHECK, pointer, f"The client calls this {tag}.{method}.")
    return method


def _add_bodies(draft: Draft, operation: Operation, act: Act, parts: Tree) -> None:
    raw = operation.raw
    if REQUEST in parts:
        text, content = bodies.body(draft, act, REQUEST, parts)
        raw["requestBody"] = {"required": True, "description": text, "content": content}
    status, reason = _success(draft, operation, act, parts)
    response: Object = {"description": texts.gone_text(act)}
    if reason:
        response["x-evidence"] = reason
    if ANSWER in parts:
        response["description"], response["content"] = bodies.body(draft, act, ANSWER, parts)
    raw["responses"] = {status: response}
    raw["responses"].update(statuses.errors(draft, operation))


def _success(draft: Draft, operation: Operation, act: Act, parts: Tree) -> tuple[str, str | None]:
    """Return the status of success and its evidence: what the page says, or what others do that answer alike."""
    if stated := parts.get("success", {}).get("status"):
        return str(stated), None
    if act.verb == "head":
        return "200", _NO_BODY
    status, reason = statuses.success(draft, operation, act.verb)
    if ANSWER in parts:
        return (status, reason) if status != "204" else ("200", None)
    return (status, reason) if status == "204" else ("204", _NO_ANSWER)
