"""Looking for what may have been created by a call whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize

from twintone.policies.call import CallOptions
from twintone.policies.pages import Pages
from twintone.policies.steps import Policy
from twintone_api.decoding import moment
from twintone_api.errors import APIError, ArgumentError
from twintone_api.operation import Operation, Request
from twintone_api.workflows import LostCreate, Search

# How far the server's clock may be off from ours before what was made now seems to be of another time.
SKEW = timedelta(minutes=1)
# How far off it may be at the very most: what was made within a day, and has what was sent, is not ruled out.
FAR = timedelta(days=1)


def find_created(
    create: Operation[Any],
    page: Callable[[int | None], Request[Any]],
    lost: LostCreate,
    options: CallOptions,
) -> Policy[Search[Any]]:
    """Reads a whole list and compares it with what was sent. Nothing is said of the list's order, so none is trusted.

    Args:
        create: The operation that may have created something.
        page: Makes the request for a page of the list; None asks for the first.
        lost: What is known of the call.
        options: How much each call may take.

    Returns:
        Found: one item alone has what was sent, and was made in the time of the call. Not found: none could be it.
        Cannot tell: all else, because who takes "not found" for an answer may pay again.

    Raises:
        ArgumentError: The call was another operation.
    """
    if lost.operation != create.id:
        raise ArgumentError(f"client.{create.resource} cannot find what {lost.operation} may have created.")
    pages = Pages(page, options)
    hint = page(None).operation.page
    created = hint.created if hint else None
    candidates: list[Any] = []
    read = 0
    try:
        while (items := (yield from pages.more())) is not None:
            read += len(items)
            candidates += [item for item in items if _may_be(item.raw, lost, created)]
    except APIError as error:
        return Search("cannot_tell", None, candidates, f"The list could not be read to its end: {error}")
    if len(candidates) == 1:
        return _verdict(candidates[0], lost, created)
    if candidates:
        return Search("cannot_tell", None, candidates, f"{len(candidates)} items of the list could be it.")
    if pages.repeated:
        return Search("cannot_tell", None, [], f"The list repeats itself after {read} items, and may hold more.")
    return Search("not_found", None, [], f"None of the {read} items of the list can be it, as the list is now.")


def _verdict(item: Any, lost: LostCreate, created: str | None) -> Search[Any]:
    made = _made(item.raw, created)
    if made is None or not _in_time(made, lost, SKEW):
        why = "it does not tell when it was made" if made is None else f"it was made at {made.isoformat()}"
        return Search("cannot_tell", None, [item], f"One item could be it, but {why}.")
    if not _recognised(item.raw, lost):
        return Search("cannot_tell", None, [item], "One item was made then, but it shows nothing of what was sent.")
    return Search("found", item, [item], "One item alone was made then and has what was sent.")


def _may_be(raw: dict[str, Any], lost: LostCreate, created: str | None) -> bool:
    """Whether nothing speaks against an item: neither its fields nor the time at which it was made."""
    if any(not _same(raw[name], value) for name, value in lost.sent.items() if raw.get(name) is not None):
        return False
    made = _made(raw, created)
    return made is None or _in_time(made, lost, FAR if _recognised(raw, lost) else SKEW)


def _recognised(raw: dict[str, Any], lost: LostCreate) -> bool:
    return any(_same(raw.get(name), value) for name, value in lost.sent.items())


def _same(shown: object, sent: object) -> bool:
    """Whether a server may show this for what was sent: servers trim texts and compose their characters."""
    return _plain(shown) == _plain(sent)


def _plain(value: object) -> object:
    return " ".join(normalize("NFC", value).split()) if isinstance(value, str) else value


def _made(raw: dict[str, Any], created: str | None) -> datetime | None:
    return moment(raw.get(created)) if created else None


def _in_time(made: datetime, lost: LostCreate, skew: timedelta) -> bool:
    """Whether something may have been made by the call, if the server's clock is off by ``skew`` at the most."""
    if lost.started is None or lost.finished is None:
        return skew is FAR
    return lost.started - skew <= made <= lost.finished + skew
