"""Write changed data into the text that it was read from: only the lines of what changed are touched.

Comments, order, quotes and line breaks elsewhere stay as they are, byte for byte, because they are never written again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from scripts.proposals.layout import Layout, Part
from scripts.proposals.sections import Sections
from scripts.proposals.yaml_style import WIDTH, Path, entry, flow, item, scalar
from scripts.spec import Object, SpecError, parse, tokens

_REF = "$ref"


class RewriteError(Exception):
    """The text cannot be changed as it should be; the message is a sentence."""


def rewrite(text: str, old: Object, new: Object, headings: Mapping[str, str] | None = None) -> str:
    """Return the text with other data in it.

    Args:
        text: the description.
        old: what it says.
        new: what it should say.
        headings: the titles of new sections, by the pointers of what they begin with.

    Raises:
        RewriteError: what was written would not be read back as this data.
        SpecError: the text is no description.
    """
    if _same(old, new):
        return text
    titles = {tuple(tokens(pointer)): title for pointer, title in (headings or {}).items()}
    result = _Rewriter(Layout(text), titles).rewrite(old, new)
    try:
        if parse(result) == new:
            return result
    except SpecError:
        pass
    raise RewriteError("The description is laid out in a way that cannot be edited here; edit it by hand.")


def _same(old: Any, new: Any) -> bool:
    return json.dumps(old) == json.dumps(new)


class _Rewriter:
    def __init__(self, layout: Layout, titles: Mapping[Path, str]) -> None:
        self._layout = layout
        self._titles = titles
        self._sections = Sections(layout)
        self._replaced: dict[int, tuple[int, list[str]]] = {}  # first line -> last line, and what stands there now
        self._inserted: dict[int, list[str]] = {}  # what comes before a line
        self._removed: set[int] = set()

    def rewrite(self, old: Object, new: Object) -> str:
        self._mapping(self._layout.root, old, new, ())
        removed = self._sections.widened(self._removed)
        lines: list[str] = []
        number = 0
        while number <= len(self._layout.lines):
            lines += self._inserted.get(number, [])
            last, instead = self._replaced.get(number, (number, self._layout.lines[number : number + 1]))
            lines += [] if number in removed else instead
            number = last + 1
        return "\n".join(lines)

    def _mapping(self, node: Node, old: Object, new: Object, path: Path) -> None:
        """Write the difference of two mappings that are not empty, the first of which stands on lines of its own."""
        parts = {part.key: part for part in self._layout.parts(node)}
        indent: int = node.start_mark.column
        names = _renamed(old, new)
        for key in old.keys() - new.keys() - set(names.values()):
            self._removed.update(range(parts[key].first, parts[key].last + 1))
        is_spaced = self._sections.are_spaced([part.first for part in parts.values()])
        anchor: int = node.start_mark.line
        for key, value in new.items():
            known = names.get(key, key)
            if known in old:
                if known != key or not _same(old[known], value):
                    self._entry(parts[known], (key, value), old[known], indent, (*path, key))
                anchor = parts[known].last + 1
            else:
                lines = entry(key, value, indent, (*path, key))
                if title := self._titles.get((*path, key)):
                    lines = ["", self._sections.heading(title, indent), *lines]
                self._inserted.setdefault(anchor, []).extend(["", *lines] if is_spaced else lines)

    def _entry(self, part: Part, new: tuple[str, Any], old: Any, indent: int, path: Path) -> None:
        """Write a key and its value in place of another value, and perhaps of another key."""
        key, value = new
        if _is_block(part.node, MappingNode) and isinstance(value, dict) and value:
            if part.key != key:
                self._replace(part.first, part.first, [f"{' ' * indent}{scalar(key)}:"])
            self._mapping(part.node, old, value, path)
        elif _is_block(part.node, SequenceNode) and isinstance(value, list) and value and part.key == key:
            self._list(part.node, old, value, path)
        else:
            line = self._on_one_line(part, new, old, indent)
            self._replace(part.first, part.last, [line] if line else entry(key, value, indent, path))

    def _list(self, node: Node, old: list[Any], new: list[Any], path: Path) -> None:
        """Write the difference of two lists that are not empty, the first of which stands on lines of its own."""
        parts = list(self._layout.parts(node))
        indent: int = node.start_mark.column
        codes = SequenceMatcher(None, [*map(json.dumps, old)], [*map(json.dumps, new)], autojunk=False).get_opcodes()
        for code, start, end, first, last in codes:
            lines = [line for value in new[first:last] for line in item(value, indent, path)]
            if code == "insert":
                anchor = parts[start - 1].last + 1 if start else parts[0].first
                self._inserted.setdefault(anchor, []).extend(lines)
            elif code == "delete":
                self._removed.update(range(parts[start].first, parts[end - 1].last + 1))
            elif code == "replace" and end - start == last - first:
                for part, was, value in zip(parts[start:end], old[start:end], new[first:last], strict=True):
                    self._item(part, was, value, indent, path)
            elif code == "replace":
                self._replace(parts[start].first, parts[end - 1].last, lines)

    def _item(self, part: Part, old: Any, new: Any, indent: int, path: Path) -> None:
        are_blocks = _is_block(part.node, MappingNode) and isinstance(new, dict)
        if are_blocks and _same(next(iter(old.items())), next(iter(new.items()), None)):
            self._mapping(part.node, old, new, path)
        else:
            self._replace(part.first, part.last, item(new, indent, path))

    def _on_one_line(self, part: Part, new: tuple[str, Any], old: Any, indent: int) -> str:
        """Return the line with another value; empty when it does not stand on one line, or would be too long."""
        key, value = new
        is_other_kind = isinstance(value, dict | list) and (
            type(value) is not type(old) or (_REF in old and _REF not in value)
        )
        if is_other_kind or part.first != part.last or not self._layout.is_one_line(part.node):
            return ""
        text = self._flow(part.node, old, value) if isinstance(value, dict | list) else scalar(value)
        behind = self._layout.lines[part.first][part.node.end_mark.column :]
        line = f"{' ' * indent}{scalar(key)}: {text}{behind}"
        return line if len(line) <= WIDTH else ""

    def _flow(self, node: Node | None, old: Any, new: Any) -> str:
        """Return a value in brackets, in which what did not change is written as before."""
        if node is None:
            return flow(new)
        if _same(old, new):
            return self._layout.source(node)
        parts = list(self._layout.parts(node))
        if isinstance(old, dict) and isinstance(new, dict):
            nodes = {part.key: part.node for part in parts}
            texts = [self._flow(nodes.get(key), old.get(key), value) for key, value in new.items()]
            pairs = (f"{scalar(key, in_flow=True)}: {text}" for key, text in zip(new, texts, strict=True))
            return "{" + ", ".join(pairs) + "}"
        if isinstance(old, list) and isinstance(new, list):
            known = {json.dumps(value): part.node for part, value in zip(parts, old, strict=True)}
            return "[" + ", ".join(self._flow(known.get(json.dumps(value)), value, value) for value in new) + "]"
        return flow(new)

    def _replace(self, first: int, last: int, lines: list[str]) -> None:
        self._replaced[first] = (last, lines)


def _is_block(node: Node, kind: type[Node]) -> bool:
    return isinstance(node, kind) and isinstance(node, CollectionNode) and not node.flow_style


def _renamed(old: Object, new: Object) -> dict[str, str]:
    """Return the former names of keys that changed their name only: by their place and their value."""
    gone = [key for key in old if key not in new]
    added = [key for key in new if key not in old]
    return {
        key: former
        for key, former in zip(added, gone, strict=False)
        if len(gone) == len(added) and _same(old[former], new[key])
    }
