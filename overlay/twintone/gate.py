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
        self._queue: deque[tuple[threading.Event, int]] = deque()
        self._inside: set[int] = set()

    def enter(self, timeout: float) -> bool:
        """Waits for a place.

        Args:
            timeout: Seconds to wait at the most.

        Returns:
            Whether there was one in time. A caller that got one has to leave.
        """
        if self._process != os.getpid():
            self._reset()  # the threads that hold places, or wait, stayed in the parent process
        me = threading.get_ident()
        with self._lock:
            self._reclaim(me)
            if self._free:
                self._free -= 1
                self._inside.add(me)
                return True
            turn = threading.Event()
            self._queue.append((turn, me))
        try:
            turn.wait(timeout)
        except BaseException:
            if self._has_gone(turn, me):
                self.leave()
            raise
        return self._has_gone(turn, me)

    def _reclaim(self, me: int) -> None:
        """Takes back places that an interrupt kept a thread from leaving: a thread that enters is not inside."""
        for owner in self._inside & {me}:
            self._hand_on(owner)
        if not self._free and not self._queue:
            for owner in self._inside - _others(me):
                self._hand_on(owner)

    def _hand_on(self, owner: int) -> None:
        self._inside.discard(owner)
        if self._queue:
            turn, heir = self._queue.popleft()
            self._inside.add(heir)
            turn.set()
        else:
            self._free += 1

    def _has_gone(self, turn: threading.Event, me: int) -> bool:
        """Returns whether a waiter got a place; one that did not leaves no trace."""
        with self._lock:
            if not turn.is_set():
                self._queue.remove((turn, me))
            return turn.is_set()

    def leave(self) -> None:
        """Hands the place to whoever has waited longest."""
        with self._lock:
            me = threading.get_ident()
            if me in self._inside:
                self._hand_on(me)


def _others(me: int) -> set[int]:
    """The threads that are alive, but for this one."""
    return {thread.ident for thread in threading.enumerate() if thread.ident is not None} - {me}


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
