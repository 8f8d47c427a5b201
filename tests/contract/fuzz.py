"""Fuzzing: schemathesis tests the API in a session, with examples, boundary values, random data and links."""

from __future__ import annotations

import contextlib
import json
import re
import warnings
from pathlib import Path
from typing import TextIO

import click
from schemathesis import cli
from schemathesis.cli.constants import ExitCode

from scripts.spec import Object
from tests.contract import hooks
from tests.contract.exchange import KEY
from tests.contract.seeding import seed_only
from tests.contract.session import Session
from twintone.emulator import compile_for_validation

_CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
_AMOUNT = re.compile(r"(?<=max-examples = )[0-9]+")


class FuzzingFailed(Exception):
    """Schemathesis could not do its work. The message is a sentence."""


def run(session: Session, seed: int, folder: Path, scale: float = 1.0) -> None:
    """Lets schemathesis test the session's server; what it finds is in the session.

    Args:
        session: what all requests go through.
        seed: what the test data follows from.
        folder: where `openapi.json`, `schemathesis.toml`, `schemathesis.log`, `junit.xml` and `har.json` are put.
        scale: how much random data to try, compared with what the configuration says.

    Raises:
        FuzzingFailed: schemathesis has a problem of its own.
        ServerGone: the server stopped answering.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spec, configuration, log = (folder / name for name in ("openapi.json", "schemathesis.toml", "schemathesis.log"))
    spec.write_text(json.dumps(_for_schemathesis(session.api.spec)), encoding="utf-8")
    configuration.write_text(_scaled(_CONFIGURATION.read_text(encoding="utf-8"), scale), encoding="utf-8")
    options = ["--seed", str(seed), "--header", f"{session.api.key_header}: {KEY}"]
    options += ["--report-junit-path", str(folder / "junit.xml"), "--report-har-path", str(folder / "har.json")]
    relay = hooks.Relay(session)
    with log.open("w", encoding="utf-8") as output, hooks.connected(relay), seed_only():
        code = _call(["--config-file", str(configuration), "run", str(spec), *options], output)
    if relay.gone is not None:
        raise relay.gone
    if relay.troubles or code not in (ExitCode.OK, ExitCode.FAILURES):
        reason = str(relay.troubles[0]).partition("\n")[0] if relay.troubles else f"it ended with {code}"
        cause = relay.troubles[0] if relay.troubles else None
        raise FuzzingFailed(f"Schemathesis could not test the API: {reason} ({log} says more).") from cause


def _for_schemathesis(spec: Object) -> Object:
    """The spec with `x-present-when` in words that a validator knows, and without the address of any server."""
    return {**compile_for_validation(spec), "servers": [{"url": hooks.BASE}]}


def _scaled(configuration: str, scale: float) -> str:
    return _AMOUNT.sub(lambda amount: str(max(1, round(int(amount[0]) * scale))), configuration)


def _call(arguments: list[str], output: TextIO) -> object:
    """Calls the command line; returns its exit code, or what it complains about."""
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it does not close the reports that it tries to open
        try:
            return cli.schemathesis.main(arguments, prog_name="schemathesis", standalone_mode=False)
        except SystemExit as end:
            if end.code == ExitCode.INTERRUPTED:
                raise KeyboardInterrupt from None
            return end.code
        except click.ClickException as problem:
            return problem.format_message()
