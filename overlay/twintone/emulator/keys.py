"""API keys: who is calling. Each key is an account of its own."""

import hashlib
from collections.abc import Iterable

from starlette.types import Scope

from twintone.emulator.errors import EmulatorError, RefusedError


def tenant_of(key: str | bytes) -> str:
    """The name of a key's account: a fingerprint, so that neither the database nor the ledger holds the key."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape") if isinstance(key, str) else key).hexdigest()[:16]


class KeyRing:
    """Which keys are let in.

    Args:
        header: the header that carries the key, in lower case.
        keys: the keys to let in; None lets every non-empty key in.

    Raises:
        EmulatorError: a key is empty.
    """

    def __init__(self, header: str, keys: Iterable[str] | None) -> None:
        self._header = header.encode("ascii")
        keys = None if keys is None else list(keys)
        if keys is not None and not all(keys):
            raise EmulatorError("An API key cannot be empty; give it at least one character.")
        self._tenants = None if keys is None else frozenset(map(tenant_of, keys))

    def tenant(self, scope: Scope) -> str:
        """The account that a request belongs to.

        Raises:
            RefusedError: 401, when there is not exactly one key or it is unknown.
        """
        sent = [value for name, value in scope["headers"] if name == self._header]
        if len(sent) != 1 or not sent[0]:
            raise RefusedError(401, f"Send exactly one API key in the {self._header.decode()} header.")
        tenant = tenant_of(sent[0])
        if self._tenants is not None and tenant not in self._tenants:
            raise RefusedError(401, "The API key is unknown.")
        return tenant
