"""What the API answers. The classes are compiled from the spec."""

from typing import TYPE_CHECKING

import twintone_api.models as _models

if TYPE_CHECKING:
    from twintone_api.models import *  # noqa: F403 - the names follow the spec

__all__: list[str] = []
__all__ += _models.__all__

# Hidden from type checkers, so that they flag a name that does not exist.
if not TYPE_CHECKING:

    def __getattr__(name):
        return getattr(_models, name)

    def __dir__():
        return list(__all__)
