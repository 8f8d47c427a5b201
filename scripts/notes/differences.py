"""What differs between two tables that map a subject, such as `client.videos.create(name)`, to what is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True)
class Difference(Generic[E]):
    """What is known of a subject on both sides; None where there is no such subject."""

    subject: str
    old: E | None
    new: E | None

    @property
    def is_whole(self) -> bool:
        """Whether the subject appears, disappears or becomes something else, and so speaks for all below it."""
        return type(self.old) is not type(self.new)


def differences(old: Mapping[str, E], new: Mapping[str, E], spoken: Collection[str] = ()) -> list[Difference[E]]:
    """Return the differences in the order of the new table, then what is gone; a whole one speaks for all below it.

    Args:
        old: The one table.
        new: The other.
        spoken: Subjects of which everything is said already.
    """
    pairs = [Difference(subject, old.get(subject), new.get(subject)) for subject in dict.fromkeys([*new, *old])]
    whole = {*spoken, *(pair.subject for pair in pairs if pair.is_whole)}
    return [
        pair
        for pair in pairs
        if pair.old != pair.new and pair.subject not in spoken and whole.isdisjoint(ancestors(pair.subject))
    ]


def ancestors(subject: str) -> Iterator[str]:
    """Yield what a subject is part of: `client.videos.create` and `client.videos` for `client.videos.create(name)`."""
    return (subject[:index] for index, char in enumerate(subject) if char in ".(")
