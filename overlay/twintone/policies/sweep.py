"""Finding jobs in a list, with no more requests than reading them one by one would take.

Nothing that the docs leave open is trusted: the list may be in any order, ignore the limit or the page, repeat itself,
leave jobs out, say nothing of their status, or not be there at all. What it does not tell is read by id.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from twintone.policies.call import CallOptions
from twintone.policies.pages import Pages
from twintone.policies.steps import Policy
from twintone_api.errors import APIError, APIStatusError, shown
from twintone_api.operation import Operation, Request

# How many items to ask for on a page. The docs name no maximum; where this is refused, the server chooses.
PAGE_SIZE = 100

# How many jobs are read by id for each page that was of no use; twice as many after each further such sweep.
BY_ID = 8

_log = logging.getLogger("twintone")


class Listing:
    """A list, and what it was good for so far.

    Args:
        operation: Reads a page of it.
    """

    def __init__(self, operation: Operation[Any]) -> None:
        if operation.page is None:
            raise TypeError(f"{operation.id} does not read a page.")
        self._operation, self._hint = operation, operation.page
        self._limited = operation.page.limit is not None
        self._by_id, self._next_by_id = 0, BY_ID
        self._told: set[str] = set()

    def pays(self, jobs: int, requests: int) -> bool:
        """Returns whether a sweep is worth trying.

        Args:
            jobs: How many jobs there are to read.
            requests: How many requests a sweep is expected to take, with reading what it does not show.
        """
        return not self._by_id and requests < jobs

    def instead(self, jobs: int) -> int:
        """Returns how many of some jobs to read by id before thinking of a sweep again."""
        count = min(jobs, self._by_id or jobs)
        self._by_id = max(0, self._by_id - count)
        return count

    def request(self, page: int | None) -> Request[Any]:
        """Makes the request for a page."""
        query = {self._hint.parameter: page}
        if self._hint.limit is not None and self._limited:
            query[self._hint.limit] = PAGE_SIZE
        return self._operation.request(query=query)

    def takes_no_limit(self, error: APIError) -> bool:
        """Returns whether a page may be had by asking without a limit."""
        if error.status != 400 or not self._limited:
            return False
        self._limited = False
        self.tell(logging.INFO, f"does not take {self._hint.limit}={PAGE_SIZE}; its pages are as long as it likes")
        return True

    def was_of_use(self) -> None:
        """Takes note of a sweep that was worth its requests."""
        self._next_by_id = BY_ID

    def was_of_no_use(self, pages: int) -> None:
        """Takes note of a sweep that was not, and how many pages it took."""
        self._by_id = pages * self._next_by_id
        self._next_by_id *= 2

    def failed(self, error: APIError) -> None:
        """Takes note of a page that could not be read."""
        kind = f"status {error.status}" if isinstance(error, APIStatusError) else type(error).__name__
        self.tell(logging.WARNING, f"cannot be read ({kind}), so jobs are read by id", str(error))

    def tell(self, level: int, what: str, detail: str = "") -> None:
        """Logs something about the list, once."""
        if what not in self._told:
            self._told.add(what)
            more = f": {shown(detail, 300)}" if detail else "."
            _log.log(level, "While waiting, the list of %s %s%s", self._operation.resource, what, more)


class Sweep:
    """One pass over a list, from the first page on, for as long as it shows what is looked for.

    It ends when everything was shown, or when as many pages were in vain as there are jobs left. So it never takes more
    requests than there are jobs, and at most twice as many as necessary.

    Args:
        listing: The list.
        wanted: The ids to look for.
        options: How much reading a page may take.

    Attributes:
        listing: The list.
        unseen: The ids that were looked for and not shown yet.
        pages: How many pages were asked for.
    """

    def __init__(self, listing: Listing, wanted: Collection[str], options: CallOptions) -> None:
        self.pages = 0
        self.listing = listing
        self._source = Pages(listing.request, options)
        self.unseen = set(wanted)
        self._in_vain = 0

    @property
    def over(self) -> bool:
        """Whether no further page is worth reading."""
        return self._source.over or self._in_vain >= len(self.unseen)

    def more(self, options: CallOptions) -> Policy[list[Any]]:
        """Returns the items of the next page.

        Args:
            options: How much reading it may take.

        Raises:
            APIError: The page could not be read.
        """
        self.pages += 1
        try:
            items = (yield from self._source.more(options)) or []
        except APIError as error:
            # Only of the first page is it clear that nothing else was wrong with the request.
            if self.pages > 1 or not self.listing.takes_no_limit(error):
                raise
            self._source = Pages(self.listing.request, options)
            items = []
        before = len(self.unseen)
        self.unseen.difference_update(item.id for item in items)
        self._in_vain += len(self.unseen) == before
        return items
