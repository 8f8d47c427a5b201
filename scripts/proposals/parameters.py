"""Make query parameters of what the page lists."""

from __future__ import annotations

from scripts.evidence import nearest
from scripts.proposals.draft import Draft
from scripts.proposals.examples import example
from scripts.proposals.names import free, pascal, said
from scripts.proposals.shapes import Owner, Tree, field_schema
from scripts.proposals.things import Thing
from scripts.spec import Object, Operation, answer_schema, join, properties, resolve

_PARAMETERS = "#/components/parameters"


def parameter(draft: Draft, operation: Operation, thing: Thing, tree: Tree) -> Object:
    """Return a reference to a parameter that says what the page says; one is added if there is none."""
    printed = str(tree["name"])
    if shared := _shared(draft, tree):
        return shared
    return draft.add_component("parameters", *_made(draft, operation, thing, tree, printed))


def _shared(draft: Draft, tree: Tree) -> Object | None:
    """Return a reference to a parameter that other lists share and that leaves open what the page leaves open."""
    for name, known in draft.components("parameters").items():
        here = join(_PARAMETERS, name)
        if known.get("in") != "query" or known["name"].lower() != str(tree["name"]).lower():
            continue
        if nearest(draft.spec, here, "existence") or bool(known.get("required")) != _is_required(tree):
            continue
        schema = resolve(draft.spec, known["schema"])
        says_name = (known["name"] == tree["name"]) != bool(nearest(draft.spec, here, "name"))
        has_type = schema.get("type") == tree.get("type", "string")
        says_type = has_type or nearest(draft.spec, join(here, "schema"), "type")
        if says_name and says_type and "enum" not in schema and "values" not in tree:
            return {"$ref": here}
    return None


def _is_required(tree: Tree) -> bool:
    return bool(tree.get("presence", "required") == "required")


def _made(draft: Draft, operation: Operation, thing: Thing, tree: Tree, printed: str) -> tuple[str, Object]:
    name = printed.lower() if printed[:1].isupper() else printed
    tags = {}
    if name != printed:
        tags["name"] = f"inferred: printed as the heading '{printed}'; JSON names are lower case throughout"
    schema, is_shown = _schema(draft, operation, thing, name, tree)
    if "enum" in resolve(draft.spec, schema) and "values" not in tree:
        tags["values"] = f"inferred: the filter lists none; the {thing.noun}'s own are the only ones known"
    component = free(f"{thing.name}{pascal(name)}{'Filter' if is_shown else ''}", draft.components("parameters"))
    here = join(_PARAMETERS, component)
    text = f"Returns only {thing.plural} with this {said(name)}." if is_shown else f"The {said(name)}."
    if not is_shown:
        draft.undescribe(here)
    made: Object = {"name": name, "in": "query"}
    if _is_required(tree):
        made["required"] = True
    made["description"] = text
    if tags:
        made["x-evidence"] = tags
    return component, {**made, "schema": schema, "example": example(draft.spec, schema)}


def _schema(draft: Draft, operation: Operation, thing: Thing, name: str, tree: Tree) -> tuple[Object, bool]:
    """Return the schema of a parameter, and whether the items of the list show such a field."""
    field = _item_fields(draft, operation).get(name)
    values = tree.get("values")
    if field is not None:
        whole = resolve(draft.spec, field)
        if values is None or set(values) == set(whole.get("enum", [])):
            return ({"$ref": field["$ref"]} if "$ref" in field else _bare(whole)), True
    made = field_schema(draft.copy(), Owner(thing, thing.name, is_answer=False), name, {"type": "string", **tree})
    if "$ref" in made:
        return {"$ref": made["$ref"]}, field is not None
    return _bare(made), field is not None


def _bare(schema: Object) -> Object:
    kept = ("type", "format", "enum", "items", "x-evidence", "examples")
    return {key: schema[key] for key in kept if key in schema}


def _item_fields(draft: Draft, operation: Operation) -> dict[str, Object]:
    answer = resolve(draft.spec, answer_schema(draft.spec, operation) or {})
    items = answer.get("x-page", {}).get("items", "")
    array = properties(draft.spec, answer).get(items, {})
    found: dict[str, Object] = resolve(draft.spec, array.get("items", {})).get("properties", {})
    return found
