"""Take out of the description what the page no longer states."""

from __future__ import annotations

from scripts.docs.findings import Finding
from scripts.docs.page import is_operation
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, Unedited, operation_of, rename, split
from scripts.proposals.facets import set_presence
from scripts.spec import Object, operations
from scripts.spec_operations import ALWAYS

_KEPT = (*ALWAYS, "404")
_STILL = "inferred: the docs listed it once, and any HTTP server may answer so"


def remove(draft: Draft, finding: Finding) -> None:
    """Take out what a finding is about. Raises Unedited when the description needs it."""
    container, key = split(finding.pointer)
    match finding.subjects[0]:
        case subject if len(subject) == 1 and is_operation(subject):
            del draft.at(container)[key]
            if not any("responses" in node for node in draft.at(container).values() if isinstance(node, dict)):
                above, path = split(container)
                del draft.at(above)[path]
        case (_, "query", _):
            del draft.at(container)[int(key)]
            if not draft.at(container):
                above, parameters = split(container)
                del draft.at(above)[parameters]
        case (_, "request" | "answer"):
            del draft.at(container)[key]
        case (name, "success"):
            responses = operation_of(draft, name).raw["responses"]
            rename(responses, key, "200")
            draft.say(Kind.CHECK, container, f"The page no longer says that {name} answers with {key}; 200 is assumed.")
        case ("statuses", status):
            _remove_status(draft, status)
        case ("servers", _):
            del draft.at(container)[int(key)]
        case (_, "request" | "answer" | "body", *_):
            _remove_field(draft, container, key)
        case _:
            raise Unedited("The description needs this; say in it what holds now.")


def _remove_field(draft: Draft, container: str, key: str) -> None:
    if key == "items":
        raise Unedited("An array needs items; say what it holds now.")
    del draft.at(container)[key]
    schema: Object = draft.at(split(container)[0])
    set_presence(schema, key, "optional")


def _remove_status(draft: Draft, status: str) -> None:
    if status.startswith("2"):
        raise Unedited(f"Say what the operations answer with instead of {status}.")
    for operation in operations(draft.spec):
        response = operation.raw["responses"].get(status)
        if response is None:
            continue
        if status in _KEPT:  # a server may answer so whatever the page says
            home = draft.home(response)
            home.setdefault("x-evidence", _STILL)
        else:
            del operation.raw["responses"][status]
    if status in _KEPT:
        draft.say(Kind.CHECK, "#/components/responses", f"The page no longer lists {status}, which stays as inferred.")
