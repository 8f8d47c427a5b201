"""Those who appear in videos and conversations.

Only ``id`` is certain to be there. A field that an answer leaves out, or fills with something that the spec does not
expect, is None; ``raw`` holds the answer as it came, with the fields that the spec does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ..decoding import (
    OBJECT,
    identity,
    items,
    nested,
    page,
    record,
)
from .common import Pagination


@define
class Replica:
    """Someone who appears in videos and conversations.

    Inferred: the docs list the operations on replicas and show no shape for any of them.

    Attributes:
        id: Identifies a replica. Opaque.
        name: The replica's name.
        raw: The JSON object as it came.
    """

    id: str
    name: str | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> Replica:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an id.
        """
        raw: dict[str, Any] = data if isinstance(data, OBJECT) else record(data, "Replica")
        get = raw.get
        return cls(
            value if isinstance(value := get("id"), str) and value else identity(raw, "id", "Replica"),
            value if isinstance(value := get("name"), str) else None,
            raw,
        )


@define
class ReplicaList:
    """One page of replicas.

    Inferred: by analogy with the three lists that are documented.

    Attributes:
        replicas: The replicas on this page.
        pagination: Where a page stands in the whole list.
        raw: The JSON object as it came.
    """

    replicas: list[Replica]
    pagination: Pagination | None = None
    raw: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @classmethod
    def from_dict(cls, data: Any) -> ReplicaList:
        """Reads a JSON object.

        Raises:
            DecodeError: It is not an object with an array "replicas".
        """
        raw = page(data, "ReplicaList", "replicas")
        get = raw.get
        return cls(
            items(raw, "replicas", Replica.from_dict, "ReplicaList"),
            nested(get("pagination"), Pagination.from_dict),
            raw,
        )
