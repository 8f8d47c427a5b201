"""Give an operation another method or another path, and keep all that is known of it."""

from __future__ import annotations

import copy

from scripts.docs.facts import canonical
from scripts.proposals.additions import method_order
from scripts.proposals.draft import Draft, insert
from scripts.proposals.things import add_path, locate
from scripts.spec import Operation


def move_operation(draft: Draft, operation: Operation, name: str) -> None:
    """Let an operation be what the page calls by this name."""
    paths = draft.spec["paths"]
    verb, path = locate(draft, name)
    if path not in paths and path.count("{") == operation.path.count("{"):  # its parameters keep their names
        path = _filled(canonical(path), operation.path)
        parameters = copy.deepcopy(paths[operation.path].get("parameters", []))
        insert(paths, path, {"parameters": parameters} if parameters else {}, operation.path)
    item = add_path(draft, path)
    del paths[operation.path][operation.method.lower()]
    item[verb.lower()] = operation.raw
    paths[path] = dict(sorted(item.items(), key=method_order))
    if not any("responses" in node for node in paths[operation.path].values() if isinstance(node, dict)):
        del paths[operation.path]


def _filled(path: str, like: str) -> str:
    """Return a path whose parameters are called as those of another one."""
    names = iter([segment for segment in like.split("/") if segment.startswith("{")])
    return "/".join(next(names) if segment == ":id" else segment for segment in path.split("/"))
