"""The description as it was once: what reads descriptions is tested on it, so that the tests stay when the API grows.

When the vocabulary of spec/twintone.yaml changes, or its layout, this copy has to follow.
"""

from __future__ import annotations

from pathlib import Path

from scripts.spec import Object, load

SAMPLE = Path(__file__).parent / "samples" / "twintone.yaml"


def load_sample() -> Object:
    """Return a copy of it."""
    return load(SAMPLE)
