"""Surveys: what a server holds before a run, and whether it holds what it should when everything is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping

from tests.contract.api import Endpoint
from tests.contract.bodies import Bodies
from tests.contract.caller import Caller, id_in, lists
from tests.contract.session import Session

SURVEY = "survey"
_ROUNDS = 20
_PAUSE = 0.5
_MOST_VALUES = 8


def survey(session: Session) -> None:
    """Reads all lists page by page, so that what was there before the run is known."""
    caller = Caller(session, Bodies(session.api), SURVEY)
    for endpoint in lists(session.api):
        caller.read_pages(endpoint)


def closing(
    session: Session,
    made: Mapping[str, Collection[str]] | None = None,
    wait: Callable[[float], object] = time.sleep,
) -> None:
    """Reads everything once more: each id, then jobs until they are over or their time is up, then all lists.

    Args:
        session: the session of the run.
        made: ids to read, by kind, besides those in the lists: of what was deleted, for example.
        wait: lets so many seconds pass, on the clock of the server.
    """
    bodies = Bodies(session.api)
    caller = Caller(session, bodies, SURVEY)
    ids = {kind: dict.fromkeys((made or {}).get(kind, ())) for kind in session.api.resources}
    for endpoint in lists(session.api):
        ids[endpoint.kind].update(dict.fromkeys(filter(None, map(id_in, caller.read_pages(endpoint)))))
    working = [(kind, id_) for kind in ids for id_ in ids[kind] if _works(caller, kind, id_)]
    for _ in range(_ROUNDS):
        if not working:
            break
        wait(_PAUSE)
        working = [(kind, id_) for kind, id_ in working if _works(caller, kind, id_)]
    for endpoint in lists(session.api):
        caller.read_pages(endpoint)
        for name, value in filters(bodies, endpoint):
            caller.read_pages(endpoint, {name: value})


def _works(caller: Caller, kind: str, id_: str) -> bool:
    """Reads something, and tells whether it is a job that is not over."""
    get = caller.api.resources[kind].endpoints.get("get")
    answer = caller.call(get, id_) if get is not None else None
    if get is None or get.job is None or answer is None or not answer.succeeded:
        return False
    return answer.object.get(get.job["status"]) in get.job["working"]


def filters(bodies: Bodies, endpoint: Endpoint) -> Iterator[tuple[str, object]]:
    """The filters of a list, each with the values that it may have."""
    rules = endpoint.page or {}
    for name, parameter in endpoint.query.items():
        if name not in (rules.get("parameter"), rules.get("limit")):
            yield from ((name, value) for value in bodies.values(parameter["schema"])[:_MOST_VALUES])
