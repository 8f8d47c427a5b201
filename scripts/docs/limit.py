"""Bound the time that reading a page may take: a server may be slow in many ways, and so may a parser."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from scripts.docs.check import Unrecognised
from scripts.docs.lock import LockError
from scripts.docs.source import Unreadable
from scripts.spec import SpecError

SECONDS = 30.0
EXPECTED = (Unreadable, Unrecognised, SpecError, LockError, OSError)
_T = TypeVar("_T")


def within(seconds: float, docs: str, read: Callable[[], _T]) -> _T:
    """Return what a function reads, in a thread that can be left behind.

    Args:
        seconds: how long it may take.
        docs: the page, as the user named it.
        read: reads it; of what it raises, only what is EXPECTED comes here.

    Raises:
        Unreadable: it took longer.
    """
    found: list[_T] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            found.append(read())
        except EXPECTED as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise Unreadable(f"{docs} could not be read within {seconds:g} seconds; try again later, or save it first.")
    return found[0]
