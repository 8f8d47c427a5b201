"""What the API answers. The classes are compiled from the spec."""

from typing import TYPE_CHECKING, Any

import twintone_api.models as _models

if TYPE_CHECKING:
    from twintone_api.models import *  # noqa: F403 - the names follow the spec

__all__: list[str] = []
__all__ += _models.__all__


def __getattr__(name: str) -> Any:
    return getattr(_models, name)
