"""Whose turn it is, and when."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from itertools import pairwise

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twintone.errors import ArgumentError
from twintone.gate import AsyncGate, AsyncGates, Gate
from twintone.pace import Pace, parse_rate

LONG = 30.0


def waiters(gate: Gate) -> int:
    return len(gate._queue)


def until(condition: Callable[[], bool]) -> None:
    """Spins until something is true; gives up after a million looks."""
    for _ in range(10**6):
        if condition():
            return
    raise AssertionError("It did not come true.")


def test_threads_enter_in_the_order_of_asking() -> None:
    gate, order = Gate(1), list[int]()

    def work(number: int) -> None:
        assert gate.enter(LONG)
        order.append(number)
        gate.leave()

    assert gate.enter(LONG)
    threads = []
    for number in range(20):
        threads.append(threading.Thread(target=work, args=(number,)))
        threads[-1].start()
        until(lambda: waiters(gate) == len(threads))
    gate.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(20))


class Other:
    """Another thread, which tries to enter and stays until it is told to go."""

    def __init__(self, gate: Gate, timeout: float = 0.001) -> None:
        self._go, tried = threading.Event(), threading.Event()

        def work() -> None:
            self.entered = gate.enter(timeout)
            tried.set()
            self._go.wait(LONG)
            if self.entered:
                gate.leave()

        self._thread = threading.Thread(target=work)
        self._thread.start()
        tried.wait(LONG)

    def go(self) -> bool:
        self._go.set()
        self._thread.join()
        return self.entered


def test_places_are_as_many_as_were_asked_for() -> None:
    gate = Gate(2)
    others = [Other(gate) for _ in range(3)]
    assert [other.entered for other in others] == [True, True, False]
    assert not gate.enter(0.001)
    assert others[0].go()
    assert gate.enter(0.001)
    gate.leave()
    assert [other.go() for other in others] == [True, True, False]


def test_a_waiter_that_gives_up_leaves_no_trace() -> None:
    gate = Gate(1)
    assert gate.enter(LONG)
    assert not Other(gate).go()
    gate.leave()
    assert Other(gate).go()
    assert waiters(gate) == 0


def test_a_place_that_an_interrupt_kept_from_being_left_is_taken_back() -> None:
    gate = Gate(1)
    assert gate.enter(LONG)
    assert gate.enter(0.001), "the same thread cannot be inside when it enters"
    gate.leave()
    thread = threading.Thread(target=gate.enter, args=(LONG,))
    thread.start()
    thread.join()
    assert gate.enter(0.001), "a thread that is no more cannot be inside"
    gate.leave()
    gate.leave()
    assert Other(gate).go()


def test_an_interrupted_waiter_leaves_no_trace() -> None:
    gate = Gate(1)
    holder = Other(gate)

    def interrupt() -> None:
        until(lambda: waiters(gate) == 1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        gate.enter(LONG)
    thread.join()
    assert holder.go()
    assert gate.enter(0.001)


def test_a_child_process_does_not_inherit_places_that_are_taken() -> None:
    gate = Gate(1)
    assert gate.enter(LONG)
    child = os.fork()
    if child == 0:
        os._exit(0 if gate.enter(1) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not Other(gate).go()


@pytest.fixture(params=["asyncio", "trio"])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_tasks_enter_in_the_order_of_asking(backend: str) -> None:
    order: list[int] = []

    async def work(gate: AsyncGate, number: int) -> None:
        assert await gate.enter(LONG)
        order.append(number)
        await anyio.lowlevel.checkpoint()
        gate.leave()

    async def main() -> None:
        gate = AsyncGate(1)
        assert await gate.enter(LONG)
        async with anyio.create_task_group() as tasks:
            for number in range(50):
                tasks.start_soon(work, gate, number)
                await anyio.wait_all_tasks_blocked()
            gate.leave()

    anyio.run(main, backend=backend)
    assert order == list(range(50))


def test_a_task_that_gives_up_or_is_cancelled_leaves_no_trace(backend: str) -> None:
    async def main() -> None:
        gate = AsyncGate(1)
        assert await gate.enter(LONG)
        assert not await gate.enter(0.001)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(gate.enter, LONG)
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        gate.leave()
        assert await gate.enter(0.001)

    anyio.run(main, backend=backend)


def test_a_task_that_is_cancelled_in_its_turn_passes_it_on(backend: str) -> None:
    async def work(gate: AsyncGate) -> None:
        if await gate.enter(LONG):
            try:
                await anyio.lowlevel.checkpoint()
            finally:
                gate.leave()

    async def main() -> None:
        gate = AsyncGate(1)
        assert await gate.enter(LONG)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(work, gate)
            await anyio.wait_all_tasks_blocked()
            gate.leave()  # its turn has come, and it has not run yet
            tasks.cancel_scope.cancel()
        assert await gate.enter(0.001)

    anyio.run(main, backend=backend)


def test_each_event_loop_has_a_gate_of_its_own(backend: str) -> None:
    gates = AsyncGates(1)

    async def main() -> None:
        assert gates.here() is gates.here()
        assert await gates.here().enter(0.001)

    anyio.run(main, backend=backend)
    anyio.run(main, backend=backend)


def test_a_pause_holds_those_too_who_have_their_start_already() -> None:
    pace = Pace(1.0)
    assert [pace.reserve(0.0, LONG), pace.reserve(0.0, LONG)] == [0.0, 1.0]
    pace.pause(6.0)
    assert (pace.resting(1.0), pace.resting(6.0)) == (5.0, 0.0)
    assert pace.reserve(1.0, LONG) == 5.0


def test_a_pause_holds_everybody_and_a_shorter_one_does_not_end_it() -> None:
    pace = Pace()
    assert pace.reserve(0.0, LONG) == 0.0
    pace.pause(10.0)
    pace.pause(5.0)
    assert (pace.reserve(4.0, LONG), pace.closed_for(4.0), pace.reserve(4.0, 9.0)) == (6.0, 6.0, None)
    assert pace.reserve(11.0, LONG) == 0.0


@given(
    rate=st.floats(0.01, 100),
    steps=st.lists(st.tuples(st.floats(0, 10), st.floats(0, 20)), min_size=2, max_size=50),
)
def test_starts_are_never_closer_than_the_rate_allows(rate: float, steps: list[tuple[float, float]]) -> None:
    pace, now, starts = Pace(rate), 0.0, list[float]()
    for gap, patience in steps:
        now += gap
        nap = pace.reserve(now, now + patience)
        if nap is not None:
            assert nap <= patience
            starts.append(now + nap)
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(starts))


@pytest.mark.parametrize(("text", "rate"), [("60/minute", 1.0), ("5/second", 5.0), ("3600/hour", 1.0)])
def test_rates(text: str, rate: float) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "60", "0/minute", "-1/minute", "60/day", "1.5/second", "60 / minute", 60, None])
def test_rates_that_are_none(text: object) -> None:
    with pytest.raises(ArgumentError, match="60/minute"):
        parse_rate(text)
