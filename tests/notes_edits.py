"""Edits of the description, whose notes are tested."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scripts import spec as specs
from scripts.notes.lines import Grade
from tests.sample import load_sample

Spec = dict[str, Any]
Edit = Callable[[Spec], object]

SPEC = load_sample()
FIX, FEATURE, BREAKING = Grade.FIX, Grade.FEATURE, Grade.BREAKING
PATCH = ("/videos/{video_id}", "patch")
END = ("/conversations/{conversation_id}", "post")
TEXT = {"type": "string", "description": "Something."}
REFUSED = {
    "description": "Busy.",
    "x-evidence": "observed: seen",
    "content": {specs.JSON: {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
}


def schema(name: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][name].update(change)


def field(model: str, name: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][model]["properties"].setdefault(name, {}).update(change)


def hint(model: str, key: str, **change: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][model][key].update(change)


def without(section: str, name: str, *keys: str) -> Edit:
    def edit(spec: Spec) -> None:
        node = spec["components"][section][name]
        for key in keys[:-1]:
            node = node[key]
        del node[keys[-1]]

    return edit


def operation(place: tuple[str, str], **change: Any) -> Edit:
    return lambda spec: spec["paths"][place[0]][place[1]].update(change)


def responses(place: tuple[str, str], **change: Any) -> Edit:
    return lambda spec: spec["paths"][place[0]][place[1]]["responses"].update(change)


def status(place: tuple[str, str], old: str, new: str) -> Edit:
    def edit(spec: Spec) -> None:
        found = spec["paths"][place[0]][place[1]]["responses"]
        found[new] = found.pop(old)

    return edit


def written(old: str, new: str) -> Edit:
    """Changes the text of the whole description."""
    return lambda spec: spec.update(json.loads(json.dumps(spec).replace(old, new)))


def every(*edits: Edit) -> Edit:
    return lambda spec: [edit(spec) for edit in edits]


def query(name: str, **node: Any) -> Edit:
    parameter = {"name": name, "in": "query", "description": "Something.", "schema": {"type": "boolean"}, **node}
    return lambda spec: spec["paths"]["/videos"]["get"]["parameters"].insert(0, parameter)


def refused_everywhere(spec: Spec) -> None:
    spec["components"]["responses"]["Busy"] = REFUSED
    for found in specs.operations(spec):
        found.raw["responses"]["409"] = {"$ref": "#/components/responses/Busy"}


CREATE = "`client.videos.create(...)` and `client.videos.create_and_wait(...)`"
LIST = "`client.videos.list(...)` and `client.videos.iterate(...)`"
NAMED = "`client.videos.get(...)`, `client.videos.update(...)` and `client.videos.delete(...)`"

# The name of an edit -> the edit, and what the notes say of it, in their order.
Table = dict[str, tuple[Edit, list[tuple[Grade, str]]]]
