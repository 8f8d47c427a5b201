"""Who may send next: first come, first served. One connection serves thousands at a flat cost for each.

An HTTP library's own pool wakes every waiter whenever one is done; these gates wake the one whose turn it is.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from weakref import WeakKeyDictionary

import anyio

from twintone_api.transport import event_loop


class Gate:
    """Lets a number of threads in at a time.

    Args:
        places: How many may be inside at once.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._free = self._places
        self._queue: deque[threading.Event] = deque()

    def enter(self, timeout: float) -> bool:
        """Waits for a place.

        Args:
            timeout: Seconds to wait at the most.

        Returns:
            Whether there was one in time. A caller that got one has to leave.
        """
        if self._process != os.getpid():
            self._reset()  # the threads that hold places, or wait, stayed in the parent process
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Event()
            self._queue.append(turn)
        try:
            turn.wait(timeout)
        except BaseException:
            if self._has_gone(turn):
                self.leave()
            raise
        return self._has_gone(turn)

    def _has_gone(self, turn: threading.Event) -> bool:
        """Returns whether a waiter got a place; one that did not leaves no trace."""
        with self._lock:
            if not turn.is_set():
                self._queue.remove(turn)
            return turn.is_set()

    def leave(self) -> None:
        """Hands the place to whoever has waited longest."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1


class AsyncGates:
    """The gates of a client, one for each event loop that it is used in.

    Args:
        places: How many may be inside each at once.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._gates: WeakKeyDictionary[object, AsyncGate] = WeakKeyDictionary()

    def here(self) -> AsyncGate:
        """Returns the gate of the running event loop."""
        return self._gates.setdefault(event_loop(), AsyncGate(self._places))


class AsyncGate:
    """Lets a number of tasks in at a time. Like its tasks, it belongs to one event loop.

    Args:
        places: How many may be inside at once.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._queue: deque[anyio.Event] = deque()

    async def enter(self, timeout: float) -> bool:
        """Waits for a place; see `Gate.enter`."""
        if self._free:
            self._free -= 1
            return True
        turn = anyio.Event()
        self._queue.append(turn)
        try:
            with anyio.move_on_after(timeout):
                await turn.wait()
        except BaseException:
            if turn.is_set():
                self.leave()
            else:
                self._queue.remove(turn)
            raise
        if not turn.is_set():
            self._queue.remove(turn)
        return turn.is_set()

    def leave(self) -> None:
        """Hands the place to whoever has waited longest."""
        if self._queue:
            self._queue.popleft().set()
        else:
            self._free += 1
