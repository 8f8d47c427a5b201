"""Install the built wheel the way a user does, on every Python found, and run the demo with it.

    python -m scripts.try_wheel [--require 3.11,3.12]

Nothing of the working tree is on the path of these environments except copies of the wheel and of the demo.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 600.0
# These would let the working tree, or a real account, into the environment under test.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_CONSTRAINT", "TWINTONE_API_KEY", "TWINTONE_BASE_URL")

WHERE = """
import sysconfig, pathlib, twintone, twintone_api
site = pathlib.Path(sysconfig.get_path("purelib")).resolve()
for package, data in ((twintone, ("py.typed",)), (twintone_api, ("py.typed", "openapi.json"))):
    folder = pathlib.Path(package.__file__).resolve().parent
    assert folder.parent == site, f"{package.__name__} was imported from {folder}, not from the environment."
    for name in data:
        assert (folder / name).stat().st_size or name == "py.typed", f"{name} is empty in {package.__name__}."
"""


@dataclass(frozen=True)
class Trial:
    """One environment: a Python and the file that constrains its dependencies (none: the newest of everything)."""

    version: str
    python: Path
    dependencies: str
    constraints: Path | None


@dataclass(frozen=True)
class Outcome:
    trial: Trial
    problem: str
    seconds: float


def read_project(root: Path = ROOT) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def supported_versions(project: Mapping[str, Any]) -> list[str]:
    """The minor versions that the classifiers promise, oldest first."""
    names = [line.rpartition(" :: ")[2] for line in project["classifiers"] if line.startswith("Programming Language")]
    return sorted((name for name in names if name.count(".") == 1), key=Version)


def lowest_pins(requirements: Iterable[str]) -> list[str]:
    """Pin each requirement to its lower bound; one without a lower bound promises nothing that could be tested."""
    pins: list[str] = []
    for line in requirements:
        requirement = Requirement(line)
        bounds = [Version(item.version) for item in requirement.specifier if item.operator in {">=", "==", "~="}]
        if not bounds:
            raise SystemExit(f"The requirement “{line}” has no lower bound, so its oldest version cannot be tested.")
        pins.append(f"{requirement.name}=={max(bounds)}")
    return pins


def clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in FOREIGN and not key.startswith("COVERAGE_")}


def run(command: Sequence[str | Path], cwd: Path) -> str:
    """Run to the end and give back the output; a failure carries the output, which is shown in the report."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    return done.stdout


def ask(python: Path, version: str) -> Path | None:
    """Where the interpreter really is. A version manager's shim may be on the path and still refuse to run."""
    if not os.access(python, os.X_OK):
        return None
    question = "import sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable)"
    done = subprocess.run(
        [python, "-c", question], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=TIMEOUT
    )
    answer, _, executable = done.stdout.strip().partition(" ")
    return Path(executable) if done.returncode == 0 and answer == version else None


def candidates(version: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder or ".").absolute() / f"python{version}"
    yield Path(sys.executable)
    if pyenv := shutil.which("pyenv"):
        listed = subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True, check=False)
        for name in sorted_releases(listed.stdout.split(), version):
            prefix = subprocess.run([pyenv, "prefix", name], capture_output=True, text=True, check=False)
            if prefix.returncode == 0:
                yield Path(prefix.stdout.strip()) / "bin" / "python"


def sorted_releases(names: Iterable[str], version: str) -> list[str]:
    """The installed releases of a minor version, newest first; other names (environments, PyPy) are passed over."""
    releases: list[Version] = []
    for name in names:
        try:
            release = Version(name)
        except InvalidVersion:
            continue
        if f"{release.major}.{release.minor}" == version:
            releases.append(release)
    return [str(release) for release in sorted(releases, reverse=True)]


