"""Nothing in the repository depends on the machine, or on the package index, that it was written with."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each pattern is written so that it does not match its own text, because this file is searched too.
FORBIDDEN = {
    "a package registry's host": r"py[p]i\.org|python[h]osted|npm[j]s\.|yarn[p]kg\.|ana[c]onda\.org|pkg\.g[o]\.dev",
    "a download address": r"https?://[^\s\"'<>)]+\.(?:whl|zip|tgz|tar\.\w+)\b|releases/d[o]wnload|githubuser[c]ontent",
    "an index option": r"-[-](?:extra-)?index-url|-[-]find-links|-[-]trusted-host|-[-]registry\b",
    "a path of one machine": r"(?<![\w.~)}*-])/(?:ro[o]t|h[o]me|U[s]ers|w[o]rk|o[p]t)/\w|\b[A-Z]:\\U[s]ers",
}


def tracked_files() -> Iterator[Path]:
    """What git has or would take, and in an unpacked sdist, which has no git, every file."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        files = [ROOT / name for name in names if name]
    else:
        files = [path for path in ROOT.rglob("*") if ".venv" not in path.parts and "__pycache__" not in path.parts]
    return (path for path in files if path.is_file())


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"These lines name {what}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a package registry's host", "see https://py" + "pi.org/project/twintone"),
        ("a download address", "curl https://example.com/files/twintone-0.1.0.w" + "hl"),
        ("an index option", "pip install --" + "index-url here"),
        ("a path of one machine", "cd /ho" + "me/someone/twintone"),
    ],
)
def test_the_search_finds(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)


@pytest.mark.parametrize(
    "line", ["POST /v1/videos", "/usr/bin/env python3", "~/projects/main", "https://example.com/home/x"]
)
def test_the_search_passes_over(line: str) -> None:
    assert not any(re.search(pattern, line) for pattern in FORBIDDEN.values())


def test_constraints_are_versions_and_nothing_else() -> None:
    comparison = r'python_version (?:<|>=) "3\.\d+"'
    line_form = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*==\d[\w.!]*(?: ; {comparison}(?: and {comparison})?)?")
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])
    assert not [line for line in lines if not line_form.fullmatch(line)]
