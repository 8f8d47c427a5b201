"""What a live run reads. Only GET, and never more than it takes to answer the open questions of the spec."""

from __future__ import annotations

from collections.abc import Sequence

from scripts import spec as specs
from tests.contract.api import Api, Endpoint
from tests.contract.live.lists import WRONG, Lists, other_case, role, usable
from tests.contract.live.talk import Talk

FEW = 2
UNKNOWN = "twintone-contract-unknown-0000"
WRONG_KEY = "twintone-contract-wrong-key"


def lists(api: Api) -> list[Endpoint]:
    """The operations that answer with a page."""
    return [endpoint for endpoint in api.endpoints.values() if endpoint.page is not None]


def read_all(talk: Talk) -> None:
    """Reads everything that there is to read, what tells most first.

    Raises:
        Stopped: nothing more is sent.
    """
    every = lists(talk.api)
    for endpoint in every:
        talk.ask(endpoint)
    for endpoint in every:
        _read_items(talk, endpoint)
    for endpoint in every:
        _turn_pages(talk, endpoint)
    for endpoint in every:
        _filter(talk, endpoint)
    for endpoint in every[:1]:
        for name in endpoint.query:
            if role(endpoint, name) != "filter":
                _ask_wrongly(talk, endpoint, name, WRONG)
    for endpoint in every[:1]:
        talk.ask(endpoint, key=WRONG_KEY)


def _read_items(talk: Talk, endpoint: Endpoint) -> None:
    """Reads a few items by their ids, jobs in different states if there are any, and one that does not exist."""
    get = talk.api.resources[endpoint.kind].endpoints.get("get")
    if get is None:
        return
    page = Lists(talk.api, talk.exchanges).page(endpoint, {})
    status = get.job["status"] if get.job else ""
    chosen: dict[object, str] = {}
    for id_, item in page.by_id.items() if page else ():
        chosen.setdefault(str(item.get(status)) if status else id_, id_)
    for id_ in list(chosen.values())[:FEW]:
        if usable(id_):
            talk.ask(get, id_)
    talk.ask(get, UNKNOWN)


def _turn_pages(talk: Talk, endpoint: Endpoint) -> None:
    """Asks for one item a page and for pages 2, 1 and 0, with the names in the other case where that takes effect."""
    rules = endpoint.page or {}
    page, limit = rules["parameter"], rules.get("limit", "")
    if limit:
        limit = _try(talk, endpoint, limit, "1", {})
    few = {limit: "1"} if limit else {}
    page = _try(talk, endpoint, page, "2", few)
    talk.ask(endpoint, query={page: "1", **few})
    _ask_wrongly(talk, endpoint, rules["parameter"], WRONG[:1])


def _try(talk: Talk, endpoint: Endpoint, name: str, value: str, query: dict[str, str]) -> str:
    """Asks with a parameter, and in the other case unless it has an effect; returns how it is spelled best."""
    for spelled in (name, other_case(name)):
        talk.ask(endpoint, query={**query, spelled: value})
        if Lists(talk.api, talk.exchanges).understood(endpoint, name, spelled):
            return spelled
    return name


def _filter(talk: Talk, endpoint: Endpoint) -> None:
    """Asks for each value of each filter; in the other case for one that leaves something out."""
    for name, parameter in endpoint.query.items():
        if role(endpoint, name) != "filter":
            continue
        values = [str(value) for value in specs.resolve(talk.api.spec, parameter["schema"]).get("enum", ())]
        for value in values:
            talk.ask(endpoint, query={name: value})
        asked = Lists(talk.api, talk.exchanges)
        page = asked.page(endpoint, {})
        if not asked.understood(endpoint, name, name) and values:
            telling = (v for v in values if page and any(item.get(name) != v for item in page.items))
            talk.ask(endpoint, query={other_case(name): next(telling, values[0])})


def _ask_wrongly(talk: Talk, endpoint: Endpoint, name: str, values: Sequence[str]) -> None:
    """Asks for what no page and no number of items can be, unless the parameter has no effect anyway."""
    asked = Lists(talk.api, talk.exchanges)
    spelled = asked.spelling(endpoint, name)
    for value in values:
        if asked.understood(endpoint, name, spelled) is not False and asked.answer(endpoint, {spelled: value}) is None:
            talk.ask(endpoint, query={spelled: value})
