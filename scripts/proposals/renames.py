"""Recognise what the page only calls by another name: something that went while something like it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from scripts.docs.claims import Claims
from scripts.docs.facts import Subject, describe
from scripts.docs.findings import Action, Finding
from scripts.docs.page import is_operation
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, operation_of, rename, split
from scripts.proposals.moves import move_operation
from scripts.proposals.parameters import rename_parameter
from scripts.proposals.shapes import Tree
from scripts.spec import Object

_BODIES = ("request", "answer", "body")


@dataclass(frozen=True)
class Rename:
    """Something that went, and what may be its new name."""

    gone: Finding
    came: Finding
    is_certain: bool  # nothing else may be

    def tell(self, draft: Draft) -> None:
        """Say that a person has to judge."""
        draft.index = self.came.index
        taken = "it is taken for that" if self.is_certain else "one is removed and the other added"
        gone, came = describe(self.gone.subjects[0]), self.came.subjects[0]
        name = describe(came) if is_operation(came) and len(came) == 1 else came[-1]
        draft.say(Kind.DECIDE, self.gone.pointer, f"It may be that {gone} is called {name} now: {taken}.")

    def carry_out(self, draft: Draft, tree: Tree) -> None:
        """Give it its new name and keep all else. The tree is what the page says of it now."""
        subject, name = self.gone.subjects[0], self.came.subjects[0]
        if len(subject) == 1:
            move_operation(draft, operation_of(draft, subject[0]), name[0])
        elif subject[1] == "query":
            rename_parameter(draft, operation_of(draft, subject[0]), subject[2], tree)
        else:
            _rename_field(draft, self)


def find_renames(findings: Sequence[Finding], claims: Claims, operations: Iterable[str]) -> list[Rename]:
    """Return what may have been renamed: pairs of the same kind in the same place.

    Args:
        findings: what was found.
        claims: what the description says.
        operations: the operations that the page states.
    """
    whole = [finding for finding in findings if finding.facet == "existence" and finding.subjects]
    gone = [finding for finding in whole if finding.action is Action.REMOVE]
    came = [finding for finding in whole if finding.action is Action.ADD]
    paths = {name.partition(" ")[2] for name in operations}
    pairs = [(one, other) for one in gone for other in came if _are_alike(one, other, claims, paths)]
    return [Rename(one, other, sum(one is pair[0] or other is pair[1] for pair in pairs) == 1) for one, other in pairs]


def _rename_field(draft: Draft, change: Rename) -> None:
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


def _are_alike(gone: Finding, came: Finding, claims: Claims, paths: Set[str]) -> bool:
    one, other = gone.subjects[0], came.subjects[0]
    if is_operation(one) and len(one) == len(other) == 1:
        return _are_near(one[0], other[0], paths) and _is_shown(one, came.new, claims)
    if len(one) < 3 or one[:-1] != other[:-1]:
        return False
    if one[1] == "query":
        return came.new.get("values") in (None, gone.old.get("values"))
    return one[1] in _BODIES and _is_compatible(gone.old, came.new)


def _are_near(one: str, other: str, paths: Set[str]) -> bool:
    """Have they the same path, or the same method and the same resource, which may be called otherwise throughout?"""
    (verb, _, path), (new_verb, _, new_path) = one.partition(" "), other.partition(" ")
    (_, resource, *rest), (_, new_resource, *new_rest) = path.split("/"), new_path.split("/")
    is_left = any(known.split("/")[1] == resource for known in paths)
    is_same = resource == new_resource or (rest == new_rest and not is_left)
    return path == new_path or (verb == new_verb and is_same)


def _is_shown(operation: Subject, tree: Tree, claims: Claims) -> bool:
    """Does the page show the fields that it showed of an operation?"""
    for part in ("request", "answer"):
        place = (*operation, part)
        had = {own[2] for own, claim in claims.items() if own[:2] == place and len(own) == 3 and claim.tag is None}
        if had != set(tree.get("parts", {}).get(part, {}).get("parts", {})):
            return False
    return True


def _is_compatible(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("parts", {}).keys() != other.get("parts", {}).keys():
        return False
    return all(one.get(facet) == other.get(facet) for facet in ("type", "values"))
