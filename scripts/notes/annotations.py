"""Whether one type, as it is written in an annotation, takes all that another does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator


def accepts(wide: str, narrow: str, texts: Collection[str]) -> bool:
    """Return whether every value of the type `narrow` is one of the type `wide`.

    Containers are taken for as wide as what they hold: nobody puts anything into an answer.

    Args:
        wide: The one annotation.
        narrow: The other.
        texts: The names of the types that stand for certain texts.
    """
    return _accepts(ast.parse(wide, mode="eval").body, ast.parse(narrow, mode="eval").body, texts)


def _accepts(wide: ast.expr, narrow: ast.expr, texts: Collection[str]) -> bool:
    return all(any(_covers(one, other, texts) for one in _members(wide)) for other in _members(narrow))


def _members(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members(node.left)
        yield from _members(node.right)
    else:
        yield node


def _covers(wide: ast.expr, narrow: ast.expr, texts: Collection[str]) -> bool:
    one, other = ast.unparse(wide), ast.unparse(narrow)
    if isinstance(wide, ast.Subscript) and isinstance(narrow, ast.Subscript):
        arguments = [node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice] for node in (wide, narrow)]
        alike = ast.unparse(wide.value) == ast.unparse(narrow.value) and len(arguments[0]) == len(arguments[1])
        return alike and all(_accepts(a, b, texts) for a, b in zip(*arguments, strict=True))
    return one in (other, "Any") or (one, other) == ("float", "int") or (one == "str" and other in texts)
