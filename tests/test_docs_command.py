"""`python -m scripts.docs`: its exit codes, its messages, and what it accepts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.docs.__main__ import main
from scripts.docs.lines import read_lines
from scripts.docs.lock import write_lock
from scripts.docs.page import read_page
from scripts.docs.source import Source
from tests.docs_edits import PAGE, swap
from tests.docs_renderings import as_html, as_markdown
from tests.sample import SAMPLE

ROOT = Path(__file__).parent.parent
SPEC = ("--spec", str(SAMPLE))
EDITED = swap('"script": "string",', '"script": "string",\n"language": "string",')(PAGE)
PROSE = swap("Our rate limits", "Films are kept for 30 days\nOur rate limits")(PAGE)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """The lock of the page, which lies beside it."""
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    write_lock(tmp_path / "docs.lock", read_page(read_lines(Source(PAGE, "text"))))
    return tmp_path / "docs.lock"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without the environment of this one."""
    own = () if "--spec" in arguments else SPEC
    line = [sys.executable, "-m", "scripts.docs", *map(str, arguments), *own]
    environment = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_nothing_to_do(lock: Path) -> None:
    result = run("check", lock.parent / "page.txt", "--lock", lock)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "The description is true to the page.\n"


def test_findings_are_a_table(lock: Path) -> None:
    (lock.parent / "edited.md").write_text(as_markdown(EDITED), encoding="utf-8")
    result = run("check", lock.parent / "edited.md", "--lock", lock)
    assert (result.returncode, result.stderr) == (1, "1 finding(s).\n")
    head, row = result.stdout.splitlines()
    assert head.split("  ")[0] == "line"
    number = as_markdown(EDITED).splitlines().index('"language": "string",') + 1
    assert row.split()[:3] == [str(number), "add", "#/components/schemas/VideoCreate/properties/language"]
    assert row.endswith("The page now states the field language in the request of POST /videos.")


def test_findings_are_json(lock: Path) -> None:
    (lock.parent / "edited.html").write_text(as_html(EDITED), encoding="utf-8")
    result = run("check", lock.parent / "edited.html", "--lock", lock, "--json")
    assert (result.returncode, result.stderr) == (1, "")
    report = json.loads(result.stdout)
    assert (report["exit"], report["message"], len(report["findings"])) == (1, "1 finding(s).", 1)
    assert report["findings"][0] == {
        "action": "add",
        "line": as_html(EDITED).count("\n", 0, as_html(EDITED).index('"language"')) + 1,
        "text": '"language": "string",',
        "pointer": "#/components/schemas/VideoCreate/properties/language",
        "facet": "existence",
        "message": "The page now states the field language in the request of POST /videos.",
        "old": None,
        "new": {"type": "string"},
        "evidence": None,
        "places": [],
        "subjects": [["POST /videos", "request", "language"]],
    }


def test_another_page_is_told_apart(lock: Path) -> None:
    (lock.parent / "other.txt").write_text("GET /videos\nPOST /videos\nWelcome!\n", encoding="utf-8")
    result = run("check", lock.parent / "other.txt", "--lock", lock, "--json")
    assert result.returncode == 2
    assert result.stderr.startswith("The page lists 2 operations where about 25 are expected")
    assert json.loads(result.stdout)["exit"] == 2


def test_a_page_that_is_not_there(lock: Path) -> None:
    result = run("check", lock.parent / "nowhere.txt", "--lock", lock)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.endswith("nowhere.txt' cannot be read: No such file or directory.\n")


@pytest.mark.parametrize("command", ["check", "accept", "propose"])
def test_no_page_was_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, ""]) == 3
    assert capsys.readouterr().err == "No page was named: give DOCS=, a file or an http(s) address.\n"


def test_a_wrong_command_line_says_nothing_about_the_page() -> None:
    result = run("check")
    assert result.returncode == 3
    assert "the following arguments are required: DOCS" in result.stderr


def test_prose_is_found_and_then_accepted(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = lock.parent / "page.txt"
    page.write_text(PROSE, encoding="utf-8")
    assert main(["check", str(page), "--lock", str(lock), *SPEC]) == 1
    assert "unparsed new line" in capsys.readouterr().out
    assert main(["accept", str(page), "--lock", str(lock), *SPEC]) == 0
    assert main(["check", str(page), "--lock", str(lock), *SPEC]) == 0


def test_a_page_with_new_facts_is_not_accepted(lock: Path) -> None:
    before = lock.read_bytes()
    (lock.parent / "page.txt").write_text(EDITED, encoding="utf-8")
    result = run("accept", lock.parent / "page.txt", "--lock", lock)
    assert result.returncode == 1
    assert "VideoCreate/properties/language" in result.stdout
    assert result.stderr.startswith("1 finding(s) about facts remain")
    assert lock.read_bytes() == before


def test_a_page_that_was_never_accepted(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, accepted = str(lock.parent / "page.txt"), lock.read_bytes()
    lock.unlink()
    assert main(["check", page, "--lock", str(lock), *SPEC]) == 1
    assert "was never accepted" in capsys.readouterr().out
    assert main(["accept", page, "--lock", str(lock), *SPEC]) == 0
    assert lock.read_bytes() == accepted


def test_a_damaged_lock_or_description_is_reported(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = str(lock.parent / "page.txt")
    lock.write_text("nonsense\n", encoding="utf-8")
    assert main(["check", page, "--lock", str(lock), *SPEC]) == 3
    assert "is no row of a lock" in capsys.readouterr().err
    for spec, message in (("a: [", "is not valid YAML"), ("paths: {/a: {get: []}}", "is not well formed")):
        (lock.parent / "spec.yaml").write_text(spec, encoding="utf-8")
        assert main(["check", page, "--spec", str(lock.parent / "spec.yaml")]) == 3
        assert message in capsys.readouterr().err
    assert main(["accept", page, "--lock", str(lock.parent / "nowhere" / "docs.lock"), *SPEC]) == 3


def test_output_that_nobody_reads_or_that_is_not_unicode(lock: Path) -> None:
    page = swap('"processing|ready|failed"', '"d\u00e9but|ready|failed"')(PAGE)
    (lock.parent / "page.txt").write_text(page, encoding="utf-8")
    line = [sys.executable, "-m", "scripts.docs", "check", str(lock.parent / "page.txt"), "--lock", str(lock), *SPEC]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    result = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60)
    assert result.returncode == 1
    assert b"d\\xe9but|ready|failed" in result.stdout
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(line, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writer)
    assert (result.returncode, result.stderr) == (1, b"1 finding(s).\n")
