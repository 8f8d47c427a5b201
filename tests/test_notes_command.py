"""The command that makes the notes: from a revision or two files, printed or written, and its errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generate import ROOT
from scripts.notes.__main__ import main
from tests.sample import load_sample


def replicas_alone() -> str:
    """Returns the part of the description that is about replicas, which is read and compiled in a moment."""
    spec = load_sample()
    spec["tags"] = [tag for tag in spec["tags"] if tag["name"] == "replicas"]
    spec["paths"] = {path: item for path, item in spec["paths"].items() if path.startswith("/replicas")}
    shared = {"ErrorBody", "Pagination", "PageNumber", "PageLimit"}
    for kind in ("schemas", "parameters", "links"):
        parts = spec["components"][kind].items()
        spec["components"][kind] = {name: part for name, part in parts if "Replica" in name or name in shared}
    foreign = ("FilmReplica", "TalkToReplica", "FilmListedReplica", "TalkToListedReplica")
    for name in foreign:
        del spec["components"]["links"][name]
    for method, status in (("get", "200"), ("post", "201")):
        links = spec["paths"]["/replicas"][method]["responses"][status]["links"]
        for name in [name for name, link in links.items() if link["$ref"].endswith(foreign)]:
            del links[name]
    return json.dumps(spec)


OLD = replicas_alone()
NEW = OLD.replace("https://api.twintone.ai/v1", "https://api.twintone.ai/v2")
LINE = (
    "- **Breaking:** The default of `base_url` is `https://api.twintone.ai/v2` instead of `https://api.twintone.ai/v1`."
)
ADVICE = "Grade: breaking. The version after 0.3.1 is 0.4.0. Before 1.0, what breaks raises the minor version.\n"


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose working tree has another base URL than its only release, `v1`."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.1"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(tmp_path, "tag", "empty")
    spec = tmp_path / "spec" / "twintone.yaml"
    spec.write_text(OLD, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Describe")
    git(tmp_path, "tag", "v1")
    spec.write_text(NEW, encoding="utf-8")
    return tmp_path


def content(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("base", ["v1", "HEAD"])
def test_it_prints_what_changed_since_a_revision(project: Path, capsys: pytest.CaptureFixture[str], base: str) -> None:
    before = content(project)
    assert main([base], project) == 0
    said = capsys.readouterr()
    assert said.out == f"### Changed\n{LINE}\n"
    assert said.err == ADVICE
    assert content(project) == before


def test_it_writes_the_changelog_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "CHANGELOG.md"
    assert main(["v1", "--write"], project) == 0
    said = capsys.readouterr()
    assert said.out == "Notes put into CHANGELOG.md: 1. Notes that it had already: 0.\n"
    assert said.err == ADVICE
    written = path.read_text(encoding="utf-8")
    assert written == f"# Changelog\n\n## [Unreleased]\n\n### Changed\n{LINE}\n"
    assert main(["v1", "--write"], project) == 0
    assert capsys.readouterr().out == "Notes put into CHANGELOG.md: 0. Notes that it had already: 1.\n"
    assert path.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("write", [[], ["--write"]])
def test_it_says_when_nothing_changed(project: Path, capsys: pytest.CaptureFixture[str], write: list[str]) -> None:
    (project / "spec" / "twintone.yaml").write_text(f"# Only a comment.\n{OLD}", encoding="utf-8")
    before = content(project)
    assert main(["v1", *write], project) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("Nothing changed for users since spec/twintone.yaml at v1.\n", "")
    assert content(project) == before


def test_it_compares_two_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = project / "old.yaml"
    old.write_text(NEW, encoding="utf-8")
    new = project / "new.yaml"
    new.write_text(OLD, encoding="utf-8")
    assert main(["--old", str(old), "--new", str(new)], project) == 0
    assert "is `https://api.twintone.ai/v1` instead of" in capsys.readouterr().out


def broken(text: str) -> str:
    return text.replace('"openapi": "3.1.0"', '"openapi": "3.0.0"')


def uncompilable(text: str) -> str:
    return text.replace('"x-method": "update"', '"x-method": "wait"')


@pytest.mark.parametrize(
    ("arguments", "spec", "expected"),
    [
        (["v2"], NEW, "There is no revision 'v2' in "),
        (["empty"], NEW, "There is no file spec/twintone.yaml at the revision 'empty'"),
        (["v1:spec"], NEW, "There is no revision 'v1:spec' in "),
        (
            ["HEAD", "--write"],
            broken(NEW),
            "/spec/twintone.yaml does not pass the checks of this version:\n#/openapi: ",
        ),
        (["HEAD", "--write"], uncompilable(NEW), "spec/twintone.yaml cannot be compiled: "),
        (["HEAD", "--write"], "openapi: [", "/spec/twintone.yaml cannot be read: "),
        (["--old", "missing.yaml", "--new", "missing.yaml"], NEW, "missing.yaml cannot be read: "),
        (["--", "--upload-pack=x"], NEW, "There is no revision '--upload-pack=x' in "),
    ],
)
def test_what_it_cannot_do_is_a_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], spec: str, expected: str
) -> None:
    (project / "spec" / "twintone.yaml").write_text(spec, encoding="utf-8")
    before = content(project)
    assert main(arguments, project) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No notes were made. ")
    assert expected in said.err
    assert content(project) == before


def test_a_revision_that_fails_todays_checks_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec" / "twintone.yaml").write_text(broken(OLD), encoding="utf-8")
    git(project, "commit", "--quiet", "--all", "--message", "Break")
    (project / "spec" / "twintone.yaml").write_text(NEW, encoding="utf-8")
    assert main(["HEAD"], project) == 1
    assert "spec/twintone.yaml at HEAD does not pass the checks of this version:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("CHANGELOG.md", b"\xff", "codec can't decode"),
        ("CHANGELOG.md", None, "No such file"),
        ("pyproject.toml", None, "No such file"),
        ("pyproject.toml", b"[project]\n", "states no version"),
    ],
)
def test_a_project_that_is_not_in_order_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: bytes | None, expected: str
) -> None:
    path = project / name
    path.unlink() if text is None else path.write_bytes(text)
    before = content(project)
    assert main(["v1", "--write"], project) == 1
    said = capsys.readouterr()
    assert (said.out, expected in said.err) == ("", True)
    assert content(project) == before


def test_a_folder_without_a_repository_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["HEAD"], tmp_path) == 1
    assert "is no git repository; name two files with --old and --new instead." in capsys.readouterr().err


def test_a_machine_without_git_is_a_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))
    assert main(["HEAD"], project) == 1
    assert "git cannot be run" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], [""], ["v1", "--old", "a"], ["v1", "--old", "a", "--new", "b"], ["--old", "a"], ["--new", "b"], ["--write"]],
)
def test_a_wrong_call_says_what_is_right(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "make release-notes BASE=v0.1.0" in capsys.readouterr().err


def test_it_runs_as_a_program_and_leaves_the_compiled_package_alone(project: Path) -> None:
    package = ROOT / "generated" / "twintone_api"
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*.py")}
    files = [f"--{side}={project / side}.yaml" for side in ("old", "new")]
    (project / "old.yaml").write_text(OLD, encoding="utf-8")
    (project / "new.yaml").write_text(NEW, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "scripts.notes", *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stdout) == (0, f"### Changed\n{LINE}\n")
    assert run.stderr.startswith("Grade: breaking. ")
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*.py")} == before
