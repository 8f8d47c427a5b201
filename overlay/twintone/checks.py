"""Checks of arguments that only workflows have. They run before anything is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from inspect import iscoroutinefunction
from typing import Any, Literal, TypeVar

from twintone_api.errors import ArgumentError, shown

T = TypeVar("T")

# Thirty years; operating systems refuse to wait for much more.
LONGEST = 1e9


def seconds(name: str, value: Any) -> float:
    """Returns ``value`` if it is a finite number of seconds above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST:
        said = shown(repr(value)) if isinstance(value, float | str | None) else type(value).__name__
        raise ArgumentError(f"{name} must be a finite number of seconds above 0, not {said}.")
    return value


def count(name: str, value: Any) -> int:
    """Returns ``value`` if it is a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ArgumentError(f"{name} must be a whole number from 0, not {value!r}.")
    return value


def validate(value: Any) -> bool | Literal["log"]:
    """Returns ``value`` if it says what to do about answers that are not as the spec says."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value == "log":
        return "log"
    said = shown(repr(value)) if isinstance(value, str | int | None) else type(value).__name__
    raise ArgumentError(f'validate must be True to raise, "log" to log or False to do neither, not {said}.')


def hook(name: str, value: Callable[..., T] | None, *, awaits: bool) -> Callable[..., T] | None:
    """Returns ``value`` if it is None or can be called, and need not be awaited by a client that cannot."""
    if value is not None and not callable(value):
        raise ArgumentError(f"{name} must be a function, not {type(value).__name__}.")
    # An object's own __call__ may be the coroutine function.
    called = getattr(value, "__call__", None)  # noqa: B004 - it is inspected, not tested for
    if not awaits and (iscoroutinefunction(value) or iscoroutinefunction(called)):
        raise ArgumentError(f"{name} must be a plain function; only AsyncTwinTone can await a coroutine function.")
    return value


def identity(job: Any) -> str:
    """Returns the id of a job, or of what has one."""
    found = job if isinstance(job, str) else getattr(job, "id", None)
    if not isinstance(found, str):
        raise ArgumentError(f"The job must be an id or something with an id, not {type(job).__name__}.")
    return found


def source(name: str, value: Any, *, awaits: bool) -> Iterator[Any] | AsyncIterator[Any]:
    """Returns an iterator over ``value``, of the asynchronous kind for a client that can await what it yields."""
    found: Iterator[Any] | AsyncIterator[Any]
    if awaits and hasattr(value, "__aiter__"):
        found = aiter(value)
        return found
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise ArgumentError(f"{name} must be an iterable of ids or of things with an id, not {type(value).__name__}.")
    found = iter(value)
    return found
