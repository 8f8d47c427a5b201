"""The protocol table finds each server out that breaks one thing: emulators behind wrappers that bend it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.contract import survey
from tests.contract.api import Api
from tests.contract.channel import AppChannel
from tests.contract.exchange import KEY, Answer, Request
from tests.contract.finding import Grade
from tests.contract.protocol_bodies import check_bodies
from tests.contract.protocol_ids import check_ids
from tests.contract.protocol_keys import check_keys
from tests.contract.protocol_methods import check_methods
from tests.contract.protocol_names import check_names
from tests.contract.protocol_paths import check_paths
from tests.contract.protocol_query import check_query
from tests.contract.protocol_table import Table
from tests.contract.protocol_texts import check_texts
from tests.contract.protocol_things import Things
from tests.contract.protocol_types import check_types
from tests.contract.rules import RULES
from tests.contract.session import Session
from twintone.emulator import ManualClock, create_app

SECRET = "tt-Zq7/x+3k=9Wd"
API = Api()
HEADER = API.key_header


@dataclass(frozen=True)
class Asked:
    """A request; the names of its headers are in lower case, and its path and query are encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def but(self, **headers: str) -> Asked:
        """The same with other headers; their names have underscores for hyphens."""
        return replace(self, headers={**self.headers, **{n.replace("_", "-"): v for n, v in headers.items()}})

    @property
    def key(self) -> str:
        """The key; empty when there is none."""
        return self.headers.get(HEADER, "")

    @property
    def writes(self) -> bool:
        """Whether it has a body to understand."""
        return self.method in ("POST", "PATCH")

    @property
    def ids(self) -> list[str]:
        """The segments of the path behind that of the collection, decoded."""
        return [unquote(segment) for segment in self.path.split("/")[3:]]

    def about(self, id_: str) -> Asked:
        """The same about another id."""
        return replace(self, path="/".join([*self.path.split("/")[:3], quote(id_, safe="")]))


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def showing(self, fields: Mapping[str, Any]) -> Said:
        """The same with other fields in its body."""
        return replace(self, body=json.dumps({**self.json, **fields}).encode("ascii"))


Ask = Callable[[Asked], Awaitable[Said]]
Mutant = Callable[[Ask, Asked], Awaitable[Said]]


def say(status: int, message: str = "No.") -> Said:
    """An answer in the documented shape."""
    body = {"error": "Error", "message": message, "status": status}
    return Said(status, (("content-type", "application/json"),), json.dumps(body).encode("ascii"))


def bent(app: ASGIApp, mutant: Mutant) -> ASGIApp:
    """The application behind a mutant."""

    async def ask(asked: Asked) -> Said:
        sent = [{"type": "http.request", "body": asked.body, "more_body": False}]
        got: list[Message] = []
        scope = {
            "type": "http",
            "method": asked.method,
            "scheme": "http",
            "path": unquote(asked.path, errors="replace"),
            "raw_path": asked.path.encode("ascii"),
            "query_string": asked.query.encode("ascii"),
            "root_path": "",
            "headers": [(name.encode("ascii"), value.encode("utf-8")) for name, value in asked.headers.items()],
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Message:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            got.append(message)

        await app(scope, receive, send)
        headers = tuple((name.decode("ascii"), value.decode("ascii")) for name, value in got[0]["headers"])
        return Said(got[0]["status"], headers, b"".join(message["body"] for message in got[1:]))

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("ascii"): value.decode("utf-8") for name, value in scope["headers"]}
        twice = len(headers) < len(scope["headers"])
        body = (await receive())["body"]
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("ascii")
        asked = Asked(scope["method"], path, query, headers, body)
        said = say(401) if twice else await mutant(ask, asked)
        names = [(name.encode("ascii"), value.encode("ascii")) for name, value in said.headers]
        await send({"type": "http.response.start", "status": said.status, "headers": names})
        await send({"type": "http.response.body", "body": said.body})

    return outer


MUTANTS: dict[str, tuple[Mutant, Callable[[Table, Things], object], str, Grade]] = {}
BROKEN, OUTDATED = Grade.BROKEN, Grade.OUTDATED


def mutant(check: Callable[[Table, Things], object], rule: str, grade: Grade = BROKEN) -> Callable[[Mutant], Mutant]:
    """Registers a mutant, the part of the table that finds it out, the rule it breaks, and the grade of that."""

    def register(function: Mutant) -> Mutant:
        MUTANTS[function.__name__] = (function, check, rule, grade)
        return function

    return register


def keys(table: Table, things: Things) -> None:
    list(check_keys(table, things, cased=True))


