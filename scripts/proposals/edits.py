"""Carry out a finding: one edit of the description for each kind of thing that the page states or drops."""

from __future__ import annotations

from scripts.docs.facts import Subject
from scripts.docs.findings import Action, Finding
from scripts.docs.page import is_operation
from scripts.proposals import bodies, facets, removals, statuses
from scripts.proposals.acts import act_of
from scripts.proposals.additions import add_operation
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, Unedited, drop_tag, insert, operation_of, split
from scripts.proposals.names import words
from scripts.proposals.owners import owner_of
from scripts.proposals.parameters import add_parameter, replace_parameter
from scripts.proposals.shapes import Tree, field_schema
from scripts.proposals.texts import REQUEST
from scripts.spec import Object, join, operations

EXISTENCE = "existence"


def edit(draft: Draft, finding: Finding, tree: Tree, before: str) -> None:
    """Carry out a finding.

    Args:
        draft: the description, which is changed.
        finding: what was found.
        tree: all that the page says of its first subject.
        before: the name of what stands before the subject on the page, among its kind.

    Raises:
        Unedited: only a person can do this.
    """
    draft.index = finding.index
    if finding.action in (Action.CORRECTED, Action.NEW_LINE, Action.VANISHED_LINE) or not finding.subjects:
        raise Unedited("What follows from this is for a person to say.")
    if finding.action is Action.PROMOTE:
        _promote(draft, finding, tree)
    elif finding.facet != EXISTENCE:
        facets.change(draft, finding, tree)
    elif finding.action is Action.ADD:
        _add(draft, finding, finding.subjects[0], tree, before)
    else:
        removals.remove(draft, finding)


def _add(draft: Draft, finding: Finding, subject: Subject, tree: Tree, before: str) -> None:
    match subject:
        case (name,) if is_operation(subject):
            add_operation(draft, name, tree)
        case (name, "query", _):
            add_parameter(draft, operation_of(draft, name), tree)
        case (name, "request" | "answer" as part):
            _add_body(draft, name, part, tree)
        case (name, "errors", status):
            statuses.add_status(draft, status, [operation_of(draft, name)])
            _name_no_longer(draft, status)
        case ("statuses", status) if status.startswith(("4", "5")):
            statuses.add_status(draft, status, list(operations(draft.spec)))
            text = f"The page does not say which operations answer with {status}; each does here."
            draft.say(Kind.CHECK, finding.pointer, text)
            _name_no_longer(draft, status)
        case ("servers", url):
            draft.spec["servers"].append({"url": url, "description": "Another base URL."})
            draft.say(Kind.CHECK, finding.pointer, f"Say what {url} is for; the client uses the first base URL.")
        case ("limits", _) | ("contact",) | ("version",):
            facets.set_value(draft, finding.pointer, tree["value"])
        case (_, "request" | "answer" | "body" | "example", *names) if names:
            _add_field(draft, finding, tree, before)
        case _:
            raise Unedited("No edit of the description follows from this by itself.")


def _name_no_longer(draft: Draft, status: str) -> None:
    """Point at descriptions of other answers that call a status unlisted."""
    for name, response in draft.components("responses").items():
        if status in words(response.get("description", "")):
            here = join("#/components/responses", name)
            draft.say(Kind.CHECK, here, f"This description speaks of {status}, which the docs list now.")


def _add_body(draft: Draft, name: str, part: str, tree: Tree) -> None:
    operation = operation_of(draft, name)
    text, content = bodies.body(draft, act_of(draft, operation), part, {part: tree})
    if part == REQUEST:
        insert(operation.raw, "requestBody", {"required": True, "description": text, "content": content})
        insert(operation.raw, "responses", operation.raw["responses"])
    else:
        status = next(status for status in operation.raw["responses"] if status.startswith("2"))
        draft.home(operation.raw["responses"][status])["content"] = content


def _add_field(draft: Draft, finding: Finding, tree: Tree, before: str) -> None:
    container, name = split(finding.pointer)
    if name == "items":
        draft.at(container)["items"] = {"type": tree.get("type", "string")}
        return
    here, _ = split(container)
    subject = finding.subjects[0]
    node = field_schema(draft, owner_of(draft, subject, here), subject[-1], tree)
    schema: Object = draft.at(here)
    insert(schema.setdefault("properties", {}), name, node, before)
    if tree.get("presence", "required") == "required":
        facets.set_presence(schema, name, "required")


def _promote(draft: Draft, finding: Finding, tree: Tree) -> None:
    match finding.subjects[0]:
        case (name, "query", parameter) if finding.facet == EXISTENCE:
            replace_parameter(draft, operation_of(draft, name), parameter, tree)
        case _:
            facet = "" if finding.facet == EXISTENCE else finding.facet
            node = draft.at(finding.pointer)
            is_whole = isinstance(node.get("x-evidence"), str)
            drop_tag(node, "" if is_whole else facet or EXISTENCE)
