"""The protocol table finds out who is let in with a wrong key, by a wrong method or on a wrong path."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from tests.bending import HEADER, OUTDATED, SECRET, Ask, Asked, Cases, Check, Said, check_unbent, say
from tests.contract.protocol.keys import check_keys
from tests.contract.protocol.methods import check_methods
from tests.contract.protocol.paths import check_paths
from tests.contract.protocol.table import Table
from tests.contract.protocol.things import Things

CASES = Cases()


def keys(table: Table, things: Things) -> None:
    list(check_keys(table, things, cased=True))


CHECKS = (keys, check_methods, check_paths)


# Keys -----------------------------------------------------------------------------------------------------------------


@CASES.add(keys, "key-exact")
async def accepts_a_prefix_of_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key and SECRET.startswith(asked.key) else asked)


@CASES.add(keys, "key-exact")
async def accepts_what_begins_with_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.startswith(SECRET) else asked)


@CASES.add(keys, "key-exact")
async def accepts_what_ends_with_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.endswith(SECRET) else asked)


@CASES.add(keys, "key-exact")
async def accepts_the_key_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.lower() == SECRET.lower() else asked)


@CASES.add(keys, "key-exact")
async def accepts_the_key_in_quotes(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=asked.key.strip('"')) if asked.key else asked)


@CASES.add(keys, "key-exact", OUTDATED)
async def accepts_the_last_of_two_keys(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, twice=False))


@CASES.add(keys, "key-exact")
async def accepts_any_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key else asked)


@CASES.add(keys, "key-exact")
async def accepts_any_key_for_reading(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key and asked.ids and asked.method == "GET" else asked)


@CASES.add(keys, "key-exact")
async def answers_a_wrong_key_with_403(ask: Ask, asked: Asked) -> Said:
    return say(403) if asked.key and asked.key != SECRET else await ask(asked)


@CASES.add(keys, "key-needed")
async def accepts_the_key_in_the_query(ask: Ask, asked: Asked) -> Said:
    found = dict(parse_qsl(asked.query)).get(HEADER, "")
    return await ask(asked.but(x_api_key=found) if found and not asked.key else asked)


@CASES.add(keys, "key-needed")
async def accepts_the_key_in_a_cookie(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if SECRET in asked.headers.get("cookie", "") else asked)


@CASES.add(keys, "key-needed")
async def accepts_a_bearer_token(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if SECRET in asked.headers.get("authorization", "") else asked)


@CASES.add(keys, "key-needed")
async def accepts_the_key_under_another_name(ask: Ask, asked: Asked) -> Said:
    found = asked.headers.get("api-key", "")
    return await ask(asked.but(x_api_key=found) if found else asked)


@CASES.add(keys, "key-needed")
async def accepts_an_empty_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=asked.key or SECRET) if HEADER in asked.headers else asked)


@CASES.add(keys, "key-needed")
async def deletes_without_a_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.method == "DELETE" else asked)


@CASES.add(keys, "key-needed")
async def looks_for_the_id_before_the_key(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked.but(x_api_key=SECRET))
    return said if said.status == 404 else await ask(asked)


@CASES.add(keys, "known-found")
async def deletes_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "DELETE" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


@CASES.add(keys, "list-known")
async def creates_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "POST" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


@CASES.add(keys, "sent-kept")
async def updates_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "PATCH" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


# Methods and paths ----------------------------------------------------------------------------------------------------


def allowing(said: Said, value: str | None) -> Said:
    """A 405 with another Allow, or none."""
    if said.status != 405:
        return said
    others = tuple((name, text) for name, text in said.headers if name != "allow")
    return replace(said, headers=others if value is None else (*others, ("allow", value)))


@CASES.add(check_methods, "allow-true")
async def names_no_methods(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), None)


@CASES.add(check_methods, "allow-true")
async def names_all_methods(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), "DELETE, GET, PATCH, POST, PUT")


@CASES.add(check_methods, "allow-true")
async def leaves_out_a_method(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), "GET")


@CASES.add(check_methods, "method-refused")
async def takes_put_for_patch(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, method="PATCH") if asked.method == "PUT" else asked)


@CASES.add(check_methods, "method-refused")
async def takes_any_method_for_get(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return await ask(replace(asked, method="GET")) if said.status == 405 and asked.method != "HEAD" else said


@CASES.add(check_methods, "method-refused", OUTDATED)
async def answers_an_unknown_method_with_400(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return say(400) if said.status == 405 else said


@CASES.add(check_methods, "no-server-error")
async def fails_at_head(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.method == "HEAD" else await ask(asked)


@CASES.add(check_methods, "head-as-get")
async def forbids_head(ask: Ask, asked: Asked) -> Said:
    return say(403) if asked.method == "HEAD" else await ask(asked)


@CASES.add(check_methods, "no-server-error")
async def fails_at_options(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.method == "OPTIONS" else await ask(asked)


@CASES.add(check_methods, "key-hidden")
async def echoes_the_request(ask: Ask, asked: Asked) -> Said:
    if asked.method != "TRACE":
        return await ask(asked)
    lines = [f"TRACE {asked.path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.headers.items())]
    return Said(200, (("content-type", "message/http"),), "\r\n".join(lines).encode())


@CASES.add(check_methods, "method-refused")
async def lets_a_header_override_the_method(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, method=asked.headers.get("x-http-method-override", asked.method)))


@CASES.add(check_paths, "path-not-found")
async def finds_any_path(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return replace(said, status=200) if b"at this address" in said.body else said


@CASES.add(check_paths, "path-not-found", OUTDATED)
async def knows_paths_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, path=asked.path.lower()))


@CASES.add(check_paths, "no-server-error")
async def fails_at_a_slash_at_the_end(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.path.endswith("/") else await ask(asked)


@pytest.mark.parametrize("name", CASES)
def test_a_mutant_is_found_out(name: str) -> None:
    CASES[name].run()


@pytest.mark.parametrize("check", CHECKS)
def test_the_wrapper_itself_is_harmless(check: Check) -> None:
    check_unbent(check)
