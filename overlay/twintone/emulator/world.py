"""The world: one emulator's spec, memory, clock and faults, and what handlers do with them."""

import math
from dataclasses import dataclass
from os import PathLike
from random import Random, SystemRandom
from typing import Any

from twintone.emulator.clock import Clock, SystemClock
from twintone.emulator.errors import EmulatorError, RefusedError
from twintone.emulator.faults import Faults
from twintone.emulator.resources import Resource, read_resources, references
from twintone.emulator.shapes import Shape
from twintone.emulator.spec import Json, Operation, Spec, load_spec
from twintone.emulator.store import Record, Store
from twintone.emulator.validation import Checks

MEDIA_PATH = "/media"


class World:
    """One emulator's spec, memory, clock and faults.

    Args:
        spec: the spec to serve; None is the one that ships with `twintone_api`.
        db: the database file; None keeps everything in memory.
        job_seconds: how long a job takes, in seconds.
        clock: what time it is; None is the machine's clock.
        seed: what ids and media addresses follow from, so that a run can be repeated; None makes them secrets.

    Raises:
        EmulatorError: the spec, the file or the number of seconds cannot be used, or the file comes with a seed.
    """

    def __init__(
        self,
        *,
        spec: Json | None = None,
        db: str | PathLike[str] | None = None,
        job_seconds: float = 2.0,
        clock: Clock | None = None,
        seed: int | None = None,
    ) -> None:
        if not (math.isfinite(job_seconds) and job_seconds >= 0):
            raise EmulatorError(f"A job cannot take {job_seconds} seconds; give zero or more.")
        if seed is not None and db is not None:
            raise EmulatorError("A seed would repeat the ids that a database file holds; give only one of the two.")
        self.random: Random = SystemRandom() if seed is None else Random(seed)
        self.spec = Spec(load_spec() if spec is None else spec)
        self.resources = read_resources(self.spec)
        self.checks = Checks(self.spec.raw)
        self.clock = clock or SystemClock()
        self.job_seconds = job_seconds
        self.faults = Faults(operation.id for operation in self.spec.operations)
        self.bodies = {o.id: Shape(self.spec, o.body or {}) for o in self.spec.operations}
        self.answers = {o.id: Shape(self.spec, o.answer) if o.answer else None for o in self.spec.operations}
        self.store = Store(db)
        self.owners = {r.id_schema: kind for kind, r in self.resources.items() if r.id_schema is not None}

    def resource_of(self, operation: Operation) -> Resource:
        """The resource that an operation is about."""
        assert operation.place is not None  # An operation without a resource has no handler and stops the start.
        return self.resources[operation.place["kind"]]

    def view(self, record: Record, origin: str, age: float) -> dict[str, Any]:
        """All there is to show of a record.

        Args:
            record: what was stored.
            origin: where this emulator is reached, such as http://127.0.0.1:8787.
            age: seconds since the record's creation.
        """
        resource = self.resources[record.kind]
        if resource.job is None or record.job is None:
            return dict(record.fields)
        result = f"{origin}{MEDIA_PATH}/{record.token}{resource.media}"
        return {**record.fields, **resource.job.state(record.job, age, result)}


@dataclass(frozen=True)
class Call:
    """One request, read and checked, with what a handler needs to answer it; for all of it, the time is `now`."""

    world: World
    operation: Operation
    resource: Resource
    tenant: str
    origin: str
    id: str | None
    query: Json
    body: Json
    now: float

    @property
    def body_shape(self) -> Shape:
        """What the spec says about the body."""
        return self.world.bodies[self.operation.id]

    @property
    def page_rules(self) -> Json:
        """What `x-page` says about the answer."""
        shape = self.world.answers[self.operation.id]
        rules: Json = shape.schema["x-page"] if shape else {}
        return rules

    def record(self) -> Record:
        """The record that the path names.

        Raises:
            RefusedError: 404, when the account has none with this id.
        """
        record = self.world.store.get(self.tenant, self.resource.kind, self.id or "")
        if record is None:
            raise RefusedError(404, f"There is no such id in {self.resource.kind}.")
        return record

    def referred(self) -> list[Record]:
        """The records that the body refers to.

        Raises:
            RefusedError: 404, when the account has none with such an id.
        """
        found: list[Record] = []
        for kind, record_id in references(self.body_shape, self.body, self.world.owners):
            record = self.world.store.get(self.tenant, kind, record_id)
            if record is None:
                raise RefusedError(404, f"The body names an id that does not exist in {kind}.")
            found.append(record)
        return found

    def view(self, record: Record, age: float | None = None) -> dict[str, Any]:
        """All there is to show of a record now, or `age` seconds after its creation."""
        return self.world.view(record, self.origin, self.now - record.created if age is None else age)
