"""After an edit, let the rest of the description follow: what nothing refers to goes, hints and examples are mended."""

from __future__ import annotations

from scripts.proposals import statuses
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, references
from scripts.proposals.examples import mend
from scripts.proposals.links import complete_links
from scripts.proposals.names import words
from scripts.spec import Object, answer_schema, join, objects, operations, properties, tokens
from scripts.spec_hints import JOB_ENDS
from scripts.spec_operations import named_resources

_SECTIONS = ("schemas", "parameters", "responses", "links")
_STATES = {
    "working": {"accepted", "pending", "processing", "progress", "queued", "rendering", "running", "started"},
    "succeeded": {"complete", "completed", "done", "finished", "ready", "succeeded", "success"},
    "failed": {"aborted", "cancelled", "canceled", "error", "errored", "expired", "failed", "failure", "rejected"},
}
_MEANINGS = {"working": "still goes on", "succeeded": "has succeeded", "failed": "has failed"}


def repair(draft: Draft) -> None:
    """Let the rest of the description follow an edit."""
    _mend_pages(draft)
    _mend_jobs(draft)
    _list_missing(draft)
    complete_links(draft)
    _drop_unused(draft)
    _mend_examples(draft)


def _list_missing(draft: Draft) -> None:
    """Let an operation say that it may not find what its body names, which may have come to the API only now."""
    for operation in operations(draft.spec):
        if "404" not in operation.raw["responses"] and named_resources(draft.spec, operation):
            statuses.add_status(draft, "404", [operation])


def _drop_unused(draft: Draft) -> None:
    used = {operation.tag for operation in operations(draft.spec)}
    draft.spec["tags"] = [tag for tag in draft.spec["tags"] if tag["name"] in used]
    while True:
        found = set(references(draft.spec))
        unused = [
            (section, name)
            for section in _SECTIONS
            for name in draft.components(section)
            if join("#/components", section, name) not in found
        ]
        for section, name in unused:
            del draft.components(section)[name]
        if not unused:
            return


def _mend_pages(draft: Draft) -> None:
    for operation in operations(draft.spec):
        schema = draft.home(answer_schema(draft.spec, operation) or {})
        page = schema.get("x-page")
        if not isinstance(page, dict):
            continue
        query = {parameter["name"] for parameter in operation.parameters if parameter.get("in") == "query"}
        is_whole = all(_type_at(draft, schema, page[key]) == "integer" for key in ("page", "pages"))
        if page["parameter"] not in query or page["items"] not in schema["properties"] or not is_whole:
            del schema["x-page"]
            draft.say(Kind.DECIDE, operation.pointer, f"{operation.title} has no pages any more, as it seems.")
            continue
        if page.get("limit") not in query:
            page.pop("limit", None)
        item = properties(draft.spec, schema["properties"][page["items"]].get("items", {}))
        if "created" in page and page["created"] not in item:
            text = f"The items were made at {page['created']}, which is gone: nothing tells any more when, as it seems."
            draft.say(Kind.DECIDE, operation.pointer, text)
            del page["created"]


def _type_at(draft: Draft, schema: Object, path: str) -> object:
    """Return the type of the property that a pointer such as `/pagination/page` leads to, if there is one."""
    for key in tokens(path):
        schema = properties(draft.spec, schema).get(key, {})
    return schema.get("type")


def _mend_jobs(draft: Draft) -> None:
    """Sort new values of a status into what x-job knows, by what they mean in English."""
    for node in objects(draft.spec, "schema"):
        job = node.value.get("x-job")
        if not isinstance(job, dict):
            continue
        here, fields = join(node.pointer, "x-job"), properties(draft.spec, node.value)
        if job["status"] not in fields:
            del node.value["x-job"]
            draft.say(Kind.DECIDE, node.pointer, f"Without {job['status']}, this is taken for no job any more.")
            continue
        for key in (key for key in JOB_ENDS if key in job and job[key] not in fields):
            text = f"The {key} of a job was {job[key]}, which is gone: a job has no {key} any more, as it seems."
            draft.say(Kind.DECIDE, here, text)
            del job[key]
        known = fields[job["status"]].get("enum", [])
        for state in _STATES:
            job[state] = [value for value in job[state] if value in known]
        for value in known:
            if value not in [listed for state in _STATES for listed in job[state]]:
                state = next((state for state, names in _STATES.items() if names & set(words(value))), "")
                job[state or "working"].append(value)
                text = f"The status {value} is taken to mean that a job {_MEANINGS[state or 'working']}."
                draft.say(Kind.CHECK if state else Kind.DECIDE, here, text)


def _mend_examples(draft: Draft) -> None:
    for node in list(objects(draft.spec, "media type", "parameter", "schema")):
        schema = node.value if node.kind == "schema" else node.value.get("schema", {})
        if "example" in node.value:
            node.value["example"] = mend(draft.spec, schema, node.value["example"])
        examples = node.value.get("examples", {})
        if isinstance(examples, list):
            node.value["examples"] = [mend(draft.spec, schema, found) for found in examples]
        named = examples.values() if isinstance(examples, dict) else ()
        for found in (found for found in named if "value" in found):
            found["value"] = mend(draft.spec, schema, found["value"])
