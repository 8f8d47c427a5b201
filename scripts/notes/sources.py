"""Where descriptions come from: a file, or a revision in git."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from scripts.notes import NotesError
from scripts.spec import Object, SpecError, load
from scripts.spec_check import check


def read_file(path: Path) -> Object:
    """Return the description in a file.

    Raises:
        NotesError: It cannot be read, or does not pass the checks.
    """
    return _checked(path, str(path))


def read_revision(root: Path, name: str, revision: str) -> Object:
    """Return the description that stood under a name, relative to the root of the repository, at a revision.

    Raises:
        NotesError: There is no such revision, or no description that passes today's checks.
    """
    if _git(root, "rev-parse", "--git-dir") is None:
        raise NotesError(f"{root} is no git repository; name two files with --old and --new instead.")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise NotesError(f"There is no revision {revision!r} in {root}; name a commit, a branch or a tag.")
    text = _git(root, "show", f"{commit.decode().strip()}:./{name}")
    if text is None:
        raise NotesError(f"There is no file {name} at the revision {revision!r}; name a revision that has it.")
    with tempfile.TemporaryDirectory(prefix="release-notes-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(text)
        return _checked(path, f"{name} at {revision}")


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git says, or None if it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError as error:
        raise NotesError(f"git cannot be run ({error}); name two files with --old and --new instead.") from error
    return None if done.returncode else done.stdout


def _checked(path: Path, title: str) -> Object:
    try:
        spec = load(path)
    except (SpecError, OSError) as error:
        raise NotesError(f"{title} cannot be read: {error}") from error
    if findings := check(spec):
        raise NotesError("\n".join([f"{title} does not pass the checks of this version:", *findings]))
    return spec
