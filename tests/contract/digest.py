"""Digests: whether two runs were the same, byte for byte."""

from __future__ import annotations

import hashlib
import re

from tests.contract.exchange import Exchange

# A server of this machine has another port each time.
_LOCAL = re.compile(rb"//(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?")


class Digest:
    """Adds exchanges up: what was sent, the status and the body that came back. Headers of answers hold dates."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, exchange: Exchange) -> None:
        """Adds an exchange."""
        request, answer = exchange.request, exchange.answer
        said = None if answer is None else (answer.status, _LOCAL.sub(b"//here", answer.body))
        told = (request.method, request.target, request.headers, request.body, said)
        self._hash.update(repr(told).encode("utf-8", "backslashreplace") + b"\n")

    def __str__(self) -> str:
        return self._hash.hexdigest()
