"""What type checkers see: each mistake in tests/typing/misuse.py, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "typing"
FILES = sorted(FOLDER.glob("*.py"))

Findings = dict[str, dict[int, str]]


def mypy() -> Findings:
    """Returns what mypy says of each line of each file."""
    line = [sys.executable, "-m", "mypy", "--output", "json", *map(str, FILES)]
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode in {0, 1}, run.stderr
    found: Findings = defaultdict(dict)
    for text in run.stdout.splitlines():
        finding = json.loads(text)
        found[Path(finding["file"]).name][finding["line"]] = finding["message"]
    return found


def pyright() -> Findings:
    """Returns what pyright says of each line of each file."""
    line = ["npx", "--yes", "pyright@1.1.414", "--project", str(ROOT), "--outputjson", *map(str, FILES)]
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode in {0, 1}, run.stderr
    found: Findings = defaultdict(dict)
    for finding in json.loads(run.stdout)["generalDiagnostics"]:
        found[Path(finding["file"]).name][finding["range"]["start"]["line"] + 1] = finding["message"]
    return found


# pyright needs Node.js, which not everybody has.
CHECKERS: list[Callable[[], Findings]] = [mypy, pyright] if shutil.which("npx") else [mypy]


@pytest.mark.parametrize("checker", CHECKERS)
def test_mistakes_are_found_where_they_are(checker: Callable[[], Findings]) -> None:
    found = checker()
    assert [path.name for path in FILES] == ["correct.py", "misuse.py"]
    for path in FILES:
        lines = path.read_text().splitlines()
        expected = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
        assert bool(expected) == (path.name == "misuse.py")
        missed = [lines[number - 1].strip() for number in sorted(expected - found[path.name].keys())]
        false = {lines[number - 1].strip(): said for number, said in found[path.name].items() if number not in expected}
        assert {"missed": missed, "false": false} == {"missed": [], "false": {}}
