"""Change what the description says of something that the page states in another way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scripts.docs.compare import show
from scripts.docs.findings import Finding
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, Unedited, drop_tag, rename, set_tag, split
from scripts.proposals.owners import owner_of
from scripts.proposals.shapes import Tree, field_schema, ordered
from scripts.spec import Object, operations, resolve, tokens

_SILENT = "inferred: the docs said so once and are silent now"


def change(draft: Draft, finding: Finding, tree: Tree) -> None:
    """Change one facet of what a finding is about. Raises Unedited when only a person can."""
    subject, facet = finding.subjects[0], finding.facet
    if facet == "value":
        set_value(draft, finding.pointer, finding.new)
    elif facet == "status":
        _set_status(draft, finding)
    elif subject == ("header",):
        draft.at(finding.pointer)["name"] = finding.new
    elif finding.new is None:
        _keep(draft, finding)
    elif facet == "presence":
        _change_presence(draft, finding)
    elif facet == "values" and "enum" in draft.at(finding.pointer):
        _change_values(draft, finding)
        _drop_tags(draft, finding)
    elif "query" in subject:
        _change_parameter(draft, finding)
    elif facet in ("type", "values", "format"):
        _rebuild(draft, finding, tree)
    else:
        raise Unedited("No edit of the description follows from this by itself.")


def _change_values(draft: Draft, finding: Finding) -> None:
    schema = draft.at(finding.pointer)
    gone = [value for value in schema["enum"] if value not in finding.new]
    came = [value for value in finding.new if value not in schema["enum"]]
    schema["enum"] = list(finding.new)
    if gone and came:
        text = f"It may be that {', '.join(gone)} is called {', '.join(came)} now: one is removed and the other added."
        draft.say(Kind.DECIDE, finding.pointer, text)


def set_value(draft: Draft, pointer: str, value: object) -> None:
    """Set a single value, such as a limit or a base URL."""
    if value is None:
        raise Unedited("The description needs this; say in it what holds now.")
    container, key = split(pointer)
    if tokens(pointer)[0] == "servers":
        _move(draft, draft.at(pointer), str(value))
    else:
        draft.at(container)[key] = value


def contradict(draft: Draft, finding: Finding, others: Sequence[Any]) -> None:
    """Keep what the description says, because the page says it too, and quote in its evidence what else the page says.

    Raises Unedited where the page should say a thing only once.
    """
    draft.index = finding.index
    text = f"corrected: the page says {show(finding.old)} in one place, and in another {' or '.join(map(show, others))}"
    match finding.subjects[0]:
        case ("limits", name):
            set_tag(draft.at("#/x-limits"), name, text)
        case ("header",):
            draft.at(finding.pointer)["x-evidence"] = text
        case ("contact",):
            draft.at(split(finding.pointer)[0])["x-evidence"] = text
        case _:
            raise Unedited("Nothing but a person can say which of the two holds.")
    says = f"{show(finding.old)} is kept, and the evidence quotes {' and '.join(map(show, others))}"
    draft.say(Kind.DECIDE, finding.pointer, f"The page contradicts itself: {says}.")


def _move(draft: Draft, server: Object, url: str) -> None:
    """Change a base URL, also where the evidence of an operation quotes it."""
    old, new = urlsplit(server["url"]).path.rstrip("/"), urlsplit(url).path.rstrip("/")
    server["url"] = url
    for operation in operations(draft.spec):
        tags = operation.raw.get("x-evidence")
        if old and isinstance(tags, dict):
            tags |= {facet: str(why).replace(f"{old}/", f"{new}/") for facet, why in tags.items()}
    if "x-evidence" in server:
        draft.say(Kind.CHECK, "#/servers/0/x-evidence", "See whether the evidence of the base URL still holds.")


def set_presence(schema: Object, name: str, presence: object) -> None:
    """Say when a property of a schema is there: always, perhaps, or with a value of another one."""
    field = schema.get("properties", {}).get(name)
    required = [other for other in schema.get("required", []) if other != name]
    if presence == "required":
        order = list(schema["properties"])
        required = sorted([*required, name], key=order.index)
    if required and required != schema.get("required"):
        schema["required"] = required
        _in_order(schema)
    elif not required:
        schema.pop("required", None)
    if field is not None:
        field.pop("x-present-when", None)
        if isinstance(presence, dict):
            field["x-present-when"] = dict(presence)
            _in_order(field)


def _in_order(node: Object) -> None:
    found = ordered(node)
    node.clear()
    node.update(found)


def _set_status(draft: Draft, finding: Finding) -> None:
    container, status = split(finding.pointer)
    if finding.new is None:
        raise Unedited("Say which status this operation answers with.")
    drop_tag(draft.at(finding.pointer), "")
    rename(draft.at(container), status, str(finding.new))


def _keep(draft: Draft, finding: Finding) -> None:
    """The page has become vaguer: what it said before is still the best guess."""
    for pointer in finding.places:
        set_tag(draft.at(pointer), finding.facet, _SILENT)
        if "schema" not in draft.at(pointer):
            _in_order(draft.at(pointer))
    text = f"The page no longer gives the {finding.facet}; what it said before is kept, as inferred."
    draft.say(Kind.DECIDE, finding.pointer, text)


def _change_presence(draft: Draft, finding: Finding) -> None:
    node = draft.at(finding.places[0])
    if "query" in finding.subjects[0]:
        node.pop("required", None)
        if finding.new == "required":
            items = [*node.items()]
            node.clear()
            node.update({**dict(items[:2]), "required": True, **dict(items[2:])})
    else:
        container, name = split(finding.places[0])
        set_presence(draft.at(split(container)[0]), name, finding.new)
    _drop_tags(draft, finding)


def _change_parameter(draft: Draft, finding: Finding) -> None:
    node = draft.at(finding.places[0])
    if finding.facet == "name":
        node["name"] = finding.new
    else:
        schema = dict(resolve(draft.spec, node["schema"]))
        made = {"type": finding.new} if finding.facet == "type" else {**schema, "enum": list(finding.new)}
        node["schema"] = ordered({key: made[key] for key in made if key not in ("description", "x-evidence")})
    _drop_tags(draft, finding)


def _rebuild(draft: Draft, finding: Finding, tree: Tree) -> None:
    """Write a field anew from what the page shows; its description stays."""
    subject = finding.subjects[0]
    container, name = split(finding.places[0])
    if name == "items":
        draft.at(container)["items"] = {key: tree[key] for key in ("type", "format") if key in tree}
        return
    schema: Object = draft.at(split(container)[0])
    old = resolve(draft.spec, schema["properties"][name])
    owner = owner_of(draft, subject, split(container)[0])
    node = field_schema(draft, owner, subject[-1], tree)
    if "$ref" not in node or "description" in node:
        node["description"] = old.get("description", node.get("description"))
    draft.at(container)[name] = node


def _drop_tags(draft: Draft, finding: Finding) -> None:
    for pointer in finding.places:
        drop_tag(draft.at(pointer), finding.facet)
