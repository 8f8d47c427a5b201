"""Pages: one page of a list, as asked for and as answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts import spec as specs
from tests.contract.api import Endpoint
from tests.contract.exchange import Exchange
from tests.contract.finding import Finding, Place
from tests.contract.memory import ID, Shelf

TOTAL = "total"


@dataclass(frozen=True)
class Page:
    """One page of a list, as asked for and as answered."""

    endpoint: Endpoint
    shelf: Shelf
    query: Mapping[str, Any]
    by: Exchange
    body: Mapping[str, Any]

    @cached_property
    def rules(self) -> Mapping[str, Any]:
        """What `x-page` says."""
        return self.endpoint.page or {}

    @cached_property
    def items(self) -> list[Mapping[str, Any]]:
        """The items that have an id."""
        items = self.body.get(self.rules["items"])
        return [item for item in items if _has_id(item)] if isinstance(items, list) else []

    @cached_property
    def ids(self) -> list[str]:
        """Their ids."""
        return [item[ID] for item in self.items]

    @cached_property
    def first(self) -> int:
        """The number that the spec gives to the first page."""
        parameter = self.endpoint.query.get(self.rules["parameter"], {})
        schema = specs.resolve(self.endpoint.spec, parameter.get("schema", {}))
        return int(schema.get("minimum", 1))

    @property
    def number(self) -> int:
        """Which page was asked for, counted from 1."""
        return int(self.query.get(self.rules["parameter"], self.first)) - self.first + 1

    @property
    def told(self) -> int | None:
        """Which page the answer says it is, counted from 1."""
        number = self.count(self.rules["page"])
        return None if number is None else number - self.first + 1

    @property
    def limit(self) -> int | None:
        """The limit that was asked for."""
        limit = self.query.get(self.rules.get("limit", ""))
        return int(limit) if limit is not None else None

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The filters that were asked for."""
        own = (self.rules["parameter"], self.rules.get("limit"))
        return {name: value for name, value in self.query.items() if name not in own}

    def count(self, pointer: str) -> int | None:
        """A number of the answer, such as /pagination/page; None when it is none."""
        value: Any = self.body
        for token in pointer.strip("/").split("/"):
            value = value.get(token) if isinstance(value, Mapping) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @cached_property
    def place(self) -> str:
        """Where the spec keeps the numbers of a page."""
        return f"{self.rules['page'].rpartition('/')[0]}/{TOTAL}"

    @cached_property
    def asked(self) -> tuple[Place, ...]:
        """The facts that the content of this page rests on: the names of the parameters that were sent."""
        return tuple(Place(self.endpoint.parameter(name), "name") for name in self.query)

    def finding(self, rule: str, message: str, *places: Place, steps: tuple[Exchange, ...] = ()) -> Finding:
        """A finding about this page."""
        steps = tuple(step for step in steps if step.number < self.by.number)
        return Finding(rule, message, (*places, *self.asked), self.endpoint.id, (*steps, self.by))


def _has_id(item: Any) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get(ID), str)
