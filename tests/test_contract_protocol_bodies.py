"""The protocol table finds out who misreads a body, or reads what is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.bending import Ask, Asked, Cases, Check, Said, check_unbent, say
from tests.contract.protocol.bodies import check_bodies
from tests.contract.protocol.names import check_names
from tests.contract.protocol.types import check_types

CASES = Cases()
CHECKS = (check_types, check_bodies, check_names)


# Content types --------------------------------------------------------------------------------------------------------


def name_of(asked: Asked) -> str:
    return asked.headers.get("content-type", "")


@CASES.add(check_types, "sent-kept")
async def ignores_the_charset_and_replaces_what_it_cannot_read(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("utf-8", "replace").encode()) if asked.writes else asked)


@CASES.add(check_types, "sent-kept")
async def reads_all_as_latin_1(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("latin-1").encode()) if asked.writes else asked)


@CASES.add(check_types, "valid-accepted")
async def knows_no_charset(ask: Ask, asked: Asked) -> Said:
    return say(415) if "charset" in name_of(asked) else await ask(asked)


@CASES.add(check_types, "valid-accepted")
async def knows_one_spelling_of_json(ask: Ask, asked: Asked) -> Said:
    return say(400) if asked.writes and not name_of(asked).startswith("application/json") else await ask(asked)


@CASES.add(check_types, "no-server-error")
async def fails_without_a_content_type(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.body and not name_of(asked) else await ask(asked)


@CASES.add(check_types, "no-server-error")
async def fails_with_an_unknown_charset(ask: Ask, asked: Asked) -> Said:
    return say(500) if "none-such" in name_of(asked) else await ask(asked)


@CASES.add(check_types, "sent-kept")
async def refuses_plain_text_after_it_took_it(ask: Ask, asked: Asked) -> Said:
    if not name_of(asked).startswith("text/"):
        return await ask(asked)
    await ask(asked.but(content_type="application/json"))
    return say(400)


@CASES.add(check_types, "sent-kept")
async def takes_forms_and_forgets_them(ask: Ask, asked: Asked) -> Said:
    if "form" not in name_of(asked):
        return await ask(asked)
    said = await ask(replace(asked, method="GET"))
    return said.showing({"name": "row"}) if said.status == 200 else said


# Bodies ---------------------------------------------------------------------------------------------------------------


@CASES.add(check_bodies, "invalid-refused")
async def reads_no_further_than_the_first_value(ask: Ask, asked: Asked) -> Said:
    if not asked.body.startswith(b"{"):
        return await ask(asked)
    try:
        value, _ = json.JSONDecoder().raw_decode(asked.body.decode("utf-8"))
    except ValueError:
        return await ask(asked)
    return await ask(replace(asked, body=json.dumps(value).encode()))


@CASES.add(check_bodies, "invalid-refused")
async def closes_what_was_cut_off(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return await ask(replace(asked, body=asked.body + b"}")) if said.status == 400 else said


@CASES.add(check_bodies, "invalid-refused")
async def takes_an_object_out_of_an_array(ask: Ask, asked: Asked) -> Said:
    is_array = asked.body.startswith(b"[{") and asked.body.endswith(b"}]")
    return await ask(replace(asked, body=asked.body[1:-1]) if is_array else asked)


@CASES.add(check_bodies, "invalid-refused")
async def takes_nan_for_null(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b"NaN", b"null")))


@CASES.add(check_bodies, "invalid-refused")
async def drops_bytes_that_are_no_text(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("utf-8", "ignore").encode()))


@CASES.add(check_bodies, "invalid-refused")
async def lets_line_ends_stand_in_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b"a\nb", b"a b")))


@CASES.add(check_bodies, "invalid-refused")
async def answers_malformed_json_with_422(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return say(422) if said.status == 400 and b"valid JSON" in said.body else said


@CASES.add(check_bodies, "no-server-error")
async def fails_without_a_body(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.writes and not asked.ids and not asked.body else await ask(asked)


@CASES.add(check_bodies, "no-server-error")
async def fails_at_deep_nesting(ask: Ask, asked: Asked) -> Said:
    return say(500) if b"[" * 50_000 in asked.body else await ask(asked)


@CASES.add(check_bodies, "no-server-error")
async def fails_at_a_body_that_is_no_object(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.body == b"null" else await ask(asked)


@CASES.add(check_bodies, "no-server-error")
async def fails_at_a_body_of_get(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.method == "GET" and asked.body else await ask(asked)


# Names ----------------------------------------------------------------------------------------------------------------


def renamed(asked: Asked, change: Callable[[str], str]) -> Asked:
    """The request with other names in its body."""
    try:
        value = json.loads(asked.body)
    except (ValueError, RecursionError):
        return asked
    if not isinstance(value, dict):
        return asked
    return replace(asked, body=json.dumps({change(name): inner for name, inner in value.items()}).encode())


@CASES.add(check_names, "names-exact")
async def reads_names_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.lower))


@CASES.add(check_names, "names-exact")
async def strips_names(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.strip))


@CASES.add(check_names, "names-exact")
async def reads_hyphens_as_underscores(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, lambda name: name.replace("-", "_")))


@CASES.add(check_names, "names-exact")
async def updates_by_names_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.lower) if asked.method == "PATCH" else asked)


@CASES.add(check_names, "sent-kept")
async def answers_with_the_first_of_two_and_keeps_the_last(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    found = re.findall(rb'"name": "([^"]*)"', asked.body)
    return said.showing({"name": found[0].decode()}) if len(found) > 1 and said.status == 200 else said


@CASES.add(check_names, "sent-kept")
async def joins_what_is_given_twice(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=re.sub(rb'("name": "[^"]*)", "name": "', rb"\1, ", asked.body)))


@CASES.add(check_names, "no-server-error")
async def fails_at_an_unknown_field(ask: Ask, asked: Asked) -> Said:
    return say(500) if b'"unknown"' in asked.body and b"null" in asked.body else await ask(asked)


@CASES.add(check_names, "server-sets")
async def lets_updates_set_times(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    if asked.method == "PATCH" and b"created_at" in asked.body and said.status == 200:
        return said.showing({"created_at": json.loads(asked.body)["created_at"]})
    return said


@pytest.mark.parametrize("name", CASES)
def test_a_mutant_is_found_out(name: str) -> None:
    CASES[name].run()


@pytest.mark.parametrize("check", CHECKS)
def test_the_wrapper_itself_is_harmless(check: Check) -> None:
    check_unbent(check)
