"""Where clients are told to compare answers with the spec, what that needs, and what it loads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.raw_server import KEY, RawServer, answer
from tests.validating import BOTH, ODD_DATE, TYPE, ask, get
from twintone.errors import ArgumentError, SpecMismatch


@BOTH
@pytest.mark.parametrize("bad", ["raise", "LOG", "", None, 1, 0, [], frozenset()], ids=str)
def test_another_value_is_refused(make: Callable[..., Any], bad: Any) -> None:
    with pytest.raises(ArgumentError, match='validate must be True to raise, "log" to log or False to do neither'):
        make(KEY, base_url="http://127.0.0.1:9", validate=bad)


@BOTH
def test_other_options_keep_it_or_change_it(make: Callable[..., Any]) -> None:
    with RawServer(answer(200, ODD_DATE, TYPE)) as server:
        for do in (
            lambda client: get(client.with_options(validate=False)),
            lambda client: get(client.with_options(validate="log").with_options(timeout=9)),
        ):
            assert ask(make, server.url, do).id == "vid_1"
        with pytest.raises(SpecMismatch):
            ask(make, server.url, lambda client: get(client.with_options(timeout=9)))
        with pytest.raises(SpecMismatch):
            ask(make, server.url, lambda client: get(client.with_options(validate=True)), validate=False)
    with pytest.raises(ArgumentError, match="validate must be"):
        ask(make, "http://127.0.0.1:9", lambda client: client.with_options(validate="all"))


def run(program: str) -> list[str]:
    line = [sys.executable, "-c", program]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()


def test_without_the_extra_it_says_what_to_install() -> None:
    """A name that is None in sys.modules cannot be imported, as if it were not installed."""
    assert (
        run(
            "import sys; sys.modules['jsonschema_rs'] = None\n"
            "from twintone import ArgumentError, AsyncTwinTone, TwinTone\n"
            "for make in (TwinTone, AsyncTwinTone):\n"
            "    make('key').with_options(validate=False)\n"
            "    for validate in (True, 'log'):\n"
            "        try:\n            make('key', validate=validate)\n"
            "        except ArgumentError as error:\n            print(error)\n"
        )
        == ["To validate answers, the client needs jsonschema-rs. Install it with: pip install 'twintone[validate]'"]
        * 4
    )


def test_who_does_not_validate_loads_nothing_for_it() -> None:
    program = "import sys; from twintone import TwinTone; TwinTone('key'){}; print('jsonschema_rs' in sys.modules)"
    assert run(program.format("")) == ["False"]
    assert run(program.format(".with_options(validate='log')")) == ["True"]
