"""Mistakes with what lists hold: their order and their filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from scripts import spec as specs
from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Page,
    Recipe,
    asked,
    each,
    everything,
    filtered,
    filters,
    kinds,
    of_all,
    on_call,
    on_page,
    spread,
)


def _chosen(call: Call) -> dict[str, str]:
    """The filters of a request."""
    names = filters(call.endpoint) if call.endpoint else []
    return {name: value for name, value in call.parameters.items() if name in names}


def _limited(call: Call) -> bool:
    rules = (call.endpoint.page if call.endpoint else None) or {}
    return rules.get("limit") in call.parameters


# Order -----------------------------------------------------------------------------------------------------------


def _reversed_when(condition: Callable[[Call, Server], bool]) -> Make:
    return of_all(lambda items, call, server: items[::-1] if condition(call, server) else items)


def _page_two_reversed(page: Page, call: Call, server: Server) -> Page:
    return replace(page, items=page.items[::-1]) if page.number == 2 else page


def _neighbours(page: Page, call: Call, server: Server) -> Page:
    first = page.items[:2]
    return replace(page, items=[*first[::-1], *page.items[2:]]) if _limited(call) and page.number == 1 else page


def _rotated(items: list[Json], call: Call, server: Server) -> list[Json]:
    by = server.count() % len(items) if items else 0
    return items[by:] + items[:by]


ORDERS = (
    Recipe("order-reversed-on-page-two", "Page 2 of {kind} is turned round.", on_page(_page_two_reversed)),
    Recipe(
        "order-alternates",
        "Every other list of {kind} runs from the oldest to the newest.",
        _reversed_when(lambda call, server: server.count() % 2 == 0),
    ),
    Recipe("order-swaps-neighbours", "With a limit, the first two of {kind} change places.", on_page(_neighbours)),
    Recipe(
        "order-follows-the-limit",
        "With a limit, the list of {kind} runs from the oldest to the newest.",
        _reversed_when(lambda call, server: _limited(call)),
    ),
    Recipe("order-rotates", "Each list of {kind} begins one item later.", of_all(_rotated)),
)
FILTERED_ORDERS = (
    Recipe(
        "order-reversed-by-filter",
        "A filtered list of {kind} runs from the oldest to the newest.",
        _reversed_when(lambda call, server: bool(_chosen(call))),
    ),
)


# Filters ---------------------------------------------------------------------------------------------------------


def _unfiltered(call: Call) -> Call:
    return call.with_parameters(**dict.fromkeys(_chosen(call)))


def _matches(item: Json, call: Call) -> bool:
    return all(item.get(name) == value for name, value in _chosen(call).items())


def refiltered(choose: Callable[[list[Json], Call, Server], list[Json]]) -> Make:
    """Cuts right pages out of what `choose(all items, call)` makes of a valid filtered request."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if not (reply.succeeded and call.does(kind, "list") and _chosen(call)):
                return reply
            page = Page.of(call, reply)
            items = choose(await everything(call, server, **dict.fromkeys(_chosen(call))), call, server)
            number, size = asked(call)
            chosen = items[(number - 1) * size : number * size]
            return replace(page, items=chosen, pages=-(-len(items) // size), total=len(items)).write(reply)

        return behave

    return make


def _one_wrong(items: list[Json], call: Call, server: Server) -> list[Json]:
    wrong = next((item["id"] for item in items if not _matches(item, call)), None)
    return [item for item in items if _matches(item, call) or item["id"] == wrong]


def _one_less(items: list[Json], call: Call, server: Server) -> list[Json]:
    found = [item for item in items if _matches(item, call)]
    return found[:-1] if len(found) > 1 else found


def _values(call: Call, name: str) -> list[str]:
    """The values that a filter knows, in the order of the spec."""
    assert call.endpoint is not None
    schema = specs.resolve(call.api.spec, call.endpoint.query[name]["schema"])
    return [str(value) for value in schema.get("enum", ())]


def _as_made(items: list[Json], call: Call, server: Server) -> list[Json]:
    return items if all(value == _values(call, name)[0] for name, value in _chosen(call).items()) else []


def _last_value_is_none(items: list[Json], call: Call, server: Server) -> list[Json]:
    last = all(value == _values(call, name)[-1] for name, value in _chosen(call).items())
    return items if last else [item for item in items if _matches(item, call)]


def _swapped(call: Call) -> Call:
    """The filter with the next value that it knows."""
    changes = {}
    for name, value in _chosen(call).items():
        values = _values(call, name)
        changes[name] = values[(values.index(value) + 1) % len(values)] if value in values else value
    return call.with_parameters(**changes)


def _on_first_page_only(call: Call) -> Call:
    return _unfiltered(call) if asked(call)[0] > 1 else call


def _without_limit_only(call: Call) -> Call:
    return _unfiltered(call) if _limited(call) else call


def _lower_case(call: Call) -> Call:
    return call.with_parameters(**{name: value.lower() for name, value in _chosen(call).items()})


def _known_only(call: Call) -> Call:
    unknown = [name for name, value in _chosen(call).items() if value not in _values(call, name)]
    return call.with_parameters(**dict.fromkeys(unknown))


def recounted(edit: Callable[[Page, Page], Page]) -> Make:
    """Changes filtered pages with the help of the same page without the filter: `edit(filtered, unfiltered)`."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if not (reply.succeeded and call.does(kind, "list") and _chosen(call)):
                return reply
            plain = await server.ask(_unfiltered(call))
            return edit(Page.of(call, reply), Page.of(call, plain)).write(reply)

        return behave

    return make


def _after_paging(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if not (reply.succeeded and call.does(kind, "list") and _chosen(call)):
            return reply
        page = Page.of(call, await server.ask(_unfiltered(call)))
        return replace(page, items=[item for item in page.items if _matches(item, call)]).write(reply)

    return behave


EVERYWHERE = (
    Recipe("filter-ignored", "The filters of the list of {kind} are ignored.", on_call(_unfiltered, "list")),
    Recipe(
        "filter-inverted",
        "A filtered list of {kind} holds what does not match.",
        refiltered(lambda items, call, server: [item for item in items if not _matches(item, call)]),
    ),
    Recipe(
        "filter-lets-one-pass", "A filtered list of {kind} holds one item that does not match.", refiltered(_one_wrong)
    ),
    Recipe("filter-drops-a-match", "A filtered list of {kind} lacks the oldest match.", refiltered(_one_less)),
    Recipe("filter-after-paging", "The list of {kind} is cut into pages first and filtered then.", _after_paging),
    Recipe(
        "filter-unknown-value-ignored",
        "A filter of {kind} by an unknown value is ignored.",
        on_call(_known_only, "list"),
    ),
)
ELSEWHERE = (
    Recipe(
        "filter-not-in-total",
        "The total of a filtered list of {kind} counts what does not match too.",
        recounted(lambda page, plain: replace(page, total=plain.total)),
    ),
    Recipe(
        "filter-not-in-pages",
        "The number of pages of a filtered list of {kind} is that of the whole list.",
        recounted(lambda page, plain: replace(page, pages=plain.pages)),
    ),
    Recipe(
        "filter-compares-another-field",
        "The filter of the list of {kind} looks at the wrong field, so that nothing matches.",
        refiltered(lambda items, call, server: [i for i in items if i["id"] in _chosen(call).values()]),
    ),
    Recipe(
        "filter-looks-at-the-beginning", "The filter of {kind} sees each item as it was made.", refiltered(_as_made)
    ),
    Recipe(
        "filter-last-value-ignored",
        "The last value of the filter of {kind} lets all pass.",
        refiltered(_last_value_is_none),
    ),
    Recipe("filter-values-mixed-up", "The filter of {kind} takes each value for the next.", on_call(_swapped, "list")),
    Recipe(
        "filter-on-first-page-only", "Later pages of {kind} are not filtered.", on_call(_on_first_page_only, "list")
    ),
    Recipe(
        "filter-not-with-limit",
        "With a limit, the list of {kind} is not filtered.",
        on_call(_without_limit_only, "list"),
    ),
    Recipe("filter-in-any-case", "A filter of {kind} may be written in capitals.", on_call(_lower_case, "list")),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Wrong orders, and filters that do not filter."""
    lists = kinds(api, "list")
    yield from spread("order", lists, *ORDERS)
    yield from spread("order", filtered(api), *FILTERED_ORDERS)
    yield from each("filters", filtered(api), *EVERYWHERE)
    yield from spread("filters", filtered(api), *ELSEWHERE)
