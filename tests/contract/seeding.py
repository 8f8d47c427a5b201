"""Randomness that follows from a seed, whatever else this process has loaded or done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from hypothesis import settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


class SeedOnly(providers.HypothesisProvider):
    """Draws what the seed says.

    Hypothesis by itself also draws constants from the source of whatever modules are loaded by now. And it repeats
    parts of earlier cases, to give up when a server that remembers answers differently; with a provider that is not
    its own it does not.
    """

    _local_constants = Constants()


_NAME = "seed-only"
providers.AVAILABLE_PROVIDERS[_NAME] = SeedOnly
settings.register_profile(_NAME, settings.get_profile("default"), backend=_NAME)


@contextlib.contextmanager
def seed_only() -> Iterator[None]:
    """Lets Hypothesis draw what the seed says, and nothing else."""
    usual = settings.get_current_profile_name()
    settings.load_profile(_NAME)
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        yield
    finally:
        settings.load_profile(usual)
        providers.CONSTANTS_CACHE.cache.clear()
