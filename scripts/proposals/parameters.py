"""Make query parameters of what the page lists, and change them."""

from __future__ import annotations

from scripts.evidence import nearest
from scripts.proposals.acts import act_of
from scripts.proposals.draft import Draft, Unedited, references
from scripts.proposals.examples import example
from scripts.proposals.names import free, pascal, said
from scripts.proposals.shapes import Owner, Tree, field_schema, identified
from scripts.proposals.things import Thing, id_schema
from scripts.spec import Object, Operation, answer_schema, join, properties, resolve, tokens
from scripts.spec_hints import PAGE_PARAMETERS

_PARAMETERS = "#/components/parameters"


def add_parameter(draft: Draft, operation: Operation, tree: Tree) -> None:
    """Let an operation take a query parameter."""
    reference = _parameter(draft, operation, act_of(draft, operation).thing, tree)
    raw = draft.at(operation.pointer)
    if "parameters" not in raw:  # it stands before what is sent and answered
        keys = ("operationId", "summary", "description", "tags", "x-method", "x-repeatable", "x-settled-when")
        ordered = {key: raw[key] for key in keys if key in raw} | {"parameters": []} | raw
        raw.clear()
        raw.update(ordered)
    if reference not in raw["parameters"]:
        raw["parameters"].append(reference)


def replace_parameter(draft: Draft, operation: Operation, name: str, tree: Tree) -> None:
    """Write a query parameter of one operation anew; those of others that share it stay."""
    uses, place = _find_use(draft, operation, name, tree)
    _free(draft, uses.pop(place))
    add_parameter(draft, operation, tree)
    uses.insert(place, uses.pop())


def rename_parameter(draft: Draft, operation: Operation, name: str, tree: Tree) -> None:
    """Give a query parameter of one operation another name, also where the pages of its list are described."""
    uses, place = _find_use(draft, operation, name, tree)
    old, former = uses[place], draft.home(uses[place])
    uses[place] = _renamed(draft, old, former, tree)
    _free(draft, old)
    page: Object = resolve(draft.spec, answer_schema(draft.spec, operation) or {}).get("x-page", {})
    new = draft.home(uses[place])["name"]
    page |= {key: new for key in PAGE_PARAMETERS if page.get(key) == former["name"]}


def _find_use(draft: Draft, operation: Operation, name: str, tree: Tree) -> tuple[list[Object], int]:
    """Return the parameters of an operation, and which of them has this name."""
    uses: list[Object] = operation.raw.get("parameters", [])
    place = next((number for number, use in enumerate(uses) if draft.home(use)["name"].lower() == name), None)
    if place is None or "name" not in tree:
        raise Unedited("This parameter stands where several operations share it.")
    return uses, place


def _free(draft: Draft, use: Object) -> None:
    """Remove a shared parameter that nothing uses any more, so that its name is free again."""
    if "$ref" in use and use["$ref"] not in references(draft.spec):
        del draft.components("parameters")[tokens(use["$ref"])[-1]]


def _parameter(draft: Draft, operation: Operation, thing: Thing, tree: Tree) -> Object:
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
        is_guess = nearest(draft.spec, join(here, "schema"), "type") is not None
        says_type = (is_guess and "type" not in tree) or (
            not is_guess and schema.get("type") == tree.get("type", "string")
        )
        if says_name and says_type and "enum" not in schema and "values" not in tree:
            return {"$ref": here}
    return None


def _is_required(tree: Tree) -> bool:
    return bool(tree.get("presence", "required") == "required")


def _renamed(draft: Draft, use: Object, former: Object, tree: Tree) -> Object:
    """Return a reference to a parameter that was used so and has another name now; one is added if there is none."""
    if shared := _shared(draft, tree):
        return shared
    name, tags = _named(str(tree["name"]))
    evidence = former.get("x-evidence", {})
    if isinstance(evidence, dict):
        evidence = tags | {facet: why for facet, why in evidence.items() if facet != "name"}
    made: Object = {"name": name, **{key: former[key] for key in ("in", "required", "description") if key in former}}
    if evidence:
        made["x-evidence"] = evidence
    made |= {key: value for key, value in former.items() if key not in (*made, "x-evidence")}
    if "$ref" not in use:
        return made
    old = tokens(use["$ref"])[-1]
    component = old.replace(pascal(former["name"]), pascal(name))
    return draft.add_component("parameters", free(component, draft.components("parameters")), made, old)


def _named(printed: str) -> tuple[str, dict[str, str]]:
    """Return the name of a parameter that is printed so, and the evidence for it."""
    if not printed[:1].isupper():
        return printed, {}
    text = f"inferred: printed as the heading '{printed}'; JSON names are lower case throughout"
    return printed.lower(), {"name": text}


def _made(draft: Draft, operation: Operation, thing: Thing, tree: Tree, printed: str) -> tuple[str, Object]:
    name, tags = _named(printed)
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
    owner, whole_tree = Owner(thing, thing.name, is_answer=False), {"type": "string", **tree}
    if named := identified(draft, owner, name, whole_tree):
        return id_schema(draft, named), field is not None
    made = field_schema(draft.copy(), owner, name, whole_tree)
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
