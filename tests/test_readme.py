"""The README's programs run as they stand."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

import twintone
from twintone import AsyncTwinTone, TwinTone
from twintone.emulator import Emulator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the programs take for granted: an environment, the names of earlier programs, and a replica."""
    with Emulator(job_seconds=0) as emulator:
        monkeypatch.setenv("TWINTONE_API_KEY", "key-1")
        monkeypatch.setenv("TWINTONE_BASE_URL", emulator.base_url)
        monkeypatch.chdir(tmp_path)
        with TwinTone() as client:
            yield {"TwinTone": TwinTone, "AsyncTwinTone": AsyncTwinTone, "client": client}


def compiled(program: str, replica_id: str) -> CodeType:
    text = program.replace("rep_123", replica_id)
    code: CodeType = compile(text, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_programs_run(number: int, world: dict[str, Any], tmp_path: Path) -> None:
    client: TwinTone = world["client"]
    replica = client.replicas.create(name="Ada")
    # eval, unlike exec, returns the coroutine of a program that awaits.
    result = eval(compiled(PROGRAMS[number], replica.id), world)
    if inspect.iscoroutine(result):
        asyncio.run(result)
    made = world["client"]
    if isinstance(made, TwinTone):
        made.close()
    assert (tmp_path / "hello.mp4").exists() == ("download" in PROGRAMS[number])


def test_there_are_programs() -> None:
    assert len(PROGRAMS) == 8


def test_every_error_of_the_table_exists() -> None:
    section = README.partition("## Errors")[2].partition("##")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    named = {name for name in re.findall(r"`([A-Z][A-Za-z]+)`", table) if name != "Retry"}
    assert {"CreateOutcomeUnknown", "BadGatewayError"} <= named
    assert [name for name in sorted(named) if not hasattr(twintone, name)] == []


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
