"""Live runs against a strange emulator, on a clock that is moved and not waited for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.contract.api import Api
from tests.contract.live.command import Run
from tests.contract.live.report import Report
from tests.contract.live.settings import read_settings
from tests.simulation import VirtualClock
from tests.strange_emulator import API, KEY, KINDS, StrangeEmulator


@dataclass(frozen=True)
class Result:
    """What a run left behind: its exit code, what it printed, its folder, its clock, and what it found."""

    code: int
    output: str
    folder: Path
    clock: VirtualClock
    found: Report

    @property
    def report(self) -> str:
        """The report, as Markdown."""
        return (self.folder / "report.md").read_text()

    @property
    def everything(self) -> bytes:
        """Every byte that it printed or wrote."""
        return b"".join([self.output.encode(), *(path.read_bytes() for path in self.folder.iterdir())])


def live(
    server: StrangeEmulator,
    folder: Path,
    *argv: str,
    api: Api = API,
    clock: VirtualClock | None = None,
    key: str = KEY,
    **environment: str,
) -> Result:
    """Runs it in this process.

    Args:
        server: where.
        folder: where to write.
        argv: the arguments.
        api: the spec to compare with.
        clock: a clock of the test's own; None is one that takes the server's along.
        key: the API key.
        environment: what the environment says besides key and address.
    """
    clock = clock or VirtualClock(server.clock.advance)
    lines: list[str] = []
    known = {"TWINTONE_API_KEY": key, "BASE_URL": server.url, **environment}
    settings = read_settings([*argv, "--out", str(folder)], known, api)
    run = Run(settings, api, clock, lines.append)
    code = run.run()
    assert run.report is not None
    return Result(code, "\n".join(lines), folder, clock, run.report)


def totals(server: StrangeEmulator) -> dict[str, int]:
    """How many things of each kind the account has."""
    return {kind: server.total(kind) for kind in KINDS}


def creates(server: StrangeEmulator) -> int:
    """How many creates came."""
    return sum(line in {f"POST /{kind}" for kind in KINDS} for line in server.asked)


def entries(folder: Path) -> int:
    """How many entries the journal has."""
    with sqlite3.connect(folder / "journal.db") as db:
        [(count,)] = db.execute("SELECT count(*) FROM made")
    db.close()
    return int(count)
