"""What the paths of the API address, and the words for it: `/avatars/{avatar_id}` is about an avatar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from scripts.docs.facts import canonical
from scripts.docs.page import is_operation
from scripts.proposals.draft import Draft, insert, operation_of
from scripts.proposals.names import noun, pascal, said, singular, snake
from scripts.spec import Object, join, operations, tokens

_SUFFIX = "Id"


@dataclass(frozen=True)
class Thing:
    """What a path is about.

    Attributes:
        segment: its name in the path, in the plural.
        name: its name in schemas, such as `Avatar`.
        tag: the tag of its operations.
    """

    segment: str
    name: str
    tag: str

    @property
    def one(self) -> str:
        """It in a sentence, with an article."""
        return noun(self.name)

    @property
    def noun(self) -> str:
        """Its name in a sentence."""
        return said(self.name)

    @property
    def plural(self) -> str:
        """The name of several in a sentence."""
        return said(self.segment)


def locate(draft: Draft, subject: str) -> tuple[str, str]:
    """Return method and path of an operation that the page names; its parameters get the names that they have here."""
    method, _, written = subject.partition(" ")
    known = {canonical(path): path for path in draft.spec["paths"]}
    segments: list[str] = []
    for number, segment in enumerate(written.split("/")):
        above = "/".join(written.split("/")[: number + 1])
        same = [path for name, path in known.items() if f"{name}/".startswith(f"{above}/")]
        made = f"{{{snake(singular(segments[-1]))}_id}}" if number else ""
        segments.append(segment if segment != ":id" else same[0].split("/")[number] if same else made)
    return method, "/".join(segments)


def thing_of(draft: Draft, path: str) -> Thing:
    """Return what a path is about: that of its first part."""
    segment = path.split("/")[1]
    own = [operation for operation in operations(draft.spec) if operation.path.split("/")[1] == segment]
    tags = Counter(operation.tag for operation in own)
    ids = [
        tokens(parameter["schema"]["$ref"])[-1]
        for operation in own
        for parameter in operation.parameters
        if parameter.get("in") == "path" and "$ref" in parameter.get("schema", {})
    ]
    name = ids[0].removesuffix(_SUFFIX) if ids else pascal(singular(segment))
    return Thing(segment, name, tags.most_common(1)[0][0] if tags else segment)


def owner_of(draft: Draft, name: str) -> Thing:
    """Return what fields are about: the thing of an operation, or errors."""
    return thing_of(draft, operation_of(draft, name).path) if is_operation((name,)) else Thing(name, "Error", name)


def add_path(draft: Draft, path: str, thing: Thing) -> Object:
    """Return a path, which is added with its parameters if it is not there."""
    paths = draft.spec["paths"]
    if path not in paths:
        segments = path.split("/")
        references = []
        for above, segment in pairwise(segments):
            if segment.startswith("{"):
                owner = thing if above == thing.segment else Thing(above, pascal(singular(above)), thing.tag)
                references.append(_id_parameter(draft, segment.strip("{}"), owner))
        neighbours = [other for other in paths if other.split("/")[1] == thing.segment]
        insert(paths, path, {"parameters": references} if references else {}, (neighbours or [""])[-1])
    found: Object = paths[path]
    return found


def id_schema(draft: Draft, thing: Thing) -> Object:
    """Return a reference to the schema of a thing's ids, which is added if there is none."""
    name = f"{thing.name}{_SUFFIX}"
    known = draft.components("schemas")
    if name in known:
        return {"$ref": join("#/components/schemas", name)}
    schema = {
        "type": "string",
        "description": f"Identifies {thing.one}. Opaque.",
        "minLength": 1,
        "x-evidence": {"bounds": "inferred: an empty id would address the collection"},
        "examples": [f"{snake(thing.segment)[:3]}_123"],
    }
    ids = [other for other in known if other.endswith(_SUFFIX)]
    return draft.add_component("schemas", name, schema, (ids or [""])[-1])


def _id_parameter(draft: Draft, name: str, thing: Thing) -> Object:
    schema = id_schema(draft, thing)
    known = draft.components("parameters")
    component = f"{thing.name}{_SUFFIX}"
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
