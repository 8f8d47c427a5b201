"""Compare what the page states with what the description claims.

Silence means documented: a claim without evidence must be stated by the page, and one with evidence must not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from scripts.docs.claims import Claims
from scripts.docs.contradictions import find_contradictions
from scripts.docs.facts import Claim, Statement, Subject, describe, places_of, stated_of
from scripts.docs.findings import Action, Finding, merge
from scripts.docs.page import Page, is_operation
from scripts.evidence import Tag
from scripts.spec import join

_COMPARED_ELSEWHERE = ("samples", "groups")
# What it means that the page does not say it.
_UNSAID = {"presence": "required"}
_UNSAID_QUERY = {"presence": "required", "type": "string"}
_PHRASES = {str(status.value): status.phrase.replace(" ", "") for status in HTTPStatus}


def compare(page: Page, claims: Claims) -> list[Finding]:
    """Return what the page and the description disagree about, in the order of the page."""
    return merge([*_Comparison(page, claims).findings(), *find_contradictions(page, claims)])


class _Comparison:
    def __init__(self, page: Page, claims: Claims) -> None:
        self._claims = claims
        self._stated: dict[Subject, list[Statement]] = {}
        self._first: dict[Subject, int] = {}  # the first line about a subject or its parts
        self._section: dict[Subject, int] = {}  # where the details of an operation begin
        for statement in sorted(page.statements, key=_is_example):
            subject = stated_of(statement.subject)
            if subject[0] not in _COMPARED_ELSEWHERE:
                for length in range(1, len(subject) + 1):
                    self._stated.setdefault(subject[:length], [])
                    self._first.setdefault(subject[:length], statement.line)
                self._stated[subject].append(statement)
                if len(subject) == 1:
                    self._section[subject] = statement.line
                elif "name" in statement.facets:  # a query parameter is described before it is named
                    self._first[subject] = statement.line
        self._said = _Tree({key: _facets(statements) for key, statements in self._stated.items()})
        self._claimed = _Tree({key: claim.facets for key, claim in claims.items()})
        self._covered: set[Subject] = set()

    def findings(self) -> Iterator[Finding]:
        """Yield the disagreements; one about a subject covers all below it."""
        unclaimed = [subject for subject in self._stated if subject not in self._claims]
        for subject in [*self._claims, *sorted(unclaimed, key=len)]:
            if not any(subject[:length] in self._covered for length in range(1, len(subject) + 1)):
                yield from self._subject(subject)

    def _subject(self, subject: Subject) -> Iterator[Finding]:
        claim = self._claims.get(subject)
        if subject not in self._stated:
            if claim and (claim.container or (claim.instead and self._stated.keys() >= {*claim.instead})):
                return
            self._covered.add(subject)
            if claim and claim.needed and claim.tag is None:
                yield self._removal(subject, claim)
            elif claim and claim.needed and claim.tag and claim.tag.kind == "corrected":
                yield self._removal(subject, claim, Action.CORRECTED)
        elif claim is None:
            self._covered.add(subject)
            yield self._addition(subject)
        elif claim.tag and claim.tag.kind != "corrected":
            self._covered.add(subject)
            yield self._promotion(subject, claim, claim.tag)
        else:
            yield from self._facets(subject, claim)

    def _removal(self, subject: Subject, claim: Claim, action: Action = Action.REMOVE) -> Finding:
        return Finding(
            action,
            self._near(subject),
            claim.use or claim.pointer,
            f"The page no longer states {describe(subject)}.",
            old=self._claimed.below(subject),
            evidence=_evidence(claim.tag),
            subjects=places_of(subject),
            places=(claim.pointer,),
        )

    def _addition(self, subject: Subject) -> Finding:
        return Finding(
            Action.ADD,
            self._near(subject),
            self._new_place(subject),
            f"The page now states {describe(subject)}.",
            new=self._said.below(subject),
            subjects=places_of(subject),
        )

    def _promotion(self, subject: Subject, claim: Claim, tag: Tag) -> Finding:
        return Finding(
            Action.PROMOTE,
            self._near(subject),
            tag.pointer,
            f"The page now states {describe(subject)}, which was {tag.kind}: take its evidence away.",
            old=self._claimed.below(subject),
            new=self._said.below(subject),
            evidence=_evidence(tag),
            subjects=places_of(subject),
            places=(claim.pointer,),
        )

    def _facets(self, subject: Subject, claim: Claim) -> Iterator[Finding]:
        found: dict[str, list[tuple[Any, int]]] = {}
        for statement in self._stated[subject]:
            for facet, value in statement.facets.items():
                found.setdefault(facet, []).append((value, statement.line))
        unread = {facet for statement in self._stated[subject] for facet in statement.unread} - found.keys()
        for facet in dict.fromkeys((*claim.facets, *found)):
            if facet in unread or (facet == "presence" and subject[-1] == "[]"):
                continue
            yield from self._facet(subject, claim, facet, found.get(facet, []))

    def _facet(self, subject: Subject, claim: Claim, facet: str, found: list[tuple[Any, int]]) -> Iterator[Finding]:
        old, tag = claim.facets.get(facet), claim.tags.get(facet)
        if not found and tag is None:
            unsaid = (_UNSAID_QUERY if subject[1:2] == ("query",) else _UNSAID).get(facet)
            if not _same(facet, old, unsaid) and claim.needed:
                yield self._difference(subject, claim, facet, (unsaid, self._near(subject)))
        if tag and tag.kind == "corrected" and _is_as_told(facet, old, tag, [value for value, _ in found]):
            return
        for value, index in found:
            if tag is None:
                if not _same(facet, old, value):
                    yield self._difference(subject, claim, facet, (value, index))
            elif tag.kind == "corrected":
                yield self._difference(subject, claim, facet, (value, index), Action.CORRECTED)
            elif _same(facet, old, value):
                yield self._difference(subject, claim, facet, (value, index), Action.PROMOTE)
            elif not _refines(facet, old, value):
                yield self._difference(subject, claim, facet, (value, index))

    def _difference(
        self, subject: Subject, claim: Claim, facet: str, found: tuple[Any, int], action: Action | None = None
    ) -> Finding:
        old, (new, index) = claim.facets.get(facet), found
        tag = claim.tags.get(facet)
        if facet == "type":
            self._covered.add(subject)  # another type has other parts
        if action is None:
            action = Action.ADD if old is None else Action.REMOVE if new is None else Action.CHANGE
        what = describe(subject) if facet == "value" else f"the {facet} of {describe(subject)}"
        message = f"The description says {show(old)} for {what}; the page says {show(new)}."
        if action is Action.PROMOTE:
            message = f"The page now states {what}, {show(new)}: take the evidence away."
        elif action is Action.CORRECTED:
            message = f"The page no longer contradicts itself in the same way about {what}: it says {show(new)}."
        pointer = claim.pointer
        if tag and action in (Action.PROMOTE, Action.CORRECTED):
            pointer = tag.pointer
        elif not tag and action is not Action.ADD:
            pointer = claim.homes.get(facet, pointer)
        return Finding(
            action,
            index,
            pointer,
            message,
            facet=facet,
            old=old,
            new=new,
            evidence=_evidence(tag),
            subjects=places_of(subject),
            places=(claim.pointer,),
        )

    def _near(self, subject: Subject) -> int:
        """Return the first line about a subject, or about the nearest thing around it that the page states."""
        for length in range(len(subject), 1, -1):
            if subject[:length] in self._first:
                return self._first[subject[:length]]
        lines = self._first if len(subject) == 1 else self._section
        return lines.get(subject[:1], self._first.get(subject[:1], 0))

    def _new_place(self, subject: Subject) -> str:
        """Return where something that the description lacks would stand in it."""
        parent = self._claims.get(subject[:-1])
        below, name = parent.below if parent else "#", subject[-1]
        match subject:
            case (operation,) if is_operation(subject):
                return self._new_operation(operation)
            case (operation, "answer"):
                success = self._claims.get((operation, "success"))
                below, name = success.pointer if success else join(below, "responses"), "content"
            case (_, "request"):
                name = "requestBody"
            case (_, "query", _) | ("servers", _):
                name = "-"
            case ("statuses", status):
                name = _PHRASES.get(status, status)
            case (*_, "[]") if parent:
                below, name = parent.pointer, "items"
        return join(below, name)

    def _new_operation(self, operation: str) -> str:
        method, path = operation.split(" ", 1)
        for subject, claim in self._claims.items():
            if len(subject) == 1 and subject[0].endswith(f" {path}"):
                return join(claim.pointer.rpartition("/")[0], method.lower())
        return join("#/paths", path.replace(":id", "{id}"), method.lower())


def _is_example(statement: Statement) -> bool:
    """Does a statement show rather than tell? What tells the same counts for more."""
    return statement.subject != stated_of(statement.subject)


def _facets(statements: Iterable[Statement]) -> dict[str, Any]:
    return {facet: value for statement in statements for facet, value in statement.facets.items()}


class _Tree:
    """Facets by subject, which can tell all that is below one."""

    def __init__(self, facets: Mapping[Subject, Mapping[str, Any]]) -> None:
        self._facets = facets
        self._parts: dict[Subject, list[Subject]] = {}
        for subject in facets:
            self._parts.setdefault(subject[:-1], []).append(subject)

    def below(self, subject: Subject) -> dict[str, Any]:
        """Return the facets of a subject, and as `parts` those of all below it."""
        parts = {part[-1]: self.below(part) for part in self._parts.get(subject, ())}
        return {**self._facets.get(subject, {}), **({"parts": parts} if parts else {})}


def _same(facet: str, old: Any, new: Any) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return set(map(str, old)) == set(map(str, new))
    return bool(old == new)


def _refines(facet: str, old: Any, new: Any) -> bool:
    """Is what was inferred but a closer reading of what the page says?"""
    if facet == "type":
        return (old, new) == ("integer", "number")
    return facet == "name" and str(old).lower() == str(new).lower()


def _is_as_told(facet: str, old: Any, tag: Tag, found: Sequence[Any]) -> bool:
    """Does the page say what the evidence quotes, and nothing else but what the description says?"""
    others = [value for value in found if not _same(facet, old, value)]
    is_quoted = [re.search(rf"(?<![\w-]){re.escape(show(value))}(?![\w-])", tag.why) for value in (old, *others)]
    return bool(others) and all(is_quoted[1:]) and (len(others) < len(found) or not is_quoted[0])


def _evidence(tag: Tag | None) -> str | None:
    return f"{tag.kind}: {tag.why}" if tag else None


def show(value: Any) -> str:
    """Return a value of a facet as text."""
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"only when {name} is {wanted}" for name, wanted in value.items())
    return "nothing" if value is None else str(value)
