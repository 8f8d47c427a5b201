"""The fingerprint of the page as it was when a person last accepted it, without a word of its text.

Each row stands for a line: the hash and the length of its letters, whether it holds more than facts, and the hashes of
the facts that it states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from scripts.docs.facts import Subject
from scripts.docs.page import Page
from scripts.spec import DEFAULT

LOCK = DEFAULT.parent / "docs.lock"
HEAD = """\
# The vendor's documentation page that the description was written from: for each line its hash and length, whether it
# holds more than facts, and the hashes of its facts. Renewed by `python -m scripts.docs accept`; do not edit.
"""
_ROW = re.compile(r"(?P<hash>[0-9a-f]{10}) (?P<length>[1-9]\d{0,6}) (?P<kind>fact|text)(?P<facts>(?: [0-9a-f]{10})*)")


class LockError(ValueError):
    """The lock cannot be read."""


@dataclass(frozen=True)
class Row:
    """What is kept of a line."""

    hash: str
    length: int
    is_fact: bool  # the line says nothing beyond its facts
    facts: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([self.hash, str(self.length), "fact" if self.is_fact else "text", *self.facts])


def digest(text: str) -> str:
    """Return a short hash."""
    return blake2s(text.encode(errors="surrogatepass"), digest_size=5).hexdigest()


def subject_digest(subject: Subject) -> str:
    """Return the hash by which the lock knows a subject."""
    return digest("\n".join(subject))


def make_rows(page: Page, accepted: Sequence[Row] = ()) -> dict[int, Row]:
    """Return the row of each line that has letters, by its index.

    A line around the page, such as the name of the site, has one only where the page that was accepted had it.
    """
    facts: dict[int, list[str]] = {}
    whole = set()
    for statement in page.statements:
        facts.setdefault(statement.line, []).append(subject_digest(statement.subject))
        if statement.whole:
            whole.add(statement.line)
    rows = {
        index: Row(digest(letters), len(letters), index in whole, tuple(dict.fromkeys(facts.get(index, ()))))
        for index, line in enumerate(page.lines)
        if (letters := line.letters)
    }
    framing = {index for index in rows if page.lines[index].kind == "frame"}
    own = {row.hash for index, row in rows.items() if index not in framing}
    wanted = {row.hash for row in accepted} - own
    return {index: row for index, row in rows.items() if index not in framing or row.hash in wanted}


def write_lock(path: Path, page: Page) -> int:
    """Store the fingerprint of a page; return the number of its rows."""
    rows = make_rows(page)
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows.values()), encoding="utf-8")
    return len(rows)


def read_lock(path: Path) -> list[Row]:
    """Return the rows, none when there is no lock yet. Raises LockError or OSError."""
    rows = []
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise LockError(f"{path} is not text; restore it, or renew it with `accept`.") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            match = _ROW.fullmatch(line)
            if not match:
                raise LockError(f"{path}:{number} is no row of a lock; restore it, or renew it with `accept`.")
            facts = tuple(match["facts"].split())
            rows.append(Row(match["hash"], int(match["length"]), match["kind"] == "fact", facts))
    return rows