# Keys -----------------------------------------------------------------------------------------------------------------


@mutant(keys, "key-exact")
async def accepts_a_prefix_of_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key and SECRET.startswith(asked.key) else asked)


@mutant(keys, "key-exact")
async def accepts_what_begins_with_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.startswith(SECRET) else asked)


@mutant(keys, "key-exact")
async def accepts_what_ends_with_the_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.endswith(SECRET) else asked)


@mutant(keys, "key-exact")
async def accepts_the_key_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key.lower() == SECRET.lower() else asked)


@mutant(keys, "key-exact")
async def accepts_the_key_in_quotes(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=asked.key.strip('"')) if asked.key else asked)


@mutant(keys, "key-exact")
async def accepts_any_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key else asked)


@mutant(keys, "key-exact")
async def accepts_any_key_for_reading(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.key and asked.ids and asked.method == "GET" else asked)


@mutant(keys, "key-exact")
async def answers_a_wrong_key_with_403(ask: Ask, asked: Asked) -> Said:
    return say(403) if asked.key and asked.key != SECRET else await ask(asked)


@mutant(keys, "key-needed")
async def accepts_the_key_in_the_query(ask: Ask, asked: Asked) -> Said:
    found = dict(parse_qsl(asked.query)).get(HEADER, "")
    return await ask(asked.but(x_api_key=found) if found and not asked.key else asked)


@mutant(keys, "key-needed")
async def accepts_the_key_in_a_cookie(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if SECRET in asked.headers.get("cookie", "") else asked)


@mutant(keys, "key-needed")
async def accepts_a_bearer_token(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if SECRET in asked.headers.get("authorization", "") else asked)


@mutant(keys, "key-needed")
async def accepts_the_key_under_another_name(ask: Ask, asked: Asked) -> Said:
    found = asked.headers.get("api-key", "")
    return await ask(asked.but(x_api_key=found) if found else asked)


@mutant(keys, "key-needed")
async def accepts_an_empty_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=asked.key or SECRET) if HEADER in asked.headers else asked)


@mutant(keys, "key-needed")
async def deletes_without_a_key(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.but(x_api_key=SECRET) if asked.method == "DELETE" else asked)


@mutant(keys, "key-needed")
async def looks_for_the_id_before_the_key(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked.but(x_api_key=SECRET))
    return said if said.status == 404 else await ask(asked)


@mutant(keys, "known-found")
async def deletes_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "DELETE" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


@mutant(keys, "list-known")
async def creates_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "POST" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


@mutant(keys, "sent-kept")
async def updates_before_it_looks_at_the_key(ask: Ask, asked: Asked) -> Said:
    if asked.method == "PATCH" and not asked.key:
        await ask(asked.but(x_api_key=SECRET))
    return await ask(asked)


# Content types --------------------------------------------------------------------------------------------------------


def name_of(asked: Asked) -> str:
    return asked.headers.get("content-type", "")


@mutant(check_types, "sent-kept")
async def ignores_the_charset_and_replaces_what_it_cannot_read(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("utf-8", "replace").encode()) if asked.writes else asked)


@mutant(check_types, "sent-kept")
async def reads_all_as_latin_1(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("latin-1").encode()) if asked.writes else asked)


@mutant(check_types, "valid-accepted")
async def knows_no_charset(ask: Ask, asked: Asked) -> Said:
    return say(415) if "charset" in name_of(asked) else await ask(asked)


@mutant(check_types, "valid-accepted")
async def knows_one_spelling_of_json(ask: Ask, asked: Asked) -> Said:
    return say(400) if asked.writes and not name_of(asked).startswith("application/json") else await ask(asked)


