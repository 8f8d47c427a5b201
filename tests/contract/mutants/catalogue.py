"""The catalogue: every mutant, in order."""

from __future__ import annotations

from collections.abc import Iterator

from tests.contract.api import Api
from tests.contract.mutants import (
    checks,
    creation,
    echo,
    encodings,
    ends,
    errors,
    ids,
    keys,
    lists,
    lives,
    pages,
    persistence,
    shapes,
    states,
    times,
    wire,
)
from tests.contract.mutants.machinery import Mutant

_CLASSES = (
    pages,
    lists,
    persistence,
    echo,
    ids,
    times,
    states,
    lives,
    ends,
    creation,
    checks,
    errors,
    keys,
    wire,
    encodings,
    shapes,
)


def catalogue(api: Api) -> Iterator[Mutant]:
    """Every mutant of a server of an API."""
    for module in _CLASSES:
        yield from module.mutants(api)


MUTANTS: tuple[Mutant, ...] = tuple(catalogue(Api()))
