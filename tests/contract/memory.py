"""The shadow model: what a server must remember, as far as its own answers tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.contract.api import Api, Resource
from tests.contract.exchange import Exchange

ID = "id"
DEFAULT_CAP = 10  # no server is expected to cap pages below this


@dataclass(frozen=True)
class Known:
    """A value, and the exchange that told it."""

    value: Any
    told: Exchange


@dataclass
class Record:
    """One thing that was made, or was there before.

    Args:
        born: the exchange that made it or showed it first.
        rank: its place in the order of creation; None when that is not known.
        alive: None when it is not known whether it still exists.
        values: its fields, as sent or told.
        ended: the exchange that ended it, if there is such an end.
        gone: the exchange that deleted it.
    """

    kind: str
    id: str
    born: Exchange
    rank: int | None
    alive: bool | None = True
    values: dict[str, Known] = field(default_factory=dict)
    ended: Exchange | None = None
    gone: Exchange | None = None

    def steps(self, *more: Exchange | None) -> tuple[Exchange, ...]:
        """The exchanges that tell its story up to the last of `more`, in order, each once."""
        found = {step.number: step for step in (self.born, self.ended, self.gone, *more) if step is not None}
        return tuple(found[number] for number in sorted(found))


@dataclass
class Shelf:
    """All records of one kind, and what its lists have shown about themselves.

    Args:
        complete: whether every record is known; False until a list was read from end to end.
        doubtful: how many records may exist that nobody has told us about.
        exact: whether lists run in the order of creation, and that of all records is known.
        newest_first: which way they run; None while that is not known.
        from_zero: whether pages are told from zero.
        default_size: how many items a page holds when no limit is given; None while that is not known.
        cap: how many items a page holds at most, whatever limit is given; None while no such end was met.
        largest_page: how many items a page was seen to hold at most.
        read: the ids on the pages that were read, by limit and number, since something last changed.
        adopted: what was there before, in the order of the list.
        pairs: which id was seen before which, and where.
    """

    resource: Resource
    records: dict[str, Record] = field(default_factory=dict)
    complete: bool = False
    doubtful: int = 0
    exact: bool = True
    newest_first: bool | None = None
    from_zero: bool = False
    default_size: int | None = None
    cap: int | None = None
    largest_page: int = DEFAULT_CAP
    read: dict[int | None, dict[int, list[str]]] = field(default_factory=dict)
    adopted: list[str] = field(default_factory=list)
    pairs: dict[tuple[str, str], Exchange] = field(default_factory=dict)

    @property
    def living(self) -> list[Record]:
        """The records that exist, oldest first."""
        found = [record for record in self.records.values() if record.alive]
        return sorted(found, key=lambda record: record.rank or 0)

    @property
    def certain(self) -> bool:
        """Whether what exists is known exactly."""
        return self.complete and not self.doubtful and all(r.alive is not None for r in self.records.values())


class Memory:
    """Everything that is known about the things on a server.

    Args:
        api: the API whose resources they are.
    """

    def __init__(self, api: Api) -> None:
        self.shelves = {kind: Shelf(resource) for kind, resource in api.resources.items()}
        self.owners: dict[str, Record] = {}
        self.results: dict[str, Record] = {}
        self.births: dict[str, tuple[datetime, Record]] = {}  # the latest time of creation of each kind
        self._count = 0

    def add(self, kind: str, id_: str, born: Exchange, *, ranked: bool = True) -> Record:
        """Remembers a new record; `ranked` if it was made just now, and not only met."""
        self._count += 1
        record = Record(kind, id_, born, self._count if ranked else None)
        self.shelves[kind].records[id_] = record
        self.owners.setdefault(id_, record)
        if ranked:
            self.changed(kind)
        return record

    def find(self, kind: str, id_: str) -> Record | None:
        """The record with an id, dead or alive."""
        return self.shelves[kind].records.get(id_)

    def changed(self, kind: str) -> None:
        """Notes that a list of this kind may look different from now on."""
        shelf = self.shelves[kind]
        shelf.read.clear()
        if not shelf.exact:  # it may be sorted by what has changed
            shelf.pairs.clear()

    def told(self, record: Record, fields: Mapping[str, Any], by: Exchange) -> None:
        """Remembers fields that were sent or told."""
        for name, value in fields.items():
            record.values[name] = Known(value, by)


def statuses(resource: Resource) -> tuple[str, list[str], list[str]] | None:
    """The status field of a job, its values while it works in their order, and those that it ends with."""
    job = resource.job
    if job is None:
        return None
    return str(job["status"]), list(job["working"]), [*job["succeeded"], *job.get("failed", ())]


def possible(resource: Resource, record: Record, name: str) -> set[str] | None:
    """The values that a field may have by now, as strings; None when nothing is known."""
    known = record.values.get(name)
    rules = statuses(resource)
    if rules is None or rules[0] != name:
        return None if known is None else {str(known.value)}
    _, working, over = rules
    if known is None or known.value not in working:
        return {*working, *over} if known is None else {str(known.value)}
    return {*working[working.index(known.value) :], *over}
