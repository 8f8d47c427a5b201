"""What the paths of the API address, and the words for it: `/avatars/{avatar_id}` is about an avatar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.docs.facts import canonical
from scripts.proposals.draft import Draft, insert
from scripts.proposals.names import free, noun, pascal, said, singular, snake, words
from scripts.spec import Object, join, operations, tokens

_SUFFIX = "Id"


@dataclass(frozen=True)
class Thing:
    """What a path, or a part of it, is about.

    Attributes:
        segment: its name in the path: in the plural, if there may be several.
        name: its name in schemas, such as `Avatar`; that of a part begins with what it is part of.
        tag: the tag of its operations.
        noun: its name in a sentence.
        ids: the name of its ids in schemas, without the ending; empty if it has no ids of its own.
        prefix: what its name begins with if it is a part.
    """

    segment: str
    name: str
    tag: str
    noun: str
    ids: str = ""
    prefix: str = ""

    @property
    def one(self) -> str:
        """It in a sentence, with an article."""
        return noun(self.noun) if self.ids else f"the {self.noun}"

    @property
    def plural(self) -> str:
        """The name of several in a sentence."""
        return said(self.segment)

    @property
    def several(self) -> str:
        """The name of several in names."""
        return f"{self.prefix}{pascal(self.segment)}"

    @property
    def is_plural(self) -> bool:
        """Is its name in a sentence a plural, as that of captions is?"""
        return singular(self.noun) != self.noun


def locate(draft: Draft, subject: str) -> tuple[str, str]:
    """Return method and path of an operation that the page names; its parameters get the names that they have here."""
    method, _, written = subject.partition(" ")
    known = {canonical(path): path for path in draft.spec["paths"]}
    segments: list[str] = []
    for number, segment in enumerate(written.split("/")):
        above = "/".join(written.split("/")[: number + 1])
        same = [path for name, path in known.items() if f"{name}/".startswith(f"{above}/")]
        made = f"{snake(singular(segments[-1]))}_id" if number else ""
        taken = [other.strip("{}") for other in segments]
        new = same[0].split("/")[number] if same else f"{{{free(made, taken)}}}"
        segments.append(segment if segment != ":id" else new)
    return method, "/".join(segments)


def things_of(draft: Draft, path: str) -> list[Thing]:
    """Return what the parts of a path are about, from left to right."""
    found: list[Thing] = []
    segments = path.strip("/").split("/")
    for number, segment in enumerate(segments):
        if number == 0 or not segment.startswith("{"):
            here = "/" + "/".join(segments[: number + 1])
            has_ids = segments[number + 1 : number + 2] != [] and segments[number + 1].startswith("{")
            found.append(thing_at(draft, here, found[-1:], is_collection=has_ids or is_collection(draft, here)))
    return found


def thing_at(draft: Draft, path: str, above: list[Thing], *, is_collection: bool | None) -> Thing:
    """Return what a path without a parameter at its end is about.

    Args:
        draft: the description.
        path: the path.
        above: what it is part of, if it is a part.
        is_collection: whether there may be several, with ids; None if nothing tells.
    """
    segment = path.rpartition("/")[2]
    if above:
        (owner,) = above
        stem = singular(segment) if is_collection else segment
        name = f"{owner.name}{pascal(stem)}"
        same = resource_called(draft, stem)
        ids = (same.ids if same else name) if is_collection else ""
        return Thing(segment, name, owner.tag, said(stem), ids, owner.name)
    own = [operation for operation in operations(draft.spec) if operation.path.split("/")[1] == segment]
    tags = Counter(operation.tag for operation in own)
    tag = tags.most_common(1)[0][0] if tags else segment
    if is_collection is False:
        return Thing(segment, pascal(segment), tag, said(segment))
    name = next(_ids(draft, path), pascal(singular(segment)))
    return Thing(segment, name, tag, said(name), name)


def _ids(draft: Draft, path: str) -> Iterator[str]:
    """Yield the name of the ids that follow a path."""
    for operation in operations(draft.spec):
        if operation.path.startswith(f"{path}/{{"):
            name = operation.path.removeprefix(f"{path}/").partition("/")[0].strip("{}")
            schemas = [found["schema"] for found in operation.parameters if found["name"] == name and "schema" in found]
            yield from (tokens(schema["$ref"])[-1].removesuffix(_SUFFIX) for schema in schemas if "$ref" in schema)


def is_collection(draft: Draft, path: str) -> bool | None:
    """Are there several of what a path is about, each with an id? None if nothing tells."""
    item = f"{canonical(path)}/:id/"
    known = [canonical(other) for other in draft.spec["paths"]]
    stated = [name.partition(" ")[2] for name in draft.stated]
    if any(f"{other}/".startswith(item) for other in (*known, *stated)):
        return True
    methods = [str(found.raw.get("x-method")) for found in operations(draft.spec) if found.path == path]
    verbs = {words(method)[0] for method in methods}
    if "list" in verbs or any(method.endswith("_all") for method in methods):
        return True
    return False if verbs & {"get", "update", "replace"} else True if "create" in verbs else None


def resource_called(draft: Draft, name: str) -> Thing | None:
    """Return the resource of the API, one of which has this name; None if there is none."""
    paths = [*draft.spec["paths"], *(stated.partition(" ")[2] for stated in sorted(draft.stated))]
    for path in paths:
        segments = canonical(path).split("/")
        if len(segments) == 3 and segments[2] == ":id" and snake(singular(segments[1])) == snake(name):
            return thing_at(draft, f"/{segments[1]}", [], is_collection=True)
    return None


def add_path(draft: Draft, path: str) -> Object:
    """Return a path, which is added with its parameters if it is not there."""
    paths = draft.spec["paths"]
    if path not in paths:
        segments = path.split("/")
        references = []
        for number, segment in enumerate(segments):
            if segment.startswith("{"):
                owner = things_of(draft, "/".join(segments[: number + 1]))[-1]
                references.append(_id_parameter(draft, segment.strip("{}"), owner))
        neighbours = [other for other in paths if other.split("/")[1] == segments[1]]
        insert(paths, path, {"parameters": references} if references else {}, (neighbours or [""])[-1])
    found: Object = paths[path]
    return found


def id_schema(draft: Draft, thing: Thing) -> Object:
    """Return a reference to the schema of a thing's ids, which is added if there is none."""
    name = f"{thing.ids}{_SUFFIX}"
    known = draft.components("schemas")
    if name in known:
        return {"$ref": join("#/components/schemas", name)}
    schema = {
        "type": "string",
        "description": f"Identifies {thing.one}. Opaque.",
        "minLength": 1,
        "x-evidence": {"bounds": "inferred: an empty id would address the collection"},
        "examples": [sample_id(thing.segment)],
    }
    ids = [other for other in known if other.endswith(_SUFFIX)]
    return draft.add_component("schemas", name, schema, (ids or [""])[-1])


def sample_id(name: str) -> str:
    """Return an example of an id."""
    return f"{snake(name)[:3]}_123"


def _id_parameter(draft: Draft, name: str, thing: Thing) -> Object:
    schema = id_schema(draft, thing)
    known = draft.components("parameters")
    component = f"{thing.ids}{_SUFFIX}"
    if known.get(component, {}).get("name", name) != name:
        component = free(component, known)
    if component not in known:
        parameter = {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"Which {thing.noun}.",
            "schema": schema,
            "example": draft.home(schema)["examples"][0],
        }
        ids = [other for other, found in known.items() if found.get("in") == "path"]
        return draft.add_component("parameters", component, parameter, (ids or [""])[-1])
    return {"$ref": join("#/components/parameters", component)}
