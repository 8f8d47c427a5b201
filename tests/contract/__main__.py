"""`python -m tests.contract`: does a server keep to the spec?

Exit codes: 0 it does; 1 a documented fact was broken, or too little could be tested (with --strict also: a guess of
the spec is wrong); 2 the run could not start.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.channel import HttpChannel, NoAnswer
from tests.contract.report import markdown, terminal
from tests.contract.run import Server, own_server, run
from tests.contract.session import Session
from twintone.emulator import EmulatorError

FOLDER = Path("out/contract")


class CannotStart(Exception):
    """The run cannot start. The message is a sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the contract and prints the report; it is stored in the folder too."""
    options = _parser().parse_args(arguments)
    try:
        with _server(options) as server:
            report = run(server, seed=options.seed, folder=options.folder, strict=options.strict, tell=_tell)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    (options.folder / "report.md").write_text(markdown(report), encoding="utf-8")
    print(terminal(report))
    print(f"Written to {options.folder}: report.md, junit.xml, har.json")
    return 1 if report.failed else 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[Server]:
    if not options.base_url:
        try:
            with own_server(options.seed) as server:
                yield server
        except EmulatorError as error:
            raise CannotStart(str(error)) from None
        return
    base_url = complete_address(options.base_url)
    key = os.environ.get("TWINTONE_API_KEY", "")
    if not key:
        raise CannotStart("Set TWINTONE_API_KEY to a key of that server.")
    server = Server(base_url, key)
    session = Session(Api(), HttpChannel(base_url, key))
    try:
        session.channel.send(session.request("GET", next(iter(session.api.endpoints.values())).target()))
    except NoAnswer as error:
        raise CannotStart(f"The server at {base_url} cannot be reached. {error}") from None
    finally:
        session.channel.close()
    yield server


def complete_address(base_url: str) -> str:
    """The address of the API; one without a path gets that of the spec.

    Raises:
        CannotStart: it is no address, or that of the real API, where every create costs money.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotStart(f"{base_url!r} is no address of an API; it has to look like http://127.0.0.1:8787/v1.")
    real = urlsplit(str(specs.load()["servers"][0]["url"]))
    owner = ".".join(str(real.hostname).split(".")[-2:])
    if parts.hostname == owner or parts.hostname.endswith(f".{owner}"):
        raise CannotStart(
            f"{parts.hostname} is the real API: this run would pay for thousands of jobs. Use `make contract-live`."
        )
    return base_url.rstrip("/") if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}{real.path}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.contract", description=__doc__)
    parser.add_argument("--base-url", default="", help="server to test, for nobody else's use (default: own emulator)")
    parser.add_argument("--seed", type=int, default=1, help="what the requests follow from (default: 1)")
    parser.add_argument("--strict", action="store_true", help="fail also when a guess of the spec is wrong")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where reports go (default: {FOLDER})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
