"""What a live run shows beyond the guesses of the spec: what the docs are silent about, and so is the spec."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scripts import spec as specs
from scripts.spec import join
from tests.contract.api import Api
from tests.contract.exchange import Exchange
from tests.contract.live.lists import Lists
from tests.contract.live.questions import Edit
from tests.contract.live.reads import lists as listing
from tests.contract.live.seen import ABSENT, WORD, Seen, type_of, word

_LIMITS = re.compile(r"retry-after|(x-)?rate-?limit[a-z-]*")


@dataclass(frozen=True)
class Extra:
    """A question that no fact of the spec stands for, and what was seen.

    Args:
        question: the question.
        seen: the answer; empty when nothing was seen that tells.
        edits: what the spec could say.
    """

    question: str
    seen: str
    edits: tuple[Edit, ...] = ()


def extras(api: Api, exchanges: Sequence[Exchange], today: date) -> list[Extra]:
    """What was seen of each question.

    Args:
        api: the API.
        exchanges: what was said.
        today: the day.
    """
    seen = Seen(api, exchanges)
    return [
        _page_size(api, Lists(api, exchanges)),
        _limits(seen, today),
        _error_names(seen),
        *_fields(seen, today),
    ]


def _page_size(api: Api, lists: Lists) -> Extra:
    question = "How many items does a page hold that was asked for without a limit?"
    sizes: Counter[int] = Counter()
    longest = 0
    for endpoint in listing(api):
        page = lists.page(endpoint, {})
        if page is not None:
            longest = max(longest, len(page.items))
            if (page.pages or 0) > 1:
                sizes[len(page.items)] += 1
    if not sizes:
        return Extra(question, f"at least {longest}; no list had a second page" if longest else "")
    [(size, count)] = sizes.most_common(1)
    edits = [
        Edit(
            join(endpoint.parameter(endpoint.page["limit"]), "description"),
            f"How many items a page holds; {size} unless asked.",
        )
        for endpoint in listing(api)
        if endpoint.page and "limit" in endpoint.page
    ]
    return Extra(
        question,
        f"{size}, in {count} list{'s' if count > 1 else ''}",
        tuple(dict.fromkeys(edits)) if len(sizes) == 1 else (),
    )


def _limits(seen: Seen, today: date) -> Extra:
    question = "Which headers tell about the rate limit?"
    answers = [exchange.answer for exchange in seen.exchanges if exchange.answer is not None]
    names = Counter(name for answer in answers for name, _ in answer.headers if _LIMITS.fullmatch(name))
    limited = [answer for answer in answers if answer.status == 429]
    when = f"429 came {len(limited)} times" if limited else "429 never came"
    if not names:
        return Extra(question, f"{when}; no such header in {len(answers)} answers" if answers else "")
    words = ", ".join(f"{name} in {count} of {len(answers)} answers" for name, count in sorted(names.items()))
    headers = sorted({name for answer in limited for name, _ in answer.headers if _LIMITS.fullmatch(name)})
    shared = {
        node.get("$ref") for e in seen.api.endpoints.values() if (node := e.operation.raw["responses"].get("429"))
    }
    edits = [
        Edit(
            join(pointer, "headers", name),
            {
                "schema": {"type": "string"},
                "description": "About the rate limit.",
                "x-evidence": _observed("came with 429", today),
            },
        )
        for pointer in sorted(filter(None, shared))
        for name in headers
    ]
    return Extra(question, f"{when}; {words}", tuple(edits))


def _observed(words: str, today: date) -> str:
    return f"observed: {words}, {today.isoformat()}"


def _error_names(seen: Seen) -> Extra:
    names: dict[int, set[str]] = {}
    for exchange in seen.exchanges:
        if exchange.answer is not None and exchange.answer.status >= 400:
            said = exchange.answer.object.get("error", ABSENT)
            names.setdefault(exchange.answer.status, set()).add("none" if said is ABSENT else word(said))
    words = "; ".join(f"{status}: {', '.join(sorted(found))}" for status, found in sorted(names.items()))
    return Extra("What are the errors called?", words)


def _fields(seen: Seen, today: date) -> Iterator[Extra]:
    """Fields that the spec does not know, by the schema that lacks them."""
    found: dict[str, dict[str, set[str]]] = {}
    for visits in seen.answers.values():
        for visit in visits:
            if isinstance(visit.value, dict):
                here = visit.places[-1]
                schema = specs.at(seen.api.spec, here)
                for name in visit.value.keys() - schema.get("properties", {}).keys():
                    if "x-page" in schema and isinstance(visit.value[name], list):
                        continue  # these are the items under another name
                    found.setdefault(here, {}).setdefault(name, set()).add(type_of(visit.value[name]))
    question = "Which fields come that the spec does not know?"
    if not found:
        yield Extra(question, "none" if seen.answers else "")
    for pointer, every in sorted(found.items()):
        fields = {name: types for name, types in every.items() if WORD.fullmatch(name)}
        words = ", ".join(f"{name} ({' or '.join(sorted(types))})" for name, types in sorted(fields.items()))
        edits = [
            Edit(
                join(pointer, "properties", name),
                {
                    "type": min(types),
                    "description": "Not documented.",
                    "x-evidence": _observed("came in answers", today),
                },
            )
            for name, types in sorted(fields.items())
        ]
        yield Extra(question, f"in {pointer}: {words or 'some, whose names are no words'}", tuple(edits))
