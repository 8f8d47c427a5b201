"""What pyproject.toml declares is what the code needs, and what the packages are."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import twintone
from scripts.try_wheel import read_project, supported_versions

ROOT = Path(__file__).resolve().parent.parent
PROJECT = read_project()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OVERLAY = ROOT / "overlay" / "twintone"
EMULATOR = OVERLAY / "emulator"
GENERATED = ROOT / "generated" / "twintone_api"


def names(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


RUNTIME = names(PROJECT["dependencies"])
EXTRA = names(PROJECT["optional-dependencies"]["emulator"])
VALIDATE = names(PROJECT["optional-dependencies"]["validate"])


def imported(files: Iterable[Path]) -> dict[str, str]:
    """Every top-level module that is imported anywhere in the files, with one place that does."""
    modules: dict[str, str] = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import():
                    found = [alias.name for alias in node.names]
                case ast.ImportFrom(level=0, module=str(module)):
                    found = [module]
                case _:
                    continue
            for name in found:
                modules.setdefault(name.partition(".")[0], f"{path.relative_to(ROOT)}:{node.lineno}")
    return modules


INSTALLED = packages_distributions()


def distributions(module: str) -> set[str]:
    return {canonicalize_name(name) for name in INSTALLED.get(module, [])}


CASES = {
    "twintone_api": (list(GENERATED.rglob("*.py")), {"twintone_api"}, RUNTIME),
    "twintone": (
        [path for path in OVERLAY.rglob("*.py") if EMULATOR not in path.parents],
        {"twintone", "twintone_api"},
        RUNTIME | VALIDATE,
    ),
    "twintone.emulator": (list(EMULATOR.rglob("*.py")), {"twintone", "twintone_api"}, RUNTIME | EXTRA),
}


@pytest.mark.parametrize("package", CASES)
def test_every_import_is_declared(package: str) -> None:
    files, ours, declared = CASES[package]
    assert files
    foreign = {
        module: place
        for module, place in imported(files).items()
        if module not in ours and module not in sys.stdlib_module_names and not distributions(module) & declared
    }
    assert not foreign, f"{package} imports what it does not declare."


def test_every_dependency_is_used() -> None:
    everything = {
        name
        for module in imported([*GENERATED.rglob("*.py"), *OVERLAY.rglob("*.py")])
        for name in distributions(module)
    }
    assert not (RUNTIME | EXTRA) - everything


def test_what_validates_answers_is_imported_in_one_module_and_tested_with_the_emulator() -> None:
    users = [
        path.name for path in CASES["twintone"][0] if any(distributions(name) & VALIDATE for name in imported([path]))
    ]
    assert users == ["schemas.py"]
    extras = PROJECT["optional-dependencies"]
    assert {*extras["validate"]} <= {*extras["emulator"]}


def test_the_runtime_dependencies_are_few() -> None:
    # anyio is no more to install: httpx itself requires it.
    assert sorted(RUNTIME) == ["anyio", "attrs", "httpx", "python-dateutil"]


def test_the_version_is_stated_once() -> None:
    assert twintone.__version__ == PROJECT["version"]


def test_the_changelog_knows_the_version_or_what_comes_next() -> None:
    headings = [
        line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")
    ]
    assert headings[0].startswith(("## [Unreleased]", f"## [{PROJECT['version']}]"))


@pytest.mark.parametrize("package", [OVERLAY, GENERATED])
def test_the_packages_are_typed(package: Path) -> None:
    assert (package / "py.typed").is_file()


def test_what_the_sdist_promises_exists() -> None:
    promised = PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    assert not [name for name in promised if not (ROOT / name).exists()]


@pytest.mark.parametrize("version", supported_versions(PROJECT))
def test_every_direct_requirement_is_pinned_once_and_within_its_bounds(version: str) -> None:
    pins: dict[str, str] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate({"python_version": version}):
            assert pin.name not in pins, f"{pin.name} is pinned twice on Python {version}."
            pins[pin.name] = next(iter(pin.specifier)).version
    direct = [
        *PROJECT["dependencies"],
        *PROJECT["optional-dependencies"]["emulator"],
        *PYPROJECT["dependency-groups"]["dev"],
        *PYPROJECT["build-system"]["requires"],
    ]
    wrong = [
        str(requirement)
        for requirement in map(Requirement, direct)
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0.dev0"))
    ]
    assert not wrong, "Run `make constraints`."


def test_the_oldest_supported_python_is_the_one_required() -> None:
    assert PROJECT["requires-python"] == f">={supported_versions(PROJECT)[0]}"
