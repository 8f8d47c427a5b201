"""Mistakes with times: they move, disagree, run backwards, or are no times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.contract.api import Api
from tests.contract.mutants.machinery import Behaviour, Call, Json, Mutant, Reply, Server
from tests.contract.mutants.recipes import (
    Make,
    Recipe,
    each,
    ended,
    ending,
    kinds,
    on_record,
    spread,
)

Edit = Callable[[str, Call, Server], str]
Names = Mapping[str, str]


def moved(text: str, **by: float) -> str:
    """The time some while later, in the same form."""
    later = datetime.fromisoformat(text) + timedelta(**by)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def at(names: Names, edit: Edit, *verbs: str) -> Make:
    """Changes the time of a kind where it is shown.

    Args:
        names: which field holds it, for each kind.
        edit: makes another time of it.
        verbs: where; without any, everywhere.
    """

    def make(kind: str) -> Behaviour:
        name = names[kind]

        def change(record: Json, call: Call, server: Server) -> Json:
            return {**record, name: edit(record[name], call, server)} if name in record else record

        return on_record(change, *verbs)(kind)

    return make


def _counting(text: str, call: Call, server: Server) -> str:
    return moved(text, milliseconds=server.count())


def _by(**by: float) -> Edit:
    return lambda text, call, server: moved(text, **by)


def _mirrored(text: str, call: Call, server: Server) -> str:
    first = datetime.fromisoformat(server.memory.setdefault("first", text))
    return moved(text, seconds=2 * (first - datetime.fromisoformat(text)).total_seconds())


def _earlier_each_time(text: str, call: Call, server: Server) -> str:
    return moved(text, seconds=3600 - 60 * server.count(call.id))


def _touched_by_updates(names: Names) -> Make:
    def make(kind: str) -> Behaviour:
        name = names[kind]

        def change(record: Json, call: Call, server: Server) -> Json:
            known = server.memory.get(record["id"], 0)
            return {**record, name: moved(record[name], seconds=known)}

        show = on_record(change, "get", "list")(kind)

        async def behave(call: Call, server: Server) -> Reply:
            reply = await show(call, server)
            if call.does(kind, "update") and reply.succeeded:
                server.memory[call.id] = server.memory.get(call.id, 0) + 1
            return reply

        return behave

    return make


def _told_at_the_end(names: Names) -> Make:
    def make(kind: str) -> Behaviour:
        async def behave(call: Call, server: Server) -> Reply:
            reply = await server.ask(call)
            if call.endpoint != ending(call.api.resources[kind]) or not reply.succeeded:
                return reply
            return reply.with_fields(**{names[kind]: moved(reply.json[names[kind]], seconds=1)})

        return behave

    return make


def _made(names: Names) -> Iterator[Recipe]:
    yield Recipe(
        "creation-moves",
        "The time at which one of {kind} was made moves with each read.",
        at(names, _counting, "get", "list"),
    )


def _made_somewhere(names: Names) -> Iterator[Recipe]:
    yield Recipe(
        "creation-listed-later", "The list of {kind} tells a later time of creation.", at(names, _by(seconds=1), "list")
    )
    yield Recipe(
        "creation-told-earlier",
        "The answer to a creation of {kind} tells an earlier time.",
        at(names, _by(seconds=-5), "create"),
    )
    yield Recipe("creation-backwards", "Later ones of {kind} were made earlier.", at(names, _mirrored))
    yield Recipe(
        "time-as-in-mails",
        "Times of {kind} are written as in mails.",
        at(names, lambda t, *_: format_datetime(datetime.fromisoformat(t))),
    )
    yield Recipe(
        "time-as-seconds",
        "Times of {kind} are numbers of seconds in a text.",
        at(names, lambda t, *_: str(datetime.fromisoformat(t).timestamp())),
    )
    yield Recipe(
        "time-without-zone", "Times of {kind} lack their zone.", at(names, lambda text, *_: text.removesuffix("Z"))
    )
    yield Recipe(
        "time-without-day", "Times of {kind} lack the day.", at(names, lambda text, *_: text.partition("T")[2])
    )


def _updated(names: Names) -> Iterator[Recipe]:
    yield Recipe(
        "creation-moves-with-updates", "An update of {kind} changes when it was made.", _touched_by_updates(names)
    )


def _touched(names: Names) -> Iterator[Recipe]:
    yield Recipe(
        "update-before-creation", "An update of {kind} was made before its creation.", at(names, _by(days=-1), "update")
    )
    yield Recipe(
        "updates-backwards", "Each update of {kind} was made before the last.", at(names, _earlier_each_time, "update")
    )


def _over(names: Names) -> Iterator[Recipe]:
    yield Recipe(
        "end-moves", "The time at which one of {kind} ended moves with each read.", at(names, _counting, "get", "list")
    )
    yield Recipe("end-told-later", "The answer to ending one of {kind} tells a later time.", _told_at_the_end(names))
    yield Recipe("end-before-creation", "Each of {kind} ended before it was made.", at(names, _by(days=-1)))
    yield Recipe("end-listed-later", "The list of {kind} tells a later end.", at(names, _by(seconds=1), "list"))


def mutants(api: Api) -> Iterator[Mutant]:
    """Times that nobody can rely on."""
    made = {kind: name for kind in kinds(api, "create", "get", "list") for name in _shown(api, kind, "create", "get")}
    touched = {kind: name for kind in kinds(api, "update") for name in sorted(api.resources[kind].touched)}
    over = {kind: name for kind in ended(api) for name in sorted(api.resources[kind].times - {made.get(kind)})}
    yield from each("times", made, *_made(made))
    yield from spread("times", made, *_made_somewhere(made))
    yield from spread("times", [kind for kind in made if "update" in api.resources[kind].can], *_updated(made))
    yield from spread("times", touched, *_touched(touched))
    yield from spread("times", over, *_over(over))


def _shown(api: Api, kind: str, *verbs: str) -> list[str]:
    """The times that all of these operations show."""
    resource = api.resources[kind]
    return sorted(n for n in resource.times if all(n in resource.endpoints[verb].answer_fields for verb in verbs))
