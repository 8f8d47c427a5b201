"""Say what changed for users since a revision: ``python -m scripts.notes BASE [--write]``.

The entry for CHANGELOG.md goes to the standard output, the grade and the next version to the standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.generate import ROOT
from scripts.generator.fields import GenerateError
from scripts.notes import NotesError
from scripts.notes.changelog import entry, insert
from scripts.notes.comparison import Description, compare, describe
from scripts.notes.sources import read_file, read_revision
from scripts.notes.versions import advice, read_version
from scripts.spec import DEFAULT, Object

SPEC = DEFAULT.relative_to(ROOT).as_posix()


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return the exit code."""
    options = _options(argv)
    try:
        _report(root, options)
    except (NotesError, OSError, UnicodeError) as error:
        print(f"No notes were made. {error}", file=sys.stderr)
        return 1
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.notes", description=__doc__)
    parser.add_argument("base", nargs="?", metavar="BASE", help="the revision to compare the working tree with")
    parser.add_argument("--old", type=Path, metavar="FILE", help="a description to compare instead of BASE")
    parser.add_argument("--new", type=Path, metavar="FILE", help="a description to compare instead of the working tree")
    parser.add_argument("--write", action="store_true", help="put the notes into CHANGELOG.md instead of printing them")
    options = parser.parse_args(argv)
    if bool(options.old) != bool(options.new) or bool(options.base) == bool(options.old):
        parser.error("Name one revision, such as: make release-notes BASE=v0.1.0. Or name two files, --old and --new.")
    return options


def _report(root: Path, options: argparse.Namespace) -> None:
    if options.base:
        old, new = read_revision(root, SPEC, options.base), read_file(root / SPEC)
        titles = (f"{SPEC} at {options.base}", SPEC)
    else:
        old, new = read_file(options.old), read_file(options.new)
        titles = (str(options.old), str(options.new))
    lines = compare(_described(old, titles[0]), _described(new, titles[1]))
    if not lines:
        print(f"Nothing changed for users since {titles[0]}.")
        return
    changelog = root / "CHANGELOG.md"
    said = advice(read_version(root / "pyproject.toml"), max(line.grade for line in lines))
    if options.write:
        text, count = insert(changelog.read_text(encoding="utf-8"), lines)
        if count:
            changelog.write_text(text, encoding="utf-8")
        print(f"Notes put into {changelog.name}: {count}. Notes that it had already: {len(lines) - count}.")
    else:
        print(entry(lines), end="")
    print(said, file=sys.stderr)


def _described(spec: Object, title: str) -> Description:
    try:
        return describe(spec)
    except GenerateError as error:
        raise NotesError(f"{title} cannot be compiled: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
