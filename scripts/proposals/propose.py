"""Propose edits: carry out each finding on a copy of the description, and keep what brings it nearer to the page."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from scripts.docs.check import check
from scripts.docs.claims import read_claims
from scripts.docs.compare import compare
from scripts.docs.facts import Subject
from scripts.docs.findings import FACTS, Action, Finding
from scripts.docs.lock import Row
from scripts.docs.page import Page
from scripts.proposals.decisions import NOWHERE, Decision, Kind
from scripts.proposals.draft import Draft, Unedited, operation_of
from scripts.proposals.edits import edit
from scripts.proposals.facets import contradict
from scripts.proposals.orphans import find_orphans, mend_settled
from scripts.proposals.parameters import replace_parameter
from scripts.proposals.remarks import read_remarks
from scripts.proposals.renames import find_renames
from scripts.proposals.repairs import repair
from scripts.proposals.said import Said
from scripts.proposals.sharing import unshare
from scripts.spec import Object, SpecError, tokens
from scripts.spec_check import check as check_spec

_MOST_EDITS = 500
_Point = tuple[Subject, str, Action]  # what a finding is about


@dataclass(frozen=True)
class Proposal:
    """What a description should say to be true to a page.

    Attributes:
        spec: the edited description.
        headings: the titles of new sections in it, by pointer.
        findings: what was found about facts.
        decisions: what a person is told, in the order of the page.
    """

    spec: Object
    headings: dict[str, str]
    findings: list[Finding]
    decisions: list[Decision]


def propose(spec: Object, page: Page, lock: Sequence[Row]) -> Proposal:
    """Return what a description that passes its checks should say to be true to a page."""
    found = check(page, read_claims(spec), lock)
    work = _Work(spec, page)
    facts = [finding for finding in found if finding.action in FACTS]
    work.run(facts)
    draft = work.draft
    for finding in found:
        if finding.action not in FACTS:
            draft.index = finding.index
            draft.say(Kind.READ, finding.pointer, finding.message)
    for remark in read_remarks(page, lock, found, check(page, read_claims(draft.spec), lock)):
        draft.index = remark.index
        draft.say(remark.kind, remark.pointer, remark.text)
    for problem in check_spec(draft.spec):
        draft.index = NOWHERE
        pointer, _, text = problem.partition(": ")
        draft.say(Kind.LEFT, pointer, text)
    draft.tell_undescribed()
    decisions = sorted(draft.decisions, key=lambda decision: decision.index)
    return Proposal(draft.spec, draft.headings, facts, decisions)


class _Work:
    def __init__(self, spec: Object, page: Page) -> None:
        self.draft = Draft(copy.deepcopy(spec), frozenset(page.operations))
        self._before, self._page = spec, page
        self._found = self._findings(self.draft)
        self._said = Said(page)
        self._refused: dict[_Point, str] = {}
        self._done: set[_Point] = set()

    def run(self, findings: Sequence[Finding]) -> None:
        """Edit the draft until no edit brings it nearer to the page."""
        for change in find_renames(findings, read_claims(self._before), self._page.operations):
            change.tell(self.draft)
            if change.is_certain:
                tree = self._said.tree(change.came.subjects[0])
                self._attempt([change.gone, change.came], partial(change.carry_out, tree=tree))
        for _ in range(_MOST_EDITS):
            if not (rest := [finding for finding in self._found if not _points([finding]) <= self._refused.keys()]):
                break
            self._carry_out(rest[0])
        self._mend_hints()
        for finding in self._found:
            self.draft.index = finding.index
            why = next((self._refused[point] for point in _points([finding]) if point in self._refused), "")
            self.draft.say(Kind.LEFT, finding.pointer, f"{finding.message} {why}".strip())

    def _findings(self, draft: Draft) -> list[Finding]:
        return compare(self._page, read_claims(draft.spec))

    def _carry_out(self, finding: Finding) -> None:
        """Make the first edit that fits: everywhere, in this place alone, or in the evidence."""
        reasons = []
        for change in (self._edit, self._edit_alone, self._contradict):
            reasons.append(self._attempt([finding], partial(change, finding=finding)))
            if reasons[-1] is None:
                return
        self._refused |= dict.fromkeys(_points([finding]), reasons[0] or "")

    def _edit(self, draft: Draft, finding: Finding) -> None:
        subject = finding.subjects[0] if finding.subjects else ()
        before = self._said.before(subject, lambda name: _is_known(draft, finding, name)) if subject else ""
        edit(draft, finding, self._said.tree(subject), before)

    def _edit_alone(self, draft: Draft, finding: Finding) -> None:
        """Carry out a finding where it changes nothing that the page says of others."""
        draft.index = finding.index
        for subject in finding.subjects:
            if len(subject) == 3 and subject[1] == "query":
                replace_parameter(draft, operation_of(draft, subject[0]), subject[2], self._said.tree(subject))
                return
        if not unshare(draft, read_claims(draft.spec), finding):
            raise Unedited("Nothing else refers to this.")
        for other in self._findings(draft):
            if other.facet == finding.facet and set(other.subjects) & set(finding.subjects):
                self._edit(draft, other)
                return

    def _contradict(self, draft: Draft, finding: Finding) -> None:
        """Say that the page contradicts itself."""
        point = (finding.subjects, finding.facet, Action.CHANGE)
        others = [other.new for other in self._found if (other.subjects, other.facet, other.action) == point]
        if not finding.subjects or finding.new not in others:
            raise Unedited("The page does not say two things of this.")
        contradict(draft, finding, others)

    def _mend_hints(self) -> None:
        """Let hints follow that name a value which is gone."""
        self.draft.index = NOWHERE
        for orphan in list(find_orphans(self.draft.spec, self._before)):
            for solution in orphan.solutions():
                if self._attempt([], solution) is None:
                    break
        mend_settled(self.draft, self._before)

    def _attempt(self, findings: Sequence[Finding], change: Callable[[Draft], object]) -> str | None:
        """Make a change, and keep it if it settles the findings and raises no others; else return why not."""
        before, points = _points(self._found), _points(findings)
        if points & self._done:
            return "The page says two things of it."
        draft = self.draft.copy()
        try:
            change(draft)
            repair(draft)
            found = self._findings(draft)
        except (Unedited, SpecError) as error:
            return str(error)
        after = _points(found)
        if after & points or any(_is_other(point, findings) for point in after - before):
            return "The page contradicts itself: what follows from this line does not fit what it says elsewhere."
        self.draft, self._found = draft, found
        self._done |= points
        return None


def _points(findings: Sequence[Finding]) -> set[_Point]:
    return {(subject, finding.facet, finding.action) for finding in findings for subject in finding.subjects or [()]}


def _is_other(point: _Point, findings: Sequence[Finding]) -> bool:
    """Is this about something else than the findings, so that to settle them would harm it?

    What is no longer a guess may turn out to be another thing than was guessed.
    """
    subject, _, action = point
    for finding in findings:
        for own in finding.subjects:
            length = min(len(own), 2) if finding.action is Action.PROMOTE else len(own)
            if subject[:length] == own[:length]:
                return False
    return action is not Action.CORRECTED  # that is for a person anyway


def _is_known(draft: Draft, finding: Finding, name: str) -> bool:
    """Is there something of this name beside what a finding adds?"""
    *container, _ = tokens(finding.pointer)
    node: object = draft.spec
    for key in container:
        node = node.get(key) if isinstance(node, dict) else None
    return isinstance(node, dict) and name in node