@mutant(check_types, "no-server-error")
async def fails_without_a_content_type(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.body and not name_of(asked) else await ask(asked)


@mutant(check_types, "no-server-error")
async def fails_with_an_unknown_charset(ask: Ask, asked: Asked) -> Said:
    return say(500) if "none-such" in name_of(asked) else await ask(asked)


@mutant(check_types, "sent-kept")
async def refuses_plain_text_after_it_took_it(ask: Ask, asked: Asked) -> Said:
    if not name_of(asked).startswith("text/"):
        return await ask(asked)
    await ask(asked.but(content_type="application/json"))
    return say(400)


@mutant(check_types, "sent-kept")
async def takes_forms_and_forgets_them(ask: Ask, asked: Asked) -> Said:
    if "form" not in name_of(asked):
        return await ask(asked)
    said = await ask(replace(asked, method="GET"))
    return said.showing({"name": "row"}) if said.status == 200 else said


# Bodies ---------------------------------------------------------------------------------------------------------------


@mutant(check_bodies, "invalid-refused")
async def reads_no_further_than_the_first_value(ask: Ask, asked: Asked) -> Said:
    if not asked.body.startswith(b"{"):
        return await ask(asked)
    try:
        value, _ = json.JSONDecoder().raw_decode(asked.body.decode("utf-8"))
    except ValueError:
        return await ask(asked)
    return await ask(replace(asked, body=json.dumps(value).encode()))


@mutant(check_bodies, "invalid-refused")
async def closes_what_was_cut_off(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return await ask(replace(asked, body=asked.body + b"}")) if said.status == 400 else said


@mutant(check_bodies, "invalid-refused")
async def takes_an_object_out_of_an_array(ask: Ask, asked: Asked) -> Said:
    is_array = asked.body.startswith(b"[{") and asked.body.endswith(b"}]")
    return await ask(replace(asked, body=asked.body[1:-1]) if is_array else asked)


@mutant(check_bodies, "invalid-refused")
async def takes_nan_for_null(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b"NaN", b"null")))


@mutant(check_bodies, "invalid-refused")
async def drops_bytes_that_are_no_text(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.decode("utf-8", "ignore").encode()))


@mutant(check_bodies, "invalid-refused")
async def lets_line_ends_stand_in_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b"a\nb", b"a b")))


@mutant(check_bodies, "invalid-refused")
async def answers_malformed_json_with_422(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return say(422) if said.status == 400 and b"valid JSON" in said.body else said


@mutant(check_bodies, "no-server-error")
async def fails_without_a_body(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.writes and not asked.ids and not asked.body else await ask(asked)


@mutant(check_bodies, "no-server-error")
async def fails_at_deep_nesting(ask: Ask, asked: Asked) -> Said:
    return say(500) if b"[" * 50_000 in asked.body else await ask(asked)


@mutant(check_bodies, "no-server-error")
async def fails_at_a_body_that_is_no_object(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.body == b"null" else await ask(asked)


@mutant(check_bodies, "no-server-error")
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


@mutant(check_names, "names-exact")
async def reads_names_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.lower))


@mutant(check_names, "names-exact")
async def strips_names(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.strip))


@mutant(check_names, "names-exact")
async def reads_hyphens_as_underscores(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, lambda name: name.replace("-", "_")))


@mutant(check_names, "names-exact")
async def updates_by_names_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(renamed(asked, str.lower) if asked.method == "PATCH" else asked)


@mutant(check_names, "sent-kept")
async def answers_with_the_first_of_two_and_keeps_the_last(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    found = re.findall(rb'"name": "([^"]*)"', asked.body)
    return said.showing({"name": found[0].decode()}) if len(found) > 1 and said.status == 200 else said


@mutant(check_names, "sent-kept")
async def joins_what_is_given_twice(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=re.sub(rb'("name": "[^"]*)", "name": "', rb"\1, ", asked.body)))


@mutant(check_names, "no-server-error")
async def fails_at_an_unknown_field(ask: Ask, asked: Asked) -> Said:
    return say(500) if b'"unknown"' in asked.body and b"null" in asked.body else await ask(asked)


@mutant(check_names, "server-sets")
async def lets_updates_set_times(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    if asked.method == "PATCH" and b"created_at" in asked.body and said.status == 200:
        return said.showing({"created_at": json.loads(asked.body)["created_at"]})
    return said


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


@mutant(check_texts, "no-server-error")
async def fails_at_nul(ask: Ask, asked: Asked) -> Said:
    return say(500) if rb"\u0000" in asked.body else await ask(asked)


@mutant(check_texts, "sent-kept")
async def drops_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.replace("\0", "")))


@mutant(check_texts, "sent-kept")
async def cuts_texts_at_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.partition("\0")[0]))


@mutant(check_texts, "sent-kept")
async def cuts_long_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:255]))


@mutant(check_texts, "sent-kept")
async def cuts_long_texts_of_new_things(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:4096]) if asked.method == "POST" else asked)


@mutant(check_texts, "sent-kept")
async def cuts_very_long_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text[:500_000]))


@mutant(check_texts, "sent-kept")
async def trims_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, str.strip))


@mutant(check_texts, "sent-kept")
async def normalises_texts(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: unicodedata.normalize("NFC", text)))


@mutant(check_texts, "sent-kept")
async def escapes_markup(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: text.replace("<", "&lt;")))


