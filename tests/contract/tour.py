"""A tour: each kind of thing is led through its life once, along a straight way on which every behaviour shows."""

from __future__ import annotations

from collections.abc import Callable

from tests.contract.api import Endpoint, Resource
from tests.contract.bodies import TEXTS, Bodies
from tests.contract.caller import Caller, Query
from tests.contract.session import Session
from tests.contract.slips import ID_SLIPS, body_slips, query_slips, wrong_id
from tests.contract.survey import filters

MACHINE = "machine"
# More than a page holds when no limit is named, with most servers.
_MANY = 26
# As many changes as let each field hold each of the telling texts, and some more values.
_VALUES = len(TEXTS) + 6
_STEPS = 12
_STEP = 0.5
_PLAIN = ("list", "create", "get", "update", "delete")


def run(session: Session, advance: Callable[[float], object] | None = None) -> None:
    """Leads each kind of thing through its life.

    Args:
        session: what the requests are sent through; it keeps what is found.
        advance: lets time pass on a server of our own; None when only real time passes.
    """
    Tour(session, advance).run()


class Tour:
    """The way of the tour.

    Args:
        session: what the requests are sent through.
        advance: lets time pass on a server of our own.
    """

    def __init__(self, session: Session, advance: Callable[[float], object] | None) -> None:
        self._api = session.api
        self._bodies = Bodies(session.api)
        self._caller = Caller(session, self._bodies, MACHINE)
        self._advance = advance
        self._number = 1000

    def run(self) -> None:
        """Goes all the way. Kinds take turns, so that meanwhile jobs get ready on a server whose clock is not ours."""
        resources = list(self._api.resources.values())
        early = (self._nothing, self._first, self._refused, self._many)
        late = (self._filter, self._change, self._mistake, self._delete)
        for way in (*early, *late):
            for resource in resources:
                way(resource)
        for resource in resources:
            self._look(resource, len(self._caller.living[resource.kind]))

    # Reading ---------------------------------------------------------------------------------------------------------

    def _look(self, resource: Resource, most: int = 3) -> None:
        """Reads the newest things of a kind, and the start of its list."""
        if "get" in resource.can:
            for id_ in self._caller.living[resource.kind][: -most - 1 : -1]:
                self._caller.call(resource.endpoints["get"], id_)
        for endpoint in self._lists(resource):
            self._caller.call(endpoint)

    def _read(self, resource: Resource, index: int) -> None:
        """Reads one thing twice, and its neighbours."""
        for other in (index - 1, index, index, index + 1):
            if "get" in resource.can:
                self._caller.call(resource.endpoints["get"], self._caller.pick(resource.kind, other))

    def _lists(self, resource: Resource) -> list[Endpoint]:
        return [endpoint for endpoint in resource.endpoints.values() if endpoint.page is not None]

    def _turn(self, endpoint: Endpoint, query: Query) -> None:
        """Reads the pages of a list with several limits, and some pages of their own."""
        rules = endpoint.page or {}
        page, limit = rules["parameter"], rules.get("limit")
        total = len(self._caller.read_pages(endpoint, query))
        self._caller.call(endpoint, query=query)
        if limit is None:
            return
        for size in (2, 3):
            self._caller.read_pages(endpoint, {**query, limit: size})
        for number in (1, 2, 3, total - 1, total, total + 1, total + 50):
            if number > 0:
                self._caller.call(endpoint, query={**query, page: number, limit: 1})
        for size in (5, total - 1, total, total + 1, 100):
            if size > 0:
                self._caller.call(endpoint, query={**query, limit: size})
                self._caller.call(endpoint, query={limit: size, page: 2, **query})

    # The way ---------------------------------------------------------------------------------------------------------

    def _nothing(self, resource: Resource) -> None:
        """Lists of nothing, and requests for nothing."""
        for endpoint in self._lists(resource):
            self._caller.call(endpoint)
            self._caller.call(endpoint, query={"unknown": "1"})
            self._caller.read_pages(endpoint, _limit(endpoint, 1))
            for name, value in filters(self._bodies, endpoint):
                self._caller.call(endpoint, query={name: value})
            for name, text in query_slips(self._bodies, endpoint):
                self._caller.call(endpoint, query={name: text})

    def _first(self, resource: Resource) -> None:
        """The first few, each read and changed at once, while jobs still work."""
        create = resource.endpoints.get("create")
        if create is None:
            return
        made_here = [name for name in create.answer_fields if name not in create.body_fields]
        for extra in ({}, {"unknown": "more"}, dict.fromkeys(made_here, "mine")):
            self._caller.create(resource, extra, optional=bool(extra))
            self._look(resource)
            self._update(resource, 0)
        self._caller.create(resource, fails=True)
        self._look(resource, 9)
        self._settle(resource)

    def _settle(self, resource: Resource) -> None:
        """Lets jobs come to their end, and looks at them on the way."""
        if resource.job is None or self._advance is None:
            return
        for _ in range(_STEPS):
            self._advance(_STEP)
            self._look(resource, 4)

    def _update(self, resource: Resource, index: int) -> None:
        """Changes each field alone, reads everything around it, then changes all at once."""
        update = resource.endpoints.get("update")
        if update is None:
            return
        for name in (*update.body_fields, ""):
            self._number += 1
            body = self._bodies.sample_field(update, name, self._number)
            if not name:
                body = self._bodies.sample(update, self._number)
            self._caller.call(update, self._caller.pick(resource.kind, index), body=body)
            self._read(resource, index)
            for endpoint in self._lists(resource):
                self._caller.call(endpoint)

    def _refused(self, resource: Resource) -> None:
        """Bodies that are nearly right, and what is left of them."""
        for verb, endpoint in resource.endpoints.items():
            for count, slip in enumerate(body_slips(self._bodies, endpoint)):
                self._number += 1
                body = slip.apply(self._bodies.sample(endpoint, self._number))
                self._caller.call(endpoint, self._caller.pick(resource.kind, 1) if endpoint.takes_id else "", body=body)
                if count % 8 == 0:
                    self._look(resource, 2)
            if endpoint.takes_id and endpoint.body is not None:
                self._caller.call(endpoint, self._caller.pick(resource.kind, 1), body={})
            if verb not in ("list", "get"):
                self._look(resource)

    def _many(self, resource: Resource) -> None:
        """So many that lists have several pages."""
        if "create" not in resource.can:
            return
        for count in range(_MANY - len(self._caller.living[resource.kind])):
            self._caller.create(resource, optional=count % 4 != 3)
            self._look(resource, 1)
        for endpoint in self._lists(resource):
            self._turn(endpoint, {})

    def _filter(self, resource: Resource) -> None:
        """Things in every state, and lists of those in each."""
        for verb, endpoint in resource.endpoints.items():
            for index in (2, 3, 5, 8) if endpoint.takes_id and verb not in _PLAIN else ():
                id_ = self._caller.pick(resource.kind, index)
                for _ in range(2):
                    self._caller.call(endpoint, id_, body=self._bodies.sample(endpoint, 0) if endpoint.body else None)
                    self._read(resource, index)
        if resource.job is not None and "create" in resource.can:
            for fails in (True, False, True, False, False):
                self._caller.create(resource, fails=fails)
            self._filters(resource)
            self._settle(resource)
        self._filters(resource)

    def _filters(self, resource: Resource) -> None:
        for endpoint in self._lists(resource):
            for name, value in filters(self._bodies, endpoint):
                self._turn(endpoint, {name: value})

    def _change(self, resource: Resource) -> None:
        """Changes in the middle and at both ends, then lists."""
        for index in (0, 2, 9, -1):  # 2 is a job that failed
            self._update(resource, index)
        for _ in range(_VALUES if "update" in resource.can else 0):
            self._call(resource.endpoints["update"], id_ := self._caller.pick(resource.kind, 5))
            if "get" in resource.can:
                self._caller.call(resource.endpoints["get"], id_)
        for endpoint in self._lists(resource):
            self._caller.read_pages(endpoint)

    def _mistake(self, resource: Resource) -> None:
        """Every operation on ids that are nearly right or of another kind; then what they were taken from."""
        for endpoint in (endpoint for endpoint in resource.endpoints.values() if endpoint.takes_id):
            near = [wrong_id(self._caller.pick(resource.kind, 4), slip) for slip in ID_SLIPS]
            others = [self._caller.pick(kind, 2) for kind in self._api.resources if kind != resource.kind]
            for id_ in (*near, *others):
                self._call(endpoint, id_)
            self._read(resource, 4)
        for other in self._api.resources.values():
            self._look(other)

    def _call(self, endpoint: Endpoint, id_: str) -> None:
        self._number += 1
        body = self._bodies.sample(endpoint, self._number) if endpoint.body is not None else None
        self._caller.call(endpoint, id_, body=body)

    def _delete(self, resource: Resource) -> None:
        """Deletions in the middle and at both ends, and all that can be asked about what is gone."""
        delete = resource.endpoints.get("delete")
        if delete is None:
            return
        for index in (7, 0, -1, 11):
            id_ = self._caller.pick(resource.kind, index)
            self._caller.call(delete, id_)
            self._read(resource, index)
            for endpoint in (endpoint for endpoint in resource.endpoints.values() if endpoint.takes_id):
                self._call(endpoint, id_)
            for endpoint in self._lists(resource):
                self._caller.call(endpoint)
                self._caller.read_pages(endpoint, _limit(endpoint, 3))
        for endpoint in self._lists(resource):
            self._turn(endpoint, {})
        self._filters(resource)
        for other in self._api.resources.values():
            self._look(other)


def _limit(endpoint: Endpoint, size: int) -> Query:
    """The query that limits a page, if there is one."""
    name = (endpoint.page or {}).get("limit")
    return {name: size} if name else {}
