"""What calls do when the server misbehaves: every fault, with every kind of call, in threads and in event loops.

`python -m scripts.bench_faults` prints the table; `--write` stores it in docs/faults.md and `--check` fails when that
file is stale.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fault_server import Fault, FaultServer
from tests.faults import FAULTS
from tests.simulation import START
from twintone import AsyncTwinTone, TwinTone
from twintone.client import MAX_RETRIES
from twintone.errors import TwinToneError

TABLE = Path(__file__).parent.parent / "docs" / "faults.md"
KEY = "tt-key-that-nobody-sees"
# For what ends by itself; the pauses between attempts take no time.
TIMEOUT = 60.0
# For what ends only with the timeout, which is then waited for.
SHORT = 0.5
# For what has to take turns.
SHORTER = 0.2

Call = Callable[[Any], Any]
CALLS: dict[str, Call] = {
    "GET": lambda client: client.videos.get("x_1"),
    "create (POST)": lambda client: client.videos.create(replica_id="rep_1", script="Hello"),
    "update (PATCH)": lambda client: client.personas.update("x_1", name="Ada"),
    "DELETE": lambda client: client.videos.delete("x_1"),
    "end (POST)": lambda client: client.conversations.end("x_1"),
}
HEAD = f"""\
# What calls do when the server misbehaves

A server of bare sockets misbehaves in every way that we could think of, for as long as a call lasts; `tests/faults.py`
lists the ways. A client with {MAX_RETRIES} retries makes each kind of call. `make bench-faults` prints this table, and
`make bench-faults ARGS=--write` stores it; do not edit.

**A create whose outcome is unknown is sent once.** What is safe to repeat is repeated, and so is what was not sent, or
was refused for now. After each row the same client makes a good call, once the time is over for which the server asked
to be left alone.

- *Requests*: how many the server got, from the synchronous and the asynchronous client. A connection that it closed
  before it read anything counts as one.
- *Error*, *Outcome*, *Attempts*: the type and the attributes of the error that the call raised. Two values mean that
  the clients differ.
- *Time*: how much of the call's timeout went by. *At once* means that nothing was waited for.
"""
COLUMNS = ("Fault", "Call", "Requests", "Error", "Outcome", "Attempts", "Time")


class SkippingClock:
    """The time of this machine, but for pauses, which are skipped."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.naps: list[float] = []

    def now(self) -> float:
        return time.monotonic() - self._start + sum(self.naps)

    def today(self) -> datetime:
        return START + timedelta(seconds=self.now())

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.naps.append(seconds)


@dataclass
class Observed:
    """What one call did.

    Attributes:
        timeout: How many seconds it was given.
        requests: What the server was asked.
        error: What the call raised.
        pauses: For how many seconds it paused.
        seconds: How many seconds it took, without its pauses.
        afterwards: What the server was asked by the good call that followed, which is not repeated.
        answered: The id that this call got.
    """

    timeout: float
    requests: list[str] = field(default_factory=list)
    error: TwinToneError | None = None
    pauses: list[float] = field(default_factory=list)
    seconds: float = 0.0
    afterwards: list[str] = field(default_factory=list)
    answered: str = ""


