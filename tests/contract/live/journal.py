"""The journal of a live run: what was made, written down before it is sent, so that it is deleted after a crash."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_APPLICATION = 0x74776C76  # tells our files from other people's databases
_TABLE = """
CREATE TABLE made (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    sent TEXT NOT NULL,
    id TEXT,
    looks INTEGER NOT NULL DEFAULT 0
)
"""


class JournalError(Exception):
    """The journal cannot be used. The message is a sentence."""


@dataclass(frozen=True)
class Entry:
    """Something that was made, or may have been.

    Args:
        number: counts the entries of the journal.
        kind: of which kind it is.
        sent: the texts that were sent for it, by field.
        id: its id; empty when the answer that told it was lost.
        looks: how often it was looked for in vain.
    """

    number: int
    kind: str
    sent: dict[str, str]
    id: str
    looks: int


class Journal:
    """What the runs against one account made and have not deleted. One run at a time can use it.

    Every change is on the disk when the method returns.

    Args:
        path: the file; it is made when there is none.
        address: where the API is.
        key: the API key; only a fingerprint of it is kept, to tell accounts apart.

    Raises:
        JournalError: the file cannot be used.
    """

    def __init__(self, path: Path, address: str, key: str) -> None:
        self._path, self._address = path, address
        self._account = hashlib.sha256(f"{address}\n{key}".encode()).hexdigest()[:16]
        self._db: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._prepare(self._db)
        except sqlite3.OperationalError as error:
            self.close()
            if "locked" in str(error):
                message = f"Another run uses {path}. Wait until it has ended."
                raise JournalError(message) from None
            raise self._unusable(error) from None
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise self._unusable(error) from None

    def _prepare(self, db: sqlite3.Connection) -> None:
        # The lock is held until the file is closed, or the process is gone; EXTRA syncs the folder as well.
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA synchronous=EXTRA")
        db.execute("BEGIN EXCLUSIVE")
        [(tables,)] = db.execute("SELECT count(*) FROM sqlite_master")
        [(application,)] = db.execute("PRAGMA application_id")
        if tables and application != _APPLICATION:
            raise sqlite3.DatabaseError("it belongs to another program")
        if not tables:
            db.execute(_TABLE)
            db.execute(f"PRAGMA application_id={_APPLICATION}")
        db.execute("COMMIT")

    def _unusable(self, error: Exception) -> JournalError:
        return JournalError(f"The journal {self._path} cannot be used: {error}. Name another folder with --out.")

    def _run(self, query: str, *values: object) -> list[tuple[str, ...]]:
        assert self._db is not None
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def entries(self) -> list[Entry]:
        """What this account still has of ours, oldest first."""
        query = "SELECT number, kind, sent, coalesce(id, ''), looks FROM made WHERE account = ? ORDER BY number"
        return [
            Entry(int(number), kind, json.loads(sent), id_, int(looks))
            for number, kind, sent, id_, looks in self._run(query, self._account)
        ]

    def others(self) -> dict[str, int]:
        """How many things are left in other accounts, by address."""
        query = "SELECT address, count(*) FROM made WHERE account != ? GROUP BY address"
        return {address: int(count) for address, count in self._run(query, self._account)}

    def intend(self, kind: str, sent: dict[str, str]) -> int:
        """Notes that something is about to be made; returns the number of its entry."""
        query = "INSERT INTO made (address, account, kind, sent) VALUES (?, ?, ?, ?) RETURNING number"
        [(number,)] = self._run(query, self._address, self._account, kind, json.dumps(sent))
        return int(number)

    def made(self, number: int, id_: str) -> None:
        """Notes the id of what was made."""
        self._run("UPDATE made SET id = ? WHERE number = ?", id_, number)

    def looked(self, number: int) -> None:
        """Notes that it was looked for in vain."""
        self._run("UPDATE made SET looks = looks + 1 WHERE number = ?", number)

    def drop(self, number: int) -> None:
        """Forgets an entry: it was not made, or it is deleted."""
        self._run("DELETE FROM made WHERE number = ?", number)

    def close(self) -> None:
        """Closes the file, and lets other runs use it."""
        if self._db is not None:
            self._db.close()
            self._db = None
