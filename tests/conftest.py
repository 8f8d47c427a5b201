"""An emulator and clients whose clocks are moved, not waited for."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.simulation import VirtualClock
from twintone import TwinTone
from twintone.emulator import Emulator, ManualClock


def pytest_configure() -> None:
    """Lets Ctrl-C reach the programs that tests start: a shell makes what it runs in the background ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An emulator whose clock stands still."""
    with Emulator(clock=ManualClock()) as emulator:
        yield emulator


@pytest.fixture
def clock(emulator: Emulator) -> VirtualClock:
    """A clock for clients that takes the emulator's clock along when it sleeps."""
    assert isinstance(emulator.clock, ManualClock)
    return VirtualClock(emulator.clock.advance)


@pytest.fixture
def client(emulator: Emulator, clock: VirtualClock) -> Iterator[TwinTone]:
    """A client of the emulator."""
    with TwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
        yield client
