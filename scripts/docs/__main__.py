"""Check the vendor's documentation page against the description, or accept it.

Exit codes: 0 nothing to do, 1 findings, 2 not recognised as this page, 3 not reachable or not readable.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from scripts.docs.check import Unrecognised, check, recognise
from scripts.docs.compare import compare
from scripts.docs.findings import Finding
from scripts.docs.limit import EXPECTED, SECONDS, within
from scripts.docs.lock import LOCK, read_lock, write_lock
from scripts.docs.page import Page
from scripts.docs.report import as_json, table
from scripts.docs.source import read_source
from scripts.proposals import command as proposals
from scripts.spec import DEFAULT, load

FOUND, UNRECOGNISED, UNREADABLE = 1, 2, 3


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Report a wrong command line with a status of its own: 2 says something about the page."""
        self.exit(UNREADABLE, f"{self.format_usage()}{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None, seconds: float = SECONDS) -> int:
    """Run one command; return the exit code."""
    parser = _Parser(prog="python -m scripts.docs", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (("check", "compare the page with the description"), ("accept", "store its fingerprint")):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("docs", metavar="DOCS", help="the page: a file or an http(s) address")
        command.add_argument("--spec", type=Path, default=DEFAULT, help="the description to compare with")
        command.add_argument("--lock", type=Path, default=LOCK, help="the fingerprint of the accepted page")
        if name == "check":
            command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    proposals.add_options(commands.add_parser("propose", help="propose edits of the description"))
    options = parser.parse_args(argv)
    try:
        if options.command == "propose":
            read = partial(proposals.read_outcome, options.docs, options.spec, options.lock)
            return proposals.run(options, within(seconds, options.docs, read))
        page, findings = within(seconds, options.docs, partial(_read, options))
        rows = write_lock(options.lock, page) if options.command == "accept" and not findings else 0
    except Unrecognised as error:
        return _fail(options, UNRECOGNISED, str(error))
    except EXPECTED as error:
        return _fail(options, UNREADABLE, str(error))
    return _check(options, page, findings) if options.command == "check" else _accept(options, page, findings, rows)


def _read(options: argparse.Namespace) -> tuple[Page, list[Finding]]:
    page, claims = recognise(read_source(options.docs), load(options.spec))
    if options.command == "check":
        return page, check(page, claims, read_lock(options.lock))
    return page, compare(page, claims)


def _check(options: argparse.Namespace, page: Page, findings: list[Finding]) -> int:
    status = FOUND if findings else 0
    message = f"{len(findings)} finding(s)." if findings else "The description is true to the page."
    if options.json:
        _print(as_json(options.docs, status, message, findings, page))
        return status
    if findings:
        _print(table(findings, page))
    print(message, file=sys.stderr)
    return status


def _accept(options: argparse.Namespace, page: Page, findings: list[Finding], rows: int) -> int:
    if findings:
        _print(table(findings, page))
        message = "finding(s) about facts remain: bring the description up to date, then accept the page."
        print(f"{len(findings)} {message}", file=sys.stderr)
        return FOUND
    _print(f"{options.lock} now holds the {rows} lines of this page.")
    return 0


def _fail(options: argparse.Namespace, status: int, message: str) -> int:
    if options.command == "check" and options.json:
        _print(as_json(options.docs, status, message))
    print(message, file=sys.stderr)
    return status


def _print(text: str) -> None:
    """Print what the output can hold, for as long as somebody reads it."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end


if __name__ == "__main__":
    sys.exit(main())
