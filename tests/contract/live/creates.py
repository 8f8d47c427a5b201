"""The part of a live run that makes things, asks them what only they can tell, and deletes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scripts import spec as specs
from scripts.spec import Object
from tests.contract.api import Endpoint, Resource
from tests.contract.exchange import Answer
from tests.contract.live.journal import Entry
from tests.contract.live.lists import Lists, read_page, usable
from tests.contract.live.reads import UNKNOWN
from tests.contract.live.spend import PREFIX, Spending, Step, is_text, make_body, new_name, proof, refers_to
from tests.contract.live.talk import Talk
from twintone.clock import Clock

POLLS = 10
POLL_SECONDS = 15.0
# How often something whose create got no answer is looked for before it is given up.
LOOKS = 2
PAGES = 10

Say = Callable[[str], None]


def carry_out(talk: Talk, spending: Spending, steps: Sequence[Step], clock: Clock) -> None:
    """Makes what the plan says, and asks about it; nothing more after a create whose answer was lost.

    Raises:
        Stopped: nothing more is sent.
    """
    earlier = {entry.number for entry in spending.journal.entries()}
    for step in steps:
        if not all(entry.id for entry in spending.journal.entries() if entry.number not in earlier):
            spending.notes.append(f"{step.title} was left out: it is not known what became of another create.")
            continue
        ids = {kind: UNKNOWN if step.unknown else _existing(talk, spending, kind) for kind in _kinds(talk, step)}
        if not all(ids.values()):
            missing = ", ".join(kind for kind, id_ in ids.items() if not id_)
            spending.notes.append(f"{step.title} was left out: there is nothing to refer to in {missing}.")
            continue
        known = {entry.number for entry in spending.journal.entries()}
        name = new_name(clock.today().date())
        talk.ask(step.endpoint, body=make_body(talk.api, step.endpoint, name, ids))
        made = [e for e in spending.journal.entries() if e.number not in known and e.id]
        for entry in made:
            _ask_about(talk, talk.api.resources[entry.kind], entry.id, name, clock)


def _kinds(talk: Talk, step: Step) -> list[str]:
    return list(refers_to(talk.api, step.endpoint))


def _existing(talk: Talk, spending: Spending, kind: str) -> str:
    """The id of something to refer to: our own, else one that a list showed; empty when there is none."""
    own = [entry.id for entry in spending.journal.entries() if entry.kind == kind and entry.id]
    endpoint = talk.api.resources[kind].endpoints.get("list")
    page = Lists(talk.api, talk.exchanges).page(endpoint, {}) if endpoint and not own else None
    return next(iter(own), "") or next((id_ for id_ in (page.ids if page else ()) if usable(id_)), "")


def _ask_about(talk: Talk, resource: Resource, id_: str, name: str, clock: Clock) -> None:
    """Reads what was made, finds it in its list, changes it, ends it twice, waits for its job."""
    verbs = resource.endpoints
    answer = talk.ask(verbs["get"], id_) if "get" in verbs else None
    if "list" in verbs:
        talk.ask(verbs["list"])
    if "update" in verbs:
        _update(talk, verbs["update"], id_, name)
    for settle in (endpoint for endpoint in verbs.values() if "x-settled-when" in endpoint.operation.raw):
        talk.ask(settle, id_)
        talk.ask(settle, id_)
    if resource.job is not None and "get" in verbs:
        _wait(talk, verbs["get"], resource.job, id_, answer, clock)
    elif "get" in verbs:
        talk.ask(verbs["get"], id_)


def _update(talk: Talk, endpoint: Endpoint, id_: str, name: str) -> None:
    fields = specs.properties(talk.api.spec, endpoint.body or {})
    schema = specs.resolve(talk.api.spec, endpoint.body or {})
    text = next((field for field, node in fields.items() if is_text(talk.api.spec, node)), None)
    if text is not None:
        talk.ask(endpoint, id_, body={text: f"{name} renamed"})
    if schema.get("minProperties"):
        talk.ask(endpoint, id_, body={})


def _wait(talk: Talk, get: Endpoint, job: Object, id_: str, answer: Answer | None, clock: Clock) -> None:
    for _ in range(POLLS):
        if answer is not None and answer.object.get(job["status"]) not in job["working"]:
            return
        clock.sleep(POLL_SECONDS)
        answer = talk.ask(get, id_)


class CleanUp:
    """Deletes what the journal says is ours, and nothing else.

    Args:
        talk: what the requests are sent through.
        spending: keeps the journal.
        say: is told what was done, in sentences.
    """

    def __init__(self, talk: Talk, spending: Spending, say: Say) -> None:
        self._talk, self._spending, self._say = talk, spending, say
        self._journal = spending.journal

    def run(self) -> None:
        """Deletes everything that can be found, the newest first, for what is newer refers to what is older.

        Raises:
            Stopped: nothing more is sent; the journal keeps the rest.
        """
        with self._talk.guard.cleaning():
            for entry in reversed(self._journal.entries()):
                if entry.id:
                    self._delete(entry)
                else:
                    self._find(entry)

    def _delete(self, entry: Entry) -> None:
        resource = self._talk.api.resources.get(entry.kind)
        if resource is None or "delete" not in resource.can:
            self._say(f"{_label(entry)} cannot be deleted: the spec has no operation for it.")
            return
        get = resource.endpoints.get("get")
        answer = self._talk.ask(get, entry.id) if get else None
        if answer is not None and answer.status == 404:
            self._journal.drop(entry.number)
            self._say(f"{_label(entry)} is gone already.")
        elif answer is not None and answer.succeeded and proof(entry.sent, answer.object) == "foreign":
            self._journal.drop(entry.number)
            self._say(f"{_label(entry)} was left alone: what the server shows under its id is not what was made.")
        elif self._gone(resource, entry):
            self._journal.drop(entry.number)
            self._say(f"{_label(entry)} was deleted.")
            if get:
                self._talk.ask(get, entry.id)
        else:
            self._say(f"{_label(entry)} could not be deleted; the next run tries again.")

    def _gone(self, resource: Resource, entry: Entry) -> bool:
        delete = resource.endpoints["delete"]
        for _ in range(2):
            answer = self._talk.ask(delete, entry.id)
            if answer is not None and (answer.succeeded or answer.status == 404):
                return True
            if answer is not None and 400 <= answer.status < 500 and answer.status != 429:
                for settle in (e for e in resource.endpoints.values() if "x-settled-when" in e.operation.raw):
                    self._talk.ask(settle, entry.id)
        return False

    def _find(self, entry: Entry) -> None:
        """Looks in the list for something whose create got no answer."""
        resource = self._talk.api.resources.get(entry.kind)
        found, whole = (
            self._search(resource.endpoints["list"], entry) if resource and "list" in resource.can else ([], True)
        )
        for id_ in found:
            number = entry.number if id_ == found[0] else self._journal.intend(entry.kind, entry.sent)
            self._journal.made(number, id_)
            self._delete(Entry(number, entry.kind, entry.sent, id_, entry.looks))
        if found:
            return
        again = not whole or entry.looks + 1 < LOOKS
        if again and whole:
            self._journal.looked(entry.number)
        elif not again:
            self._journal.drop(entry.number)
        self._say(
            f"{_label(entry)}, whose create got no answer, was not found in its list"
            f"{'' if whole else ', which could not be read to its end'}: "
            f"{'the next run looks again.' if again else 'look for it yourself; it is not looked for again.'}"
        )

    def _search(self, endpoint: Endpoint, entry: Entry) -> tuple[list[str], bool]:
        """The ids of what must be ours, and whether the whole list was read."""
        assert endpoint.page is not None
        name = Lists(self._talk.api, self._talk.exchanges).spelling(endpoint, endpoint.page["parameter"])
        proofs: dict[str, str] = {}
        query: dict[str, Any] = {}
        whole = False
        for turn in range(1, PAGES + 1):
            page = read_page(self._talk.api, endpoint, self._talk.ask(endpoint, query=query))
            if page is None:
                break
            fresh = {id_: proof(entry.sent, item) for id_, item in page.by_id.items() if usable(id_)}
            whole = not fresh or (page.number is not None is not page.pages and page.number >= page.pages)
            if whole or "name" in fresh.values() or fresh.keys() <= proofs.keys():
                proofs.update(fresh)
                break
            proofs.update(fresh)
            query = {name: (turn if page.number is None else page.number) + 1}
        return self._proven(entry, proofs), whole

    def _proven(self, entry: Entry, proofs: dict[str, str]) -> list[str]:
        """What is ours by its name; or by naming what is ours, if that is one thing alone."""
        known = {other.id for other in self._journal.entries()}
        named = [id_ for id_, how in proofs.items() if how == "name"]
        referring = [id_ for id_, how in proofs.items() if how == "reference" and id_ not in known]
        refers = bool(known & set(entry.sent.values()) - {""})
        return named or (referring if refers and len(referring) == 1 else [])


def _label(entry: Entry) -> str:
    name = next((text for text in entry.sent.values() if text.startswith(PREFIX)), "")
    return f"{entry.kind} {entry.id or '(id unknown)'}, made as {name}"
