"""Rules about one thing: what is told about it agrees with what was sent and told before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.contract.api import Resource
from tests.contract.exchange import Exchange
from tests.contract.finding import Finding, Place
from tests.contract.memory import ID, Known, Memory, Record, statuses
from tests.contract.parsing import parse_time, same
from tests.contract.validity import Rulebook

SKEW = timedelta(seconds=5)  # the clocks of one service may differ so much


@dataclass(frozen=True)
class Telling:
    """What an answer tells about a record.

    Args:
        record: what it is about.
        fields: what is told.
        places: where the answer's fields stand in the spec; fields that it does not know are ignored.
        operation: the operationId.
        by: the exchange with the answer.
    """

    record: Record
    fields: Mapping[str, Any]
    places: Mapping[str, Place]
    operation: str
    by: Exchange

    def finding(self, rule: str, message: str, place: Place, *earlier: Exchange) -> Finding:
        """A finding about a field."""
        return Finding(rule, message, (place,), self.operation, self.record.steps(*earlier, self.by))


class RecordRules:
    """Compares what answers tell with what is known, and learns the rest.

    Args:
        memory: what is known.
        rulebook: what the spec says about the fields.
    """

    def __init__(self, memory: Memory, rulebook: Rulebook) -> None:
        self._memory = memory
        self._rulebook = rulebook

    def compare(self, telling: Telling) -> Iterator[Finding]:
        """What is wrong with what an answer tells; it is known from then on."""
        record, resource = telling.record, self._memory.shelves[telling.record.kind].resource
        yield from self._identity(telling)
        for name, place in telling.places.items():
            value, known = telling.fields.get(name), record.values.get(name)
            if name in (ID, resource.result):
                continue
            if value is None:
                if known is not None and self._rulebook.is_optional(place):
                    message = f"{telling.operation} leaves out {name} of {record.id}, which is {brief(known.value)}."
                    yield telling.finding("sent-kept", message, place, known.told)
                continue
            value = self._rulebook.project(place, value)
            if known is not None and not same(known.value, value):
                yield from self._difference(telling, resource, name, value, known)
            record.values[name] = Known(value, telling.by)
        yield from _times(telling, resource)
        yield from self._births(telling, resource)
        yield from self._results(telling, resource)

    def sent(self, places: Mapping[str, Place], body: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a body that the spec knows, reduced to what it knows about them."""
        return {name: self._rulebook.project(place, body[name]) for name, place in places.items() if name in body}

    def _identity(self, telling: Telling) -> Iterator[Finding]:
        place, told = telling.places.get(ID), telling.fields.get(ID)
        if place is not None and isinstance(told, str) and told != telling.record.id:
            message = f"{telling.operation} was asked about {telling.record.id} and tells about {told}."
            yield telling.finding("id-echoed", message, place)

    def _difference(
        self, telling: Telling, resource: Resource, name: str, value: Any, known: Known
    ) -> Iterator[Finding]:
        record, place = telling.record, telling.places[name]
        rules = statuses(resource)
        if name in resource.touched:
            old, new = parse_time(known.value), parse_time(value)
            if old is not None and new is not None and new < old:
                message = f"{name} of {record.id} went back from {known.value} to {value}."
                yield telling.finding("times-ordered", message, place, known.told)
        elif rules is not None and rules[0] == name:
            order = [*rules[1], *rules[2]]
            if known.value not in order or value not in order:
                return  # the shape says so
            if known.value in rules[2] or order.index(value) < order.index(known.value):
                message = f"{name} of {record.id} went from {known.value} to {value}."
                yield telling.finding("status-forward", message, Place(place.pointer, "values"), known.told)
        else:
            is_echo = known.told.number == telling.by.number
            if name in resource.times:
                rule = "times-fixed"
            elif "enum" in self._rulebook.schema(place):
                rule = "status-forward"
            else:
                rule = "sent-echoed" if is_echo else "sent-kept"
            before = "was sent as" if is_echo else f"was, in request {known.told.number},"
            message = f"{name} of {record.id} {before} {brief(known.value)}; {telling.operation} says {brief(value)}."
            yield telling.finding(rule, message, place, known.told)

    def _births(self, telling: Telling, resource: Resource) -> Iterator[Finding]:
        place, record = telling.places.get(resource.birth), telling.record
        time = parse_time(telling.fields.get(resource.birth))
        if place is None or time is None or record.born is not telling.by or record.rank is None:
            return
        last = self._memory.births.get(record.kind)
        if last is not None and time < last[0] - SKEW:
            message = (
                f"{record.id} was made after {last[1].id}, and its {resource.birth} is {last[0] - time} before it."
            )
            yield telling.finding("times-ordered", message, place, last[1].born)
        if last is None or time > last[0]:
            self._memory.births[record.kind] = (time, record)

    def _results(self, telling: Telling, resource: Resource) -> Iterator[Finding]:
        value, place = telling.fields.get(resource.result), telling.places.get(resource.result)
        if isinstance(value, str) and value and place is not None:
            owner = self._memory.results.setdefault(value, telling.record)
            if owner is not telling.record:
                message = f"{telling.record.id} and {owner.id} have the same {resource.result}."
                yield telling.finding("results-own", message, place, *owner.steps())


def _times(telling: Telling, resource: Resource) -> Iterator[Finding]:
    born = telling.record.values.get(resource.birth)
    start = parse_time(born.value) if born is not None else None
    for name, place in telling.places.items():
        time = parse_time(telling.fields.get(name)) if name in resource.times else None
        if born is not None and start is not None and time is not None and time < start:
            message = f"{name} of {telling.record.id} is {telling.fields[name]}, before its creation at {born.value}."
            yield telling.finding("times-ordered", message, place, born.told)


def brief(value: Any) -> str:
    """A value, short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
