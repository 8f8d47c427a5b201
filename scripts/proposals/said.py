"""What the page says of a subject: all its facets and parts, and what stands before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scripts.docs.facts import Subject
from scripts.docs.page import Page
from scripts.proposals.shapes import Tree


class Said:
    """The statements of a page, by subject."""

    def __init__(self, page: Page) -> None:
        self._facets: dict[Subject, dict[str, Any]] = {}
        for statement in page.statements:
            for length in range(1, len(statement.subject) + 1):
                self._facets.setdefault(statement.subject[:length], {})
            self._facets[statement.subject].update(statement.facets)
        self._parts: dict[Subject, list[Subject]] = {}
        for subject in self._facets:
            self._parts.setdefault(subject[:-1], []).append(subject)

    def tree(self, subject: Subject) -> Tree:
        """Return the facets of a subject, and as `parts` those of all below it."""
        parts = {part[-1]: self.tree(part) for part in self._parts.get(subject, ())}
        return {**self._facets.get(subject, {}), **({"parts": parts} if parts else {})}

    def before(self, subject: Subject, is_known: Callable[[str], bool]) -> str:
        """Return the name of the nearest subject of its kind before it that is known; empty if there is none."""
        siblings = [sibling[-1] for sibling in self._parts.get(subject[:-1], ())]
        above = siblings[: siblings.index(subject[-1])] if subject[-1] in siblings else []
        return next((name for name in reversed(above) if is_known(name)), "")
