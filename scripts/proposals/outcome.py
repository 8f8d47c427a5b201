"""A proposal as text: the edited description, the difference, and what a person is told."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.docs.lock import Row
from scripts.docs.page import Page
from scripts.proposals.decisions import NOWHERE, Decision, Kind
from scripts.proposals.propose import Proposal, propose
from scripts.proposals.rewrite import RewriteError, rewrite
from scripts.spec import Object, SpecError
from scripts.spec_check import check

NAME = "spec/twintone.yaml"
_TITLES = {
    Kind.CHECK: "Decided for you; check these",
    Kind.READ: "For you to read: where the description should follow, edit it",
    Kind.DECIDE: "For you to decide; the proposal holds one answer",
    Kind.LEFT: "For you to edit; nothing was done about these",
}


@dataclass(frozen=True)
class Outcome:
    """A proposal as text.

    Attributes:
        page: the page that it follows.
        proposal: the edits as data.
        old: the text of the description.
        new: the text that it should have.
    """

    page: Page
    proposal: Proposal
    old: str
    new: str

    @property
    def diff(self) -> str:
        """The edits line by line, as git shows them."""
        old, new = self.old.splitlines(keepends=True), self.new.splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, new, f"a/{NAME}", f"b/{NAME}"))

    @property
    def size(self) -> str:
        """How many lines come and go."""
        lines = self.diff.splitlines()[2:]
        return f"+{sum(line[0] == '+' for line in lines)} -{sum(line[0] == '-' for line in lines)}"

    def of(self, kind: Kind) -> list[Decision]:
        """Return what a person is told in this way."""
        return [decision for decision in self.proposal.decisions if decision.kind is kind]

    def hindrances(self, *, accept: bool) -> Iterator[str]:
        """Yield why the edits cannot be applied yet.

        Args:
            accept: whether a person agrees with what is for them to decide.
        """
        if broken := [decision for decision in self.of(Kind.LEFT) if decision.index == NOWHERE]:
            yield f"The proposal breaks {len(broken)} rule(s) of the description: edit {NAME} by hand."
        if (count := len(self.of(Kind.DECIDE))) and not accept:
            yield f"{count} decision(s) are yours: edit {NAME} by hand, or take the answers above with ACCEPT=1."

    def told(self) -> str:
        """Return all that a person is told, by kind."""
        blocks = []
        for kind, title in _TITLES.items():
            if decisions := self.of(kind):
                lines = [f"  {self._line(found):>9}  {found.pointer}\n{'':13}{found.text}" for found in decisions]
                blocks.append("\n".join([f"{title}:", *lines]))
        return "\n\n".join(blocks)

    def data(self) -> dict[str, Any]:
        """Return the same for programs."""
        return {
            "size": self.size,
            "diff": self.diff,
            "decisions": [
                {"kind": found.kind.value, "line": self._number(found), "pointer": found.pointer, "text": found.text}
                for found in self.proposal.decisions
            ],
        }

    def write(self, folder: Path) -> None:
        """Store the edited description and the difference."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "proposal.yaml").write_text(self.new, encoding="utf-8")
        (folder / "proposal.diff").write_text(self.diff, encoding="utf-8")
        report = json.dumps(self.data()["decisions"], ensure_ascii=False, indent=2)
        (folder / "decisions.json").write_text(f"{report}\n", encoding="utf-8")

    def _number(self, decision: Decision) -> int | None:
        is_line = 0 <= decision.index < len(self.page.lines)
        return self.page.lines[decision.index].number if is_line else None

    def _line(self, decision: Decision) -> str:
        number = self._number(decision)
        return f"line {number}" if number else ""


def make_outcome(text: str, spec: Object, page: Page, lock: Sequence[Row]) -> Outcome:
    """Return what a description, as text and as data, should say to be true to a page. Raises SpecError."""
    if problems := check(spec):
        raise SpecError("\n".join(["The description does not pass its checks; correct it first:", *problems]))
    proposal = propose(spec, page, lock)
    try:
        return Outcome(page, proposal, text, rewrite(text, spec, proposal.spec, proposal.headings))
    except RewriteError as error:
        raise SpecError(str(error)) from error
