"""Mistakes with pages: counts, borders, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server, error
from tests.contract.mutants.recipes import (
    ALL,
    Make,
    Page,
    Recipe,
    asked,
    everything,
    kinds,
    on_call,
    on_page,
    spread,
)
from twintone.emulator.handlers import PAGE_SIZE

Slice = Callable[[list[Json], int, int], list[Json]]


def sliced(choose: Slice) -> Make:
    """Fills the pages from all items: `choose(items, number, size)` gives those of one page."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if not (reply.succeeded and call.does(kind, "list")):
                return reply
            items = choose(await everything(call, server), *asked(call))
            return replace(Page.of(call, reply), items=items).write(reply)

        return behave

    return make


def _names(call: Call) -> tuple[str, str]:
    rules = (call.endpoint.page if call.endpoint else None) or {}
    return rules["parameter"], rules["limit"]


def _page_one(call: Call) -> Call:
    return call.with_parameters(**{_names(call)[0]: None})


def _without_limit(call: Call) -> Call:
    return call.with_parameters(**{_names(call)[1]: None})


def _at_most_two(call: Call) -> Call:
    name = _names(call)[1]
    return call.with_parameters(**{name: 2}) if asked(call)[1] > 2 else call


def _one_page_later(call: Call) -> Call:
    name = _names(call)[0]
    return call.with_parameters(**{name: asked(call)[0] + 1}) if asked(call)[0] else call


def lenient(position: int, wrong: Callable[[str], bool]) -> Make:
    """Takes a wrong page (0) or limit (1) for one that was not sent."""

    def edit(call: Call) -> Call:
        name = _names(call)[position]
        sent = call.parameters.get(name)
        return call.with_parameters(**{name: None}) if sent is not None and wrong(sent) else call

    return on_call(edit, "list")


