"""The command line: ``twintone emulator`` and ``twintone --version``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from twintone import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="twintone", description="Tools for the TwinTone API.")
    parser.add_argument("--version", action="version", version=f"twintone {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("emulator", add_help=False, help="run a local TwinTone, for development and tests")
    _, rest = parser.parse_known_args(arguments)
    try:
        from twintone.emulator.__main__ import main as emulator
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("twintone"):
            raise
        print(f"The emulator needs {missing.name}. Install it with: pip install 'twintone[emulator]'", file=sys.stderr)
        return 2
    return emulator(rest)


if __name__ == "__main__":
    sys.exit(main())
