"""Slots: fields that an update changes and that can be read afterwards, and what becomes of strange values in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scripts.evidence import nearest
from scripts.spec import Object, properties, resolve
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import Answer, Exchange, Headers
from tests.contract.finding import Place
from tests.contract.parsing import same
from tests.contract.protocol.table import EITHER, Expected, Table, success
from tests.contract.protocol.things import MARK, Things, encode_with, sample

JSON_HEADERS: Headers = (("Content-Type", "application/json"),)
_MISSING = object()


@dataclass(frozen=True)
class Slot:
    """A field of plain text, or a number, that an update sets.

    Args:
        update: the operation that sets it.
        get: the operation that shows it.
        path: the names that lead to it.
    """

    update: Endpoint
    get: Endpoint
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The slot as people write it, such as `voice_settings.pitch`."""
        return ".".join(self.path)

    @property
    def places(self) -> tuple[Place, ...]:
        """The facts that it can be set and is shown."""
        return (self.update.body_fields[self.path[0]], self.get.answer_fields[self.path[0]])

    def read(self, answer: Answer | None) -> Any:
        """What an answer shows in the slot; `_MISSING` when it shows nothing of the kind."""
        value: Any = answer.object if answer is not None and answer.succeeded else None
        for name in self.path:
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, str | int | float) else _MISSING


def _put(value: Any, path: tuple[str, ...], leaf: Any) -> Any:
    if not path:
        return leaf
    return {**value, path[0]: _put(value.get(path[0], {}), path[1:], leaf)}


def find_slots(api: Api, kind: str) -> list[Slot]:
    """The slots of one type (`string` or `number`) of all kinds, those that the docs state before the others."""
    found = [
        Slot(r.endpoints["update"], r.endpoints["get"], path)
        for r in api.resources.values()
        if {"update", "get"} <= r.can
        for path in _leaves(api.spec, r.endpoints["update"].body or {}, kind)
        if path[0] in r.endpoints["get"].answer_fields
    ]
    return sorted(found, key=lambda slot: any(nearest(api.spec, p.pointer, p.facet) for p in slot.places))


def _leaves(spec: Object, schema: Object, kind: str) -> Iterator[tuple[str, ...]]:
    for name, node in resolve(spec, schema).get("properties", {}).items():
        target = resolve(spec, node)
        if "properties" in target:
            # One for each field of the body: an update sets all of what is in it.
            yield from ((name, *path) for path in islice(_leaves(spec, node, kind), 1))
        elif target.get("type") == kind and not target.keys() & {"enum", "const", "format", "minLength"}:
            yield (name,)


@dataclass
class Writer:
    """Sets a slot of one thing, and reads it again each time.

    Args:
        table: sends the requests.
        things: has the thing.
        slot: what is set.
    """

    table: Table
    things: Things
    slot: Slot
    _value: Any = field(default=_MISSING, init=False)

    def body(self, value: bytes) -> bytes:
        """The body of an update that sets the slot to a value in JSON, and besides only what it must have."""
        update, spec = self.slot.update, self.table.api.spec
        required = resolve(spec, update.body or {}).get("required", ())
        example = self.things.body(update)
        body = {
            name: example.get(name, sample(spec, node))
            for name, node in properties(spec, update.body or {}).items()
            if name in required or name == self.slot.path[0]
        }
        return encode_with(_put(body, self.slot.path, MARK), value)

    def write(
        self,
        what: str,
        body: bytes,
        accepted: tuple[Any, ...],
        *,
        expected: Expected = EITHER,
        headers: Headers = JSON_HEADERS,
        rule: str = "sent-kept",
    ) -> None:
        """Sends an update, and adds a finding unless it was either refused or done as it was meant.

        Args:
            what: what is special about it, as it reads behind the operation's name.
            body: what is sent.
            accepted: the values that the slot may have if the update is accepted; none means its value before.
            expected: what may be answered.
            headers: those beside the key.
            rule: the rule that another value breaks.
        """
        before = self._read()[0] if self._value is _MISSING else self._value
        target = self.things.target(self.slot.update)
        request = self.table.request(self.slot.update.operation.method, target, body, headers)
        written = self.table.send(what, request, expected)
        self._value, read = self._read()
        echo = self.slot.read(written.answer)
        done = written.answer is not None and written.answer.succeeded
        # Without an answer, nobody knows whether it was done.
        right = [*(accepted if done or written.answer is None else ()), *(() if done and accepted else (before,))]
        said = f"answered {written.answer.status}" if written.answer is not None else "was not answered"
        did = f"{self.slot.update.id} {what} {said}, and"
        for operation, value in ((self.slot.update.id, echo), (self.slot.get.id, self._value)):
            if _MISSING not in (value, *right) and not any(same(value, one) for one in right):
                message = f"{did} {operation} shows {self.slot.name} as {brief(value)} instead of {brief(right[0])}."
                self.table.fail(rule, message, self.slot.places, written, read)
                return
        if _MISSING not in (echo, self._value) and not same(echo, self._value):
            message = f"{did} its answer shows {self.slot.name} as {brief(echo)}, {self.slot.get.id} as"
            self.table.fail("sent-kept", f"{message} {brief(self._value)}.", self.slot.places, written, read)

    def _read(self) -> tuple[Any, Exchange]:
        request = self.table.session.request("GET", self.things.target(self.slot.get))
        exchange = self.table.send("after an update", request, success(self.slot.get, "known-found"))
        return self.slot.read(exchange.answer), exchange


def writers(table: Table, things: Things, kind: str) -> list[Writer]:
    """A writer for each slot of a type."""
    return [Writer(table, things, slot) for slot in find_slots(table.api, kind) if things.target(slot.update)]


def brief(value: Any) -> str:
    """A value, short enough for a sentence."""
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"