@mutant(check_texts, "sent-kept")
async def knows_no_characters_beyond_the_first_plane(ask: Ask, asked: Asked) -> Said:
    return await ask(rewritten(asked, lambda text: re.sub("[\U00010000-\U0010ffff]", "?", text)))


@mutant(check_texts, "no-server-error")
async def fails_at_half_a_surrogate_pair(ask: Ask, asked: Asked) -> Said:
    return say(500) if rb"\ud800" in asked.body else await ask(asked)


@mutant(check_texts, "no-server-error")
async def fails_at_big_numbers(ask: Ask, asked: Asked) -> Said:
    return say(500) if b"0" * 400 in asked.body and b"pitch" in asked.body else await ask(asked)


@mutant(check_texts, "sent-kept")
async def rounds_numbers(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=re.sub(rb'("pitch": )0\.1\b', rb"\g<1>0", asked.body)))


# Queries --------------------------------------------------------------------------------------------------------------


def requeried(asked: Asked, change: Callable[[str, str], tuple[str, str]]) -> Asked:
    """The request with another query."""
    return replace(asked, query=urlencode([change(*pair) for pair in parse_qsl(asked.query, keep_blank_values=True)]))


@mutant(check_query, "invalid-refused", OUTDATED)
async def takes_a_limit_of_0(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if (name, text) == ("limit", "0") else text)))


@mutant(check_query, "invalid-refused", OUTDATED)
async def takes_negative_pages_for_the_first(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if text.startswith("-") else text)))


@mutant(check_query, "invalid-refused", OUTDATED)
async def takes_digits_of_all_scripts(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, unicodedata.normalize("NFKC", text))))


@mutant(check_query, "invalid-refused", OUTDATED)
async def ignores_what_is_no_number(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, "1" if name == "page" and text == "abc" else text)))


@mutant(check_query, "invalid-refused", OUTDATED)
async def filters_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name, text.lower())))


@mutant(check_query, "names-exact", OUTDATED)
async def knows_parameters_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(requeried(asked, lambda name, text: (name.lower(), text)))


@mutant(check_query, "no-server-error")
async def fails_at_huge_limits(ask: Ask, asked: Asked) -> Said:
    return say(500) if re.search(r"limit=\d{18,}", asked.query) else await ask(asked)


@mutant(check_query, "no-server-error")
async def fails_at_huge_pages(ask: Ask, asked: Asked) -> Said:
    return say(500) if re.search(r"page=\d{4000,}", asked.query) else await ask(asked)


@mutant(check_query, "no-server-error")
async def fails_at_an_empty_value(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.query == "limit=" else await ask(asked)


@mutant(check_query, "no-server-error")
async def fails_at_a_repeated_parameter(ask: Ask, asked: Asked) -> Said:
    names = [name for name, _ in parse_qsl(asked.query)]
    return say(500) if len(set(names)) < len(names) else await ask(asked)


@mutant(check_query, "no-server-error")
async def fails_at_nul_in_a_filter(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.query == "status=%00" else await ask(asked)


@mutant(check_query, "no-server-error")
async def fails_at_an_unknown_parameter(ask: Ask, asked: Asked) -> Said:
    return say(500) if "unknown" in asked.query and "status" not in asked.query else await ask(asked)


# Ids ------------------------------------------------------------------------------------------------------------------


@mutant(check_ids, "unknown-not-found")
async def reads_ids_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].lower()) if asked.ids else asked)


@mutant(check_ids, "unknown-not-found")
async def cuts_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids else asked)


@mutant(check_ids, "unknown-not-found")
async def cuts_very_long_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids and len(asked.ids[0]) > 255 else asked)


@mutant(check_ids, "unknown-not-found")
async def strips_ids(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].strip()) if asked.ids else asked)


@mutant(check_ids, "unknown-not-found")
async def cuts_ids_of_deletions(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0][:20]) if asked.ids and asked.method == "DELETE" else asked)


@mutant(check_ids, "unknown-not-found")
async def cuts_ids_at_a_nul(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].partition("\0")[0] or "\0") if asked.ids else asked)


@mutant(check_ids, "unknown-not-found")
async def knows_endings(ask: Ask, asked: Asked) -> Said:
    return await ask(asked.about(asked.ids[0].removesuffix(".json")) if asked.ids else asked)


@mutant(check_ids, "reference-exists", OUTDATED)
async def strips_references(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, body=asked.body.replace(b' ", ', b'", ').replace(b' "}', b'"}')))


@mutant(check_ids, "no-server-error")
async def fails_at_a_long_id(ask: Ask, asked: Asked) -> Said:
    return say(500) if len(asked.path) > 4_000 else await ask(asked)


