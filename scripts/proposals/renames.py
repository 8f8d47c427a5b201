"""Recognise what the page only calls by another name: something that went while something like it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.docs.facts import describe
from scripts.docs.findings import Action, Finding
from scripts.docs.page import is_operation
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, rename, split
from scripts.spec import Object

_BODIES = ("request", "answer", "body")


@dataclass(frozen=True)
class Rename:
    """Something that went, and what may be its new name."""

    gone: Finding
    came: Finding
    is_certain: bool  # nothing else may be

    @property
    def is_field(self) -> bool:
        """Is this about a field?"""
        subject = self.gone.subjects[0]
        return len(subject) > 2 and subject[1] in _BODIES

    def tell(self, draft: Draft) -> None:
        """Say that a person has to judge."""
        draft.index = self.came.index
        taken = "it is taken for that" if self.is_field and self.is_certain else "one is removed and the other added"
        gone, came = describe(self.gone.subjects[0]), self.came.subjects[0]
        name = describe(came) if is_operation(came) and len(came) == 1 else came[-1]
        draft.say(Kind.DECIDE, self.gone.pointer, f"It may be that {gone} is called {name} now: {taken}.")


def find_renames(findings: Sequence[Finding]) -> list[Rename]:
    """Return what may have been renamed: pairs of the same kind in the same place."""
    whole = [finding for finding in findings if finding.facet == "existence" and finding.subjects]
    gone = [finding for finding in whole if finding.action is Action.REMOVE]
    came = [finding for finding in whole if finding.action is Action.ADD]
    pairs = [(one, other) for one in gone for other in came if _are_alike(one, other)]
    return [Rename(one, other, sum(one is pair[0] or other is pair[1] for pair in pairs) == 1) for one, other in pairs]


def rename_field(draft: Draft, change: Rename) -> None:
    """Give a field its new name, wherever the schema speaks of it."""
    old, new = change.gone.subjects[0][-1], change.came.subjects[0][-1]
    container, _ = split(change.gone.pointer)
    schema: Object = draft.at(split(container)[0])
    rename(schema["properties"], old, new)
    if "required" in schema:
        schema["required"] = [new if name == old else name for name in schema["required"]]
    hints = [schema.get("x-page", {}), schema.get("x-job", {})]
    for hint in hints:
        hint |= {key: new for key, value in hint.items() if value == old}
    for field in schema["properties"].values():
        if old in field.get("x-present-when", {}):
            rename(field["x-present-when"], old, new)


def _are_alike(gone: Finding, came: Finding) -> bool:
    one, other = gone.subjects[0], came.subjects[0]
    if is_operation(one) and len(one) == len(other) == 1:
        return one[0].split(" ")[0] == other[0].split(" ")[0] and _names(gone.old) == _names(came.new)
    if len(one) < 3 or one[:-1] != other[:-1]:
        return False
    return one[1] == "query" or (one[1] in _BODIES and _is_compatible(gone.old, came.new))


def _names(tree: Mapping[str, Any]) -> list[list[str]]:
    parts = tree.get("parts", {})
    return [sorted(parts.get(part, {}).get("parts", {})) for part in ("request", "answer")]


def _is_compatible(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("parts", {}).keys() != other.get("parts", {}).keys():
        return False
    return all(one.get(facet) == other.get(facet) for facet in ("type", "values"))