class _Run:
    """One call to a server with a fault, and what is noted of it."""

    def __init__(self, fault: Fault, server: FaultServer) -> None:
        self._fault, self._server = fault, server
        self._clock = SkippingClock()
        self.observed = Observed(SHORTER if fault.alone else SHORT if fault.slow else TIMEOUT)
        self.options: dict[str, Any] = {
            "base_url": server.url,
            "clock": self._clock,
            "timeout": self.observed.timeout,
            "max_retries": MAX_RETRIES,
        }

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Notes what the block does, which makes the call; then the server recovers."""
        self._server.begin()
        random.seed(0)  # the length of pauses
        begun = time.monotonic()
        try:
            yield
        except TwinToneError as error:
            self.observed.error = error
        self.observed.seconds = time.monotonic() - begun
        self.observed.requests = list(self._server.seen)
        self.observed.pauses = list(self._clock.naps)
        self._server.recover()
        self._clock.sleep(self._fault.rest)

    def finish(self, answered: str) -> Observed:
        """Notes what came after the call."""
        self.observed.answered = answered
        self.observed.afterwards = list(self._server.seen)
        return self.observed


def observe_sync(fault: Fault, call: Call) -> Observed:
    """Makes one call in this thread, and a good one after it."""
    with FaultServer(fault) as server:
        run = _Run(fault, server)
        with TwinTone(KEY, **run.options) as client:
            if fault.first:
                client.videos.get("x_0")
            with run.noting():
                call(client)
            good = client.with_options(timeout=TIMEOUT, max_retries=0).videos.get("x_2")
        return run.finish(good.id)


async def observe_async(fault: Fault, call: Call) -> Observed:
    """Makes one call in this event loop, and a good one after it."""
    with FaultServer(fault) as server:
        run = _Run(fault, server)
        async with AsyncTwinTone(KEY, **run.options) as client:
            if fault.first:
                await client.videos.get("x_0")
            with run.noting():
                await call(client)
            good = await client.with_options(timeout=TIMEOUT, max_retries=0).videos.get("x_2")
        return run.finish(good.id)


@functools.cache
def observe(fault: Fault) -> dict[str, tuple[Observed, Observed]]:
    """Makes every kind of call to a server with a fault; returns what the two clients did, by kind of call."""

    def asynchronous(call: Call) -> Observed:
        return asyncio.run(observe_async(fault, call))

    # Those that only wait do so together. The others take turns, because they share the seed.
    with ThreadPoolExecutor(2 * len(CALLS) if fault.slow and not fault.alone else 1) as pool:
        pairs = {
            name: (pool.submit(observe_sync, fault, call), pool.submit(asynchronous, call))
            for name, call in CALLS.items()
        }
        return {name: (sync.result(), other.result()) for name, (sync, other) in pairs.items()}


def result(observed: Observed) -> tuple[str, str, str]:
    """Returns what became of a call: the type of its error, the outcome and the number of attempts."""
    error: Any = observed.error
    return ("none", "done", "-") if error is None else (type(error).__name__, error.outcome, str(error.attempts))


def share(observed: Observed) -> str:
    """Returns how much of its timeout a call took, in words that are true of every machine."""
    if observed.seconds > observed.timeout / 2:
        return "the timeout"
    return f"{sum(observed.pauses) / observed.timeout:.0%} in pauses" if any(observed.pauses) else "at once"


def rows(fault: Fault) -> Iterator[tuple[str, ...]]:
    """Yields the rows of a fault; kinds of call that fare alike share one."""
    fates: dict[tuple[str, ...], list[str]] = {}
    for name, clients in observe(fault).items():
        cells = [" / ".join(str(len(each.requests)) for each in clients)]
        for sync, other in zip(*((*result(each), share(each)) for each in clients), strict=True):
            cells.append(sync if sync == other else f"{sync} / {other}")
        fates.setdefault(tuple(cells), []).append(name)
    for number, (fate, names) in enumerate(fates.items()):
        called = "every" if len(names) == len(CALLS) else ", ".join(names)
        yield fault.name if number == 0 else "", called, *fate


def render() -> str:
    """Returns the page."""
    table = [COLUMNS, ("---",) * len(COLUMNS), *(row for fault in FAULTS for row in rows(fault))]
    return "\n".join([HEAD, *(f"| {' | '.join(row)} |" for row in table)]) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Print, write or check the table; return the exit code."""
    parser = argparse.ArgumentParser(description="Make every kind of call to a server that misbehaves in every way.")
    parser.add_argument("--table", type=Path, default=TABLE, help="the file to write or check")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="store the table")
    action.add_argument("--check", action="store_true", help="fail when the stored table is stale")
    options = parser.parse_args(argv)
    page = render()
    if options.write:
        options.table.parent.mkdir(parents=True, exist_ok=True)
        options.table.write_text(page, encoding="utf-8")
    elif options.check:
        if not options.table.is_file() or options.table.read_text(encoding="utf-8") != page:
            print(f"{options.table} is stale; run `make bench-faults ARGS=--write`.", file=sys.stderr)
            return 1
    else:
        print(page, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
