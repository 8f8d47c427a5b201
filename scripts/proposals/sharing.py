"""Give a part of the API a schema of its own, where the page now says of it what it does not say of others."""

from __future__ import annotations

import copy

from scripts.docs.claims import Claims
from scripts.docs.facts import Subject
from scripts.docs.findings import Finding
from scripts.proposals.acts import act_of
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, operation_of
from scripts.proposals.names import free, participle, pascal
from scripts.proposals.shapes import ordered
from scripts.spec import JSON, Object, join, resolve, tokens

_SCHEMAS = "#/components/schemas"


def unshare(draft: Draft, claims: Claims, finding: Finding) -> bool:
    """Let the subjects of a finding refer to a copy of the schema that the finding is about.

    Returns:
        Whether there was a schema to copy.
    """
    keys = tokens(finding.pointer)
    if keys[:2] != ["components", "schemas"]:
        return False
    shared = join(_SCHEMAS, keys[2])
    uses = [use for subject in finding.subjects if (use := _use(draft, claims, subject, shared))]
    if not uses:
        return False
    schema = draft.at(shared)
    if "properties" not in schema:
        for use in uses:
            _inline(draft.at(use), draft)
    else:
        name = free(_name(draft, finding.subjects[0], keys[2]), draft.components("schemas"))
        reference = draft.add_component("schemas", name, copy.deepcopy(schema), after=keys[2])
        for use in uses:
            draft.at(use)["$ref"] = reference["$ref"]
    draft.say(Kind.CHECK, uses[0], f"The page says of this what it does not say of all that is a {keys[2]}.")
    return True


def _use(draft: Draft, claims: Claims, subject: Subject, shared: str) -> str:
    """Return where a subject, or what it is part of, refers to the shared schema; empty if nowhere."""
    for length in range(len(subject), 1, -1):
        claim = claims.get(subject[:length])
        if claim is None:
            continue
        pointers = [claim.pointer, join(claim.pointer, "items")] if length > 2 else [_body(draft, subject)]
        for pointer in pointers:
            if _reference(draft, pointer) == shared:
                return pointer
    return ""


def _reference(draft: Draft, pointer: str) -> object:
    *above, last = tokens(pointer)
    node = draft.at(join("#", *above))
    found = node.get(last) if isinstance(node, dict) else None
    return found.get("$ref") if isinstance(found, dict) else None


def _body(draft: Draft, subject: Subject) -> str:
    """Return where the schema of a request or an answer stands."""
    operation = operation_of(draft, subject[0])
    holder = join(operation.pointer, "requestBody")
    if subject[1] == "answer":
        status = next(status for status in operation.raw["responses"] if status.startswith("2"))
        holder = join(operation.pointer, "responses", status)
    return join(holder, "content", JSON, "schema")


def _inline(node: Object, draft: Draft) -> None:
    whole = ordered(resolve(draft.spec, node))
    node.clear()
    node.update(copy.deepcopy(whole))


def _name(draft: Draft, subject: Subject, shared: str) -> str:
    operation = operation_of(draft, subject[0])
    act = act_of(draft, operation)
    name = act.thing.name
    if len(subject) > 2:
        return f"{name}{pascal(act.verb)}{shared.removeprefix(name)}"
    return f"{name}{pascal(act.verb if subject[1] == 'request' else participle(act.verb))}"
