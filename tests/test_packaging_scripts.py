"""The scripts that renew the pins and try the wheel, without a network."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scripts import constraints, try_wheel
from scripts.try_wheel import Outcome, Trial


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_lowest_pins_are_the_declared_bounds() -> None:
    assert try_wheel.lowest_pins(["httpx>=0.27,<1", "attrs>=23.2"]) == ["httpx==0.27", "attrs==23.2"]


def test_a_requirement_without_a_lower_bound_is_refused() -> None:
    with pytest.raises(SystemExit, match="no lower bound"):
        try_wheel.lowest_pins(["httpx<1"])


def test_supported_versions_come_from_the_classifiers_in_order() -> None:
    lines = ["Python :: 3 :: Only", "Python :: 3.13", "Python :: 3.9", "Python :: 3.11"]
    project = {"classifiers": [*(f"Programming Language :: {line}" for line in lines), "Typing :: Typed"]}
    assert try_wheel.supported_versions(project) == ["3.9", "3.11", "3.13"]


def test_installed_releases_are_ordered_and_strangers_passed_over() -> None:
    names = ["3.11.9", "3.11.10", "3.12.1", "3.11.9/envs/mine", "pypy3.11-7.3", "3.11.0rc1"]
    assert try_wheel.sorted_releases(names, "3.11") == ["3.11.10", "3.11.9", "3.11.0rc1"]


def test_an_interpreter_that_refuses_to_run_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "shims" / "python3.99", "exit 127")
    program(tmp_path / "other" / "python3.99", "echo 3.98 elsewhere")
    program(tmp_path / "good" / "python3.99", "echo 3.99 /somewhere/python3.99")
    monkeypatch.setenv("PATH", ":".join(str(tmp_path / name) for name in ("shims", "other", "empty", "good")))
    assert try_wheel.find_interpreters(["3.98", "3.99"]) == {"3.99": Path("/somewhere/python3.99")}


def test_interpreters_are_found_in_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = program(tmp_path / "versions" / "3.99.2" / "bin" / "python", 'echo 3.99 "$0"')
    answers = f"""
        case "$1 $2" in
            "versions --bare") echo 3.99.7; echo 3.99.2 ;;
            "prefix 3.99.2") echo {real.parent.parent} ;;
            *) exit 1 ;;
        esac"""
    program(tmp_path / "bin" / "pyenv", answers)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert try_wheel.find_interpreters(["3.98", "3.99"]) == {"3.99": real}


def test_the_plan_tries_the_lowest_on_the_oldest_and_the_newest_on_the_newest(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    pinned, lowest = tmp_path / "pinned", tmp_path / "lowest"
    assert try_wheel.plan({"3.11": old, "3.13": new}, pinned, lowest) == [
        Trial("3.11", old, "pinned", pinned),
        Trial("3.13", new, "pinned", pinned),
        Trial("3.11", old, "lowest", lowest),
        Trial("3.13", new, "newest", None),
    ]


def test_a_step_runs_where_it_is_told_and_gives_back_what_it_said(tmp_path: Path) -> None:
    assert try_wheel.run([program(tmp_path / "where", "pwd; echo done >&2")], tmp_path) == f"{tmp_path}\ndone\n"


def test_a_failure_is_reported_with_what_was_said(tmp_path: Path) -> None:
    broken = program(tmp_path / "python", "echo the disk is on fire; exit 3")
    outcome = try_wheel.judge(Trial("3.11", broken, "newest", None), tmp_path / "x.whl", tmp_path / "demo.py")
    assert "ended with status 3" in outcome.problem
    assert "the disk is on fire" in outcome.problem


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a trial runs, recorded instead of run; the demo leaves the media that the test names in media.txt."""
    taken: list[str] = []

    def run(command: Sequence[str | Path], cwd: Path) -> str:
        taken.append(" ".join(map(str, command)))
        assert not cwd.is_relative_to(try_wheel.ROOT)
        if "demo.py" in command:
            for name in (tmp_path / "media.txt").read_text(encoding="utf-8").split():
                (cwd / "out").mkdir(exist_ok=True)
                (cwd / "out" / name).write_bytes(b"media")
        return "the demo spoke"

    monkeypatch.setattr(try_wheel, "run", run)
    (tmp_path / "demo.py").touch()
    return taken


def test_a_trial_tries_the_client_without_the_extra_first(tmp_path: Path, steps: list[str]) -> None:
    (tmp_path / "media.txt").write_text("hello.mp4 hello.wav", encoding="utf-8")
    trial = Trial("3.11", Path("python"), "lowest", tmp_path / "lowest.txt")
    outcome = try_wheel.judge(trial, tmp_path / "x.whl", tmp_path / "demo.py")
    assert not outcome.problem
    ends = ["without-pip env", "x.whl", "", "twintone --help", "x.whl[emulator]", "check", "demo.py --out out"]
    assert [step.endswith(end) for step, end in zip(steps, ends, strict=True)] == [True] * len(ends)
    assert all(f"--constraint {tmp_path / 'lowest.txt'}" in step for step in steps if " install " in step)


def test_a_demo_without_its_media_fails_the_trial(tmp_path: Path, steps: list[str]) -> None:
    (tmp_path / "media.txt").write_text("hello.mp4", encoding="utf-8")
    outcome = try_wheel.judge(Trial("3.11", Path("python"), "newest", None), tmp_path / "x.whl", tmp_path / "demo.py")
    assert outcome.problem == "The demo ended well but left no hello.wav. It said:\nthe demo spoke"


