"""JSON values to Python values.

Servers drift. A value of a kind that the spec does not expect becomes None here, and stays readable in the model's
``raw``; unknown enum values pass through as they are. Only an answer without its essentials is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from .errors import DecodeError

T = TypeVar("T")

# dict, list and str under names that narrow no type: JSON stays Any, and no cast has to be paid for.
OBJECT: Any = dict
LIST: Any = list
STRING: Any = str

_NOT_FINITE = {float("inf"), float("-inf")}
_fromisoformat = datetime.fromisoformat
# dateutil fills gaps and settles doubts. Two readings that agree in nothing they assume show whether it had to.
_READINGS = ((datetime(2001, 1, 1, tzinfo=UTC), False), (datetime(2002, 2, 2, tzinfo=UTC), True))


def record(data: Any, model: str) -> dict[str, Any]:
    """Returns ``data`` if it is a JSON object.

    Raises:
        DecodeError: It is something else.
    """
    if isinstance(data, OBJECT):
        return data  # type: ignore[no-any-return]  # a dict from JSON
    raise DecodeError(f"Expected a JSON object for {model}, found {kind(data)}.")


def page(data: Any, model: str, items: str) -> dict[str, Any]:
    """Returns ``data`` if it is a page; a bare array is taken as a page without pagination.

    Raises:
        DecodeError: It is neither an object nor an array.
    """
    return {items: data} if isinstance(data, LIST) else record(data, model)


def identity(raw: Mapping[str, Any], key: str, model: str) -> str:
    """Returns the field that an answer is useless without.

    Raises:
        DecodeError: It is missing, empty or not a string.
    """
    value = raw.get(key)
    if isinstance(value, str) and value:
        return value
    raise DecodeError(f"Expected a non-empty string as {key!r} of {model}, found {kind(value)}.", pointer=f"/{key}")


def items(raw: Mapping[str, Any], key: str, decode: Callable[[Any], T], model: str) -> list[T]:
    """Returns the decoded elements of the array that an answer is useless without.

    Raises:
        DecodeError: There is no array, or an element cannot be read.
    """
    value: Any = raw.get(key)
    if not isinstance(value, LIST):
        raise DecodeError(f"Expected an array as {key!r} of {model}, found {kind(value)}.", pointer=f"/{key}")
    try:
        return [decode(item) for item in value]
    except DecodeError:
        raise _first_error(value, key, decode) from None


def _first_error(value: list[Any], key: str, decode: Callable[[Any], T]) -> DecodeError:
    """Decodes again to find out which element failed; only the path that fails pays for knowing it."""
    for index, item in enumerate(value):
        try:
            decode(item)
        except DecodeError as error:
            return DecodeError(str(error), pointer=f"/{key}/{index}{error.pointer}")
    return DecodeError(f"An element of {key!r} could not be read.", pointer=f"/{key}")


def elements(value: Any, decode: Callable[[Any], T | None]) -> list[T] | None:
    """Returns the decoded elements of an array, or None if it is not one or an element cannot be read."""
    if not isinstance(value, LIST):
        return None
    try:
        decoded = [decode(item) for item in value]
    except DecodeError:
        return None
    found = [item for item in decoded if item is not None]
    return found if len(found) == len(decoded) else None


def array(value: Any) -> list[Any] | None:
    """Returns an array as it is, or None for anything else."""
    return value if isinstance(value, LIST) else None


def nested(value: object, decode: Callable[[Any], T]) -> T | None:
    """Returns the decoded object, or None if it cannot be read."""
    try:
        return decode(value)
    except DecodeError:
        return None


def integer(value: object) -> int | None:
    """Returns a whole number, or None for anything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    """Returns a finite number, or None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return None if value in _NOT_FINITE or value != value else value


def boolean(value: object) -> bool | None:
    """Returns a boolean, or None for anything else."""
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Returns a point in time with its zone, or None if it cannot be read. A time without a zone is UTC."""
    try:
        parsed = _fromisoformat(value)
    except TypeError:
        return None
    except ValueError:
        return _odd_moment(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _odd_moment(value: str) -> datetime | None:
    from dateutil.parser import parse  # costs more than most programs' use of this whole package

    try:
        doubtful = not value.lstrip()[:4].isdecimal()  # a month follows a year
        first, second = (
            parse(value, default=gaps, dayfirst=doubtful and day, tzinfos=_zone) for gaps, day in _READINGS
        )
    except (ValueError, OverflowError):
        return None
    return first if first == second else None


def _zone(name: str | None, offset: int | None) -> timezone:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is not None:
        raise ValueError(f"Unknown time zone {name!r}.")
    return UTC


def kind(value: object) -> str:
    """Returns what a JSON value is, in the words of JSON."""
    names = {"dict": "an object", "list": "an array", "str": "a string", "bool": "a boolean", "NoneType": "null"}
    return names.get(type(value).__name__, "a number")
