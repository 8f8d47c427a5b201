"""Shapes that several resources share.

Only ``id`` is certain to be there. A field that an answer leaves out, or fills with something that the spec does not
expect, is None; ``raw`` holds the answer as it came, with the fields that the spec does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ..decoding import (
    OBJECT,
    integer,
    record,
)


@define
class Pagination:
    """Where a page stands in the whole list.

    Attributes:
        total: How many items there are on all pages. (Bounds inferred: a count)
        page: The number of this page. (Bounds inferred: the only sample shows 0, beside a total of 0)
        pages: How many pages there are. (Bounds inferred: a count)
        raw: The JSON object as it came.
    """

    total: int | None = None
    page: int | None = None
    pages: int | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> Pagination:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "Pagination")
        get = raw.get
        return cls(
            integer(get("total")),
            integer(get("page")),
            integer(get("pages")),
            raw,
        )
