"""The emulator's memory: records and the ledger, in SQLite."""

import json
import sqlite3
import threading
from os import PathLike, fspath
from typing import Any, NamedTuple

from twintone.emulator.errors import EmulatorError

_APPLICATION = 0x7477696E  # "twin"; tells our files from other people's databases
_LAYOUT = 1
_TABLES = """
CREATE TABLE records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    tenant TEXT NOT NULL,
    created REAL NOT NULL,
    fields TEXT NOT NULL,
    job TEXT,
    token TEXT UNIQUE,
    UNIQUE (tenant, kind, id)
);
CREATE INDEX pages ON records (tenant, kind, seq);
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    tenant TEXT NOT NULL,
    at REAL NOT NULL
);
"""
_COLUMNS = "kind, id, tenant, created, fields, job, token"


class LedgerEntry(NamedTuple):
    """One thing that was billed: its kind, its id, the account, and when, in seconds since 1970 UTC."""

    kind: str
    id: str
    tenant: str
    at: float


class Record(NamedTuple):
    """One resource: what was stored of it, and for a job what was noted at its creation."""

    kind: str
    id: str
    tenant: str
    created: float
    fields: dict[str, Any]
    job: dict[str, Any] | None = None
    token: str | None = None


class Store:
    """Records and ledger of one emulator. Safe to use from several threads.

    Args:
        path: the database file; None keeps everything in memory.

    Raises:
        EmulatorError: the file cannot be used.
    """

    def __init__(self, path: str | PathLike[str] | None = None) -> None:
        name = ":memory:" if path is None else fspath(path)
        if not name:
            raise EmulatorError("The database needs the name of a file.")
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(name, check_same_thread=False)
            try:
                self._prepare(name)
            except (sqlite3.Error, EmulatorError):
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise EmulatorError(f"The file {name} cannot be used as a database: {error}. Name another file.") from error

    def _prepare(self, name: str) -> None:
        [(application,)] = self._db.execute("PRAGMA application_id")
        [(layout,)] = self._db.execute("PRAGMA user_version")
        [(tables,)] = self._db.execute("SELECT count(*) FROM sqlite_master")
        if tables and (application, layout) != (_APPLICATION, _LAYOUT):
            raise EmulatorError(f"The file {name} belongs to another program or another version. Name another file.")
        # Write-ahead logging without a sync for each write: a killed process loses nothing, only a power cut may.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if not tables:
            marks = f"PRAGMA application_id={_APPLICATION}; PRAGMA user_version={_LAYOUT};"
            self._db.executescript(f"BEGIN; {_TABLES} {marks} COMMIT;")

    def add(self, record: Record, *, billed: bool) -> None:
        """Stores a new record and, when it is `billed`, its ledger entry: both or neither."""
        job = None if record.job is None else json.dumps(record.job)
        row = (*record[:4], json.dumps(record.fields), job, record.token)
        with self._lock, self._db:
            self._db.execute(f"INSERT INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            if billed:
                self._db.execute("INSERT INTO ledger (kind, id, tenant, at) VALUES (?, ?, ?, ?)", record[:4])

    def save(self, record: Record) -> None:
        """Stores the record's fields as they are now."""
        with self._lock, self._db:
            self._db.execute(
                "UPDATE records SET fields = ? WHERE tenant = ? AND kind = ? AND id = ?",
                (json.dumps(record.fields), record.tenant, record.kind, record.id),
            )

    def delete(self, record: Record) -> None:
        """Removes the record for good."""
        with self._lock, self._db:
            self._db.execute(
                "DELETE FROM records WHERE tenant = ? AND kind = ? AND id = ?",
                (record.tenant, record.kind, record.id),
            )

    def get(self, tenant: str, kind: str, record_id: str) -> Record | None:
        """The record with this id; None when the account has none."""
        return next(iter(self._records("tenant = ? AND kind = ? AND id = ?", (tenant, kind, record_id))), None)

    def by_token(self, token: str) -> Record | None:
        """The record whose media has this token; None when there is none."""
        return next(iter(self._records("token = ?", (token,))), None)

    def newest(self, tenant: str, kind: str, start: int = 0, count: int = -1) -> list[Record]:
        """The account's records of a kind, newest first: `count` of them (-1: all) after the first `start`."""
        order = "tenant = ? AND kind = ? ORDER BY seq DESC LIMIT ? OFFSET ?"
        return self._records(order, (tenant, kind, count, start))

    def count(self, tenant: str, kind: str) -> int:
        """How many records of a kind the account has."""
        [(total,)] = self._rows("SELECT count(*) FROM records WHERE tenant = ? AND kind = ?", (tenant, kind))
        return int(total)

    def ledger(self) -> list[LedgerEntry]:
        """What was billed, oldest first."""
        return [LedgerEntry(*row) for row in self._rows("SELECT kind, id, tenant, at FROM ledger ORDER BY seq", ())]

    def close(self) -> None:
        """Closes the database. A closed store cannot be used again."""
        with self._lock:
            self._db.close()

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def _records(self, where: str, values: tuple[Any, ...]) -> list[Record]:
        return [
            Record(kind, record_id, tenant, created, json.loads(fields), json.loads(job) if job else None, token)
            for kind, record_id, tenant, created, fields, job, token in self._rows(
                f"SELECT {_COLUMNS} FROM records WHERE {where}", values
            )
        ]
