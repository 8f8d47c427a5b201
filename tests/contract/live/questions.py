"""The open questions of the spec: what it only infers, what was seen of that, and the edit that follows.

They are derived from the `x-evidence` tags, so a new guess in the spec is a new question by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from scripts import spec as specs
from scripts.evidence import Tag, tags
from scripts.spec import Object, join


class Verdict(Enum):
    """What was seen says about a guess of the spec."""

    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "still open"


@dataclass(frozen=True)
class Edit:
    """A change of the spec.

    Args:
        pointer: what to change.
        value: what to write there; None writes nothing.
        action: `set`, `remove`, `rename` (the last key becomes `value`), or `do` (`value` says what, in words).
    """

    pointer: str
    value: object = None
    action: str = "set"

    @property
    def line(self) -> str:
        """The line to write, or what to do, in words."""
        key = specs.tokens(self.pointer)[-1]
        if self.action == "set":
            return f"`{key}: {json.dumps(self.value, ensure_ascii=False)}`"
        if self.action == "rename":
            return f"rename `{key}` to `{self.value}`"
        return f"remove `{key}`" if self.action == "remove" else str(self.value)


@dataclass(frozen=True)
class Observation:
    """What was seen of one guess.

    Args:
        verdict: what it says.
        seen: what was seen, or why nothing was, in a few words that quote no value.
        edits: what has to change in the spec, its evidence apart.
        stands: whether the spec still states the fact after these edits, so that evidence can be given for it.
        kind: which kind of evidence it is.
    """

    verdict: Verdict
    seen: str
    edits: tuple[Edit, ...] = ()
    stands: bool = True
    kind: str = "observed"


def agrees(seen: str) -> Observation:
    """What was seen is what the spec says."""
    return Observation(Verdict.AGREES, seen)


def differs(seen: str, *edits: Edit, stands: bool = True) -> Observation:
    """What was seen is not what the spec says."""
    return Observation(Verdict.DIFFERS, seen, edits, stands)


def still_open(why: str) -> Observation:
    """Nothing was seen that tells."""
    return Observation(Verdict.OPEN, why)


@dataclass(frozen=True)
class Outcome:
    """A question of the spec and its answer."""

    tag: Tag
    question: str
    verdict: Verdict
    seen: str
    edits: tuple[Edit, ...]


def open_tags(spec: Object) -> list[Tag]:
    """What the spec believes without having it from the docs or from the live API."""
    return [tag for tag in tags(spec) if tag.kind != "observed"]


def outcome(spec: Object, tag: Tag, observed: Observation, date: str) -> Outcome:
    """The answer to a question, with the change of the evidence that follows.

    Args:
        spec: the description.
        tag: the guess.
        observed: what was seen of it.
        date: the day, as in 2026-01-15.
    """
    edits: tuple[Edit, ...] = ()
    if any(edit.action == "do" for edit in observed.edits):
        edits = observed.edits  # somebody has to decide first
    elif observed.verdict is not Verdict.OPEN:
        edits = (_evidence(spec, tag, observed, date), *observed.edits)
    return Outcome(tag, question(spec, tag), observed.verdict, observed.seen, edits)


def _evidence(spec: Object, tag: Tag, observed: Observation, date: str) -> Edit:
    pointer = join(tag.pointer, "x-evidence")
    alone = not tag.facet or len(specs.at(spec, pointer)) == 1
    if not observed.stands:
        return Edit(pointer if alone else join(pointer, tag.facet), action="remove")
    text = f"{observed.kind}: {observed.seen}, {date}"
    return Edit(join(pointer, tag.facet) if tag.facet else pointer, text)


_FACETS = {
    "type": "Of which type is {}?",
    "format": "In which format does {} come?",
    "values": "Which values can {} have?",
    "bounds": "Does {} keep to its bounds?",
    "presence": "When is {} present?",
    "name": "What is {} called?",
}


def question(spec: Object, tag: Tag) -> str:
    """The question that a guess leaves open, as people ask it."""
    match specs.tokens(tag.pointer):
        case ["components", "parameters", *_]:
            name = f"the query parameter `{specs.at(spec, tag.pointer)['name']}`"
            found = _FACETS.get(tag.facet, "Is there {}?").format(name)
        case ["paths", path, method, "responses", status, *_]:
            found = f"When does {method.upper()} {path} answer {status}?"
            if status.startswith("2"):
                found = f"With which status does {method.upper()} {path} succeed?"
        case ["paths", path, method]:
            found = f"Is {method.upper()} {path} its address?"
        case ["components", "responses", name, *_]:
            found = f"Does the answer `{name}` come as described?"
        case ["components", "schemas", *rest]:
            label = f"`{'.'.join(key for key in rest if key != 'properties')}`"
            found = _FACETS.get(tag.facet, "Does {} look as described?").format(label)
            if tag.facet == "presence" and len(rest) == 1:
                found = f"Which fields does {label} need?"
        case ["servers", *_]:
            found = "Is this the base URL?"
        case keys:
            found = f"Is `{'/'.join(keys)}` right?"
    return found
