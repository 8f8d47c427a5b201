"""Rules about lists: each page against everything that is known to exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from tests.contract.finding import Finding, Place
from tests.contract.memory import DEFAULT_CAP, ID, Memory, Record, Shelf, possible
from tests.contract.pages import Page
from tests.contract.records import RecordRules, Telling

_LONGEST = 40  # items of a page whose order is compared: the number of pairs grows with its square
PAGINATION = "#/components/schemas/Pagination/properties"


class ListRules:
    """Compares pages with what is known, and learns from them.

    Args:
        memory: what is known.
        records: the rules for each item.
        confirmed: pointers of parameters that the server has shown to know; grows.
    """

    def __init__(self, memory: Memory, records: RecordRules, confirmed: set[str]) -> None:
        self._memory = memory
        self._records = records
        self._confirmed = confirmed

    def see(self, page: Page) -> Iterator[Finding]:
        """What is wrong with a page."""
        if not isinstance(page.body.get(page.rules["items"]), list):
            return  # the shape says so
        yield from self._known(page)
        for item in page.items:
            record = page.shelf.records[item[ID]]
            yield from self._records.compare(
                Telling(record, item, page.endpoint.item_fields, page.endpoint.id, page.by)
            )
        yield from self._filtered(page)
        yield from self._numbers(page)
        yield from self._order(page)
        yield from self._content(page)
        self._learn(page)

    def _known(self, page: Page) -> Iterator[Finding]:
        shelf = page.shelf
        for id_ in dict.fromkeys(page.ids):
            if page.ids.count(id_) > 1:
                yield page.finding("list-once", f"{id_} stands on the page {page.ids.count(id_)} times.")
            record = shelf.records.get(id_)
            if record is None:
                if shelf.complete and not shelf.doubtful:
                    yield page.finding("list-known", f"{id_} is listed, and no request that was accepted made it.")
                shelf.exact = shelf.exact and not shelf.complete
                shelf.doubtful = max(0, shelf.doubtful - 1)
                self._memory.add(shelf.resource.kind, id_, page.by, ranked=False)
            elif record.alive is False:
                message = (
                    f"{id_} is listed, though it was deleted in request {record.gone.number if record.gone else 0}."
                )
                yield page.finding("deleted-gone", message, steps=record.steps())
            else:
                record.alive = True

    def _filtered(self, page: Page) -> Iterator[Finding]:
        for name, wanted in page.filters.items():
            if name not in page.endpoint.item_fields:
                continue
            for item in page.items:
                if name in item and item[name] != wanted:
                    message = f"{item[ID]} is listed under {name}={wanted} and has {name} {item[name]!r}."
                    yield page.finding("filter-kept", message, steps=page.shelf.records[item[ID]].steps())

    # Numbers ---------------------------------------------------------------------------------------------------------

    def _numbers(self, page: Page) -> Iterator[Finding]:
        total, number, pages = page.count(page.place), page.told, page.count(page.rules["pages"])
        if total is None or number is None or pages is None:
            return  # the shape says so
        yield from self._echo(page, number)
        least, most = self._expected_total(page)
        if not least <= total <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            yield page.finding(
                "list-complete", f"The total is {total}; there are {wanted}.", Place(f"{PAGINATION}/total")
            )
        size = self._size(page, total, pages)
        if size is None:
            whole = page.number == 1 and pages <= 1
            if whole and len(page.items) != total:
                yield page.finding("page-size", f"The only page holds {len(page.items)} items; the total is {total}.")
            return
        yield from self._arithmetic(page, total, pages, size)

    def _echo(self, page: Page, number: int) -> Iterator[Finding]:
        asked = page.rules["parameter"] in page.query
        if not asked and number == 0:
            page.shelf.from_zero = True
        if number == page.number - page.shelf.from_zero and asked and page.number > 1:
            self._confirm(page, page.rules["parameter"])
        if number != page.number:
            is_shifted = page.shelf.from_zero and number == page.number - 1
            facts = (Place(f"{PAGINATION}/page", "bounds"),) if is_shifted else ()
            yield page.finding("page-echoed", f"Page {page.number} calls itself page {number}.", *facts)

    def _size(self, page: Page, total: int, pages: int) -> int | None:
        """How many items a page should hold; None when that cannot be known."""
        shelf = page.shelf
        if page.limit is None:
            return shelf.default_size or (len(page.items) if page.number == 1 and pages > 1 else 0) or None
        return page.limit if shelf.cap is None else min(page.limit, shelf.cap)

    def _arithmetic(self, page: Page, total: int, pages: int, size: int) -> Iterator[Finding]:
        shelf, there = page.shelf, len(page.items)
        most, whole = max(0, min(size, total - (page.number - 1) * size)), -(-total // size)
        facts: tuple[Place, ...] = ()
        if page.limit is not None and size > shelf.largest_page and (there, pages) != (most, whole):
            # The docs name no largest limit, but a server may have one.
            facts = (Place(f"{page.endpoint.parameter(page.rules['limit'])}/schema", "bounds"),)
            shelf.cap = _cap(total, pages, page.number, there, size)
        if there != most:
            message = f"Page {page.number} of {total} items, {size} to a page, holds {there} items instead of {most}."
            yield page.finding("page-size", message, *facts)
        elif page.limit != shelf.default_size and there == page.limit and there < total:
            self._confirm(page, page.rules["limit"])
        if pages != whole:
            empty = (Place(f"{PAGINATION}/pages", "bounds"),) if total == 0 else ()
            message = f"{total} items, {size} to a page, make {whole} pages; the answer says {pages}."
            yield page.finding("page-count", message, *(facts or empty or (Place(f"{PAGINATION}/pages"),)))

    def _expected_total(self, page: Page) -> tuple[int, float]:
        shelf = page.shelf
        sure = maybe = 0
        for record in shelf.records.values():
            fits = _fits(page, record)
            sure += fits is True and record.alive is True
            maybe += fits is not False and record.alive is not False
        return sure, maybe + shelf.doubtful if shelf.complete else float("inf")

    # Order and content -----------------------------------------------------------------------------------------------

    def _order(self, page: Page) -> Iterator[Finding]:
        shelf, ids = page.shelf, list(dict.fromkeys(page.ids))[:_LONGEST]
        contradicted = [pair for pair in combinations(ids, 2) if pair[::-1] in shelf.pairs]
        for one, other in contradicted[:1]:
            message = f"{one} stands before {other} in this list, and behind it in an earlier one."
            yield page.finding("list-order", message, steps=(shelf.pairs[other, one],))
        for pair in combinations(ids, 2):
            shelf.pairs.setdefault(pair, page.by)
        ranks = [rank for id_ in ids if (rank := shelf.records[id_].rank) is not None]
        if len(ranks) > 1 and not contradicted:
            falling = all(one > other for one, other in pairwise(ranks))
            rising = all(one < other for one, other in pairwise(ranks))
            if shelf.newest_first is None and (falling or rising):
                self._settle(shelf, falling)
            # An order of the server's own is allowed; which page an item belongs on cannot be told then.
            shelf.exact = shelf.exact and (falling if shelf.newest_first else rising)

    def _settle(self, shelf: Shelf, newest_first: bool) -> None:
        shelf.newest_first = newest_first
        # What was there before is older than all that was made since.
        for index, id_ in enumerate(shelf.adopted if newest_first else reversed(shelf.adopted)):
            shelf.records[id_].rank = -1 - index

    def _content(self, page: Page) -> Iterator[Finding]:
        shelf = page.shelf
        size = min(page.limit, shelf.cap or page.limit) if page.limit is not None else shelf.default_size
        fitting = [(record, _fits(page, record)) for record in shelf.living]
        if not shelf.certain or any(fits is None for _, fits in fitting):
            return
        expected = [record.id for record, fits in fitting if fits]
        total = page.count(page.place)
        if size is None and total == len(page.ids) == len(expected):
            size = max(1, total)
        if size is None or len(page.ids) != max(0, min(size, len(expected) - (page.number - 1) * size)):
            return  # the numbers say so
        if len(expected) > 1 and not (shelf.exact and shelf.newest_first is not None):
            return
        expected = expected[::-1] if shelf.newest_first else expected
        wanted = expected[(page.number - 1) * size : page.number * size]
        if page.ids == wanted:
            for name in page.filters if total == len(expected) < len(shelf.living) else ():
                self._confirm(page, name)
            return
        if sorted(page.ids) == sorted(wanted):
            return  # the order says so
        missing = [id_ for id_ in wanted if id_ not in page.ids]
        rule = "filter-kept" if page.filters and page.number == 1 else "page-content"
        rule = "list-complete" if not page.query else rule
        message = f"Page {page.number} has no {_some(missing)}; it holds {_some(page.ids)}."
        steps = shelf.records[missing[0]].steps() if missing else ()
        yield page.finding(rule, message, steps=steps)

    def _learn(self, page: Page) -> None:
        shelf, pages, total = page.shelf, page.count(page.rules["pages"]), page.count(page.place)
        if pages is None or total is None:
            return
        shelf.largest_page = max(shelf.largest_page, len(page.items))
        if page.limit is None and page.number == 1 and pages > 1 and shelf.default_size is None and page.items:
            shelf.default_size = len(page.items)
        if page.filters or shelf.complete:
            return
        read = shelf.read.setdefault(page.limit, {})
        if page.number <= max(1, pages):
            read[page.number] = page.ids
        if len(read) >= pages:
            shelf.complete = True
            ids = [id_ for number in sorted(read) for id_ in read[number]]
            shelf.adopted = [id_ for id_ in ids if shelf.records[id_].rank is None]

    def _confirm(self, page: Page, name: str) -> None:
        self._confirmed.add(page.endpoint.parameter(name))


def _fits(page: Page, record: Record) -> bool | None:
    """Whether a record passes the filters by now; None when that is not known."""
    result: bool | None = True
    for name, wanted in page.filters.items():
        values = possible(page.shelf.resource, record, name)
        if values is None or (str(wanted) in values and len(values) > 1):
            result = None
        elif str(wanted) not in values:
            return False
    return result


def _cap(total: int, pages: int, number: int, there: int, size: int) -> int | None:
    """The largest limit that would explain a page; None when none does."""
    cap = there if number < pages else (total - there) // (number - 1) if number > 1 else 0
    explains = cap >= DEFAULT_CAP and cap < size and -(-total // cap) == pages
    return cap if explains and there == min(cap, total - (number - 1) * cap) else None


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