def test_a_trial_that_does_not_end_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: Sequence[str | Path], cwd: Path) -> str:
        raise subprocess.TimeoutExpired(list(map(str, command)), 600)

    monkeypatch.setattr(try_wheel, "run", run)
    outcome = try_wheel.judge(Trial("3.11", Path("python"), "newest", None), tmp_path / "x.whl", tmp_path / "demo.py")
    assert outcome.problem.endswith("did not end within 600 s.")


def test_the_table_names_what_failed_and_what_was_missing(tmp_path: Path) -> None:
    trial = Trial("3.11", tmp_path, "lowest", None)
    lines = try_wheel.table([Outcome(trial, "", 1.25), Outcome(trial, "broken", 2.0)], ["3.13"]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["3.11", "lowest", "passed", "1.2"],
        ["3.11", "lowest", "FAILED", "2.0"],
        ["3.13", "-", "missing", "-"],
    ]


def test_nothing_foreign_reaches_the_environment_under_test(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*try_wheel.FOREIGN, "COVERAGE_PROCESS_CONFIG"):
        monkeypatch.setenv(name, "x")
    assert not [name for name in try_wheel.clean_environment() if name in try_wheel.FOREIGN or "COVERAGE" in name]


def test_a_missing_wheel_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="run `make build` first"):
        try_wheel.find_wheel(tmp_path)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two Pythons, of which the older is found."""
    lines = [f"Programming Language :: Python :: {version}" for version in ("3.11", "3.12")]
    project = {"classifiers": lines, "dependencies": ["httpx>=0.27"], "optional-dependencies": {"emulator": []}}
    for module in (try_wheel, constraints):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "read_project", lambda: project)
        monkeypatch.setattr(module, "find_interpreters", lambda _: {"3.11": tmp_path / "python"})
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "twintone-0.1.0-py3-none-any.whl").touch()
    return tmp_path


@pytest.mark.parametrize(("problem", "status"), [("", 0), ("broken", 1)])
def test_trying_the_wheel_reports_and_fails_when_a_trial_fails(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: str, status: int
) -> None:
    limits: list[str] = []

    def judge(trial: Trial, wheel: Path, demo: Path) -> Outcome:
        if trial.dependencies == "lowest" and trial.constraints:
            limits.append(trial.constraints.read_text(encoding="utf-8"))
        return Outcome(trial, problem, 1.0)

    monkeypatch.setattr(try_wheel, "judge", judge)
    assert try_wheel.main([]) == status
    assert limits == ["httpx==0.27\n"]
    said = capsys.readouterr()
    assert "3.12    -             missing" in said.out
    assert said.err.count("broken") == (3 if problem else 0)


def test_a_required_python_that_is_missing_is_an_error(workshop: Path) -> None:
    with pytest.raises(SystemExit, match=r"Python 3\.12 is required"):
        try_wheel.main(["--require", "3.11,3.12"])


def test_no_python_at_all_is_an_error(workshop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_wheel, "find_interpreters", lambda _: {})
    with pytest.raises(SystemExit, match=r"None of Python 3\.11, 3\.12"):
        try_wheel.main([])


def test_pins_that_agree_are_one_line_and_others_cover_every_python() -> None:
    resolutions = {
        "3.11": {"av": "18", "httpx": "0.28.1", "numpy": "1", "tomli": "2"},
        "3.12": {"av": "19", "httpx": "0.28.1", "numpy": "2"},
        "3.13": {"av": "19", "httpx": "0.28.1", "numpy": "3"},
    }
    assert constraints.merge(resolutions) == [
        'av==18 ; python_version < "3.12"',
        'av==19 ; python_version >= "3.12"',
        "httpx==0.28.1",
        'numpy==1 ; python_version < "3.12"',
        'numpy==2 ; python_version >= "3.12" and python_version < "3.13"',
        'numpy==3 ; python_version >= "3.13"',
        "tomli==2",
    ]


def test_a_report_of_pip_becomes_versions_without_our_own() -> None:
    packages = [("ruamel.yaml", "0.19"), ("typing_extensions", "4.16"), ("twintone", "0.1.0")]
    report = {"install": [{"metadata": {"name": name, "version": version}} for name, version in packages]}
    assert constraints.read_report(json.dumps(report)) == {"ruamel-yaml": "0.19", "typing-extensions": "4.16"}


def test_pins_are_resolved_by_pip_for_the_interpreter_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        assert "PIP_CONSTRAINT" not in options["env"]
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, '{"install": []}')

    monkeypatch.setenv("PIP_CONSTRAINT", "constraints.txt")
    monkeypatch.setattr(subprocess, "run", run)
    assert constraints.resolve(Path("python3.99"), tmp_path) == {}
    assert "--python python3.99 install" in " ".join(commands[0])


def test_renewing_takes_no_arguments() -> None:
    with pytest.raises(SystemExit, match="takes no arguments"):
        constraints.main(["--now"])


def test_pins_are_only_renewed_when_every_python_is_there(workshop: Path) -> None:
    with pytest.raises(SystemExit, match=r"3\.12 was not found"):
        constraints.main([])


def test_renewing_writes_the_file(workshop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pythons = {"3.11": Path("a"), "3.12": Path("b")}
    monkeypatch.setattr(constraints, "find_interpreters", lambda _: pythons)
    monkeypatch.setattr(constraints, "resolve", lambda python: {"av": "18" if python == Path("a") else "19"})
    assert constraints.main([]) == 0
    assert (workshop / "constraints.txt").read_text(encoding="utf-8").splitlines() == [
        'av==18 ; python_version < "3.12"',
        'av==19 ; python_version >= "3.12"',
    ]
