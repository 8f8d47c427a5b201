"""Findings: which rule was broken, what was seen, and which facts of the spec the rule rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from scripts.evidence import Tag, nearest
from scripts.spec import Object
from tests.contract.exchange import Exchange


@dataclass(frozen=True)
class Place:
    """A fact of the spec: a JSON pointer to an object, and which facet of it."""

    pointer: str
    facet: str = "existence"


@dataclass(frozen=True)
class Finding:
    """A rule that an answer broke.

    Args:
        rule: the rule's name, a key of `RULES`.
        message: what was seen, in a sentence.
        places: the facts of the spec that the rule rests on here. None of them: it is plain HTTP, or the server
            contradicts itself.
        operation: the operationId, or the method and path when there is none.
        steps: the exchanges that show it, the last one being that which broke the rule.
    """

    rule: str
    message: str
    places: tuple[Place, ...]
    operation: str
    steps: tuple[Exchange, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What findings of the same kind have in common."""
        return (self.rule, self.operation, self.places)


class Grade(Enum):
    """How bad a finding is."""

    BROKEN = "BROKEN CONTRACT"
    OUTDATED = "SPEC NEEDS UPDATE"


@dataclass(frozen=True)
class Verdict:
    """A finding's grade; `place` and `tag` name the fact that the docs do not state, if there is one."""

    grade: Grade
    place: Place | None = None
    tag: Tag | None = None


def judge(spec: Object, finding: Finding, confirmed: Collection[str]) -> Verdict:
    """Grades a finding by the evidence for the facts that it rests on.

    Args:
        spec: the description, as loaded from spec/twintone.yaml.
        finding: what was found.
        confirmed: pointers of objects that the server has shown to know, whatever their evidence says: a parameter
            whose wrong values it refuses, for example.
    """
    for place in finding.places:
        if place.pointer in confirmed:
            continue
        tag = nearest(spec, place.pointer, place.facet)
        if tag is not None and tag.kind != "observed":
            return Verdict(Grade.OUTDATED, place, tag)
    return Verdict(Grade.BROKEN, finding.places[0] if finding.places else None)