def find_interpreters(versions: Iterable[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for version in versions:
        answers = (ask(python, version) for python in candidates(version))
        if python := next(filter(None, answers), None):
            found[version] = python
    return found


def find_wheel(folder: Path) -> Path:
    wheels = sorted(folder.glob("twintone-*.whl"))
    if len(wheels) != 1:
        raise SystemExit(f"{folder.name}/ should hold one wheel and holds {len(wheels)}; run `make build` first.")
    return wheels[0]


def attempt(trial: Trial, wheel: Path, demo: Path) -> None:
    """Go through what a user goes through; the first step that fails raises."""
    with tempfile.TemporaryDirectory(prefix="twintone-wheel-") as name:
        home = Path(name).resolve()
        run([trial.python, "-m", "venv", "--without-pip", "env"], home)
        scripts = home / "env" / ("Scripts" if os.name == "nt" else "bin")
        python = scripts / "python"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--python", str(python)]
        limits = ["--constraint", str(trial.constraints)] if trial.constraints else []

        # First without the extra: the client must not need the emulator's dependencies.
        run([*pip, "install", "-qq", *limits, str(wheel)], home)
        run([python, "-I", "-c", WHERE], home)
        run([scripts / "twintone", "--help"], home)

        run([*pip, "install", "-qq", *limits, f"{wheel}[emulator]"], home)
        run([*pip, "check"], home)
        shutil.copy(demo, home / "demo.py")
        said = run([python, "demo.py", "--out", "out"], home)
        for media in ("hello.mp4", "hello.wav"):
            file = home / "out" / media
            if not file.is_file() or file.stat().st_size == 0:
                raise SystemExit(f"The demo ended well but left no {media}. It said:\n{said}")


def judge(trial: Trial, wheel: Path, demo: Path) -> Outcome:
    start = time.monotonic()
    problem = ""
    try:
        attempt(trial, wheel, demo)
    except subprocess.CalledProcessError as error:
        problem = f"{' '.join(map(str, error.cmd))}\nended with status {error.returncode}:\n{error.stdout}"
    except subprocess.TimeoutExpired as error:
        problem = f"{' '.join(map(str, error.cmd))}\ndid not end within {error.timeout:.0f} s."
    except SystemExit as error:
        problem = str(error)
    return Outcome(trial, problem, time.monotonic() - start)


def plan(interpreters: Mapping[str, Path], pinned: Path, lowest: Path) -> list[Trial]:
    """Every Python with our pins; the oldest with the lowest promised versions, the newest with whatever is newest."""
    trials = [Trial(version, python, "pinned", pinned) for version, python in interpreters.items()]
    oldest, newest = trials[0], trials[-1]
    trials.append(Trial(oldest.version, oldest.python, "lowest", lowest))
    trials.append(Trial(newest.version, newest.python, "newest", None))
    return trials


def table(outcomes: Sequence[Outcome], missing: Sequence[str]) -> str:
    rows = [("Python", "dependencies", "result", "seconds")]
    for item in outcomes:
        result = "FAILED" if item.problem else "passed"
        rows.append((item.trial.version, item.trial.dependencies, result, f"{item.seconds:.1f}"))
    rows += [(version, "-", "missing", "-") for version in missing]
    return "\n".join(f"{row[0]:<8}{row[1]:<14}{row[2]:<9}{row[3]:>7}" for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.try_wheel", description=__doc__.partition("\n")[0])
    parser.add_argument("--require", default="", metavar="VERSIONS", help="fail unless found, as in 3.11,3.12")
    required = [version for version in parser.parse_args(arguments).require.split(",") if version]

    project = read_project()
    wheel = find_wheel(ROOT / "dist")
    versions = sorted({*supported_versions(project), *required}, key=Version)
    interpreters = find_interpreters(versions)
    missing = [version for version in versions if version not in interpreters]
    if absent := [version for version in required if version in missing]:
        raise SystemExit(f"Python {', '.join(absent)} is required and was not found on the path or in pyenv.")
    if not interpreters:
        raise SystemExit(f"None of Python {', '.join(versions)} was found on the path or in pyenv.")

    with tempfile.TemporaryDirectory(prefix="twintone-lowest-") as name:
        lowest = Path(name) / "lowest.txt"
        promised = [*project["dependencies"], *project["optional-dependencies"]["emulator"]]
        lowest.write_text("\n".join(lowest_pins(promised)) + "\n", encoding="utf-8")
        outcomes: list[Outcome] = []
        for trial in plan(interpreters, ROOT / "constraints.txt", lowest):
            print(f"{wheel.name} on Python {trial.version}, {trial.dependencies} dependencies …", flush=True)
            outcomes.append(judge(trial, wheel, ROOT / "examples" / "demo.py"))
            if outcomes[-1].problem:
                print(outcomes[-1].problem, file=sys.stderr, flush=True)

    print(table(outcomes, missing))
    return 1 if any(item.problem for item in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