@mutant(check_ids, "no-server-error")
async def fails_at_nul_in_an_id(ask: Ask, asked: Asked) -> Said:
    return say(500) if "%00" in asked.path else await ask(asked)


@mutant(check_ids, "no-server-error")
async def fails_at_an_id_that_is_no_text(ask: Ask, asked: Asked) -> Said:
    return say(500) if "%FF" in asked.path else await ask(asked)


# Methods and paths ----------------------------------------------------------------------------------------------------


def allowing(said: Said, value: str | None) -> Said:
    """A 405 with another Allow, or none."""
    if said.status != 405:
        return said
    others = tuple((name, text) for name, text in said.headers if name != "allow")
    return replace(said, headers=others if value is None else (*others, ("allow", value)))


@mutant(check_methods, "allow-true")
async def names_no_methods(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), None)


@mutant(check_methods, "allow-true")
async def names_all_methods(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), "DELETE, GET, PATCH, POST, PUT")


@mutant(check_methods, "allow-true")
async def leaves_out_a_method(ask: Ask, asked: Asked) -> Said:
    return allowing(await ask(asked), "GET")


@mutant(check_methods, "method-refused")
async def takes_put_for_patch(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, method="PATCH") if asked.method == "PUT" else asked)


@mutant(check_methods, "method-refused")
async def takes_any_method_for_get(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return await ask(replace(asked, method="GET")) if said.status == 405 and asked.method != "HEAD" else said


@mutant(check_methods, "method-refused", OUTDATED)
async def answers_an_unknown_method_with_400(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return say(400) if said.status == 405 else said


@mutant(check_methods, "no-server-error")
async def fails_at_head(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.method == "HEAD" else await ask(asked)


@mutant(check_methods, "head-as-get")
async def forbids_head(ask: Ask, asked: Asked) -> Said:
    return say(403) if asked.method == "HEAD" else await ask(asked)


@mutant(check_methods, "no-server-error")
async def fails_at_options(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.method == "OPTIONS" else await ask(asked)


@mutant(check_methods, "key-hidden")
async def echoes_the_request(ask: Ask, asked: Asked) -> Said:
    if asked.method != "TRACE":
        return await ask(asked)
    lines = [f"TRACE {asked.path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.headers.items())]
    return Said(200, (("content-type", "message/http"),), "\r\n".join(lines).encode())


@mutant(check_methods, "method-refused")
async def lets_a_header_override_the_method(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, method=asked.headers.get("x-http-method-override", asked.method)))


@mutant(check_paths, "path-not-found")
async def finds_any_path(ask: Ask, asked: Asked) -> Said:
    said = await ask(asked)
    return replace(said, status=200) if b"at this address" in said.body else said


@mutant(check_paths, "path-not-found", OUTDATED)
async def knows_paths_in_any_case(ask: Ask, asked: Asked) -> Said:
    return await ask(replace(asked, path=asked.path.lower()))


@mutant(check_paths, "no-server-error")
async def fails_at_a_slash_at_the_end(ask: Ask, asked: Asked) -> Said:
    return say(500) if asked.path.endswith("/") else await ask(asked)


class _KeyInTarget(AppChannel):
    """Fills in the key where it stands in the target, too."""

    def send(self, request: Request) -> Answer:
        return super().send(replace(request, target=request.target.replace(KEY, quote(SECRET, safe=""))))


@contextmanager
def session_with(mutant: Mutant) -> Iterator[Session]:
    """A session with a mutant that has been surveyed."""
    clock = ManualClock()
    app = create_app(keys=[SECRET], clock=clock)
    session = Session(API, _KeyInTarget(bent(app, mutant), "/v1", SECRET), lambda: clock.advance(0.05))
    try:
        survey.survey(session)
        yield session
    finally:
        session.channel.close()
        app.state.world.store.close()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found_out(name: str) -> None:
    function, check, rule, grade = MUTANTS[name]
    with session_with(function) as session:
        table = Table(session)
        check(table, Things(table))
        found = {(finding.rule, verdict.grade) for finding, verdict in session.verdicts()}
    assert (rule, grade) in found
    assert {rule for rule, _ in found} <= RULES.keys()


async def nothing(ask: Ask, asked: Asked) -> Said:
    return await ask(asked)


@pytest.mark.parametrize("check", {check: None for _, check, _, _ in MUTANTS.values()})
def test_a_wrapper_that_changes_nothing_gives_no_findings(check: Callable[[Table, Things], object]) -> None:
    with session_with(nothing) as session:
        table = Table(session)
        check(table, Things(table))
        table.clear()
        assert session.findings == []
