"""Renew constraints.txt: resolve the development environment on every supported Python and pin what came out.

    python -m scripts.constraints

The file holds nothing but `name==version`, with a marker where the Pythons need different versions. It is resolved on
real interpreters because pip evaluates markers for the one that it looks at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.try_wheel import ROOT, clean_environment, find_interpreters, read_project, supported_versions

Resolution = Mapping[str, str]


def resolve(python: Path, root: Path = ROOT) -> dict[str, str]:
    """What pip would install on this interpreter into an empty environment: name to version."""
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq", "--disable-pip-version-check"]
    command += ["--dry-run", "--ignore-installed", "--report", "-", "--group", "dev", "--editable", ".[emulator]"]
    done = subprocess.run(command, cwd=root, env=clean_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return read_report(done.stdout)


def read_report(report: str) -> dict[str, str]:
    packages = [item["metadata"] for item in json.loads(report)["install"]]
    versions = {canonicalize_name(package["name"]): package["version"] for package in packages}
    return {name: version for name, version in versions.items() if name != "twintone"}


def merge(resolutions: Mapping[str, Resolution]) -> list[str]:
    """One line for a package that is the same everywhere; otherwise one line for each run of Pythons that agree."""
    pythons = sorted(resolutions, key=Version)
    lines: list[str] = []
    for name in sorted({name for resolution in resolutions.values() for name in resolution}):
        having = [python for python in pythons if name in resolutions[python]]
        runs = [(version, next(group)) for version, group in groupby(having, key=lambda at: resolutions[at][name])]
        ends: list[str | None] = [following for _, (_, following) in pairwise(runs)] + [None]
        for index, ((version, first), end) in enumerate(zip(runs, ends, strict=True)):
            # The first run has no lower end and the last no upper one, so that no Python is left without a pin.
            bounds = [f'python_version >= "{first}"'] if index else []
            bounds += [f'python_version < "{end}"'] if end else []
            lines.append(f"{name}=={version}" + (f" ; {' and '.join(bounds)}" if bounds else ""))
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    if sys.argv[1:] if arguments is None else arguments:
        raise SystemExit("python -m scripts.constraints takes no arguments.")
    versions = supported_versions(read_project())
    interpreters = find_interpreters(versions)
    if missing := [version for version in versions if version not in interpreters]:
        raise SystemExit(f"The pins are resolved on every supported Python, and {', '.join(missing)} was not found.")
    resolutions: dict[str, Resolution] = {}
    for version, python in interpreters.items():
        print(f"Resolving on Python {version} …", flush=True)
        resolutions[version] = resolve(python)
    lines = merge(resolutions)
    (ROOT / "constraints.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"constraints.txt pins {len(lines)} versions.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
