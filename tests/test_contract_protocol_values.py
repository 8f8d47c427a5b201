"""The protocol table finds out who bends a text, a number, a parameter or an id."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.bending import OUTDATED, Ask, Asked, Cases, Check, Said, check_unbent, say
from tests.contract.protocol.ids import check_ids
from tests.contract.protocol.query import check_query
from tests.contract.protocol.texts import check_texts

CASES = Cases()
CHECKS = (check_texts, check_query, check_ids)


# Values ---------------------------------------------------------------------------------------------------------------


def rewritten(asked: Asked, change: Callable[[str], str]) -> Asked:
    """The request with other texts in its body."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(inner) for name, inner in value.items()}
        return change(value) if isinstance(value, str) else value

    try:
        value = json.loads(asked.body)
    except ValueError:
        return asked
    return replace(asked, body=json.dumps(walk(value)).encode())


@CASES.add(check_texts, "no-server-error")
async def fails_at_nul(ask: Ask, asked: Asked) -> Said:
    return say(500) if rb"\u0000" in asked.body else await ask(asked)


@CASES.add(check_texts, "sent-kept")
async def drops_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.replace("\0", "")))


@CASES.add(check_texts, "sent-kept")
async def cuts_texts_at_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.partition("\0")[0]))


@CASES.add(check_texts, "sent-kept")
async def cuts_long_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:255]))


@CASES.add(check_texts, "sent-kept")
async def cuts_long_texts_of_new_things(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:4096]) if asked.method == "POST" else asked)


@CASES.add(check_texts, "sent-kept")
async def cuts_very_long_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:500_000]))


@CASES.add(check_texts, "sent-kept")
async def trims_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, str.strip))


@CASES.add(check_texts, "sent-kept")
async def normalises_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: unicodedata.normalize("NFC", text)))


@CASES.add(check_texts, "sent-kept")
async def escapes_markup(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.replace("<", "&lt;")))


@CASES.add(check_texts, "sent-kept")
async def knows_no_characters_beyond_the_first_plane(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: re.sub("[\U00010000-\U0010ffff]", "?", text)))


@CASES.add(check_texts, "no-server-error")
async def fails_at_half_a_surrogate_pair(ask: Ask, asked: Asked) -> Said:
    return say(500) if rb"\ud800" in asked.body else await ask(asked)


@CASES.add(check_texts, "no-server-error")
async def fails_at_big_numbers(ask: Ask, asked: Asked) -> Said:
    return say(500) if b"0" * 400 in asked.body and b"pitch" in asked.body else await ask(asked)


@CASES.add(check_texts, "sent-kept")
async def rounds_numbers(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=re.sub(rb'("pitch": )0\.1\b', rb"\g<1>0", asked.body)))


# Queries --------------------------------------------------------------------------------------------------------------


def requeried(asked: Asked, change: Callable[[str, str], tuple[str, str]]) -> Asked:
    """The request with another query."""
    return replace(asked, query=urlencode([change(*pair) for pair in parse_qsl(asked.query, keep_blank_values=True)]))


@CASES.add(check_query, "invalid-refused", OUTDATED)
async def takes_a_limit_of_0(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if (name, text) == ("limit", "0") else text)))


@CASES.add(check_query, "invalid-refused", OUTDATED)
async def takes_negative_pages_for_the_first(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if text.startswith("-") else text)))


@CASES.add(check_query, "invalid-refused", OUTDATED)
async def takes_digits_of_all_scripts(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, unicodedata.normalize("NFKC", text))))


@CASES.add(check_query, "invalid-refused", OUTDATED)
async def ignores_what_is_no_number(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if name == "page" and text == "abc" else text)))


@CASES.add(check_query, "invalid-refused", OUTDATED)
async def filters_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, text.lower())))


@CASES.add(check_query, "names-exact", OUTDATED)
async def knows_parameters_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name.lower(), text)))


@CASES.add(check_query, "no-server-error")
async def fails_at_huge_limits(ask: Ask, asked: Asked) -> Said:
    return say(500) if re.search(r"limit=\d{18,}", asked.query) else await ask(asked)


@CASES.add(check_query, "no-server-error")
async def fails_at_huge_pages(ask: Ask, asked: Asked) -> Said:
    return say(500) if re.search(r"page=\d{4000,}", asked.query) else await ask(asked)


@CASES.add(check_query, "no-server-error")
async def fails_at_an_empty_value(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.query == "limit=" else await ask(asked)


@CASES.add(check_query, "no-server-error")
async def fails_at_a_repeated_parameter(ask: Ask, asked: Asked) -> Said:
    names = [name for name, _ in parse_qsl(asked.query)]
    return say(500) if len(set(names)) < len(names) else await ask(asked)


@CASES.add(check_query, "no-server-error")
async def fails_at_nul_in_a_filter(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.query == "status=%00" else await ask(asked)


@CASES.add(check_query, "no-server-error")
async def fails_at_an_unknown_parameter(ask: Ask, asked: Asked) -> Said:
    return say(500) if "unknown" in asked.query and "status" not in asked.query else await ask(asked)


# Ids ------------------------------------------------------------------------------------------------------------------


@CASES.add(check_ids, "unknown-not-found")
async def reads_ids_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].lower()) if asked.ids else asked)


@CASES.add(check_ids, "unknown-not-found")
async def cuts_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids else asked)


@CASES.add(check_ids, "unknown-not-found")
async def cuts_very_long_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids and len(asked.ids[0]) > 255 else asked)


@CASES.add(check_ids, "unknown-not-found")
async def strips_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].strip()) if asked.ids else asked)


@CASES.add(check_ids, "unknown-not-found")
async def cuts_ids_of_deletions(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids and asked.method == "DELETE" else asked)


@CASES.add(check_ids, "unknown-not-found")
async def cuts_ids_at_a_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].partition("\0")[0] or "\0") if asked.ids else asked)


@CASES.add(check_ids, "unknown-not-found")
async def knows_endings(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].removesuffix(".json")) if asked.ids else asked)


@CASES.add(check_ids, "reference-exists", OUTDATED)
async def strips_references(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b' ", ', b'", ').replace(b' "}', b'"}')))


@CASES.add(check_ids, "no-server-error")
async def fails_at_a_long_id(ask: Ask, asked: Asked) -> Said:
    return say(500) if len(asked.path) > 4_000 else await ask(asked)


@CASES.add(check_ids, "no-server-error")
async def fails_at_nul_in_an_id(ask: Ask, asked: Asked) -> Said:
    return say(500) if "%00" in asked.path else await ask(asked)


@CASES.add(check_ids, "no-server-error")
async def fails_at_an_id_that_is_no_text(ask: Ask, asked: Asked) -> Said:
    return say(500) if "%FF" in asked.path else await ask(asked)


@pytest.mark.parametrize("name", CASES)
def test_a_mutant_is_found_out(name: str) -> None:
    CASES[name].run()


@pytest.mark.parametrize("check", CHECKS)
def test_the_wrapper_itself_is_harmless(check: Check) -> None:
    check_unbent(check)
