"""A local, stateful TwinTone: what the spec says, served on loopback, for tests and for trying things out.

    clock = ManualClock()
    with Emulator(clock=clock) as emulator:
        ...               # call emulator.base_url with any non-empty x-api-key
        clock.advance(2)  # jobs that were `processing` are `ready` now
        emulator.ledger   # what was billed
        emulator.faults.add("createVideo", LoseAnswer())  # the next video is made and billed, its answer lost

Routes, checks, shapes, pages and jobs follow the spec. Where the spec is silent, this emulator decides:

- Lists run from the newest to the oldest. A page holds 20 items unless `limit` says otherwise; pages count from 1; a
  page beyond the end is empty and carries the same totals; no items make no pages. Filters look at a record as it is
  now.
- A job is working until `job_seconds` after its creation, then it has succeeded. It fails instead when a text it was
  asked to film or to speak contains `[fail]`. Only jobs are billed.
- Ids are secret and random, unless a `seed` fixes them.
- Every API key is an account of its own. Only the key's fingerprint is kept, never the key.
- Fields that the spec does not know are accepted and dropped, unless the schema takes additional properties.
- A body may be 10 MB long and nested 64 levels deep; more is answered with 413 and 400.
- `url` points at this emulator, needs no key, and plays: speech is a short melody, video a packaged clip.

It knows the spec (package data of `twintone_api`), never the client.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twintone.emulator.app import create_app
    from twintone.emulator.clock import Clock, ManualClock, SystemClock
    from twintone.emulator.errors import EmulatorError
    from twintone.emulator.faults import AnswerLostError, Faults, LoseAnswer, RetryAfter, Status
    from twintone.emulator.keys import tenant_of
    from twintone.emulator.server import Emulator
    from twintone.emulator.store import LedgerEntry
    from twintone.emulator.validation import compile_for_validation

__all__ = [
    "AnswerLostError",
    "Clock",
    "Emulator",
    "EmulatorError",
    "Faults",
    "LedgerEntry",
    "LoseAnswer",
    "ManualClock",
    "RetryAfter",
    "Status",
    "SystemClock",
    "compile_for_validation",
    "create_app",
    "tenant_of",
]

_MODULES = {
    "app": ("create_app",),
    "clock": ("Clock", "ManualClock", "SystemClock"),
    "errors": ("EmulatorError",),
    "faults": ("AnswerLostError", "Faults", "LoseAnswer", "RetryAfter", "Status"),
    "keys": ("tenant_of",),
    "server": ("Emulator",),
    "store": ("LedgerEntry",),
    "validation": ("compile_for_validation",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    # The command line imports this package before it knows whether it will serve; the server libraries come late.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
