"""The API key, kept out of sight."""

from __future__ import annotations

import json
from typing import NoReturn
from urllib.parse import quote

from .errors import ArgumentError

# A key as long as this does not stand in an answer by chance.
_LONG = 12


class Secret:
    """An API key that no repr shows and no pickle holds.

    Making one never fails, so that no frame of a traceback holds the key itself; `checked` does.

    Args:
        value: The key.
    """

    __slots__ = ("_forms", "_value")

    def __init__(self, value: object) -> None:
        self._value = value.strip() if isinstance(value, str) else ""
        # As it comes back in text, in JSON (some servers escape slashes) and in a URL.
        escaped = json.dumps(self._value)[1:-1]
        forms = {self._value, escaped, escaped.replace("/", r"\/"), quote(self._value, safe="", errors="replace")}
        self._forms = [form.encode(errors="replace") for form in sorted(forms, key=len, reverse=True) if form]

    def checked(self) -> Secret:
        """Returns itself if it can stand in a header.

        Raises:
            ArgumentError: It is empty, or has characters that a header cannot hold.
        """
        if not self._value:
            raise ArgumentError("The API key must be a non-empty string.")
        if not self._value.isascii() or not self._value.isprintable():
            raise ArgumentError("The API key has characters that a header cannot hold; was it copied whole?")
        return self

    def reveal(self) -> str:
        """Returns the key."""
        return self._value

    def redact(self, data: bytes) -> bytes:
        """Returns ``data`` without the key."""
        for form in self._forms:
            data = data.replace(form, b"[key]")
        return data

    def redact_answer(self, body: bytes) -> bytes:
        """Returns an answer's body without the key, unless the key is so short that it may be a word of the answer."""
        return self.redact(body) if len(self._value) >= _LONG else body

    def __repr__(self) -> str:
        return "Secret('[key]')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key cannot be pickled.")
