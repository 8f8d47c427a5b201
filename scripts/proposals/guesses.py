"""Guess the shapes of an operation of which the page gives no more than the name, and say so in the evidence."""

from __future__ import annotations

from scripts.proposals.acts import Act
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft
from scripts.proposals.names import snake
from scripts.proposals.shapes import Tree, ordered
from scripts.spec import Object, Operation, answer_schema, operations, properties, resolve

_CHANGES = ("POST", "PUT", "PATCH")
_SHOWN = ("request", "answer", "success", "query")
_NO_SHAPE = "inferred: the docs list the operation and show no shape for it"
_NO_LIST = "inferred: the docs show no parameters of this list; others have them"


def needs_guess(verb: str, parts: Tree) -> bool:
    """Does the page say nothing about an operation but that there is one, of a method that has bodies?"""
    return verb in ("GET", *_CHANGES) and not any(part in parts for part in _SHOWN)


def guess(draft: Draft, act: Act, verb: str) -> Tree:
    """Return the least that the page might show of an operation."""
    item: Tree = {"parts": {"id": {"type": "string"}}}
    if act.verb == "list" and (page := _page(draft)):
        fields, query = page
        items = {snake(act.thing.segment): {"type": "array", **item}}
        return {"answer": {"parts": {**items, **fields}}, "query": {"parts": query}}
    item = item if act.thing.ids else {"is_guess": True}
    is_change = verb in _CHANGES
    return {"answer": item, "request": {"is_guess": True}} if is_change else {"answer": item}


def _page(draft: Draft) -> tuple[dict[str, Tree], dict[str, Tree]] | None:
    """Return what other lists show beside their items, and what they ask for a page with."""
    for operation in operations(draft.spec):
        schema = resolve(draft.spec, answer_schema(draft.spec, operation) or {})
        if page := schema.get("x-page"):
            shown = {name: _tree(draft, field) for name, field in schema["properties"].items() if name != page["items"]}
            names = [page[key] for key in ("parameter", "limit") if key in page]
            return shown, {name: {"name": name, "presence": "optional", "type": "integer"} for name in names}
    return None


def _tree(draft: Draft, field: Object) -> Tree:
    schema = resolve(draft.spec, field)
    fields = properties(draft.spec, schema)
    parts = {name: {**_tree(draft, below), "presence": "required"} for name, below in fields.items()}
    return {"type": schema.get("type"), **({"parts": parts} if parts else {})}


def mark(draft: Draft, operation: Operation, known: set[str]) -> None:
    """Give the evidence of a guess to the schemas and parameters that were added for it, and leave objects open."""
    text = f"The page shows no shape for {operation.title}: look it up, or leave what is guessed here."
    draft.say(Kind.DECIDE, operation.pointer, text)
    for name, schema in draft.components("schemas").items():
        if name not in known and "properties" in schema:
            is_page = "x-page" in schema
            schema |= {"x-evidence": _NO_SHAPE, **({} if is_page else {"additionalProperties": True})}
            draft.components("schemas")[name] = ordered(schema)
    for use in operation.raw.get("parameters", []):
        parameter = draft.home(use)
        if "$ref" in use:
            use.clear()
            use.update({**parameter, "x-evidence": _NO_LIST})