def _no_items_for_limit_zero(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        if not (call.does(kind, "list") and call.parameters.get(_names(call)[1]) == "0"):
            return await server.ask(call)
        reply = await server.ask(_without_limit(call))
        return replace(Page.of(call, reply), items=[], pages=0).write(reply) if reply.succeeded else reply

    return behave


def _refused_above(limit: int) -> Make:
    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            refused = reply.succeeded and call.does(kind, "list") and limit < asked(call)[1] < ALL
            return error(400, f"A page holds {limit} items at most.") if refused else reply

        return behave

    return make


def _beyond_is_missing(kind: str) -> Behaviour:
    async def behave(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does(kind, "list") and reply.succeeded:
            page = Page.of(call, reply)
            if page.number > max(1, page.pages):
                return error(404, "There is no such page.")
        return reply

    return behave


def _first_total(page: Page, call: Call, server: Server) -> Page:
    query = "&".join(sorted(f"{n}={v}" for n, v in call.parameters.items() if n not in _names(call)))
    return replace(page, total=server.memory.setdefault(query, page.total))


def _repeat_last(items: list[Json], number: int, size: int) -> list[Json]:
    last = min(number, max(1, -(-len(items) // size)))
    return items[(last - 1) * size : last * size]


def _page_two_as_one(items: list[Json], number: int, size: int) -> list[Json]:
    start = 0 if number == 2 else (number - 1) * size
    return items[start : start + size]


def _shifted(by: int) -> Slice:
    def choose(items: list[Json], number: int, size: int) -> list[Json]:
        start = (number - 1) * size + (by if number > 1 else 0)
        return items[start : start + size]

    return choose


def _longer(items: list[Json], number: int, size: int) -> list[Json]:
    return items[(number - 1) * size : number * size + 1]


def _doubled(page: Page, call: Call, server: Server) -> Page:
    return replace(page, items=[*page.items[:-1], page.items[0]]) if len(page.items) > 1 else page


def _unfull(page: Page, call: Call, server: Server) -> Page:
    return replace(page, items=page.items[:-1]) if len(page.items) == asked(call)[1] > 1 else page


def _last_empty(page: Page, call: Call, server: Server) -> Page:
    return replace(page, items=[]) if page.number == page.pages > 1 else page


def _headless(page: Page, call: Call, server: Server) -> Page:
    return replace(page, items=page.items[1:]) if page.number > 1 else page


COUNTS = (
    Recipe(
        "total-one-more",
        "The total in the list of {kind} is one too high.",
        on_page(lambda page, call, server: replace(page, total=page.total + 1)),
    ),
    Recipe(
        "total-one-less",
        "The total in the list of {kind} is one too low.",
        on_page(lambda page, call, server: replace(page, total=max(0, page.total - 1))),
    ),
    Recipe(
        "total-counts-the-page",
        "The total in the list of {kind} counts the items of the page.",
        on_page(lambda page, call, server: replace(page, total=len(page.items))),
    ),
    Recipe(
        "total-never-changes",
        "The total in the list of {kind} is counted once and never again.",
        on_page(_first_total),
    ),
    Recipe(
        "pages-rounded-down",
        "The number of pages of {kind} leaves out the last one when it is not full.",
        on_page(lambda page, call, server: replace(page, pages=page.total // asked(call)[1])),
    ),
    Recipe(
        "pages-one-more-when-full",
        "The number of pages of {kind} is one too high when the last one is full.",
        on_page(lambda page, call, server: replace(page, pages=page.total // asked(call)[1] + 1)),
    ),
    Recipe(
        "pages-ignore-the-limit",
        "The number of pages of {kind} is always that of pages of the default size.",
        on_page(lambda page, call, server: replace(page, pages=-(-page.total // PAGE_SIZE))),
    ),
    Recipe(
        "pages-one-less",
        "The number of pages of {kind} is one too low from two pages on.",
        on_page(lambda page, call, server: replace(page, pages=page.pages - (page.pages > 1))),
    ),
    Recipe(
        "page-told-from-zero",
        "A page of {kind} tells a number that is one too low.",
        on_page(lambda page, call, server: replace(page, number=page.number - 1)),
    ),
    Recipe(
        "page-told-is-one",
        "Every page of {kind} says that it is the first.",
        on_page(lambda page, call, server: replace(page, number=1)),
    ),
    Recipe(
        "page-told-at-most-the-last",
        "A page of {kind} beyond the end tells the number of the last one.",
        on_page(lambda page, call, server: replace(page, number=max(1, min(page.number, page.pages)))),
    ),
)

BORDERS = (
    Recipe("page-two-repeats-page-one", "Page 2 of {kind} holds what page 1 holds.", sliced(_page_two_as_one)),
    Recipe("later-pages-skip-an-item", "An item is lost between pages 1 and 2 of {kind}.", sliced(_shifted(1))),
    Recipe(
        "later-pages-overlap", "The last item of page 1 of {kind} is the first of page 2 too.", sliced(_shifted(-1))
    ),
    Recipe("page-beyond-the-end-repeats", "A page of {kind} beyond the end holds the last page.", sliced(_repeat_last)),
    Recipe("page-counted-from-zero", "Page 1 of {kind} is the second one.", on_call(_one_page_later, "list")),
    Recipe("page-ignored", "Every page of {kind} is the first.", on_call(_page_one, "list")),
    Recipe(
        "page-ignored-but-told",
        "Every page of {kind} holds what the first one holds, under its own number.",
        sliced(lambda items, number, size: items[:size]),
    ),
    Recipe("last-page-empty", "The last of several pages of {kind} is empty.", on_page(_last_empty)),
    Recipe(
        "later-pages-lose-their-first", "Pages of {kind} after the first lack their first item.", on_page(_headless)
    ),
    Recipe("item-twice-on-a-page", "The last item on a page of {kind} is the first one again.", on_page(_doubled)),
    Recipe(
        "page-beyond-the-end-is-missing", "A page of {kind} beyond the end is answered with 404.", _beyond_is_missing
    ),
)

LIMITS = (
    Recipe("limit-ignored", "The limit is ignored in the list of {kind}.", on_call(_without_limit, "list")),
    Recipe("limit-one-more", "A page of {kind} holds one item more than its limit.", sliced(_longer)),
    Recipe("limit-one-less", "A full page of {kind} lacks its last item.", on_page(_unfull)),
    Recipe("limit-at-most-two", "A page of {kind} never holds more than two items.", on_call(_at_most_two, "list")),
    Recipe("limit-one-ignored", "A limit of 1 is ignored in the list of {kind}.", lenient(1, lambda text: text == "1")),
    Recipe("limit-zero-accepted", "A limit of 0 gives an empty page of {kind}.", _no_items_for_limit_zero),
    Recipe(
        "limit-negative-accepted",
        "A negative limit counts as none in the list of {kind}.",
        lenient(1, lambda text: text.startswith("-")),
    ),
    Recipe(
        "limit-word-accepted",
        "A limit that is a word counts as none in the list of {kind}.",
        lenient(1, str.isalpha),
    ),
    Recipe("limit-over-fifty-refused", "A limit over 50 is refused in the list of {kind}.", _refused_above(50)),
    Recipe("page-zero-accepted", "Page 0 of {kind} is page 1.", lenient(0, lambda text: text == "0")),
    Recipe(
        "page-negative-accepted", "A negative page of {kind} is page 1.", lenient(0, lambda text: text.startswith("-"))
    ),
    Recipe("page-word-accepted", "A page of {kind} that is a word is page 1.", lenient(0, str.isalpha)),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Wrong pages, each mistake with one kind of list."""
    lists = kinds(api, "list")
    yield from spread("page arithmetic", lists, *COUNTS)
    yield from spread("page arithmetic", lists, *BORDERS)
    yield from spread("limits", lists, *LIMITS)
