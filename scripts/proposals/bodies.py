"""Make the bodies of requests and answers: their schemas, with hints for pages and jobs, and their examples."""

from __future__ import annotations

from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, references
from scripts.proposals.examples import example
from scripts.proposals.names import free, participle, pascal, words
from scripts.proposals.shapes import Owner, Tree, object_schema, ordered
from scripts.proposals.things import Thing
from scripts.spec import JSON, Object, join, objects, operations, properties, tokens
from scripts.spec_hints import JOB_ENDS

REQUEST, ANSWER = "request", "answer"
_SCHEMAS = "#/components/schemas"
_REQUEST_NAMES = {"create": "{}Create", "update": "{}Update"}
_ANSWER_NAMES = {"list": "{}List", "create": "{}Created", "get": "{}", "update": "{}Updated"}
_DESCRIPTIONS = {
    (REQUEST, "create"): "What {one} is made from.",
    (REQUEST, "update"): "What to change about {one}.",
    (ANSWER, "list"): "One page of {plural}.",
    (ANSWER, "create"): "The new {noun}.",
    (ANSWER, "get"): "The {noun}.",
    (ANSWER, "update"): "The {noun} as it is now.",
}
_EXAMPLES = {
    (REQUEST, "create"): ("new", "A new {noun}"),
    (REQUEST, "update"): ("changed", "Other values"),
    (ANSWER, "list"): ("page", "The only page"),
    (ANSWER, "create"): ("created", "The new {noun}"),
    (ANSWER, "update"): ("changed", "A changed {noun}"),
}


def body(draft: Draft, thing: Thing, method: str, part: str, tree: Tree) -> tuple[str, Object]:
    """Return a description and the `content` of a body; its schemas are added.

    Args:
        draft: the description.
        thing: what the operation is about.
        method: the operation's name in the client.
        part: whether this is a request or an answer.
        tree: what the page shows of the body.
    """
    names = _REQUEST_NAMES if part == REQUEST else _ANSWER_NAMES
    named = names.get(method, f"{{}}{_ending(method, part)}").format(thing.name)
    known = draft.components("schemas")
    owner = Owner(thing, free(named, known), is_answer=part == ANSWER)
    text = _filled(_DESCRIPTIONS.get((part, method), "The {noun} now." if part == ANSWER else "The details."), thing)
    own = _schemas_about(draft, thing)
    if not own:
        draft.headings[join(_SCHEMAS, owner.name)] = thing.plural.capitalize()
    reference = object_schema(draft, owner, tree, text, after=(own or [""])[-1])
    if part == ANSWER:
        _hint_page(draft, reference["$ref"], tree)
        _hint_job(draft, thing, method, reference["$ref"])
    return text, {JSON: {"schema": reference, "examples": _examples(draft, thing, method, part, reference)}}


def _ending(method: str, part: str) -> str:
    """Return what tells the body of an unusual operation apart: VideoPublished, VideoCaptions."""
    *_, last = words(method)
    is_verb = last == method and not last.endswith("s")
    return pascal(participle(last) if is_verb and part == ANSWER else last)


def _schemas_about(draft: Draft, thing: Thing) -> list[str]:
    """Return the schemas of objects that are called after a thing, unless they are but parts of other things."""
    users = _users(draft)
    return [
        name
        for name, schema in draft.components("schemas").items()
        if name.startswith(thing.name) and "properties" in schema and thing.segment in users.get(name, {thing.segment})
    ]


def _users(draft: Draft) -> dict[str, set[str]]:
    """Return for each schema the first parts of the paths whose operations refer to it, perhaps by way of others."""
    users: dict[str, set[str]] = {}
    for operation in operations(draft.spec):
        found, todo = set[str](), list(references(operation.raw))
        while todo:
            if (reference := todo.pop()) not in found:
                found.add(reference)
                todo += references(draft.at(reference))
        for reference in found:
            users.setdefault(tokens(reference)[-1], set()).add(operation.path.split("/")[1])
    return users


