"""`python -m tests.contract.seeds 1-20`: runs the contract once for each seed, each on a fresh emulator.

Exit code 0 when every run passed strictly: nothing found, nothing left out.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.contract.__main__ import FOLDER

_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all seeds, as many at a time as there are processors."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.seeds", description=__doc__)
    parser.add_argument("seeds", type=_seeds, metavar="FIRST-LAST", help="the seeds to run, such as 1-20")
    options = parser.parse_args(arguments)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        passed = list(pool.map(_run, options.seeds))
    print(f"{sum(passed)} of {len(passed)} seeds passed.")
    return 0 if all(passed) else 1


def _seeds(text: str) -> range:
    match = _RANGE.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no range of seeds; write it as 1-20.")
    return range(int(match[1]), int(match[2]) + 1)


def _run(seed: int) -> bool:
    folder: Path = FOLDER / f"seed-{seed}"
    start = time.monotonic()
    line = [sys.executable, "-m", "tests.contract", "--strict", "--seed", str(seed), "--folder", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    cases = next((line.split()[1] for line in done.stdout.splitlines() if line.startswith("  cases ")), "no")
    print(f"seed {seed:>3}: {cases} cases in {time.monotonic() - start:.0f} s, exit {done.returncode}", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
