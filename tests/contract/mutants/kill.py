"""`python -m tests.contract.mutants.kill`: which rule finds out which mutant, and how soon.

A mutant runs until it breaks a documented fact. One that has only broken a guess of the spec when fuzzing would begin
is not fuzzed: what it does wrong is known, and how bad that is, the spec decides.

Exit codes: 0 each mutant was found out; 1 one survived, or was given away by nothing but its silence.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.contract.api import Api
from tests.contract.channel import HttpChannel
from tests.contract.finding import Finding, Grade
from tests.contract.fuzz import FuzzingFailed
from tests.contract.mutants.catalogue import MUTANTS
from tests.contract.mutants.machinery import Mutant, prefix
from tests.contract.mutants.serving import KEY, served
from tests.contract.run import Phase, Server, phases
from tests.contract.session import ServerGone, Session
from twintone.emulator import ManualClock, create_app

PROCESSES = 2
SEED = 1
SURVIVED = "survived"
SILENT = "no answer"
_FUZZING = "schemathesis"


@dataclass(frozen=True)
class Kill:
    """What came of a mutant.

    Args:
        mutant: its name.
        group: its class.
        rule: the rule that it broke; empty when it survived.
        source: which part of the run sent the request that showed it.
        grade: how bad that is, or `survived`, or `no answer`.
        cases: how many requests were sent until then.
        seconds: how long it took.
    """

    mutant: str
    group: str
    rule: str
    source: str
    grade: str
    cases: int
    seconds: float

    @property
    def found_out(self) -> bool:
        """Whether it was found to break the contract, or a guess of the spec."""
        return self.grade not in (SURVIVED, SILENT)


class _Found(BaseException):
    # Not an Exception: Hypothesis would take it for a failure and look for a smaller one.
    """A documented fact was broken, so that the run may end."""


Plan = Callable[[Session, Server, int, Path], Sequence[Phase]]


def kill(mutant: Mutant, api: Api, seed: int = SEED, plan: Plan = phases) -> Kill:
    """Tests a server with the mutant until it breaks a documented fact.

    Args:
        mutant: the mutant.
        api: the API that it serves wrongly.
        seed: what the requests follow from.
        plan: the phases of a run.
    """
    clock = ManualClock()
    app = create_app(keys=[KEY], clock=clock, seed=seed)
    crashes: list[Scope] = []
    start = time.monotonic()
    try:
        with served(_watched(mutant.wrap(app, api), crashes)) as address, tempfile.TemporaryDirectory() as folder:
            server = Server(address + prefix(api), KEY, clock.advance)
            session = Session(api, HttpChannel(server.base_url, server.key), server.tick)
            try:
                silent = _run(session, server, plan(session, server, seed, Path(folder)))
            finally:
                session.channel.close()
    finally:
        app.state.world.store.close()
    if crashes:
        raise RuntimeError(f"{mutant.name} itself failed on {crashes[0]['method']} {crashes[0]['path'][:80]}; mend it.")
    return _result(mutant, session, silent, time.monotonic() - start)


def _watched(app: ASGIApp, crashes: list[Scope]) -> ASGIApp:
    """The application, noting the requests that it fails on: any failure is found out, and proves nothing."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        crashes.append(scope)
        await app(scope, receive, send)
        crashes.remove(scope)

    return watched


def _run(session: Session, server: Server, plan: Sequence[Phase]) -> bool:
    """Runs the phases, as far as needed; returns whether the server stopped answering."""

    def tick() -> None:
        if session.findings and session.broken():
            raise _Found
        server.tick()

    try:
        for name, phase in plan:
            if name == _FUZZING and session.findings:
                break
            # An application that schemathesis tests must not fail.
            session.tick = server.tick if name == _FUZZING else tick
            phase()
            if session.broken():
                break
    except _Found:
        pass
    except (ServerGone, FuzzingFailed):
        return True
    return False


def _result(mutant: Mutant, session: Session, silent: bool, seconds: float) -> Kill:
    verdicts = sorted(session.verdicts(), key=lambda pair: pair[1].grade is not Grade.BROKEN)
    if verdicts:
        finding, verdict = verdicts[0]
        last = finding.steps[-1] if finding.steps else None
        grade = SILENT if _is_silence(finding) else verdict.grade.value
        source, cases = (last.source, last.number) if last else ("", session.exchanges)
        return Kill(mutant.name, mutant.group, finding.rule, source, grade, cases, seconds)
    missing = [*session.coverage.missing()]
    rule = f"not tested: {missing[0]}" if missing else ""
    return Kill(mutant.name, mutant.group, rule, "", SILENT if silent else SURVIVED, session.exchanges, seconds)


def _is_silence(finding: Finding) -> bool:
    return bool(finding.steps) and finding.steps[-1].answer is None


def table(kills: Iterable[Kill]) -> str:
    """The kills as a Markdown table."""
    lines = ["| mutant | class | killed by | grade | cases | seconds |", "| --- | --- | --- | --- | ---: | ---: |"]
    for one in kills:
        killer = f"{one.rule} ({one.source})" if one.source else one.rule
        lines.append(f"| {one.mutant} | {one.group} | {killer} | {one.grade} | {one.cases:,} | {one.seconds:.1f} |")
    return "\n".join(lines)


def summary(kills: Sequence[Kill]) -> str:
    """How many mutants were found out, and by what, in a few lines."""
    grades = Counter(one.grade for one in kills)
    sources = Counter(one.source for one in kills if one.found_out)
    told = ", ".join(f"{count} {grade}" for grade, count in grades.most_common())
    return f"{len(kills)} mutants: {told}.\nFound out by " + ", ".join(f"{n} {c}" for n, c in sources.most_common())


def kill_by_name(name: str) -> Kill:
    """Kills the mutant with this name."""
    return kill(next(mutant for mutant in MUTANTS if mutant.name == name), _api())


@cache
def _api() -> Api:
    return Api()


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries every mutant, or those that are named, and prints the table of kills."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.mutants.kill", description=__doc__)
    parser.add_argument("names", nargs="*", help="mutants to try (default: all of them)")
    names = parser.parse_args(arguments).names or [mutant.name for mutant in MUTANTS]
    if unknown := set(names) - {mutant.name for mutant in MUTANTS}:
        print(f"There is no mutant called {min(unknown)!r}; `python -m tests.contract.mutants` lists them.")
        return 2
    kills = []
    with get_context("spawn").Pool(min(PROCESSES, len(names))) as pool:
        for one in pool.imap_unordered(kill_by_name, names):
            kills.append(one)
            print(f"{one.mutant}: {one.grade}, {one.rule}, {one.seconds:.1f} s", file=sys.stderr, flush=True)
    kills.sort(key=lambda one: names.index(one.mutant))
    print(table(kills))
    print(f"\n{summary(kills)}")
    return 0 if all(one.found_out for one in kills) else 1


if __name__ == "__main__":
    sys.exit(main())
