"""One command leads from a page to all that follows from it, or to a sentence about what a person has to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from scripts.docs.__main__ import main as docs
from scripts.docs.lines import read_lines
from scripts.docs.lock import write_lock
from scripts.docs.page import read_page
from scripts.docs.source import Source
from scripts.generate import ROOT
from scripts.update import UNDO, Step, main, steps
from tests.docs_edits import PAGE, Change, both, swap
from tests.proposing import TEXT, before, listed
from tests.sample import SAMPLE

FIELD = swap('"script": "string",', '"script": "string",\n"mood": "string", // Optional', of="POST /videos")
RENAMED = swap('"script": "string"', '"words": "string"', of="POST /videos")
PROSE = swap("Base URL\n", "All films are deleted after a day.\nBase URL\n")
CONTRADICTED = swap('/vi"', '/v1"')
ACTION = both(
    listed("POST /videos/:id/publish"),
    before(
        "Conversations",
        'POST /videos/:id/publish\nShow it.\nPOST /videos/:id/publish\nShow it.Response:\n{\n"id": "string"\n}',
    ),
)
ORDER = ["evidence", "accept", "generate", "emulator", "lint", "types", "tests", "contract", "notes"]


class Scratch:
    """A repository of its own, with what the steps need of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.spec = root / "spec" / "twintone.yaml"
        for name in ("scripts", "spec", "docs", "overlay", "generated"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("CHANGELOG.md", "pyproject.toml"):
            shutil.copy(ROOT / name, root / name)
        shutil.copy(SAMPLE, self.spec)
        write_lock(root / "spec" / "docs.lock", read_page(read_lines(Source(PAGE, "text"))))
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Begin")

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false"]
        run = subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return run.stdout

    def update(self, change: Change, *options: str, steps: Iterable[str | Step] = ()) -> int:
        """Runs the command with some of the steps, which are programs of their own; returns the exit code."""
        page = self.root / "page.txt"
        page.write_text(change(PAGE), encoding="utf-8")
        wanted = list(steps)

        def plan(saved: Path, tests: Sequence[str]) -> Iterable[Step]:
            known = {step.name: step for step in all_steps(saved, tests)}
            return [step if isinstance(step, Step) else known[step] for step in wanted]

        return main([str(page), *options], self.root, plan)


all_steps = steps


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    monkeypatch.setenv("PYTHONPATH", ":".join(str(tmp_path / name) for name in ("", "overlay", "generated")))
    return Scratch(tmp_path)


def said(name: str, text: str, status: int = 0) -> Step:
    """Returns a step that prints a text and ends with a status."""
    return Step(name, (sys.executable, "-c", f"import sys; print({text!r}); sys.exit({status})"), "Do it by hand.")


def test_the_steps_follow_each_other() -> None:
    found = list(steps(Path("page.txt"), ["-k", "wait"]))
    assert [step.name for step in found] == ORDER
    assert {step.name: step for step in found}["tests"].command[-2:] == ("-k", "wait")
    assert all(step.advice.endswith(".") for step in found)


def test_a_field_reaches_all_that_follows_from_it(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(FIELD, "--apply", steps=["evidence", "accept", "generate", "emulator", "notes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines if " ok " in line]
    assert names == ["check", "propose", "apply", "evidence", "accept", "generate", "emulator", "notes"]
    assert lines[-1].startswith("Everything follows the page now.")
    changed = scratch.git("diff", "--name-only").split()
    assert {"CHANGELOG.md", "spec/docs.lock", "spec/twintone.yaml"} < set(changed)
    assert "mood" in (scratch.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "mood: str | None = None" in (scratch.root / "generated/twintone_api/resources/videos.py").read_text()
    page, lock = scratch.root / "page.txt", scratch.root / "spec" / "docs.lock"
    assert docs(["check", str(page), "--spec", str(scratch.spec), "--lock", str(lock)]) == 0
    capsys.readouterr()
    assert scratch.update(FIELD, "--apply", steps=[said("never", "", 1)]) == 0
    assert "there is nothing to do" in capsys.readouterr().out


def test_an_operation_without_a_handler_is_a_stop(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(ACTION, "--apply", steps=["generate", "emulator", said("never", "")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("The emulator has no handler for publishVideo (POST /videos/{video_id}/publish).")
    assert "Stopped at emulator" in error


def test_without_the_word_nothing_is_applied(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(FIELD, steps=[said("never", "", 1)]) == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .endswith(f"proposal.diff, then go on with: make update DOCS={scratch.root / 'page.txt'} APPLY=1")
    )
    assert scratch.spec.read_text(encoding="utf-8") == TEXT


def test_the_first_step_that_fails_stops_it(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    todo: list[str | Step] = [
        "accept",
        said("one", "fine"),
        said("two", "The roof is on fire.", 3),
        said("three", "never"),
    ]
    assert scratch.update(FIELD, "--apply", steps=todo) == 1
    out, error = capsys.readouterr()
    assert [line.split()[:2] for line in out.splitlines()[-2:]] == [["one", "ok"], ["two", "failed"]]
    log = scratch.root / "out" / "docs" / "two.log"
    assert error.splitlines() == [
        "The roof is on fire.",
        f"Stopped at two; all that it said is in {log}. Do it by hand.",
        f"Then go on with: make update DOCS={scratch.root / 'page.txt'} APPLY=1",
        f"Or undo all that is not committed: {UNDO}",
    ]
    assert scratch.update(FIELD, "--apply", steps=[said("two", "put out")]) == 0  # it goes on, though all is accepted
    assert capsys.readouterr().out.splitlines()[-2].split()[:2] == ["two", "ok"]


def test_an_interrupt_is_no_traceback_and_what_was_agreed_to_stays(
    scratch: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupt = "import os, signal; os.kill(os.getppid(), signal.SIGINT)"
    pressed = Step("pressed", (sys.executable, "-c", interrupt), "Do it by hand.")
    change = both(FIELD, PROSE)
    assert scratch.update(change, "--apply", "--accept", steps=[pressed, said("never", "", 1)]) == 1
    again = f"make update DOCS={scratch.root / 'page.txt'} APPLY=1"
    assert capsys.readouterr().err.startswith(f"Interrupted; go on with: {again}\nOr undo")
    other = both(FIELD, swap("Base URL\n", "All films cost a dollar.\nBase URL\n"))
    assert scratch.update(other, "--apply", steps=[said("never", "", 1)]) == 1  # that page was not agreed to
    assert "“All films cost a dollar.”" in capsys.readouterr().out
    assert scratch.update(change, "--apply", steps=["accept", "generate", "evidence"]) == 0


def test_words_that_were_improved_are_followed_too(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(FIELD, "--apply", steps=["accept", "generate", "evidence"]) == 0
    text = scratch.spec.read_text(encoding="utf-8")
    scratch.spec.write_text(text.replace("The video's mood.", "How the replica speaks."), encoding="utf-8")
    capsys.readouterr()
    assert scratch.update(FIELD, steps=[said("never", "", 1)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("The description is true to the page; go on with: make")
    assert scratch.update(FIELD, "--apply", steps=["generate", "evidence"]) == 0
    assert scratch.update(FIELD, "--apply", steps=[said("never", "", 1)]) == 0
    assert "there is nothing to do" in capsys.readouterr().out


def test_what_undoing_would_lose_besides_is_told(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    (scratch.root / "CHANGELOG.md").write_text("Mine.\n", encoding="utf-8")
    assert scratch.update(FIELD, "--apply", steps=[said("two", "", 1)]) == 1
    assert "undoing the update would lose it too: CHANGELOG.md." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(RENAMED, "1 decision(s) are yours: change spec/twintone.yaml, or take the answers", id="decision"),
        pytest.param(PROSE, "1 change(s) of prose are to be read: change spec/twintone.yaml", id="prose"),
        pytest.param(CONTRADICTED, "1 thing(s) can only be edited by hand: see above", id="contradiction"),
    ],
)
def test_where_a_person_decides_it_stops(
    scratch: Scratch, capsys: pytest.CaptureFixture[str], change: Change, sentence: str
) -> None:
    assert scratch.update(change, "--apply", steps=[said("never", "", 1)]) == 1
    out, error = capsys.readouterr()
    assert error.startswith(f"Stopped at propose; nothing was changed.\n{sentence}")
    assert "For you to " in out
    assert scratch.spec.read_text(encoding="utf-8") == TEXT
    is_for_hands = change is CONTRADICTED
    assert scratch.update(change, "--apply", "--accept", steps=[said("on", "")]) == int(is_for_hands)


def test_a_change_of_the_layout_is_nothing_to_do(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(FIELD, "--apply", steps=["accept", "generate", "evidence"]) == 0
    rebroken = both(FIELD, swap("x-api-key\nheader, each", "x-api-key header,\n\neach"))
    assert scratch.update(rebroken, steps=[said("never", "", 1)]) == 0
    assert "there is nothing to do" in capsys.readouterr().out


def test_what_is_no_page_is_a_sentence(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert scratch.update(lambda _: "Nothing.", "--apply", steps=[said("never", "", 1)]) == 1
    assert main([str(scratch.root / "missing.txt")], scratch.root) == 1
    assert "Traceback" not in capsys.readouterr().err
