"""Where each part of a YAML text stands: the lines of a key with its value, and of an item with its list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from scripts.spec import SpecError


@dataclass(frozen=True)
class Part:
    """A value in the text, with its key when it stands in a mapping.

    Attributes:
        key: its key, or empty.
        key_node: where the key stands.
        node: where the value stands.
        first: the number of its first line, from 0.
        last: the number of its last line.
    """

    key: str
    key_node: Node | None
    node: Node
    first: int
    last: int


class Layout:
    """The parts of a text. Raises SpecError when it cannot be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        try:
            root = YAML(typ="safe", pure=True).compose(text)
        except YAMLError as error:
            raise SpecError(f"The description is not valid YAML; correct it first: {error}") from error
        if not isinstance(root, MappingNode):
            raise SpecError("The description holds no mapping; an OpenAPI document is one.")
        self.root = root

    def parts(self, node: Node) -> Iterator[Part]:
        """Yield what stands in a mapping or a list, in order."""
        if isinstance(node, MappingNode):
            for key, value in node.value:
                yield Part(key.value, key, value, key.start_mark.line, max(key.end_mark.line, self._last(value)))
        elif isinstance(node, SequenceNode):
            for value in node.value:
                yield Part("", None, value, value.start_mark.line, self._last(value))

    def source(self, node: Node) -> str:
        """Return the text of a scalar, or of a value on one line."""
        return self.text[node.start_mark.index : node.end_mark.index]

    def is_one_line(self, node: Node) -> bool:
        """Does a value stand on one line, as a scalar or in brackets?"""
        is_simple = isinstance(node, ScalarNode) or (isinstance(node, CollectionNode) and node.flow_style)
        return bool(is_simple) and node.start_mark.line == node.end_mark.line and self.source(node) != ""

    def is_comment(self, line: int, indent: int) -> bool:
        """Is this line nothing but a comment, as far to the right as this?"""
        return self.lines[line].startswith(f"{' ' * indent}#")

    def is_blank(self, line: int) -> bool:
        """Is there nothing on this line, or no such line?"""
        return not 0 <= line < len(self.lines) or not self.lines[line].strip()

    def _last(self, node: Node) -> int:
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
            return max((part.last for part in self.parts(node)), default=node.start_mark.line)
        last: int = node.end_mark.line
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            last -= 1
            while last > node.start_mark.line and self.is_blank(last):
                last -= 1
        return last
