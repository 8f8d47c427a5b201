"""What a field that the page shows belongs to: the thing of its operation, or a part of that."""

from __future__ import annotations

from scripts.docs.facts import Subject
from scripts.docs.page import is_operation
from scripts.proposals.acts import act_of, subject_of
from scripts.proposals.draft import Draft, operation_of
from scripts.proposals.shapes import Owner, part_of
from scripts.spec import answer_schema, properties, resolve, tokens


def owner_of(draft: Draft, subject: Subject, pointer: str) -> Owner:
    """Return the owner of a field.

    Args:
        draft: the description.
        subject: the field.
        pointer: where the schema stands that has the field.
    """
    thing, name = subject_of(draft, subject[0]), tokens(pointer)[-1]
    items = _items(draft, subject)
    *above, _ = subject[2:]
    if above and above != [items]:
        return part_of(draft, thing, above[-1], name)
    return Owner(thing, name, is_answer=subject[1] == "answer", items=items)


def _items(draft: Draft, subject: Subject) -> str:
    """Return the array that lists what the answer of a field is about; empty if it lists nothing."""
    if subject[1] != "answer" or not is_operation(subject):
        return ""
    operation = operation_of(draft, subject[0])
    schema = resolve(draft.spec, answer_schema(draft.spec, operation) or {})
    fields = properties(draft.spec, schema) if act_of(draft, operation).verb == "list" else {}
    arrays = [name for name, field in fields.items() if "$ref" in field.get("items", {})]
    return str(schema["x-page"]["items"]) if "x-page" in schema else arrays[0] if len(arrays) == 1 else ""
