"""Bring everything up to date with the page: `python -m scripts.update DOCS [--apply] [--accept] [--tests ...]`.

Check the page, propose edits, apply them, accept the page, and let all else follow, down to the notes. It stops with a
sentence where a person has to decide, and goes on from there when it is run again. Nothing is committed.
"""

from __future__ import annotations

import argparse
import hashlib
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.docs.gaps import gaps_of
from scripts.docs.limit import EXPECTED, SECONDS, within
from scripts.docs.lock import read_lock
from scripts.docs.source import read_source
from scripts.generate import ROOT
from scripts.proposals.command import read_outcome
from scripts.proposals.decisions import Kind
from scripts.proposals.outcome import NAME, Outcome

CODE = ("overlay", "generated", "examples", "scripts", "tests")
_SUFFIXES = {"text": ".txt", "html": ".html", "markdown": ".md"}
TOUCHED = ("spec", "generated", "docs", "CHANGELOG.md")
UNDO = f"git checkout -- {' '.join(TOUCHED)} && git clean -fd generated && rm -f out/docs/unfinished"


class Stop(Exception):
    """A person has to do something; the message says what."""


@dataclass(frozen=True)
class Step:
    """Something that follows from an edited description.

    Attributes:
        name: what it is called.
        command: the program that does it.
        advice: what to do when it fails, as a sentence.
    """

    name: str
    command: Sequence[str]
    advice: str


Plan = Callable[[Path, Sequence[str]], Iterable[Step]]

# An operation that needs a handler is said in a sentence, and not as a traceback.
_SERVE = """\
import sys
from twintone.emulator import EmulatorError, create_app
try:
    create_app().state.world.store.close()
except EmulatorError as error:
    sys.exit(str(error))
"""


def steps(page: Path, tests: Sequence[str] = ()) -> Iterator[Step]:
    """Yield what follows once the description is true to a page, in order.

    Args:
        page: the page.
        tests: arguments for pytest.
    """
    python = sys.executable
    has_npx = shutil.which("npx") is not None
    make = ("make", "--no-print-directory", f"PY={python}")
    yield Step("evidence", (python, "-m", "scripts.evidence", "--write"), "Correct the evidence in the description.")
    # Early, because a test compares what was accepted with the description.
    accept = (python, "-m", "scripts.docs", "accept", str(page))
    yield Step("accept", accept, "Bring the description up to date by hand.")
    yield Step("generate", (python, "-m", "scripts.generate"), "Correct what cannot be compiled.")
    yield Step("emulator", (python, "-c", _SERVE), "The handlers are in overlay/twintone/emulator/handlers.py.")
    lint = (*make, "lint-spec") if has_npx else (python, "-m", "scripts.spec_check")
    yield Step("lint", lint, "Correct the description where the linters say so.")
    types = (*make, "types") if has_npx else (python, "-m", "mypy", *CODE)
    yield Step("types", types, "Correct the code by hand that uses what has changed.")
    pytest = (python, "-m", "pytest", "-q", "-n", "auto", *tests)
    yield Step("tests", pytest, "Let the tests, or the code, follow the description.")
    contract = (python, "-m", "tests.contract", "--strict")
    yield Step("contract", contract, "Let the emulator do what the description says now.")
    yield Step("notes", (python, "-m", "scripts.notes", "HEAD", "--write"), "Write CHANGELOG.md by hand.")


