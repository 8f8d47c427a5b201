"""Reading JSON and times that may be anything."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any


class _NotPlain(ValueError):
    """JSON that readers do not agree about."""


def parse_json(body: bytes) -> Any:
    """The value, or None when the bytes are not JSON."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def parse_plain_json(body: bytes) -> Any:
    """The value of JSON that every reader understands alike.

    Raises:
        ValueError: it is not JSON, repeats a key, or holds what JSON or Unicode does not have.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_without_repeats
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise _NotPlain("it is nested too deeply") from error
    return value


def _refuse(name: str) -> float:
    raise _NotPlain(f"{name} is not JSON")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise _NotPlain("a number is too large")
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise _NotPlain("a key is repeated")
    return found


def parse_time(value: object) -> datetime | None:
    """The time that a text tells in ISO 8601; None when it tells none. A time without a zone is taken for UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal: numbers by value, and true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
