"""What operations do to what: list, create, get, update, replace or delete something, or any other verb of a path."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.docs.facts import canonical
from scripts.docs.page import is_operation
from scripts.proposals.draft import Draft, operation_of
from scripts.proposals.names import camel, singular, snake, words
from scripts.proposals.shapes import ITEMS, Tree
from scripts.proposals.things import Thing, is_collection, thing_at, things_of
from scripts.spec import Operation, objects

_ITEM = {"GET": "get", "PATCH": "update", "PUT": "update", "DELETE": "delete", "HEAD": "head", "OPTIONS": "options"}
USUAL = ("list", "create", "get", "update", "replace", "delete", "head", "options")


@dataclass(frozen=True)
class Act:
    """What an operation does.

    Attributes:
        verb: one of the usual ones, or the last word of the path.
        thing: what it is done to.
        root: what the first part of the path is about.
        owner: what the thing is part of, in a sentence; empty if it is no part.
        is_all: whether it is done to all things at once; a list is not.
    """

    verb: str
    thing: Thing
    root: Thing
    owner: str = ""
    is_all: bool = False

    @property
    def is_usual(self) -> bool:
        """Is it one that any resource may have?"""
        return self.verb in USUAL

    @property
    def method(self) -> str:
        """Its name in the client; only the thing's own operations are called by the verb alone."""
        if not self.owner:
            return f"{self.verb}_all" if self.is_all and self.is_usual else self.verb
        is_one = self.thing.ids and self.verb != "list" and not self.is_all
        return f"{self.verb}_{snake(singular(self.thing.segment) if is_one else self.thing.segment)}"

    @property
    def operation_id(self) -> str:
        """The name of the operation."""
        of_all = "All" if self.method.endswith("_all") else ""
        name = self.thing.several if self.verb == "list" or self.is_all else self.thing.name
        return f"{camel(self.verb)}{of_all}{name}"

    @property
    def of_owner(self) -> str:
        """What the thing is part of, behind the word for it."""
        return f" of {self.owner}" if self.owner else ""

    @property
    def target(self) -> str:
        """What it is done to, in a sentence."""
        if self.is_all:
            several = f"the {self.thing.plural}{self.of_owner}" if self.owner else f"all {self.thing.plural}"
            return several if self.is_usual else f"{self.thing.plural}{self.of_owner}"
        return f"{self.thing.one}{self.of_owner}"


def new_act(draft: Draft, verb: str, path: str, parts: Tree) -> Act:
    """Return what a new operation does.

    Args:
        draft: the description.
        verb: the HTTP method.
        path: the path.
        parts: what the page says of the operation.
    """
    things = things_of(draft, path)
    *above, last = things
    usual = "replace" if verb == "PUT" and _has(draft, "PATCH", path) else _ITEM.get(verb, "")
    if path.endswith("}"):
        return _act(usual or verb.lower(), path, things)
    known = is_collection(draft, path)
    may_be_many = singular(last.segment) != last.segment or (not above and _has(draft, "POST", path))
    if verb == "POST":
        if above and known is None and not may_be_many and not _has(draft, "GET", path):
            return _act(snake(last.segment), path.rpartition("/")[0], above)
        many = may_be_many if known is None else known
        return _act("create", path, [*above, thing_at(draft, path, above[-1:], is_collection=many)])
    if verb == "GET":
        answer = parts.get("answer")
        many = known or bool(listed(draft, last.segment, answer) if answer else known is None and may_be_many)
        thing = thing_at(draft, path, above[-1:], is_collection=many)
        return _act("list" if many else "get", path, [*above, thing])
    thing = thing_at(draft, path, above[-1:], is_collection=bool(known))
    return _act(usual or verb.lower(), path, [*above, thing])


def act_of(draft: Draft, operation: Operation) -> Act:
    """Return what an operation of the description does."""
    things = things_of(draft, operation.path)
    method = str(operation.raw["x-method"])
    verb = words(method)[0]
    if operation.path.endswith("}") or len(things) == 1 or (verb in USUAL and method != things[-1].segment):
        return _act(verb if verb in USUAL else method, operation.path, things)
    return _act(snake(things[-1].segment), operation.path.rpartition("/")[0], things[:-1])


def subject_of(draft: Draft, name: str) -> Thing:
    """Return what fields are about: the thing of an operation, or errors."""
    if is_operation((name,)):
        return act_of(draft, operation_of(draft, name)).thing
    return Thing(name, "Error", name, "error")


def listed(draft: Draft, segment: str, answer: Tree) -> str:
    """Return the name of the array in an answer that lists what a path is called after; empty if it shows but one."""
    parts: dict[str, Tree] = answer.get("parts", {})
    arrays = [name for name, part in parts.items() if part.get("type") == "array"]
    arrays = [name for name in arrays if ITEMS not in parts[name].get("parts", {})]
    same = [name for name in arrays if snake(name) == snake(segment)]
    pages = [node.value["x-page"] for node in objects(draft.spec, "schema") if "x-page" in node.value]
    paging = {str(page[key]).split("/")[1] for page in pages for key in ("page", "pages")}
    others = {name for name, part in parts.items() if name not in arrays and part.get("type") == "string"}
    if len(arrays) == 1 and (paging & parts.keys() or not others):
        same = same or arrays
    return same[0] if same else ""


def _act(verb: str, path: str, things: list[Thing]) -> Act:
    *above, thing = things
    names_one = path.endswith("}")
    owner = ""
    if above:
        segments = path.strip("/").split("/")
        place = len(segments) - (2 if names_one else 1)
        owner = above[-1].one if segments[place - 1].startswith("{") or not above[-1].ids else above[-1].plural
    is_all = not names_one and bool(thing.ids) and verb not in ("list", "create")
    return Act(verb, thing, things[0], owner, is_all)


def _has(draft: Draft, verb: str, path: str) -> bool:
    """Does the page state such an operation of a path?"""
    return f"{verb} {canonical(path)}" in draft.stated
