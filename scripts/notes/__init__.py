"""What changed for users between two descriptions of the API, as an entry for CHANGELOG.md and as a version."""

from __future__ import annotations


class NotesError(ValueError):
    """Something keeps the notes from being made; the message is a sentence for the person who asked for them."""