def _hint_page(draft: Draft, pointer: str, tree: Tree) -> None:
    """Say how the pages of a list are turned, as the lists do that look like it."""
    schema = draft.at(pointer)
    fields = properties(draft.spec, schema)
    arrays = [name for name, field in fields.items() if field.get("type") == "array" and "$ref" in field["items"]]
    asked = {name.lower() for name in tree.get("query", ())}
    for node in objects(draft.spec, "schema"):
        known = node.value.get("x-page")
        if not isinstance(known, dict) or len(arrays) != 1 or known["parameter"] not in asked:
            continue
        if any(str(known[key]).split("/")[1] not in fields for key in ("page", "pages")):
            continue
        item = properties(draft.spec, fields[arrays[0]]["items"])
        page = {"items": arrays[0], "page": known["page"], "pages": known["pages"], "parameter": known["parameter"]}
        if known.get("limit") in asked:
            page["limit"] = known["limit"]
        made = known.get("created", "created_at")
        if item.get(made, {}).get("format") == "date-time":
            page["created"] = made
        _set(schema, "x-page", page)
        draft.say(Kind.CHECK, join(pointer, "x-page"), "This list is taken to have pages as the others do.")
        return


def _hint_job(draft: Draft, thing: Thing, method: str, pointer: str) -> None:
    """Say that a thing is an asynchronous job, if it looks like those that there are."""
    schema = draft.at(pointer)
    fields = properties(draft.spec, schema)
    for node in objects(draft.spec, "schema"):
        known = node.value.get("x-job")
        if method != "get" or not isinstance(known, dict) or not {known[key] for key in _ends(known)} <= fields.keys():
            continue
        states = [value for key in ("working", "succeeded", "failed") for value in known[key]]
        if sorted(fields.get(known["status"], {}).get("enum", [])) == sorted(states):
            _set(schema, "x-job", dict(known))
            text = f"{thing.one.capitalize()} is taken to be an asynchronous job."
            draft.say(Kind.CHECK, join(pointer, "x-job"), text)
            break
    own = [draft.components("schemas")[name] for name in _schemas_about(draft, thing)]
    for job in [found["x-job"] for found in own if "x-job" in found]:
        for found in own:
            _condition(draft, found, job)


def _condition(draft: Draft, schema: Object, job: Object) -> None:
    """A result is there when the job has succeeded, also where the page shows it without a condition."""
    fields = properties(draft.spec, schema)
    outcomes = {"result": job["succeeded"], "reason": job["failed"]}
    for key in _ends(job):
        name, values = job[key], outcomes[key]
        is_bare = name in schema.get("required", []) and len(values) == 1
        if is_bare and values[0] in fields.get(job["status"], {}).get("enum", []):
            reason = "corrected: shown without a condition, while other jobs have it only at their end"
            field = schema["properties"][name]
            field["x-present-when"] = {job["status"]: values[0]}
            field["x-evidence"] = {**field.get("x-evidence", {}), "presence": reason}
            schema["properties"][name] = ordered(field)
            schema["required"].remove(name)


def _ends(job: Object) -> list[str]:
    return [key for key in JOB_ENDS if key in job]


def _set(schema: Object, key: str, value: Object) -> None:
    ordered_schema = ordered({**schema, key: value})
    schema.clear()
    schema.update(ordered_schema)


def _examples(draft: Draft, thing: Thing, method: str, part: str, reference: Object) -> Object:
    schema = draft.home(reference)
    if job := schema.get("x-job"):
        ends = {"ready": ("succeeded", f"A finished {thing.noun}"), "failed": ("failed", "A job that failed")}
        found = {name: example(draft.spec, reference, {job["status"]: job[ends[name][0]][0]}) for name in ends}
        return {name: {"summary": ends[name][1], "value": value} for name, value in found.items()}
    name, summary = _EXAMPLES.get((part, method), ("example", "The {noun}" if part == ANSWER else "The details"))
    value = example(draft.spec, reference)
    if page := schema.get("x-page"):
        for pointer in (page["page"], page["pages"], f"{page['page'].rpartition('/')[0]}/total"):
            _set_one(value, pointer)
    return {name: {"summary": _filled(summary, thing), "value": value}}


def _set_one(value: Object, pointer: str) -> None:
    """Let a number in an example be 1, because the page of an example is the only one and has one item."""
    *parents, last = pointer.strip("/").split("/")
    for name in parents:
        value = value.get(name, {})
    if last in value:
        value[last] = 1


def _filled(text: str, thing: Thing) -> str:
    return text.format(one=thing.one, noun=thing.noun, plural=thing.plural)
