"""TwinTone: videos, speech and conversations by AI agents.

    from twintone import TwinTone

    with TwinTone() as client:
        video = client.videos.create_and_wait(replica_id="rep_123", script="Hello world!")
        client.videos.download(video, "hello.mp4")

Importing this package loads no HTTP library; that happens when the first client is made.
"""

# Not from typing, which would be half the cost of this import. Type checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from twintone import errors, models
    from twintone.client import AsyncTwinTone, TwinTone
    from twintone.errors import *  # noqa: F403 - the error classes follow the spec
    from twintone_api.errors import *  # noqa: F403 - type checkers do not follow __all__ from module to module

__version__ = "0.1.0"

__all__ = ["AsyncTwinTone", "TwinTone", "__version__", "errors", "models"]


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name in {"AsyncTwinTone", "TwinTone"}:
        return getattr(import_module("twintone.client"), name)
    if name in {"errors", "models"}:
        return import_module(f"twintone.{name}")
    if not name.startswith("_"):
        errors = import_module("twintone.errors")
        if name in errors.__all__:
            return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