@dataclass(frozen=True)
class Project:
    """Where everything is."""

    root: Path

    @property
    def spec(self) -> Path:
        """The description."""
        return self.root / NAME

    @property
    def lock(self) -> Path:
        """The fingerprint of the page that was accepted last."""
        return self.root / "spec" / "docs.lock"

    @property
    def folder(self) -> Path:
        """Where the page, the proposal and what the steps print are stored."""
        return self.root / "out" / "docs"

    @property
    def unfinished(self) -> Path:
        """A file that is there while an update has begun and not ended; it knows the page that was agreed to."""
        return self.folder / "unfinished"

    def has_begun(self, page: Path) -> bool:
        """Has an update to this very page begun?"""
        return self.unfinished.exists() and self.unfinished.read_text(encoding="utf-8") == _digest(page)

    def begin(self, page: Path) -> None:
        """Note that an update to a page begins; tell what undoing it would lose besides."""
        command = ["git", "status", "--porcelain", "--", *TOUCHED]
        lines = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False).stdout.splitlines()
        if lines and not self.unfinished.exists():
            changed = ", ".join(line[3:] for line in lines)
            print(f"Not committed yet, so that undoing the update would lose it too: {changed}.")
        self.unfinished.write_text(_digest(page), encoding="utf-8")

    def save(self, docs: str) -> Path:
        """Store the page, so that all steps look at the same one; return where."""
        source = within(SECONDS, docs, lambda: read_source(docs))
        self.folder.mkdir(parents=True, exist_ok=True)
        page = self.folder / f"page{_SUFFIXES[source.markup]}"
        page.write_text(source.text, encoding="utf-8")
        return page

    def look(self, page: Path) -> Outcome:
        """Compare the page with the description; return what should change."""
        start = time.monotonic()
        outcome = read_outcome(str(page), self.spec, self.lock)
        outcome.write(self.folder)
        found = len(outcome.proposal.findings) + len(outcome.of(Kind.READ))
        _tell("check", "ok", f"{found} finding(s)")
        _tell("propose", "ok", f"{time.monotonic() - start:6.1f} s  {outcome.size} lines")
        return outcome

    def is_done(self, outcome: Outcome) -> bool:
        """Was all of this done before?"""
        rest = [decision for decision in outcome.proposal.decisions if decision.kind is not Kind.CHECK]
        is_accepted = not gaps_of(outcome.page, read_lock(self.lock))
        is_true = outcome.new == outcome.old and not rest and is_accepted and not self.unfinished.exists()
        return is_true and all(map(self._is_up_to_date, ("scripts.evidence", "scripts.generate")))

    def _is_up_to_date(self, module: str) -> bool:
        command = [sys.executable, "-m", module, "--check"]
        return subprocess.run(command, cwd=self.root, capture_output=True, check=False).returncode == 0

    def run(self, todo: Iterable[Step]) -> None:
        """Run the steps in order, each with its output in a file. Raises Stop at the first that fails."""
        for step in todo:
            start, log = time.monotonic(), self.folder / f"{step.name}.log"
            with log.open("wb") as output:
                command = list(step.command)
                done = subprocess.run(command, cwd=self.root, stdout=output, stderr=subprocess.STDOUT, check=False)
            _tell(step.name, "failed" if done.returncode else "ok", f"{time.monotonic() - start:6.1f} s")
            if done.returncode:
                said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-20:]
                how = "Stopped at" if done.returncode > 0 else f"Killed by signal {-done.returncode} at"
                raise Stop("\n".join([*said, f"{how} {step.name}; all that it said is in {log}. {step.advice}"]))


def main(argv: Sequence[str] | None = None, root: Path = ROOT, plan: Plan = steps) -> int:
    """Run the command; return 0, or 1 where a person has to do something."""
    parser = argparse.ArgumentParser(prog="python -m scripts.update", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("docs", metavar="DOCS", help="the page: a file or an http(s) address")
    parser.add_argument("--apply", action="store_true", help="edit the description and go on")
    parser.add_argument("--accept", action="store_true", help="agree with what is yours to decide or to read")
    parser.add_argument("--tests", default="", metavar="ARGS", help="arguments for pytest, such as '-k wait'")
    options = parser.parse_args(argv)
    try:
        _update(Project(root), plan, options)
    except (Stop, *EXPECTED) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _update(project: Project, plan: Plan, options: argparse.Namespace) -> None:
    page = project.save(options.docs)
    outcome = project.look(page)
    if project.is_done(outcome):
        print("The description is true to the page, and the page was accepted: there is nothing to do.")
        return
    if told := outcome.told():
        print(told)
    again = f"make update DOCS={shlex.quote(options.docs)} APPLY=1"
    if options.tests:
        again += f" ARGS={shlex.quote(options.tests)}"
    if stops := list(_stops(outcome, accept=options.accept or project.has_begun(page))):
        agree = "" if outcome.of(Kind.LEFT) else " ACCEPT=1"
        raise Stop("\n".join(["Stopped at propose; nothing was changed.", *stops, f"Then: {again}{agree}"]))
    if not options.apply:
        read = (
            f"Read {project.folder / 'proposal.diff'}, then" if outcome.diff else "The description is true to the page;"
        )
        print(f"{read} go on with: {again}{' ACCEPT=1' * options.accept}")
        return
    project.begin(page)
    if outcome.new != outcome.old:
        project.spec.write_text(outcome.new, encoding="utf-8")
        _tell("apply", "ok", f"{outcome.size} lines in {NAME}")
    then = f"go on with: {again}\nOr undo all that is not committed: {UNDO}"
    try:
        project.run(plan(page, shlex.split(options.tests)))
    except Stop as stop:
        raise Stop(f"{stop}\nThen {then}") from None
    except KeyboardInterrupt:
        raise Stop(f"Interrupted; {then}") from None
    project.unfinished.unlink()
    print("Everything follows the page now. Read `git diff`, improve the words of the description, run this again.")


def _stops(outcome: Outcome, *, accept: bool) -> Iterator[str]:
    if left := outcome.of(Kind.LEFT):
        yield f"{len(left)} thing(s) can only be edited by hand: see above, and change {NAME}."
    if (yours := outcome.of(Kind.DECIDE)) and not accept:
        yield f"{len(yours)} decision(s) are yours: change {NAME}, or take the answers above with ACCEPT=1."
    if (lines := outcome.of(Kind.READ)) and not accept:
        yield f"{len(lines)} change(s) of prose are to be read: change {NAME} if need be, then say ACCEPT=1."


def _digest(page: Path) -> str:
    return hashlib.sha256(page.read_bytes()).hexdigest()


def _tell(name: str, state: str, rest: str) -> None:
    print(f"{name:10} {state:6} {rest}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
