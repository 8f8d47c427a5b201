"""Check a page against the description: the whole way from an address to findings, as one function."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.docs.claims import Claims, read_claims
from scripts.docs.compare import compare
from scripts.docs.findings import Finding
from scripts.docs.lines import read_lines
from scripts.docs.lock import Row
from scripts.docs.page import Page, is_operation, read_page
from scripts.docs.source import Source
from scripts.docs.unexplained import add_unexplained
from scripts.spec import Object, SpecError


class Unrecognised(Exception):
    """The page could be had, but it does not read as the documentation of this API."""


def recognise(source: Source, spec: Object) -> tuple[Page, Claims]:
    """Return what the page states and what the description claims.

    Raises Unrecognised when the page lists less than half as many operations as the description has, Unreadable, and
    SpecError.
    """
    try:
        claims = read_claims(spec)
    except (AttributeError, KeyError, TypeError) as error:
        raise SpecError("The description is not well formed; `python -m scripts.spec_check` says where.") from error
    page = read_page(read_lines(source))
    wanted = sum(len(subject) == 1 and is_operation(subject) for subject in claims)
    if 2 * len(page.operations) < wanted:
        raise Unrecognised(
            f"The page lists {len(page.operations)} operations where about {wanted} are expected: it has changed its "
            "shape, or is another page."
        )
    return page, claims


def check(page: Page, claims: Claims, lock: Sequence[Row]) -> list[Finding]:
    """Return all findings in the order of the page."""
    return add_unexplained(page, claims, lock, compare(page, claims))
