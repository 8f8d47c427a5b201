"""Turning the pages of a list, trusting nothing that the docs leave open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from twintone.policies.call import CallOptions, call
from twintone.policies.steps import Policy
from twintone_api.decoding import OBJECT, integer
from twintone_api.operation import Page, Request

# A list that grows while it is read pushes items onto the next page; more pages without news than this are a loop.
STALE_PAGES = 3


# No list has as many pages, and no URL has room for a much larger number.
TOO_MANY = 10**9


class Pages:
    """The items of a list, page by page, each id once.

    Ends at the last page as the server counts, at an empty page, and where pages repeat.

    Args:
        request: Makes the request for a page; None asks for the first.
        options: How much each call may take.

    Attributes:
        over: Whether the last page was read.
        repeated: Whether it ended because pages repeat; then there may be more than could be read.
    """

    def __init__(self, request: Callable[[int | None], Request[Any]], options: CallOptions) -> None:
        self._request = request
        self._options = options
        self._seen: set[str] = set()
        self._number: int | None = None
        self._stale = 0
        self.over = False
        self.repeated = False

    def more(self, options: CallOptions | None = None) -> Policy[list[Any] | None]:
        """Returns the items of the next page that were not on an earlier one, or None after the last page.

        Args:
            options: How much this call may take, if it is not what each may.

        Raises:
            APIError: The page could not be read.
        """
        if self.over:
            return None
        request = self._request(self._number)
        hint = request.operation.page
        if hint is None:
            raise TypeError(f"{request.operation.id} does not read a page.")
        page = yield from call(request, options or self._options)
        items: list[Any] = getattr(page, hint.items)
        fresh = list({item.id: item for item in items if item.id not in self._seen}.values())
        self._seen.update(item.id for item in fresh)
        self._stale = 0 if fresh else self._stale + 1
        self._number = self._next(hint, page.raw) if items else None
        self.over = self._number is None
        return fresh

    def _next(self, hint: Page, raw: Mapping[str, Any]) -> int | None:
        """Returns the number of the page to ask for next, or None after the last."""
        reported, pages = _count(raw, hint.page), _count(raw, hint.pages)
        asked = self._number
        first = 1 if reported is None else max(reported, 0)
        # Numbers only grow, whatever the server reports, so that it is never asked for the same page again.
        current = first if asked is None else max(asked, reported or 0)
        if pages is not None and current >= pages:
            return None
        # Page 1 may be the first page again: a server may report 0 for it and count from 1 all the same.
        repeats = self._stale > 0 and current > 1
        self.repeated = repeats and (reported != asked or pages is None or self._stale >= STALE_PAGES)
        if self.repeated:
            return None
        return current + 1


def _count(raw: Mapping[str, Any], pointer: tuple[str, ...]) -> int | None:
    value: Any = raw
    for key in pointer:
        value = value.get(key) if isinstance(value, OBJECT) else None
    count = integer(value)
    return count if count is not None and count < TOO_MANY else None
