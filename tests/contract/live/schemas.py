"""What was seen of the schemas that the spec only infers, facet by facet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scripts import spec as specs
from scripts.evidence import Tag
from scripts.spec import Object, join
from tests.contract.api import Api
from tests.contract.live.lists import id_field
from tests.contract.live.questions import Edit, Observation, Verdict, agrees, differs, still_open
from tests.contract.live.seen import (
    ABSENT,
    FORMATS,
    WORD,
    Seen,
    Visit,
    body_schema,
    format_of,
    has_type,
    outline,
    reach,
    response_schema,
    type_of,
    word,
)

MOST_OUTLINES = 2
UNSEEN = "nothing that was read shows it"
UNMADE = "only something that was made can show it; SPEND allows that"


def observe_schema(seen: Seen, tag: Tag) -> Observation:
    """What answers, or else the bodies that were sent, say about a guess."""
    visits = seen.answers.get(tag.pointer, [])
    present = [visit for visit in visits if visit.value is not ABSENT]
    is_property = specs.tokens(tag.pointer)[-2:-1] == ["properties"]
    if not visits:
        sent = seen.bodies.get(tag.pointer, [])
        return _observe_body(seen, tag, sent) if sent else still_open(unseen(seen, tag))
    if is_property and tag.facet == "presence":
        return _presence(seen, tag, visits)
    if is_property and tag.facet in ("", "name", "existence"):
        return _existence(seen, tag, visits, present)
    if not present:
        return still_open(UNSEEN)
    checks: dict[str, Callable[[Object, Tag, Sequence[Visit]], Observation]] = {
        "type": _type,
        "format": _format,
        "values": _values,
        "bounds": _bounds,
    }
    node = specs.resolve(seen.api.spec, specs.at(seen.api.spec, tag.pointer))
    if tag.facet in checks:
        found = checks[tag.facet](node, tag, present)
        undated = tag.facet == "format" and found.verdict is Verdict.DIFFERS
        return replace(found, edits=(*found.edits, *_undated(seen.api, tag))) if undated else found
    return _shape(seen.api.spec, node, tag, present)


def unseen(seen: Seen, tag: Tag) -> str:
    """Why nothing was seen: it did not come, or GET cannot show it."""
    shown: set[str] = set()
    for endpoint in seen.api.endpoints.values():
        if endpoint.operation.method == "GET":
            for status in (*endpoint.successes, 400):
                if (pointer := response_schema(endpoint, status)) is not None:
                    shown |= reach(seen.api.spec, pointer)
    made = {
        pointer
        for endpoint in seen.api.endpoints.values()
        if endpoint.operation.method != "GET"
        for start in (body_schema(endpoint), response_schema(endpoint, endpoint.successes[0]))
        if start is not None
        for pointer in reach(seen.api.spec, start)
    }
    return UNMADE if tag.pointer in made - shown else UNSEEN


def _count(visits: Sequence[Visit]) -> str:
    return f"{len(visits)} value{'s' if len(visits) > 1 else ''}"


def _type(node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation:
    expected = node["type"]
    wrong = sorted({type_of(visit.value) for visit in visits if not has_type(visit.value, expected)})
    if not wrong:
        return agrees(f"{expected} in {_count(visits)}")
    found = sorted({type_of(visit.value) for visit in visits})
    return differs(f"{', '.join(found)} in {_count(visits)}", Edit(join(tag.pointer, "type"), found[0]))


def _format(node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation:
    values = [visit.value for visit in visits if visit.value not in (None, "")]
    fits = FORMATS.get(node["format"])
    if not values or fits is None:
        return still_open(UNSEEN)
    if all(map(fits, values)):
        return agrees(f"{node['format']} in {_looks(values)}")
    found = format_of(values)
    seen = f"{found or 'no one format'} in {_looks(values)}"
    edits = [] if has_type(values[0], node["type"]) else [Edit(join(tag.pointer, "type"), type_of(values[0]))]
    change = Edit(join(tag.pointer, "format"), found) if found else Edit(join(tag.pointer, "format"), action="remove")
    return differs(seen, change, *edits, stands=found is not None)


def _undated(api: Api, tag: Tag) -> Iterator[Edit]:
    """Lists cannot name what tells when an item was made, when that is no date-time any more."""
    for endpoint in api.endpoints.values():
        place = endpoint.item_fields.get((endpoint.page or {}).get("created", ""))
        if place and tag.pointer in (place.pointer, specs.at(api.spec, place.pointer).get("$ref")) and endpoint.answer:
            yield Edit(join(str(endpoint.answer["$ref"]), "x-page", "created"), action="remove")


def _looks(values: Sequence[object]) -> str:
    outlines = sorted({outline(value) for value in values})
    like = f" like {', '.join(outlines)}" if len(outlines) <= MOST_OUTLINES else ""
    return f"{len(values)} value{'s' if len(values) > 1 else ''}{like}"


def _values(node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation:
    known = [str(value) for value in node["enum"]]
    found = sorted({visit.value for visit in visits if isinstance(visit.value, str)})
    others = [value for value in found if value not in known]
    if not others:
        return agrees(f"{', '.join(found)} in {_count(visits)}")
    if not all(value.isidentifier() and len(value) <= 40 for value in others):
        return differs(f"{len(others)} other values, which look like {outline(others[0])}", stands=False)
    return differs(f"also {', '.join(others)}", Edit(join(tag.pointer, "enum"), [*known, *others]))


def _bounds(node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation:
    sizes = [len(v.value) if isinstance(v.value, str | dict) else v.value for v in visits if _has_size(v.value)]
    if not sizes:
        return still_open(UNSEEN)
    name = next(key for key in ("minimum", "minLength", "minProperties") if key in node)
    if min(sizes) >= node[name]:
        return agrees(f"{name} {node[name]} is kept by {_count(visits)}")
    return differs(f"as low as {min(sizes)}", Edit(join(tag.pointer, name), action="remove"), stands=False)


def _has_size(value: object) -> bool:
    return isinstance(value, str | dict | int | float) and not isinstance(value, bool)


def _existence(seen: Seen, tag: Tag, visits: Sequence[Visit], present: Sequence[Visit]) -> Observation:
    if present:
        kinds = ", ".join(sorted({type_of(visit.value) for visit in present}))
        return agrees(f"present in {len(present)} of {len(visits)}, as {kinds}")
    name = specs.tokens(tag.pointer)[-1]
    for visit in visits:
        endpoint = seen.endpoint(visit.exchange)
        id_ = visit.holder.get(id_field(seen.api, endpoint.kind)) if endpoint else None
        if isinstance(id_, str) and name in seen.sent.get(id_, {}):
            return differs(
                "sent when it was made, and not in the answer", Edit(tag.pointer, action="remove"), stands=False
            )
    return still_open(f"absent in all {len(visits)} that were read; none is known to have been made with it")


def _presence(seen: Seen, tag: Tag, visits: Sequence[Visit]) -> Observation:
    node = specs.at(seen.api.spec, tag.pointer)
    nulls = sum(visit.value in (None, "") for visit in visits)
    there = [visit for visit in visits if visit.value not in (ABSENT, None, "")]
    if "x-present-when" not in node:
        if nulls:
            words = f"null or empty in {nulls} of {len(visits)}"
            return differs(words, Edit(tag.pointer, "say that it can be null or empty", "do"))
        if len(there) < len(visits):
            return agrees(f"absent in {len(visits) - len(there)} of {len(visits)}")
        return still_open(f"present in all {len(visits)} that were read; none is known to have been made without it")
    [(sibling, value)] = node["x-present-when"].items()
    due = [visit for visit in visits if visit.holder.get(sibling) == value]
    early = [visit for visit in there if visit not in due]
    late = [visit for visit in due if visit not in there]
    if early or late:
        words = f"present in {len(early)} whose {sibling} is not {value}, absent in {len(late)} whose {sibling} is"
        return differs(words, Edit(join(tag.pointer, "x-present-when"), action="remove"))
    if not due or len(due) == len(visits):
        return still_open(f"seen in {len(due)} whose {sibling} is {value}, and in {len(visits) - len(due)} others")
    words = "null or empty" if nulls else "absent"
    return agrees(f"present in {len(due)} whose {sibling} is {value}, {words} in {len(visits) - len(due)} others")


def _shape(spec: Object, node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation:
    if moved := _moved(node, tag, visits):
        return moved
    objects = [visit.value for visit in visits if isinstance(visit.value, dict)]
    fields = specs.properties(spec, node)
    if not objects or not fields:
        return still_open(UNSEEN) if not fields else differs(f"{type_of(visits[0].value)}, no object", stands=False)
    missing = [name for name in node.get("required", ()) if any(name not in value for value in objects)]
    wrong = {
        name: sorted({type_of(value[name]) for value in objects if name in value})
        for name, schema in fields.items()
        if any(name in value and not has_type(value[name], schema.get("type", "object")) for value in objects)
    }
    if missing or wrong:
        words = [f"{name} is missing" for name in missing] + [f"{name} is {', '.join(t)}" for name, t in wrong.items()]
        left = [name for name in node.get("required", ()) if name not in missing]
        edits = [Edit(join(tag.pointer, "required"), left)] if missing else []
        edits += [Edit(join(tag.pointer, "properties", name, "type"), types[0]) for name, types in wrong.items()]
        return differs("; ".join(words), *edits)
    unseen_fields = [name for name in fields if not any(name in value for value in objects)]
    if unseen_fields:
        return still_open(f"as described in {len(objects)}, but {', '.join(unseen_fields)} did not come")
    return agrees(f"{', '.join(fields)} as described in {len(objects)}")


def _moved(node: Object, tag: Tag, visits: Sequence[Visit]) -> Observation | None:
    """What is to say when the items of a page stand elsewhere; None when they do not."""
    rules: Any = node.get("x-page")
    if rules is None or all(isinstance(v.value, dict) and rules["items"] in v.value for v in visits):
        return None
    value = visits[0].value
    if isinstance(value, list):
        return differs("a bare array", Edit(tag.pointer, "describe an array of the items, without pages", "do"))
    arrays = [name for name, inner in value.items() if isinstance(inner, list)] if isinstance(value, dict) else []
    if not arrays:
        return differs(f"{type_of(value)} without an array", Edit(tag.pointer, "describe what came", "do"))
    if not WORD.fullmatch(arrays[0]):
        return differs(f"the items stand in {word(arrays[0])}", Edit(tag.pointer, "describe what came", "do"))
    required = [arrays[0] if name == rules["items"] else name for name in node["required"]]
    return differs(
        f"the items stand in {arrays[0]}",
        Edit(join(tag.pointer, "required"), required),
        Edit(join(tag.pointer, "x-page", "items"), arrays[0]),
        Edit(join(tag.pointer, "properties", rules["items"]), arrays[0], "rename"),
    )


def _observe_body(seen: Seen, tag: Tag, visits: Sequence[Visit]) -> Observation:
    """What the answers to bodies say about a guess that concerns what is sent."""
    node = specs.resolve(seen.api.spec, specs.at(seen.api.spec, tag.pointer))
    told = [v for v in visits if isinstance(v.value, dict) and v.exchange.answer and v.exchange.answer.status < 429]
    fields = list(node.get("properties", {}))
    if tag.facet == "bounds" and "minProperties" in node:
        change = Edit(join(tag.pointer, "minProperties"), action="remove")
        return _refused([visit for visit in told if not visit.value], "an empty body", change)
    if tag.facet == "presence" and fields:
        partial = [visit for visit in told if 0 < len(visit.value) < len(fields)]
        return _taken(partial, "a part of the fields", Edit(join(tag.pointer, "required"), fields))
    if not tag.facet:
        change = Edit(tag.pointer, "find out what else is needed, or what is wrong", "do")
        return _taken([visit for visit in told if visit.value], "a body as described", change)
    return still_open(UNSEEN)


def _taken(visits: Sequence[Visit], what: str, otherwise: Edit) -> Observation:
    if not visits:
        return still_open(UNSEEN)
    return agrees(f"{what} is accepted") if _accepted(visits) else differs(f"{what} got {_statuses(visits)}", otherwise)


def _refused(visits: Sequence[Visit], what: str, otherwise: Edit) -> Observation:
    if not visits:
        return still_open(UNSEEN)
    if _accepted(visits):
        return differs(f"{what} is accepted", otherwise, stands=False)
    return agrees(f"{what} got {_statuses(visits)}")


def _accepted(visits: Sequence[Visit]) -> bool:
    return any(visit.exchange.answer is not None and visit.exchange.answer.succeeded for visit in visits)


def _statuses(visits: Sequence[Visit]) -> str:
    return ", ".join(sorted({str(visit.exchange.answer.status) for visit in visits if visit.exchange.answer}))
