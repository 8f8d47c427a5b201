"""What a live run may make: how much, in which order, under which name. An attempt counts before it is sent."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scripts import spec as specs
from scripts.evidence import nearest
from scripts.spec import Object
from tests.contract.api import Api, Endpoint, Resource
from tests.contract.exchange import Answer, Request
from tests.contract.live.guard import NotAllowed
from tests.contract.live.journal import Entry, Journal
from tests.contract.live.lists import id_field, read_page, usable
from tests.contract.live.seen import body_schema

PREFIX = "twintone-contract-"
# What is asked of a thing that was made, by verb.
ASKED = {"get": "read", "list": "listed", "update": "changed"}
UNASKED = ("create", "delete")
# To delete one thing: look at it, end it, delete it twice, look again.
RESERVE = 6


@dataclass(frozen=True)
class Step:
    """One create of the plan.

    Args:
        endpoint: the operation.
        unknown: whether it names what does not exist, and should be refused.
    """

    endpoint: Endpoint
    unknown: bool = False

    @property
    def title(self) -> str:
        """What it does, in words."""
        operation = self.endpoint.operation
        return f"{operation.title}, naming what does not exist" if self.unknown else operation.title

    def purpose(self, api: Api) -> str:
        """What follows on it, in words."""
        if self.unknown:
            return "to be refused"
        resource = api.resources[self.endpoint.kind]
        verbs = [ASKED.get(verb, f"asked to {verb} twice") for verb in resource.endpoints if verb not in UNASKED]
        return ", ".join(["made", *verbs, *(["waited for"] if resource.job else []), "deleted"])


def plan(api: Api, most: int) -> list[Step]:
    """What to make with so many creates: what is cheap and needs nothing else first, jobs last.

    Args:
        api: the API; only what can be deleted is made.
        most: how many creates there may be.
    """
    made = sorted((r for r in api.resources.values() if {"create", "delete"} <= r.can), key=lambda r: _price(api, r))
    steps = [Step(resource.endpoints["create"]) for resource in made]
    refers = [step for step in steps if any(refers_to(api, step.endpoint))]
    if refers:
        after = max((n for n, step in enumerate(steps, 1) if api.resources[step.endpoint.kind].job is None), default=0)
        steps.insert(after, Step(refers[0].endpoint, unknown=True))
    return steps[:most]


def _price(api: Api, resource: Resource) -> tuple[bool, int, bool, str]:
    create = resource.endpoints["create"]
    pointer = body_schema(create)
    guessed = pointer is not None and nearest(api.spec, specs.at(api.spec, pointer).get("$ref", pointer), "presence")
    return resource.job is not None, len(list(refers_to(api, create))), not guessed, resource.kind


def refers_to(api: Api, endpoint: Endpoint) -> Iterator[str]:
    """The kinds of the things that a body has to name."""
    everything = dict.fromkeys(endpoint.body_fields, "")
    return (kind for _, kind, _ in api.references(endpoint, everything))


def new_name(today: date) -> str:
    """A name that tells who made it, and that nobody else gives."""
    return f"{PREFIX}{today.isoformat()}-{secrets.token_hex(6)}"


def make_body(api: Api, endpoint: Endpoint, name: str, ids: Mapping[str, str]) -> Object:
    """A body that the spec allows, with a name in every text of its own.

    Args:
        api: the API.
        endpoint: the operation.
        name: the name.
        ids: what to name where things of a kind are referred to, by kind.
    """
    value = _value(api, endpoint.body or {}, name, ids)
    assert isinstance(value, dict)
    return value


def _value(api: Api, node: Object, name: str, ids: Mapping[str, str]) -> Any:
    if node.get("$ref") in api.id_kinds:
        return ids[api.id_kinds[node["$ref"]]]
    schema = specs.resolve(api.spec, node)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "string" and "format" not in schema:
        return name
    if "properties" in schema:
        required = schema.get("required", ())
        return {
            field: _value(api, inner, name, ids)
            for field, inner in schema["properties"].items()
            if field in required or is_text(api.spec, inner)
        }
    defaults = {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": False, "array": []}
    return next(iter(schema.get("examples", ())), defaults.get(str(schema.get("type"))))


def is_text(spec: Object, node: Object) -> bool:
    """Whether a property takes any text."""
    schema = specs.resolve(spec, node)
    return schema.get("type") == "string" and not {"enum", "format", "$ref"} & {*schema, *node}


class Spending:
    """The permit of a live run: lets a few creates through, and changes of what they made. Keeps the journal.

    Args:
        api: the API.
        journal: what is ours.
        most: how many creates there may be in all.

    Attributes:
        spent: how many were attempted.
        notes: what a reader has to know, in sentences.
    """

    def __init__(self, api: Api, journal: Journal, most: int) -> None:
        self.journal = journal
        self.spent = 0
        self.notes: list[str] = []
        self._api, self._most = api, most
        self._pending = 0
        self._strange: set[tuple[str, str]] = set()

    @property
    def left(self) -> int:
        """How many creates there may still be."""
        return self._most - self.spent

    def reserve(self, request: Request) -> int:
        """How many requests it may take to delete everything."""
        return RESERVE * (len(self.journal.entries()) + bool(self._creates(request)))

    def owns(self, kind: str, id_: str) -> Entry | None:
        """The entry of the journal that says that something is ours."""
        return next((entry for entry in self.journal.entries() if (entry.kind, entry.id) == (kind, id_)), None)

    def before(self, request: Request) -> None:
        """Counts a create and writes it down; lets other changes through only for what is ours."""
        if request.method == "GET":
            return
        match = self._api.match(request.method, request.path)
        endpoint = match.endpoint if match else None
        if match is None or endpoint is None:
            raise NotAllowed(f"{request.method} {request.path} was not sent: the spec has no such operation.")
        if endpoint.verb != "create":
            if not match.id or self.owns(endpoint.kind, match.id) is None:
                raise NotAllowed(f"{endpoint.id} was not sent: the journal does not say that this id is ours.")
            return
        sent = _texts(request)
        if self.left <= 0:
            raise NotAllowed(f"{endpoint.id} was not sent: all {self._most} creates are spent.")
        if not any(text.startswith(PREFIX) for text in sent.values()):
            raise NotAllowed(f"{endpoint.id} was not sent: its name could not be recognised.")
        self.spent += 1
        self._pending = self.journal.intend(endpoint.kind, sent)

    def after(self, request: Request, answer: Answer | None) -> None:
        """Writes down what a create made. Without a readable answer it may have made something: the entry stays."""
        create = self._creates(request)
        if create is None:
            self._look(request, answer)
            return
        number, self._pending = self._pending, 0
        if answer is None or not number:
            return
        if 400 <= answer.status < 500 and answer.status != 408:
            self.journal.drop(number)
        elif answer.succeeded:
            id_ = answer.object.get(id_field(self._api, create.kind))
            if not isinstance(id_, str) or not usable(id_) or (create.kind, id_) in self._strange:
                self.notes.append(f"{create.id} answered with an id that cannot be the new one's; it is left alone.")
            else:
                self.journal.made(number, id_)

    def _creates(self, request: Request) -> Endpoint | None:
        match = self._api.match(request.method, request.path) if request.method == "POST" else None
        return match.endpoint if match and match.endpoint and match.endpoint.verb == "create" else None

    def _look(self, request: Request, answer: Answer | None) -> None:
        """Remembers what was there before, so that no answer can pass it off as new."""
        match = self._api.match(request.method, request.path)
        endpoint = match.endpoint if match else None
        page = read_page(self._api, endpoint, answer) if endpoint and request.method == "GET" else None
        if endpoint is not None and page is not None:
            ours = {entry.id for entry in self.journal.entries()}
            self._strange |= {(endpoint.kind, id_) for id_ in page.ids if id_ not in ours}


def _texts(request: Request) -> dict[str, str]:
    body = json.loads(request.body or b"{}")
    return {name: value for name, value in body.items() if isinstance(value, str)}


def proof(sent: Mapping[str, str], shown: Mapping[str, Any]) -> str:
    """What shows that something is what was sent: `name`, `reference`, `nothing`, or that it is `foreign`.

    Args:
        sent: the texts that were sent, by field.
        shown: what the server shows.
    """
    texts = {name: shown[name] for name in sent if isinstance(shown.get(name), str)}
    marks = [name for name in texts if sent[name].startswith(PREFIX)]
    if marks:
        return "name" if all(texts[name].startswith(sent[name]) for name in marks) else "foreign"
    if not texts:
        return "nothing"
    return "reference" if all(texts[name] == sent[name] for name in texts) else "foreign"
