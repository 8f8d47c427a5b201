"""Make the bodies of requests and answers: their schemas, with hints for pages and jobs, and their examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.proposals import texts
from scripts.proposals.acts import Act, listed
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, references
from scripts.proposals.examples import example
from scripts.proposals.names import free, participle, pascal, words
from scripts.proposals.shapes import Owner, Tree, object_schema, ordered
from scripts.proposals.texts import ANSWER, REQUEST
from scripts.proposals.things import Thing
from scripts.spec import JSON, Object, join, objects, operations, properties, tokens
from scripts.spec_hints import JOB_ENDS

_SCHEMAS = "#/components/schemas"
_REQUEST_NAMES = {"create": "{}Create", "update": "{}Update", "replace": "{}Replace"}
_ANSWER_NAMES = {"list": "{}List", "create": "{}Created", "get": "{}", "update": "{}Updated", "replace": "{}Replaced"}


def body(draft: Draft, act: Act, part: str, parts: Tree) -> tuple[str, Object]:
    """Return a description and the `content` of a body; its schemas are added.

    Args:
        draft: the description.
        act: what the operation does.
        part: whether this is a request or an answer.
        parts: what the page shows of the operation.
    """
    tree = parts[part]
    is_answer = part == ANSWER
    page = find_page(draft, act, parts) if is_answer else None
    items = listed(draft, act.thing.segment, tree) if is_answer and act.verb == "list" else ""
    owner = Owner(act.thing, free(_name(act, part), draft.components("schemas")), is_answer, items)
    shows_id = is_answer and "id" in tree.get("parts", {})
    text = texts.body_text(act, part, is_page=page is not None, shows_id=shows_id)
    own = _schemas_about(draft, act.root)
    if not own:
        draft.headings[join(_SCHEMAS, owner.name)] = act.root.plural.capitalize()
    reference = object_schema(draft, owner, tree, text, after=(own or [""])[-1])
    if is_answer:
        _hint_page(draft, reference["$ref"], items, page)
        _hint_job(draft, act, reference["$ref"])
        if shows_id and not act.is_usual and act.thing.ids:
            told = f"The id in this answer is taken to be that of {act.thing.one}."
            draft.say(Kind.CHECK, join(reference["$ref"], "properties", "id"), told)
    return text, {JSON: {"schema": reference, "examples": _examples(draft, act, part, reference)}}


def _name(act: Act, part: str) -> str:
    """Return the name of a schema, which tells the bodies of operations apart: VideoPublish and VideoPublished."""
    subject = act.thing.several if act.is_all else act.thing.name
    names = _REQUEST_NAMES if part == REQUEST else _ANSWER_NAMES
    *_, last = words(act.verb)
    ending = participle(last) if part == ANSWER and not last.endswith("s") else last
    return names.get(act.verb, f"{{}}{pascal(ending)}").format(subject)


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


def find_page(draft: Draft, act: Act, parts: Tree) -> Object | None:
    """Return how the pages of a list are turned that looks like what the page shows of this one; None: no pages."""
    shown = parts.get(ANSWER, {}).get("parts", {})
    asked = {name.lower() for name in parts.get("query", {}).get("parts", ())}
    if act.verb != "list" or not listed(draft, act.thing.segment, parts.get(ANSWER, {})):
        return None
    for node in objects(draft.spec, "schema"):
        known = node.value.get("x-page")
        if not isinstance(known, dict) or known["parameter"] not in asked:
            continue
        if all(_shows(shown, str(known[key]).split("/")[1:]) for key in ("page", "pages")):
            return {key: known[key] for key in known if key != "limit" or known[key] in asked}
    return None


def _shows(parts: Mapping[str, Tree], names: Sequence[str]) -> bool:
    """Is there such a number in what the page shows?"""
    first, *others = names
    found = parts.get(first, {})
    return _shows(found.get("parts", {}), others) if others else found.get("type") == "integer"


def _hint_page(draft: Draft, pointer: str, items: str, known: Object | None) -> None:
    """Say how the pages of a list are turned, as the lists do that look like it."""
    schema = draft.at(pointer)
    if known is None:
        if items:
            field = schema["properties"][items]
            field["description"] = f"{field['description'].removesuffix(' on this page.').rstrip('.')}."
        return
    item = properties(draft.spec, properties(draft.spec, schema)[items]["items"])
    made = known.get("created", "created_at")
    page: Object = {"items": items}
    page |= {key: known[key] for key in ("page", "pages", "parameter", "limit") if key in known}
    if item.get(made, {}).get("format") == "date-time":
        page["created"] = made
    _set(schema, "x-page", page)
    draft.say(Kind.CHECK, join(pointer, "x-page"), "This list is taken to have pages as the others do.")


def _hint_job(draft: Draft, act: Act, pointer: str) -> None:
    """Say that a thing is an asynchronous job, if it looks like those that there are."""
    schema = draft.at(pointer)
    fields = properties(draft.spec, schema)
    for node in objects(draft.spec, "schema"):
        known = node.value.get("x-job")
        if (
            act.verb != "get"
            or not isinstance(known, dict)
            or not {known[key] for key in _ends(known)} <= fields.keys()
        ):
            continue
        states = [value for key in ("working", "succeeded", "failed") for value in known[key]]
        if sorted(fields.get(known["status"], {}).get("enum", [])) == sorted(states):
            _set(schema, "x-job", dict(known))
            text = f"{act.thing.one.capitalize()} is taken to be an asynchronous job."
            draft.say(Kind.CHECK, join(pointer, "x-job"), text)
            break
    own = [draft.components("schemas")[name] for name in _schemas_about(draft, act.root)]
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


def _examples(draft: Draft, act: Act, part: str, reference: Object) -> Object:
    schema = draft.home(reference)
    if job := schema.get("x-job"):
        ends = {"ready": ("succeeded", f"A finished {act.thing.noun}"), "failed": ("failed", "A job that failed")}
        found = {name: example(draft.spec, reference, {job["status"]: job[ends[name][0]][0]}) for name in ends}
        return {name: {"summary": ends[name][1], "value": value} for name, value in found.items()}
    page = schema.get("x-page")
    name, summary = texts.example_title(act, part, is_page=page is not None)
    value = example(draft.spec, reference)
    if page:
        for pointer in (page["page"], page["pages"], f"{page['page'].rpartition('/')[0]}/total"):
            _set_one(value, pointer)
    return {name: {"summary": summary, "value": value}}


def _set_one(value: Object, pointer: str) -> None:
    """Let a number in an example be 1, because the page of an example is the only one and has one item."""
    *parents, last = pointer.strip("/").split("/")
    for name in parents:
        value = value.get(name, {})
    if last in value:
        value[last] = 1
