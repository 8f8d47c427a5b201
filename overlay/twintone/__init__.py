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
    from twintone import errors, models
    from twintone.client import AsyncTwinTone, TwinTone
    from twintone.errors import *  # noqa: F403 - the error classes follow the spec
    from twintone_api.errors import *  # noqa: F403 - type checkers do not follow __all__ from module to module
    from twintone_api.workflows import Finished

__version__ = "0.1.0"

__all__ = ["AsyncTwinTone", "Finished", "TwinTone", "__version__", "errors", "models"]

# Hidden from type checkers, so that they flag a name that does not exist.
if not TYPE_CHECKING:

    def __getattr__(name):
        from importlib import import_module

        if name in {"AsyncTwinTone", "TwinTone"}:
            return getattr(import_module("twintone.client"), name)
        if name == "Finished":
            return import_module("twintone_api.workflows").Finished
        if name in {"errors", "models"}:
            return import_module(f"twintone.{name}")
        if not name.startswith("_"):
            errors = import_module("twintone.errors")
            if name in errors.__all__:
                return getattr(errors, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        from twintone.errors import __all__ as errors

        return sorted([*__all__, *errors])
