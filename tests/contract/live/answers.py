"""The answers to the open questions of the spec, from what was said in a live run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scripts import spec as specs
from scripts.evidence import Tag
from scripts.spec import Object, join
from tests.contract.api import Api, Endpoint
from tests.contract.exchange import Exchange
from tests.contract.live.lists import Lists, other_case, role
from tests.contract.live.questions import (
    Edit,
    Observation,
    Outcome,
    Verdict,
    agrees,
    differs,
    open_tags,
    outcome,
    still_open,
)
from tests.contract.live.reads import UNKNOWN
from tests.contract.live.schemas import UNMADE, observe_schema
from tests.contract.live.seen import Seen

NOT_LOOKED_AT = "not looked at"


def answer_all(api: Api, exchanges: Sequence[Exchange], base_url: str, today: date) -> list[Outcome]:
    """An outcome for each guess of the spec, in the order of the spec.

    Args:
        api: the API.
        exchanges: what was said.
        base_url: where.
        today: the day.
    """
    seen, lists = Seen(api, exchanges), Lists(api, exchanges)
    kinds = {node.pointer: node.kind for node in specs.objects(api.spec)}
    found = []
    for tag in open_tags(api.spec):
        observed = _observe(seen, lists, tag, kinds[tag.pointer], base_url)
        found.append(outcome(api.spec, tag, observed, today.isoformat()))
    return found


def _observe(seen: Seen, lists: Lists, tag: Tag, kind: str, base_url: str) -> Observation:
    match kind:
        case "schema":
            asked = list(_asked(seen.api, tag.pointer))
            found = _observe_query(lists, tag, asked) if asked else observe_schema(seen, tag)
        case "parameter":
            found = _observe_parameter(seen, lists, tag)
        case "response":
            found = _observe_response(seen, tag)
        case "media type":
            found = _observe_media(seen, tag)
        case "operation":
            found = _observe_operation(seen, tag)
        case "server":
            found = _observe_server(seen, tag, base_url)
        case _:
            found = still_open("no request can show it" if kind == "license" else NOT_LOOKED_AT)
    return found


def _asked(api: Api, pointer: str) -> Iterator[tuple[Endpoint, str]]:
    """The lists and their parameters that take their values from a schema, or that are at a pointer."""
    for endpoint in api.endpoints.values():
        for name, parameter in endpoint.query.items() if endpoint.page is not None else ():
            here = endpoint.parameter(name)
            if pointer in (here, join(here, "schema"), parameter.get("schema", {}).get("$ref")):
                yield endpoint, name


def _observe_parameter(seen: Seen, lists: Lists, tag: Tag) -> Observation:
    users = list(_asked(seen.api, tag.pointer))
    if users and tag.facet == "values":
        return _filter_values(seen, lists, tag, users)
    if users and tag.facet in ("", "name", "existence"):
        return _observe_name(seen, lists, tag, users)
    return still_open(NOT_LOOKED_AT)


def _observe_name(seen: Seen, lists: Lists, tag: Tag, users: Sequence[tuple[Endpoint, str]]) -> Observation:
    name, other = users[0][1], other_case(users[0][1])
    known = {lists.understood(endpoint, name, name) for endpoint, _ in users}
    if True in known:
        return agrees(f"{name} has an effect")
    if any(lists.understood(endpoint, name, other) for endpoint, _ in users):
        return differs(f"{other} has an effect, {name} has none", *_renamed(seen.api.spec, tag, users, other))
    if False in known:
        titles = ", ".join(endpoint.operation.title for endpoint, _ in users)
        return differs(
            f"neither {name} nor {other} has an effect",
            Edit(tag.pointer, f"remove it from {titles}, or find its name", "do"),
        )
    return still_open("asked, but the lists are too short to tell" if lists.asked(users[0][0]) else NOT_LOOKED_AT)


def _renamed(spec: Object, tag: Tag, users: Sequence[tuple[Endpoint, str]], other: str) -> Iterator[Edit]:
    yield Edit(join(tag.pointer, "name"), other)
    for endpoint, name in users:
        key = {"page": "parameter", "limit": "limit"}.get(role(endpoint, name))
        if key is not None and endpoint.answer is not None:
            yield Edit(join(str(endpoint.answer["$ref"]), "x-page", key), other)


def _filter_values(seen: Seen, lists: Lists, tag: Tag, users: Sequence[tuple[Endpoint, str]]) -> Observation:
    taken: dict[str, bool] = {}
    for endpoint, name in users:
        spelled = lists.spelling(endpoint, name)
        if not lists.understood(endpoint, name, spelled):
            continue
        for value in specs.resolve(seen.api.spec, endpoint.query[name]["schema"]).get("enum", ()):
            answer = lists.answer(endpoint, {spelled: str(value)})
            if answer is not None and answer.status in (200, 400):
                taken[str(value)] = answer.status == 200
    refused = [value for value, was_taken in taken.items() if not was_taken]
    if refused:
        words = f"keep only those that are taken: {', '.join(v for v in taken if v not in refused)}"
        return differs(f"{', '.join(refused)} answered with 400", Edit(tag.pointer, words, "do"))
    return agrees(f"{', '.join(taken)} are taken") if taken else still_open("no filter was seen to have an effect")


def _observe_query(lists: Lists, tag: Tag, users: Sequence[tuple[Endpoint, str]]) -> Observation:
    """What lists say to numbers of pages and items that the schema of these numbers does not allow."""
    origins = {lists.origin(e) for e, name in users if role(e, name) == "page"} - {None}
    value, bound = ("0", "minimum") if tag.facet == "bounds" else ("one", "type")
    told = {lists.refuses(endpoint, name, value) for endpoint, name in users} - {None}
    if tag.facet not in ("bounds", "type") or not (told or origins):
        return still_open("asked, but nothing came that tells" if tag.facet in ("bounds", "type") else NOT_LOOKED_AT)
    if tag.facet == "bounds" and origins == {0}:
        return differs("the first page is 0", Edit(join(tag.pointer, bound), 0))
    asked = f"{users[0][1]}={value}"
    counted = "pages count from 1; " if tag.facet == "bounds" and origins == {1} else ""
    if told == {True}:
        return agrees(f"{counted}{asked} is answered with 400")
    if told == {False} and tag.facet == "bounds":
        # It stays a rule for callers, which nobody enforces.
        return Observation(Verdict.DIFFERS, f"{counted}{asked} is not refused", kind="inferred")
    return still_open(f"{counted}{asked} is {'refused by some lists' if len(told) > 1 else 'not refused'}")


def _users(api: Api, pointer: str) -> Iterator[tuple[Endpoint, str]]:
    """The operations and statuses that a response belongs to."""
    for endpoint in api.endpoints.values():
        for status, node in endpoint.operation.raw["responses"].items():
            here = join(endpoint.operation.pointer, "responses", status)
            if pointer in (here, node.get("$ref")):
                yield endpoint, str(status)


def _observe_response(seen: Seen, tag: Tag) -> Observation:
    users = list(_users(seen.api, tag.pointer))
    calls = [(e, status, exchange) for e, status in users for exchange in seen.calls(e) if exchange.answer]
    if any(status == "default" for _, status in users):
        others = sorted({x.answer.status for e, _, x in calls if x.answer and not e.lists(x.answer.status)})
        return agrees(f"{', '.join(map(str, others))} came") if others else still_open("no other status came")
    came = [x.answer.status for _, status, x in calls if x.answer and _is_due(seen, x, status)]
    if not came:
        return still_open(UNMADE if any(e.operation.method != "GET" for e, _ in users) else "it did not come")
    expected = users[0][1]
    others = sorted({status for status in came if str(status) != expected})
    if not others:
        return agrees(f"{expected} came")
    # A component is shared: each operation has its own key.
    keys = [(e, join(e.operation.pointer, "responses", status)) for e, status in users]
    words = f"{', '.join(map(str, others))} came, not {expected}"
    return differs(
        words,
        *(Edit(key, action="remove") if e.lists(others[0]) else Edit(key, str(others[0]), "rename") for e, key in keys),
    )


def _is_due(seen: Seen, exchange: Exchange, status: str) -> bool:
    """Whether an exchange shows what the response with a status is there for."""
    endpoint, answer = seen.endpoint(exchange), exchange.answer
    if endpoint is None or answer is None or answer.status >= 500:
        return False
    if status.startswith("2"):
        return answer.succeeded
    if "x-settled-when" in endpoint.operation.raw and status == "400":
        return any(
            other.number < exchange.number and other.answer is not None and other.answer.succeeded
            for other in seen.calls(endpoint)
            if other.request.target == exchange.request.target
        )
    if endpoint.verb == "create" and exchange.request.body is not None:
        return UNKNOWN.encode() in exchange.request.body
    return str(answer.status) == status


def _observe_media(seen: Seen, tag: Tag) -> Observation:
    *above, _, media = specs.tokens(tag.pointer)
    users = list(_users(seen.api, join("#", *above)))
    for endpoint, status in users:
        for exchange in seen.calls(endpoint):
            kind = (exchange.answer.header("content-type") or "") if exchange.answer else ""
            if exchange.answer and str(exchange.answer.status) == status and kind.startswith(media):
                return agrees(f"{status} came as {media}")
    return still_open("it did not come")


def _observe_operation(seen: Seen, tag: Tag) -> Observation:
    endpoint = next(e for e in seen.api.endpoints.values() if e.operation.pointer == tag.pointer)
    statuses = sorted({x.answer.status for x in seen.calls(endpoint) if x.answer})
    if not statuses:
        return still_open(UNMADE if endpoint.operation.method != "GET" else NOT_LOOKED_AT)
    if any(200 <= status < 300 for status in statuses):
        return agrees(f"{endpoint.operation.title} succeeds")
    return still_open(f"answered with {', '.join(map(str, statuses))}")


def _observe_server(seen: Seen, tag: Tag, base_url: str) -> Observation:
    if specs.at(seen.api.spec, tag.pointer)["url"].rstrip("/") != base_url.rstrip("/"):
        return still_open("another address was called")
    if any(exchange.answer and exchange.answer.status == 200 for exchange in seen.exchanges):
        path = re.sub(r"^https?://[^/]*", "", base_url)
        return agrees(f"{path or '/'} answers with 200")
    return still_open("nothing was answered with 200")
