"""What a live run made is deleted whatever ends it: Ctrl-C, a signal, or a kill and the next start."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.api import Api
from tests.contract.live.spend import plan
from tests.contract.mutants.machinery import Call, Reply, Server, error
from tests.live_runs import creates, live, totals
from tests.simulation import VirtualClock
from tests.strange_emulator import KEY, KINDS, StrangeEmulator, strange

PATIENCE = 60.0
API = Api()
CREATES = [step.endpoint.id for step in plan(API, 99) if not step.unknown]
MOST = CREATES.index("createConversation") + 1


class Impatient(VirtualClock):
    """Ctrl-C is pressed when it has slept so often."""

    def __init__(self, server: StrangeEmulator, naps: int) -> None:
        super().__init__(server.clock.advance)
        self._left = naps

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("naps", [3, 20, 21, 22, 25, 29, 31, 35])
def test_ctrl_c_at_any_time_leaves_nothing_behind(tmp_path: Path, naps: int) -> None:
    with strange(furnished=False) as server:
        result = live(server, tmp_path, "--spend", "3", clock=Impatient(server, naps + 25))
        assert totals(server) == dict.fromkeys(KINDS, 0)
    assert "**It was interrupted.**" in result.report
    assert result.code == 3


def test_a_second_ctrl_c_ends_the_clean_up_and_the_next_start_goes_on(tmp_path: Path) -> None:
    class VeryImpatient(Impatient):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if self._left < 0:
                raise KeyboardInterrupt

    with strange(furnished=False) as server:
        result = live(server, tmp_path, "--spend", "2", clock=VeryImpatient(server, 55))
        assert sum(totals(server).values()) == 1
        assert result.code == 1
        assert "1 things are left; the journal knows them" in result.report
        reading = live(server, tmp_path)
        assert "1 things that earlier runs made are left; --clean deletes them." in reading.report
        assert server.total("replicas") == 1  # without SPEND nothing is deleted either
        server.asked.clear()
        assert live(server, tmp_path, "--clean").code == 0
        assert totals(server) == dict.fromkeys(KINDS, 0)
        assert creates(server) == 0


@contextmanager
def process(server: StrangeEmulator, folder: Path, most: int) -> Iterator[subprocess.Popen[str]]:
    """A live run as a process of its own, as fast as it can."""
    options = ["--rate", "60000", "--spend", str(most), "--out", str(folder)]
    command = [sys.executable, "-m", "tests.contract.live", *options]
    environment = {**os.environ, "TWINTONE_API_KEY": KEY, "BASE_URL": server.url}
    out = subprocess.PIPE
    with subprocess.Popen(command, env=environment, text=True, stdout=out, stderr=subprocess.STDOUT) as run:
        try:
            yield run
        finally:
            run.kill()


class Hold:
    """Holds a request back, before or after it took effect, until it is let go."""

    def __init__(self, operation: str, *, handled: bool) -> None:
        self.held, self.free = threading.Event(), threading.Event()
        self._operation, self._handled = operation, handled

    async def __call__(self, call: Call, server: Server) -> Reply:
        if call.endpoint is None or call.endpoint.id != self._operation or self.held.is_set():
            return await server.ask(call)
        reply = await server.ask(call) if self._handled else error(500)
        self.held.set()
        await asyncio.to_thread(self.free.wait, PATIENCE)
        return reply


@pytest.mark.parametrize(
    ("verb", "thing", "handled"),
    [
        ("create", "Replica", True),
        ("create", "Replica", False),
        ("update", "Replica", True),
        ("create", "Persona", True),
        ("create", "Conversation", True),
        ("end", "Conversation", False),
        ("delete", "Conversation", True),
        ("delete", "Persona", False),
    ],
)
def test_after_kill_9_the_next_start_deletes_first_what_is_left(
    tmp_path: Path, verb: str, thing: str, handled: bool
) -> None:
    # Things are made in the order of the plan, and deleted in the other.
    left = CREATES.index(f"create{thing}") + {"create": handled, "delete": not handled}.get(verb, True)
    hold = Hold(f"{verb}{thing}", handled=handled)
    with strange(hold, furnished=False) as server:
        with process(server, tmp_path, MOST) as run:
            assert hold.held.wait(PATIENCE)
            run.kill()
            assert run.wait(PATIENCE) == -signal.SIGKILL
        hold.free.set()
        assert sum(totals(server).values()) == left
        server.asked.clear()
        result = live(server, tmp_path, "--spend", "1", api=API)
        assert totals(server) == dict.fromkeys(KINDS, 0)
        methods = [line.partition(" ")[0] for line in server.asked]
        assert methods[: methods.index("POST")].count("DELETE") == left
    assert "Findings" not in result.report


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_that_is_told_to_end_cleans_up(tmp_path: Path, number: signal.Signals) -> None:
    hold = Hold("updatePersona", handled=True)
    with strange(hold, furnished=False) as server, process(server, tmp_path, MOST) as run:
        assert hold.held.wait(PATIENCE)
        run.send_signal(number)
        hold.free.set()
        output, _ = run.communicate(timeout=PATIENCE)
        assert run.returncode == 3
        assert totals(server) == dict.fromkeys(KINDS, 0)
    assert "It was interrupted." in output
    assert "Traceback" not in output
    assert KEY not in output
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())
