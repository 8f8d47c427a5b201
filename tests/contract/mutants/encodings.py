"""Mistakes with encodings: JSON that is none, characters that become others, content types."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server, error
from tests.contract.mutants.recipes import Make, Recipe, kinds, on_call, on_reply, spread, texts, welcome

_NAN = re.compile(rb"(?<=[:,\[])\s*(NaN|-?Infinity)(?=\s*[,}\]])")
_COMMA = re.compile(rb",(?=\s*[}\]])")


def mending(mend: Callable[[bytes], bytes]) -> Make:
    """Mends the bodies that come with creations and updates."""

    def edit(call: Call) -> Call:
        mended = mend(call.body)
        return call if mended == call.body else call.with_body(mended)

    return on_call(edit, "create", "update")


def refusing(wrong: Callable[[Call], bool], status: int = 400) -> Make:
    """Refuses requests about a kind that are right."""

    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            refused = call.does(kind) and wrong(call) and await welcome(call, server)
            return error(status) if refused else await server.ask(call)

        return behave

    return make


def _first_value(body: bytes) -> bytes:
    text = body.decode("utf-8", "replace").lstrip()
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return body
    return text[:end].encode() if text[end:].strip() else body


def _only_item(body: bytes) -> bytes:
    stripped = body.strip()
    return stripped[1:-1] if stripped[:2] == b"[{" and stripped[-2:] == b"}]" else body


def _mojibake(body: bytes) -> bytes:
    return body if body.isascii() else body.decode("latin-1").encode("utf-8")


def _replaced(body: bytes) -> bytes:
    """The body with a question mark for each byte that is not UTF-8."""
    return body.decode("utf-8", "replace").encode("utf-8")


def _without_nul(body: bytes) -> bytes:
    return re.sub(rb"\\u0000[^\"]*", b"", body)


def _encoded_needlessly(call: Call) -> bool:
    return re.search(r"%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])", call.path) is not None


def _unknown_parameter(call: Call) -> bool:
    return call.endpoint is not None and any(name not in call.endpoint.query for name in call.parameters)


def _in_latin_1(reply: Reply, call: Call, server: Server) -> Reply:
    text = json.dumps(reply.json, ensure_ascii=False) if reply.json else ""
    return reply if text.isascii() else reply.with_body(text.encode("latin-1", "replace"))


def _escaped_twice(reply: Reply, call: Call, server: Server) -> Reply:
    names = texts(call.api, call.endpoint.answer_fields) if call.endpoint else []
    found = {name: reply.json[name] for name in names if isinstance(reply.json.get(name), str)}
    return reply.with_fields(**{name: json.dumps(value)[1:-1] for name, value in found.items()}) if found else reply


ACCEPTED = (
    Recipe("nan-accepted", "NaN in a body about {kind} counts as 0.", mending(lambda body: _NAN.sub(b" 0", body))),
    Recipe("more-behind-accepted", "What follows the JSON of a body about {kind} is ignored.", mending(_first_value)),
    Recipe(
        "trailing-comma-accepted",
        "A body about {kind} may have a comma too much.",
        mending(lambda body: _COMMA.sub(b"", body)),
    ),
    Recipe("list-of-one-accepted", "A list of one body about {kind} counts as the body.", mending(_only_item)),
    Recipe("not-utf-8-accepted", "{kind}: bytes that are not UTF-8 are replaced.", mending(_replaced)),
    Recipe("cut-at-nul", "Texts of {kind} are cut off at a NUL.", mending(_without_nul)),
)
SHOWN = (
    Recipe("body-read-as-latin-1", "Bodies about {kind} are taken for Latin-1.", mending(_mojibake)),
    Recipe("answer-in-latin-1", "Answers about {kind} are written in Latin-1.", on_reply(_in_latin_1)),
    Recipe("answer-escaped-twice", "Texts in answers about {kind} are escaped twice.", on_reply(_escaped_twice, "get")),
)
REFUSED = (
    Recipe(
        "charset-refused",
        "{kind}: a content type with a charset is refused.",
        refusing(lambda call: b"charset" in call.header(b"content-type")),
    ),
    Recipe(
        "type-in-capitals-refused",
        "{kind}: a content type in capitals is refused.",
        refusing(lambda call: call.header(b"content-type").lower() != call.header(b"content-type")),
    ),
    Recipe(
        "encoded-id-not-found",
        "{kind}: an id that is percent-encoded without need is not found.",
        refusing(_encoded_needlessly, 404),
    ),
    Recipe(
        "unknown-parameter-refused", "{kind}: a parameter that is not known is refused.", refusing(_unknown_parameter)
    ),
    Recipe(
        "spaces-in-json-refused",
        "{kind}: a body with lines is refused.",
        refusing(lambda call: b"\n" in call.body and bool(call.json)),
    ),
)


def _with_type(kind: bytes) -> Make:
    return on_reply(lambda reply, call, server: reply.with_body(reply.body, kind) if reply.body else reply)


ANSWERS = (
    Recipe("answer-as-text", "Answers about {kind} say that they are text.", _with_type(b"text/plain; charset=utf-8")),
    Recipe("answer-as-html", "Answers about {kind} say that they are HTML.", _with_type(b"text/html")),
    Recipe(
        "answer-with-more-behind",
        "Answers about {kind} go on behind the JSON.",
        on_reply(lambda reply, call, server: reply.with_body(reply.body + b"\n//") if reply.body else reply),
    ),
    Recipe(
        "answer-empty",
        "One of {kind} is answered with an empty body.",
        on_reply(lambda reply, call, server: reply.with_body(b""), "get"),
    ),
    Recipe(
        "answer-cut-off",
        "The list of {kind} is cut off.",
        on_reply(lambda reply, call, server: reply.with_body(reply.body[:-1]), "list"),
    ),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Bytes that mean something else to each side."""
    every = kinds(api, "create", "get", "list", "delete")
    shown = [kind for kind in every if texts(api, api.resources[kind].endpoints["get"].answer_fields)]
    yield from spread("protocol", every, *ACCEPTED)
    yield from spread("protocol", shown, *SHOWN)
    yield from spread("protocol", every, *REFUSED)
    yield from spread("protocol", every, *ANSWERS)
