"""Checks of arguments, before anything is sent.

A check takes an argument's name and value and returns the JSON value to send, or raises ``ArgumentError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast, runtime_checkable

from .errors import ArgumentError

Check = Callable[[str, Any], Any]


@runtime_checkable
class Model(Protocol):
    """A model that can be sent."""

    def to_dict(self) -> dict[str, Any]: ...


def _wrong(name: str, expected: str, value: object) -> ArgumentError:
    return ArgumentError(f"{name} must be {expected}, not {type(value).__name__}.")


def text(name: str, value: Any) -> str:
    """Returns ``value`` if it is a string."""
    if not isinstance(value, str):
        raise _wrong(name, "a string", value)
    return value


def identifier(name: str, value: Any) -> str:
    """Returns ``value`` if it can stand as one segment of a path."""
    if text(name, value) in {"", ".", ".."}:
        raise ArgumentError(f"{name} must be an id, not {value!r}.")
    return str(value)


def integer(name: str, value: Any) -> int:
    """Returns ``value`` if it is a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(name, "a whole number", value)
    return value


def at_least(minimum: int) -> Check:
    """Makes a check for whole numbers from ``minimum``."""

    def check(name: str, value: Any) -> int:
        if integer(name, value) < minimum:
            raise ArgumentError(f"{name} must be at least {minimum}, not {value}.")
        return int(value)

    return check


def number(name: str, value: Any) -> float:
    """Returns ``value`` if it is a number that JSON can carry."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _wrong(name, "a number", value)
    if value != value or value in {float("inf"), float("-inf")}:
        raise ArgumentError(f"{name} must be a finite number, not {value}.")
    return value


def boolean(name: str, value: Any) -> bool:
    """Returns ``value`` if it is a boolean."""
    if not isinstance(value, bool):
        raise _wrong(name, "True or False", value)
    return value


def record(name: str, value: Any) -> dict[str, Any]:
    """Returns a mapping, or a model, as a JSON object."""
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, Any], value))
    if isinstance(value, Model):
        return value.to_dict()
    raise _wrong(name, "a mapping", value)


def array(name: str, value: Any) -> list[Any]:
    """Returns a list or tuple as a JSON array."""
    if not isinstance(value, list | tuple):
        raise _wrong(name, "a list", value)
    return [item.to_dict() if isinstance(item, Model) else item for item in cast(Sequence[Any], value)]


def anything(name: str, value: Any) -> Any:
    """Returns ``value`` as it is."""
    return value


def optional(check: Check) -> Check:
    """Makes a check that lets None pass; None is not sent."""

    def check_unless_none(name: str, value: Any) -> Any:
        return None if value is None else check(name, value)

    return check_unless_none
