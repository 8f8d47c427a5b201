"""What a change makes of the version."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from scripts.notes import NotesError
from scripts.notes.lines import Grade


def read_version(project: Path) -> str:
    """Return the version in a pyproject.toml.

    Raises:
        NotesError: There is none.
        OSError: The file cannot be read.
    """
    try:
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotesError(f'{project} states no version of the project, such as version = "1.2.3".') from error


def next_version(version: str, grade: Grade) -> str:
    """Return the version after a change of this grade. Before 1.0, what breaks raises the minor version.

    Raises:
        NotesError: The version is not of the form 1.2.3.
    """
    found = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})", version)
    if not found:
        raise NotesError(f"The version {version} cannot be raised; it must be three numbers, such as 1.2.3.")
    major, minor, patch = map(int, found.groups())
    if grade is Grade.FIX:
        return f"{major}.{minor}.{patch + 1}"
    return f"{major + 1}.0.0" if grade is Grade.BREAKING and major else f"{major}.{minor + 1}.0"


def advice(version: str, grade: Grade) -> str:
    """Return the next version and why, as a sentence."""
    rule = " Before 1.0, what breaks raises the minor version." if version.startswith("0.") else ""
    return f"Grade: {grade.name.lower()}. The version after {version} is {next_version(version, grade)}.{rule}"
