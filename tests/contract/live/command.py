"""The contract against the real API: `python -m tests.contract.live`. It only reads, unless it is told to spend.

Without SPEND nothing but GET is sent. SPEND=n allows at most n creates in all; what is made is named so that it can be
recognised, written into a journal before it is sent, and deleted at the end, after Ctrl-C, and at the next start after
a crash. The report says what was seen of everything that the spec only infers, and which edit of the spec follows.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from tests.contract.api import Api
from tests.contract.exchange import take_out
from tests.contract.live.answers import answer_all
from tests.contract.live.creates import CleanUp, carry_out
from tests.contract.live.extras import extras
from tests.contract.live.guard import FreshChannel, Guard, Stopped
from tests.contract.live.journal import Journal, JournalError
from tests.contract.live.reads import lists as listing
from tests.contract.live.reads import read_all
from tests.contract.live.report import Report, broken, plain, render, render_private
from tests.contract.live.settings import CannotStart, Settings, read_settings
from tests.contract.live.spend import PREFIX, Spending, plan
from tests.contract.live.talk import FINDINGS, Talk
from tests.contract.session import Session
from twintone.clock import Clock, SystemClock

PRIVATE = "private.md"
DONE, BROKEN, REFUSED, STOPPED = 0, 1, 2, 3


class Run:
    """One run.

    Args:
        settings: what it is told.
        api: the API to compare with.
        clock: where the time comes from.
        say: is told what goes on, in lines.

    Attributes:
        report: what was found; None until it has ended.
    """

    def __init__(self, settings: Settings, api: Api, clock: Clock, say: Callable[[str], None]) -> None:
        self._settings, self._api, self._clock = settings, api, clock
        self._tell = say
        self.report: Report | None = None
        self._notes: list[str] = []
        self._steps = plan(api, settings.spend)

    def run(self) -> int:
        """Carries it out; returns the exit code.

        Raises:
            JournalError: the journal cannot be used.
        """
        settings = self._settings
        writes = settings.spend > 0 or settings.clean
        path = settings.out / "journal.db"
        journal = Journal(path, settings.address, settings.key) if writes or path.is_file() else None
        spending = Spending(self._api, journal, settings.spend) if journal and writes else None
        channel = FreshChannel(settings.address, settings.key)
        guard = Guard(
            channel, self._api.key_header, self._clock, rate=settings.rate, limit=settings.limit, permit=spending
        )
        talk = Talk(Session(self._api, guard), guard)
        try:
            self._announce(journal)
            self._talk(talk, spending)
        finally:
            left = len(journal.entries()) if journal else 0
            if journal:
                journal.close()
            guard.close()
        return self._report(talk, spending, left)

    def _say(self, line: str) -> None:
        self._tell(take_out(line, self._settings.key))

    def _announce(self, journal: Journal | None) -> None:
        settings = self._settings
        self._say(f"The contract, live: {settings.address}")
        minutes = math.ceil(settings.limit / settings.rate)
        self._say(f"At most {settings.limit} requests, at most {settings.rate:g} a minute; all take {minutes} minutes.")
        self._say(f"It stops at a 401, at the second 429, and after {FINDINGS} findings.")
        if settings.clean:
            self._say("Deletes what earlier runs made and left behind; makes nothing.")
        elif not settings.spend:
            self._say("SPEND is not set: nothing but GET is sent, nothing is made, changed or deleted.")
        if not settings.clean:
            lists = ", ".join(endpoint.operation.path for endpoint in listing(self._api))
            self._say(f"Reads {lists}: pages, limits, filters, a few items, unknown ids; once with a wrong key.")
        if self._steps:
            self._say(f"SPEND={settings.spend}: at most {settings.spend} creates, each named {PREFIX}...; planned are:")
            for number, step in enumerate(self._steps, 1):
                self._say(f"  {number}. {step.title}: {step.purpose(self._api)}")
            self._say("Each is written into the journal before it is sent, and counts even if its answer is lost.")
        for address, count in journal.others().items() if journal else ():
            self._note(f"{count} things that runs with another key or address made are left at {address}.")
        if journal and not settings.spend and not settings.clean and (left := len(journal.entries())):
            self._note(f"{left} things that earlier runs made are left; --clean deletes them.")

    def _note(self, text: str) -> None:
        self._notes.append(text)
        self._say(text)

    def _talk(self, talk: Talk, spending: Spending | None) -> None:
        cleaner = talk
        try:
            if spending is not None:
                CleanUp(talk, spending, self._note).run()
            if not self._settings.clean:
                read_all(talk)
            if spending is not None and self._steps:
                carry_out(talk, spending, self._steps, self._clock)
        except Stopped:
            pass  # the guard knows why
        except KeyboardInterrupt:
            talk.guard.stop("It was interrupted.")
            # What was interrupted may have taken effect; whoever judges the clean-up must not know what came before.
            cleaner = Talk(Session(self._api, talk.guard), talk.guard)
            cleaner.exchanges += talk.exchanges
        finally:
            if spending is not None:
                self._clean_up(cleaner, spending)

    def _clean_up(self, talk: Talk, spending: Spending) -> None:
        try:
            if not self._settings.clean:
                CleanUp(talk, spending, self._note).run()
        except (Stopped, KeyboardInterrupt):
            self._note("The clean-up was cut short.")
        if left := spending.journal.entries():
            self._note(
                f"{len(left)} things are left; the journal knows them, and the next run with SPEND or --clean goes on."
            )

    def _report(self, talk: Talk, spending: Spending | None, left: int) -> int:
        settings, guard, today = self._settings, talk.guard, self._clock.today().date()
        spent = spending.spent if spending else 0
        verdicts = talk.verdicts()
        self.report = Report(
            address=settings.address,
            date=today.isoformat(),
            counts=f"{guard.sent} of at most {settings.limit} requests, {spent} of at most {settings.spend} creates.",
            stopped=guard.stopped,
            outcomes=answer_all(self._api, talk.exchanges, settings.address, today),
            extras=extras(self._api, talk.exchanges, today),
            verdicts=verdicts,
            notes=[*self._notes, *(spending.notes if spending else ())],
        )
        text = render(self._api, self.report)
        self._say("")
        self._say(plain(text))
        (settings.out / PRIVATE).unlink(missing_ok=True)
        self._write("report.md", text)
        if verdicts:
            self._write(PRIVATE, render_private(verdicts))
            self._say(f"{settings.out / PRIVATE} has the findings in full; it is for you alone.")
        self._say(f"Written to {settings.out / 'report.md'}.")
        if broken(verdicts) or (settings.strict and verdicts) or (spending is not None and left):
            return BROKEN
        return STOPPED if guard.stopped else DONE

    def _write(self, name: str, text: str) -> None:
        self._settings.out.mkdir(parents=True, exist_ok=True)
        path = self._settings.out / name
        path.touch(mode=0o600)
        path.write_text(take_out(text, self._settings.key), encoding="utf-8", errors="backslashreplace")


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Within the block, SIGTERM is what Ctrl-C is."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def main(argv: Sequence[str] | None = None, clock: Clock | None = None) -> int:
    """Runs the command.

    Returns:
        The exit code: 0 done; 1 a documented fact was broken, or something is left behind; 2 it could not start; 3 it
        stopped early.
    """
    api = Api()
    try:
        settings = read_settings(argv, os.environ, api)
        run = Run(settings, api, clock or SystemClock(), lambda line: print(line, flush=True))
        with _interrupted_by_sigterm():
            return run.run()
    except (CannotStart, JournalError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"The report cannot be written: {error}. Name another folder with --out.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    return REFUSED
