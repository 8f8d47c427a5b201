"""A run: every phase, one after the other, on one session."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.contract import fuzz, machine, protocol, survey, tour
from tests.contract.api import Api
from tests.contract.channel import HttpChannel
from tests.contract.finding import Grade
from tests.contract.report import Report
from tests.contract.seeding import seed_only
from tests.contract.session import ServerGone, Session
from twintone.emulator import Emulator, ManualClock

OWN_KEY = "contract-Key-0123456789"
TICK = 0.05
EXAMPLES = 45
STEPS = 30

Phase = tuple[str, Callable[[], object]]


@dataclass(frozen=True)
class Server:
    """A server to test.

    Args:
        base_url: where its API is.
        key: the API key.
        advance: lets seconds pass on its clock; None when its clock is not ours.
    """

    base_url: str
    key: str
    advance: Callable[[float], object] | None = None

    def tick(self) -> None:
        """Lets a moment pass; called before each exchange."""
        if self.advance is not None:
            self.advance(TICK)


@contextmanager
def own_server(seed: int) -> Iterator[Server]:
    """A fresh emulator on a free port, whose clock and ids make a run repeatable."""
    clock = ManualClock()
    with Emulator(keys=[OWN_KEY], clock=clock, seed=seed) as emulator:
        yield Server(emulator.base_url, OWN_KEY, clock.advance)


def _lives(session: Session, seed: int, advance: Callable[[float], object] | None) -> None:
    with seed_only():
        machine.run(session, seed, EXAMPLES, STEPS, advance)


def phases(session: Session, server: Server, seed: int, folder: Path) -> Sequence[Phase]:
    """The phases of a run by name, in their order."""
    wait = server.advance or time.sleep
    return (
        ("survey", lambda: survey.survey(session)),
        ("protocol", lambda: session.notes.extend(protocol.run(session, cased=server.key.swapcase() != server.key))),
        ("tour", lambda: tour.run(session, server.advance)),
        ("machine", lambda: _lives(session, seed, server.advance)),
        ("schemathesis", lambda: fuzz.run(session, seed, folder)),
        ("closing", lambda: survey.closing(session, session.known(), wait)),
    )


def run(
    server: Server, *, seed: int, folder: Path, strict: bool = False, tell: Callable[[str], object] = print
) -> Report:
    """Tests a server.

    Args:
        server: the server; nobody else may use it meanwhile.
        seed: what the requests follow from.
        folder: where the reports go; it is made.
        strict: whether a wrong guess of the spec fails the run too.
        tell: is told, in a line, which phase begins.
    """
    folder.mkdir(parents=True, exist_ok=True)
    session = Session(Api(), HttpChannel(server.base_url, server.key), server.tick)
    start = time.monotonic()
    gone: list[str] = []
    try:
        for name, phase in phases(session, server, seed, folder):
            tell(f"{name} ...")
            phase()
    except (ServerGone, fuzz.FuzzingFailed) as error:
        gone.append(str(error))
    finally:
        session.channel.close()
    outdated = [finding for finding, verdict in session.verdicts() if verdict.grade is Grade.OUTDATED]
    missing = (*gone, *session.coverage.missing(outdated))
    return Report(session, server.base_url, seed, time.monotonic() - start, missing, strict)
