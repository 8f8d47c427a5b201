"""Write new values as YAML in the style that the description is written in."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

WIDTH = 120
Path = tuple[str, ...]

# What is certainly read back as the same text, without quotes.
_PLAIN = re.compile(r"[A-Za-z$/].*")
_UNSAFE = re.compile(r":(?=\s|$)|\s#|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]|:(?!//)")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
# Short mappings that stand on one line.
_FLOW_KEYS = ("x-page", "x-present-when", "values")


def entry(key: str, value: Any, indent: int, path: Path) -> list[str]:
    """Return the lines of a key and its value; the path names the place of the value in the document."""
    head = f"{' ' * indent}{scalar(key)}:"
    return _after(head, value, indent, path)


def item(value: Any, indent: int, path: Path) -> list[str]:
    """Return the lines of an item of a list; the path is that of the list."""
    head = f"{' ' * indent}-"
    if isinstance(value, dict) and value and not _is_flat_example(value, indent, path):
        first, *others = block(value, indent + 2, path)
        return [f"{head} {first.lstrip()}", *others]
    return _after(head, value, indent, path)


def block(value: dict[str, Any], indent: int, path: Path) -> list[str]:
    """Return the lines of a mapping, a key on each."""
    return [line for key, below in value.items() for line in entry(key, below, indent, (*path, key))]


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, in_flow=True)}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, in_flow=True)


def scalar(value: Any, *, in_flow: bool = False) -> str:
    """Return a scalar on one line: text without quotes where that is safe."""
    if not isinstance(value, str):
        return json.dumps(value)
    is_plain = value.isprintable() and _PLAIN.fullmatch(value) and not _UNSAFE.search(value)
    if is_plain and value.lower() not in _WORDS and not (in_flow and _UNSAFE_IN_FLOW.search(value)):
        return value
    return '"' + "".join(map(_quoted, value)) + '"'


def _quoted(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _after(head: str, value: Any, indent: int, path: Path) -> list[str]:
    if isinstance(value, dict | list):
        text = f"{head} {flow(value)}"
        if not value or (_is_flow(value, path) and len(text) <= WIDTH):
            return [text]
        if isinstance(value, dict):
            return [head, *block(value, indent + 2, path)]
        return [head, *(line for below in value for line in item(below, indent + 2, path))]
    text = f"{head} {scalar(value)}"
    if len(text) <= WIDTH or not isinstance(value, str) or value != " ".join(value.split()):
        return [text]
    folded = textwrap.wrap(value, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
    return [f"{head} >-", *(f"{' ' * (indent + 2)}{line}" for line in folded)]


def _is_flow(value: dict[str, Any] | list[Any], path: Path) -> bool:
    if isinstance(value, list):
        return _depth(value) == 0 or ("value" in path and _depth(value) == 1)
    if set(value) == {"$ref"}:
        return not (path[:1] == ("paths",) and path[-1] == "schema")
    if path[-1] == "x-evidence":
        return len(value) == 1
    is_link_part = path[:2] == ("components", "links") and path[-1] in ("parameters", "requestBody")
    return _depth(value) == 1 and (path[-1] in _FLOW_KEYS or is_link_part or "value" in path)


def _is_flat_example(value: Any, indent: int, path: Path) -> bool:
    return "value" in path and _depth(value) == 1 and indent + 2 + len(flow(value)) <= WIDTH


def _depth(value: Any) -> int:
    """Return how many mappings are nested in each other."""
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return max(map(_depth, value), default=0) if isinstance(value, list) else 0
