"""Hints that name a value which the page has taken away: what may stand in their place, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, set_tag
from scripts.proposals.shapes import ordered
from scripts.spec import Object, Operation, answer_schema, join, objects, operations, properties

Change = Callable[[Draft], None]


@dataclass(frozen=True)
class Orphan:
    """A property that is present with a value of another one, which can no longer have it.

    Attributes:
        owner: the pointer of the schema that has both.
        name: the property.
        other: the other one.
        value: the value.
        new: the value that has come in its place, or empty.
    """

    owner: str
    name: str
    other: str
    value: str
    new: str

    def solutions(self) -> Iterator[Change]:
        """Yield what can be done about it."""
        if self.new:
            yield self._follow
        yield self._drop
        yield self._contradict

    def _follow(self, draft: Draft) -> None:
        field = draft.at(self.owner)["properties"][self.name]
        field["x-present-when"] = {self.other: self.new}
        self._say(draft, f"{self.value} seems to be called {self.new} now.")

    def _drop(self, draft: Draft) -> None:
        del draft.at(self.owner)["properties"][self.name]["x-present-when"]
        self._say(draft, f"{self.other} is never {self.value} here, so nothing tells when {self.name} is present.")

    def _contradict(self, draft: Draft) -> None:
        """The page goes on to name the value that it has taken away."""
        fields = draft.at(self.owner)["properties"]
        del fields[self.name]["x-present-when"]
        says = f"only when {self.other} is {self.value}"
        set_tag(fields[self.name], "presence", f"corrected: the page says {says}, which is no value of it here")
        fields[self.name] = ordered(fields[self.name])
        self._say(draft, f"The page says that {self.name} is there {says}, which it never is here; it may be there.")

    def _say(self, draft: Draft, text: str) -> None:
        draft.say(Kind.DECIDE, join(self.owner, "properties", self.name), text)


def find_orphans(spec: Object, before: Object) -> Iterator[Orphan]:
    """Yield each condition that cannot be met; compare with the description as it was before."""
    former = {node.pointer: node.value for node in objects(before, "schema")}
    for node in objects(spec, "schema"):
        fields = properties(spec, node.value)
        was = properties(before, former.get(node.pointer, {}))
        for name, field in node.value.get("properties", {}).items():
            for other, value in field.get("x-present-when", {}).items():
                values = fields.get(other, {}).get("enum", [])
                if value not in values:
                    new = _successor(value, was.get(other, {}).get("enum", []), values)
                    yield Orphan(node.pointer, name, other, value, new)


def mend_settled(draft: Draft, before: Object) -> None:
    """Let what tells that an operation has happened before follow the values; drop it where nothing shows them."""
    every = list(operations(draft.spec))
    for operation in every:
        settled = operation.raw.get("x-settled-when")
        if not isinstance(settled, dict):
            continue
        here = [other for other in every if (other.operation_id, other.path) == (settled["operation"], operation.path)]
        shown = _fields(draft.spec, here)
        was = _fields(before, [other for other in operations(before) if other.operation_id == settled["operation"]])
        for name, value in settled["values"].items():
            values = shown.get(name, {}).get("enum", [])
            if value not in values:
                settled["values"][name] = _successor(value, was.get(name, {}).get("enum", []), values)
        if not all(settled["values"].values()):
            del operation.raw["x-settled-when"]
            text = f"{operation.title} can no longer tell whether it has happened before: its path does not show it."
            draft.say(Kind.DECIDE, operation.pointer, text)


def _fields(spec: Object, found: Sequence[Operation]) -> Object:
    """Return what the first of these operations answers."""
    return properties(spec, answer_schema(spec, found[0]) or {}) if found else {}


def _successor(value: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Return the one value that has come where only this one went; empty when there is no such."""
    came = [found for found in new if found not in old]
    return came[0] if len(came) == 1 and [found for found in old if found not in new] == [value] else ""
