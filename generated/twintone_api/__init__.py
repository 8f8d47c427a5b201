"""TwinTone API v1, compiled from ``spec/twintone.yaml``. Do not edit.

TwinTone makes videos and speech with replicas and personas, and holds conversations with them. Videos and speech
are made by asynchronous jobs: a create call answers at once with status `processing`, and the job is read again
until it is `ready` or `failed`. There are no idempotency keys and no webhooks.

``Client`` and ``AsyncClient`` send each call once. Importing this package loads none of its modules; each is loaded
when it is first used.
"""

from __future__ import annotations

from importlib import import_module

# Not from typing, which would be most of the cost of this import. Type checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import errors, models
    from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client", "errors", "models"]


# Hidden from type checkers, so that they flag a name that does not exist.
if not TYPE_CHECKING:

    def __getattr__(name):
        if name in {"Client", "AsyncClient"}:
            return getattr(import_module(".client", __name__), name)
        if name in {"errors", "models"}:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return list(__all__)
