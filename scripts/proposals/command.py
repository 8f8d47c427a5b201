"""The command `python -m scripts.docs propose`: show what the description should say, and write it when told to."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scripts.docs.check import recognise
from scripts.docs.lock import LOCK, read_lock
from scripts.docs.source import read_source
from scripts.proposals.decisions import Kind
from scripts.proposals.outcome import Outcome, make_outcome
from scripts.spec import DEFAULT, parse

FOLDER = DEFAULT.parent.parent / "out" / "docs"


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of the command to a parser."""
    command.add_argument("docs", metavar="DOCS", help="the page: a file or an http(s) address")
    command.add_argument("--spec", type=Path, default=DEFAULT, help="the description to edit")
    command.add_argument("--lock", type=Path, default=LOCK, help="the fingerprint of the accepted page")
    command.add_argument("--apply", action="store_true", help="write the edits into the description")
    command.add_argument("--accept", action="store_true", help="agree with what is yours to decide")
    command.add_argument("--folder", type=Path, default=FOLDER, help="where the proposal is stored")
    command.add_argument("--json", action="store_true", help="print JSON instead of text")


def run(options: argparse.Namespace, outcome: Outcome) -> int:
    """Show and store what was proposed; return 0, or 1 when edits that should be applied could not be, or not all."""
    outcome.write(options.folder)
    hindrances = list(outcome.hindrances(accept=options.accept))
    is_applied = options.apply and not hindrances and outcome.new != outcome.old
    if is_applied:
        options.spec.write_text(outcome.new, encoding="utf-8")
    rest = [*outcome.of(Kind.LEFT), *outcome.of(Kind.READ)]
    status = int(options.apply and bool(hindrances or rest))
    if is_applied:
        message = f"Applied to {options.spec}: {outcome.size} lines. To undo it: git checkout {options.spec}"
    elif outcome.new == outcome.old:
        message = f"Nothing to propose; {len(rest)} thing(s) are yours." if rest else "There is nothing to propose."
    else:
        refusal = "\n".join(["Nothing was applied.", *hindrances]) if options.apply else "To apply this: APPLY=1."
        message = f"Proposed: {outcome.size} lines, stored in {options.folder}. {refusal}"
    if options.json:
        print(json.dumps({"docs": options.docs, "exit": status, "message": message, **outcome.data()}, indent=2))
    else:
        print("\n".join(filter(None, [outcome.diff, outcome.told()])))
    print(message, file=sys.stderr)
    return status


def read_outcome(docs: str, spec: Path, lock: Path) -> Outcome:
    """Return what a description should say to be true to the page at an address.

    Raises what `check` raises when the page, the description or the lock cannot be read.
    """
    text = spec.read_text(encoding="utf-8")
    data = parse(text, str(spec))
    page, _ = recognise(read_source(docs), data)
    return make_outcome(text, data, page, read_lock(lock))
