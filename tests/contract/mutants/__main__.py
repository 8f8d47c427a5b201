"""`python -m tests.contract.mutants`: lists the mutants, or serves the emulator with one of them.

With the name of a mutant it serves until Ctrl-C, so that `make contract BASE_URL=...` can be pointed at it. Exit
codes: 0 it listed them or was interrupted; 2 there is no such mutant, or the port is taken.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import threading
from collections.abc import Sequence

from tests.contract.api import Api
from tests.contract.mutants.catalogue import MUTANTS
from tests.contract.mutants.machinery import Mutant, prefix
from tests.contract.mutants.serving import KEY, served
from twintone.emulator import create_app


def main(arguments: Sequence[str] | None = None) -> int:
    """Lists the mutants, or serves one."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.mutants", description=__doc__)
    parser.add_argument("name", nargs="?", help="the mutant to serve; without it they are listed")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    options = parser.parse_args(arguments)
    if options.name is None:
        print(listing())
        return 0
    mutant = next((mutant for mutant in MUTANTS if mutant.name == options.name), None)
    if mutant is None:
        near = difflib.get_close_matches(options.name, [mutant.name for mutant in MUTANTS], 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        print(f"There is no mutant called {options.name!r}.{hint}", file=sys.stderr)
        return 2
    try:
        _serve(mutant, options.port)
    except OSError as error:
        print(f"Cannot listen on port {options.port}: {error}. Choose another port.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def listing() -> str:
    """The names of all mutants by class, with what is wrong."""
    lines: list[str] = []
    for group in dict.fromkeys(mutant.group for mutant in MUTANTS):
        mutants = [mutant for mutant in MUTANTS if mutant.group == group]
        lines += [f"{group} ({len(mutants)})", *(f"  {mutant.name}: {mutant.sentence}" for mutant in mutants)]
    return "\n".join([*lines, f"{len(MUTANTS)} mutants"])


def _serve(mutant: Mutant, port: int) -> None:
    app = create_app(keys=[KEY])
    try:
        with served(mutant.wrap(app), port) as address:
            print(f"{mutant.sentence}\nmake contract BASE_URL={address}{prefix(Api())} TWINTONE_API_KEY={KEY}")
            sys.stdout.flush()
            while True:  # in short steps, because not every platform interrupts a long one
                threading.Event().wait(timeout=1)
    finally:
        app.state.world.store.close()


if __name__ == "__main__":
    sys.exit(main())
