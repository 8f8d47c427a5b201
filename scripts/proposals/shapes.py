"""Make schemas of the fields that the page shows, in the way in which the description writes such fields already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.evidence import nearest
from scripts.proposals.decisions import Kind
from scripts.proposals.draft import Draft, set_tag
from scripts.proposals.examples import example
from scripts.proposals.names import free, noun, participle, pascal, possessive, said, singular, words
from scripts.proposals.things import Thing, id_schema, resource_called, sample_id
from scripts.spec import Object, join, objects, operations, resolve, tokens

Tree = Mapping[str, Any]  # the facets that the page states of something, and the trees of its parts

ITEMS = "[]"
_SCHEMAS = "#/components/schemas"
_ORDER = (
    *("$ref", "type", "format", "description", "minLength", "minimum", "minProperties", "enum", "items"),
    *("x-present-when", "x-evidence", "required", "additionalProperties", "x-page", "x-job", "properties", "examples"),
)
_PLACES = {key: place for place, key in enumerate(_ORDER)}


@dataclass(frozen=True)
class Owner:
    """The schema that fields are made for.

    Attributes:
        thing: what it is about.
        name: its name.
        is_answer: whether it shows the thing itself, so that `id` is the id of that.
        items: the array that lists such things, if it is a list.
    """

    thing: Thing
    name: str
    is_answer: bool
    items: str = ""


def object_schema(draft: Draft, owner: Owner, tree: Tree, description: str, after: str = "") -> Object:
    """Add a schema of this name for an object with these fields; return a reference to it."""
    schema: Object = {"type": "object", "description": description}
    reference = draft.add_component("schemas", owner.name, schema, after)
    parts: Mapping[str, Tree] = tree.get("parts", {})
    if required := [name for name, part in parts.items() if part.get("presence", "required") == "required"]:
        schema["required"] = required
    if not parts:
        schema["additionalProperties"] = True
        if "is_guess" not in tree:
            text = f"The page shows no fields of {owner.name}; say which it has."
            draft.say(Kind.DECIDE, join(_SCHEMAS, owner.name), text)
    schema["properties"] = {}
    for name, part in parts.items():
        schema["properties"][name] = field_schema(draft, owner, name, part)
    return reference


def field_schema(draft: Draft, owner: Owner, name: str, tree: Tree) -> Object:
    """Return the schema of a field, as it stands in its owner."""
    here = join(_SCHEMAS, owner.name, "properties", name)
    node = _known(draft, owner, name, tree) or _new(draft, owner, name, tree)
    if isinstance(presence := tree.get("presence"), dict):
        node["x-present-when"] = dict(presence)
    if node.get("description") == describe(name, owner.thing):
        draft.undescribe(here)
    return ordered(node)


def ordered(schema: Object) -> Object:
    """Return a schema with its keys in the order in which the description writes them."""
    return dict(sorted(schema.items(), key=lambda item: _PLACES.get(item[0], len(_PLACES))))


def describe(name: str, thing: Thing) -> str:
    """Return a description that says no more than the name of a field does."""
    *stem, last = words(name)
    if last == "at" and stem:
        return f"When the {thing.noun} {'were' if thing.is_plural else 'was'} {participle(stem[-1])}."
    if last == "id" and stem:
        return f"Which {' '.join(stem)}."
    return f"The {possessive(thing.noun)} {said(name)}."


def part_of(draft: Draft, thing: Thing, name: str, schema: str) -> Owner:
    """Return as the owner of fields what is called so within a thing, which may be one of another resource."""
    same = resource_called(draft, singular(name))
    inner = Thing(thing.segment, schema, thing.tag, said(singular(name)), same.ids if same else "")
    return Owner(inner, schema, is_answer=same is not None)


def identified(draft: Draft, owner: Owner, name: str, tree: Tree) -> Thing | None:
    """Return what a field identifies; None if it is no id, or none of anything that has ids of its own."""
    *stem, last = words(name)
    if last != "id" or tree.get("type") != "string" or "values" in tree:
        return None
    if stem:
        return resource_called(draft, "_".join(stem))
    return owner.thing if owner.is_answer and owner.thing.ids else None


def _known(draft: Draft, owner: Owner, name: str, tree: Tree) -> Object | None:
    """Return a reference to a schema that says the same of such a field, or None if there is none."""
    if thing := identified(draft, owner, name, tree):
        own: Object = id_schema(draft, thing)
        return own if name == "id" else {**own, "description": describe(name, owner.thing)}
    if name == "id":  # the id of something else says nothing of this one
        return None
    for node in _candidates(draft, owner, name):
        reference = node["$ref"]
        target = draft.at(reference)
        is_own = tokens(reference)[-1].startswith(owner.thing.name)
        if "enum" in target and not is_own:
            continue
        if not _fits(draft, reference, tree):
            continue
        found = {"$ref": reference}
        if target.get("type") != "object":
            found["description"] = describe(name, owner.thing)
        if "enum" in target and "values" not in tree:
            reason = f"inferred: documented as a plain string; taken to be the {owner.thing.noun}'s"
            found["x-evidence"] = {"values": reason}
        elif "enum" in target:
            del found["description"]
        return found
    return None


def _candidates(draft: Draft, owner: Owner, name: str) -> Iterator[Object]:
    """Yield references that stand for such a field elsewhere, those of the same thing first."""
    for operation in operations(draft.spec):
        for parameter in operation.parameters:
            if parameter.get("in") == "path" and parameter["name"] == name and "$ref" in parameter["schema"]:
                yield parameter["schema"]
    found = [
        (keys, node.value)
        for node in objects(draft.spec, "schema")
        if len(keys := tokens(node.pointer)) > 1 and keys[-2] == "properties" and "$ref" in node.value
    ]
    found.sort(key=lambda item: not item[0][2].startswith(owner.thing.name))
    same = [node for keys, node in found if keys[-1] == name]
    like = [node for keys, node in found if name.endswith("_at") and keys[-1].endswith("_at")]
    yield from {node["$ref"]: node for node in (*same, *like)}.values()


def _fits(draft: Draft, pointer: str, tree: Tree) -> bool:
    """Does what the page says of a field agree with the schema at a pointer?"""
    schema = resolve(draft.spec, draft.at(pointer))
    home = str(draft.at(pointer).get("$ref", pointer))
    own, kind = schema.get("type"), tree.get("type")
    if own != kind and not (nearest(draft.spec, pointer, "type") and kind in (None, "number")):
        return False
    if "values" in tree and set(tree["values"]) != set(schema.get("enum", [])):
        return False
    parts, fields = tree.get("parts", {}), schema.get("properties", {})
    if set(parts) != set(fields):
        return own not in ("object", "array")
    required = {name for name, part in parts.items() if part.get("presence", "required") == "required"}
    return required == set(schema.get("required", [])) and all(
        _fits(draft, join(home, "properties", name), part) for name, part in parts.items()
    )


def _new(draft: Draft, owner: Owner, name: str, tree: Tree) -> Object:
    here = join(_SCHEMAS, owner.name, "properties", name)
    kind = tree.get("type")
    description = describe(name, owner.thing)
    if kind is None:
        draft.say(Kind.DECIDE, here, f"The page gives no type for {name}; it is taken to be a text.")
        made = _new(draft, owner, name, {**tree, "type": "string"})
        set_tag(made, "type", "inferred: the page gives no type")
        return made
    parts: Mapping[str, Tree] = tree.get("parts", {})
    if kind == "object":
        return _nested(draft, owner, name, tree, description)
    if kind == "array":
        node: Object = {"type": "array", "description": description}
        if ITEMS in parts or not parts:
            node["items"] = _scalar(singular(name), parts.get(ITEMS, {}))
            if not parts:
                draft.say(Kind.DECIDE, here, f"The page does not say what {name} holds; texts are assumed.")
        elif name == owner.items:
            item = Owner(owner.thing, f"{owner.name}Item", is_answer=True)
            node["description"] = f"The {owner.thing.plural} on this page."
            text = f"{owner.thing.one.capitalize()} as it stands in a list."
            node["items"] = object_schema(draft, item, tree, text, after=owner.name)
        else:
            node["items"] = _nested(draft, owner, singular(name), tree, f"{noun(singular(name)).capitalize()}.")
        return node
    if len(tree.get("values", [])) > 1 and owner.is_answer:
        return _enum(draft, owner, name, tree, description)
    node = {**_scalar(name, {**tree, "type": kind}), "description": description}
    node.setdefault("examples", [_sample(draft, owner, name, node, tree)])
    return node


def _nested(draft: Draft, owner: Owner, name: str, tree: Tree, description: str) -> Object:
    known = draft.components("schemas")
    named = f"{owner.thing.name}{pascal(name)}"
    named = free(named if named not in known else f"{owner.name}{pascal(name)}", known)
    return object_schema(draft, part_of(draft, owner.thing, name, named), tree, description, after=owner.name)


def _enum(draft: Draft, owner: Owner, name: str, tree: Tree, description: str) -> Object:
    """Add a schema for the values of a field, because other answers about the thing show the field as well."""
    known = draft.components("schemas")
    enums = [other for other, schema in known.items() if "enum" in schema]
    values = list(tree["values"])
    schema = {"type": "string", "description": description, "enum": values, "examples": [values[0]]}
    return draft.add_component("schemas", free(f"{owner.thing.name}{pascal(name)}", known), schema, (enums or [""])[-1])


def _scalar(name: str, tree: Tree) -> Object:
    node: Object = {"type": tree.get("type", "string")}
    if "format" in tree:
        node["format"] = tree["format"]
    elif node["type"] == "string" and words(name)[-1] in ("url", "uri"):
        node["format"] = "uri"
        node["x-evidence"] = {"format": "inferred: documented as a plain string"}
    if "values" in tree:
        node["enum"] = list(tree["values"])
        node["examples"] = node["enum"][:1]
    return node


def _sample(draft: Draft, owner: Owner, name: str, node: Object, tree: Tree) -> Any:
    """Return an example of a field: that of a field of the same name, if there is one and it is no id."""
    *stem, last = words(name)
    if last == "id" and node["type"] == "string":
        return sample_id("_".join(stem) or owner.thing.noun)
    place = ["properties", name]
    alike = [found.value for found in objects(draft.spec, "schema") if tokens(found.pointer)[-2:] == place]
    alike.sort(key=lambda other: other.get("x-present-when") != tree.get("presence"))
    for known in (resolve(draft.spec, other) for other in alike):
        if known.get("examples") and (known.get("type"), known.get("format")) == (node["type"], node.get("format")):
            return known["examples"][0]
    if node.get("format") == "uri":
        return f"https://media.example.com/{name}"
    if node.get("format") == "date-time":
        return "2026-01-15T09:30:00Z"
    return said(name).capitalize() if node["type"] == "string" else example(draft.spec, node)
