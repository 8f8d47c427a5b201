"""Mistakes with the API key: who is let in without one, or with another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Mutant, Reply, Server
from tests.contract.mutants.recipes import Recipe, kinds, spread

Opens = Callable[[Call, list[bytes], bytes], bool]

_KEY = "key"


def letting_in(opens: Opens, concerned: Callable[[Call], bool]) -> Behaviour:
    """Lets requests in that have no right key, as soon as a right one was seen.

    Args:
        opens: whether a request is let in: `opens(request, the keys in its header, the right key)`.
        concerned: whether a request is one of those that are looked at.
    """

    async def behave(call: Call, server: Server) -> Reply:
        name = call.api.key_header.lower().encode()
        sent = [value for other, value in call.headers if other == name]
        reply = await server.ask(call)
        if reply.status != 401:
            server.memory.setdefault(_KEY, sent[0] if sent else b"")
            return reply
        right: bytes = server.memory.get(_KEY, b"")
        if right and concerned(call) and opens(call, sent, right):
            return await server.ask(call.with_header(name, right))
        return reply

    return behave


def _of(opens: Opens, *verbs: str) -> Callable[[str], Behaviour]:
    return lambda kind: letting_in(opens, lambda call: call.does(kind, *verbs))


def _only(test: Callable[[bytes, bytes], bool]) -> Opens:
    """Looks at the one key in the header, and at the right one."""
    return lambda call, sent, right: len(sent) == 1 and test(sent[0], right)


def _in_query(call: Call, sent: list[bytes], right: bytes) -> bool:
    return not sent and right.decode("latin-1") in call.parameters.values()


def _as_bearer(call: Call, sent: list[bytes], right: bytes) -> bool:
    return not sent and call.header(b"authorization").rpartition(b" ")[2] == right


KEYS = (
    Recipe("key-empty", "An empty key opens the list of {kind}.", _of(_only(lambda key, right: key == b""), "list")),
    Recipe("key-empty-creates", "An empty key makes {kind}.", _of(_only(lambda key, right: key == b""), "create")),
    Recipe(
        "key-any", "Any key that is not empty opens one of {kind}.", _of(_only(lambda key, right: key != b""), "get")
    ),
    Recipe(
        "key-any-deletes",
        "Any key that is not empty deletes {kind}.",
        _of(_only(lambda key, right: key != b""), "delete"),
    ),
    Recipe("key-in-the-query", "A key in the query opens {kind}.", _of(_in_query)),
    Recipe("key-as-bearer", "A key in another header opens {kind}.", _of(_as_bearer)),
    Recipe(
        "key-but-its-end",
        "The beginning of a key opens {kind}.",
        _of(_only(lambda key, right: key != b"" and right.startswith(key))),
    ),
    Recipe(
        "key-and-more", "A key with more behind it opens {kind}.", _of(_only(lambda key, right: key.startswith(right)))
    ),
    Recipe(
        "key-in-any-case",
        "A key in the other case opens {kind}.",
        _of(_only(lambda key, right: key.lower() == right.lower())),
    ),
    Recipe(
        "key-one-of-two",
        "One right key of two opens {kind}.",
        _of(lambda call, sent, right: len(sent) > 1 and right in sent),
    ),
)


def mutants(api: Api) -> Iterator[Mutant]:
    """Doors that are open."""
    for endpoint in api.endpoints.values():
        sentence = f"{endpoint.id} needs no key."

        def concerned(call: Call, id_: str = endpoint.id) -> bool:
            return call.endpoint is not None and call.endpoint.id == id_

        behave = letting_in(lambda call, sent, right: not sent, concerned)
        yield Mutant(f"no-key-needed-{endpoint.id}", "auth", endpoint.kind, sentence, behave)
    yield from spread("auth", kinds(api, "create", "get", "list", "delete"), *KEYS)
