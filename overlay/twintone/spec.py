"""The spec that the client is compiled from, as data: pointers into it, and why each of its facts is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from twintone_api.decoding import LIST, OBJECT, STRING

EVIDENCE = "x-evidence"


def load() -> dict[str, Any]:
    """Returns the spec that ships with the compiled package."""
    from importlib import resources  # slow to import, and needed by few programs

    spec: dict[str, Any] = json.loads((resources.files("twintone_api") / "openapi.json").read_text("utf-8"))
    return spec


def join(pointer: str, *keys: object) -> str:
    """Returns the JSON pointer of what stands below ``pointer`` under these keys."""
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def split(pointer: str) -> list[str]:
    """Returns the keys that a JSON pointer such as ``#/paths/~1videos`` walks through."""
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]


def at(spec: Any, pointer: str) -> Any:
    """Returns what stands at a JSON pointer."""
    for key in split(pointer):
        spec = spec[int(key)] if isinstance(spec, LIST) else spec[key]
    return spec


def reference(spec: Any, pointer: str) -> str | None:
    """Returns where the object at a JSON pointer refers to, or None if it is no reference."""
    node = at(spec, pointer)
    ref: object = node.get("$ref") if isinstance(node, OBJECT) else None
    return ref if isinstance(ref, str) else None


def follow(spec: Any, pointer: str) -> str:
    """Returns where the object that a JSON pointer leads to really stands."""
    while (target := reference(spec, pointer)) is not None:
        pointer = target
    return pointer


def evidence(spec: Any, pointer: str, facet: str) -> str:
    """Returns why a facet of the object at a JSON pointer is believed; empty when the docs say so.

    The object itself is asked first, then what it refers to, then what it stands in. A text speaks for all below it; a
    map of facets for its object alone, but a schema's ``presence`` for its properties too.
    """
    keys = split(pointer)
    for depth in range(len(keys) + 1):
        above, below = keys[: len(keys) - depth], keys[len(keys) - depth :]
        own = not below or below == ["schema"] or (facet == "presence" and below[:-1] == ["properties"])
        for named, why in _tags(spec, join("#", *above), follows=not below):
            if not named or (named == facet and own):
                return why
    return ""


def _tags(spec: Any, pointer: str, *, follows: bool) -> Iterator[tuple[str, str]]:
    """Yields facet and text of each tag of an object; the facet is empty where the text speaks for all of it."""
    place: str | None = pointer
    while place is not None:
        node = at(spec, place)
        tag: Any = node.get(EVIDENCE, {}) if isinstance(node, OBJECT) else {}
        yield from [("", tag)] if isinstance(tag, STRING) else tag.items()
        place = reference(spec, place) if follows else None
