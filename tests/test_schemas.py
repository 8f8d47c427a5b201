"""The spec's schemas as the client checks them: another reading of the spec agrees, and new facts are checked too."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from scripts import evidence as evidences
from scripts import spec as specs
from tests.sample import load_sample
from twintone.emulator import compile_for_validation
from twintone.schemas import Schemas
from twintone.spec import evidence, load

SPEC = load()
SCHEMAS = "#/components/schemas"
NOW = "2026-01-15T09:30:00Z"
READY = {"id": "vid_1", "status": "ready", "created_at": NOW, "url": "https://media.example.com/1.mp4"}


def test_evidence_is_looked_up_as_the_maintainers_do() -> None:
    facts = list(evidences.facts(SPEC))
    for fact in facts:
        tag = evidences.nearest(SPEC, fact.pointer, fact.facet)
        assert evidence(SPEC, fact.pointer, fact.facet) == (f"{tag.kind}: {tag.why}" if tag else ""), fact
    assert len(facts) > 500


def values(schema: Any) -> st.SearchStrategy[Any]:
    """Makes values that fit a schema's properties, nearly."""
    names = [*schema["properties"], "more"]
    texts = st.sampled_from([*{value for node in schema["properties"].values() for value in node.get("enum", ())}, NOW])
    value: st.SearchStrategy[Any] = texts | st.sampled_from(["https://media.example.com/1", "", None, 5, 1.5, [], {}])
    return st.dictionaries(st.sampled_from(names), value) | value


JUDGED = {
    name: {**SPEC["components"]["schemas"][name], "properties": specs.properties(SPEC, {"$ref": f"{SCHEMAS}/{name}"})}
    for name in ("Video", "SpeechListItem", "Conversation", "Persona", "Pagination", "ErrorBody")
}
COMPILED = compile_for_validation(SPEC)["components"]
BUILT = Schemas(SPEC)


@given(data=st.data(), name=st.sampled_from(sorted(JUDGED)))
def test_two_readings_of_the_spec_agree(data: st.DataObject, name: str) -> None:
    """The emulator compiles the spec in its own way, and another library checks it here."""
    value = data.draw(values(JUDGED[name]))
    other = jsonschema.Draft202012Validator({"$ref": f"{SCHEMAS}/{name}", "components": COMPILED})
    found = [item.spec for item in BUILT.complaints(f"{SCHEMAS}/{name}", value, repr)]
    assert other.is_valid(value) == all(spec.endswith("/format") for spec in found)  # the other one asserts no formats


def test_a_field_more_in_the_spec_is_checked() -> None:
    spec = load_sample()
    video = spec["components"]["schemas"]["Video"]
    video["allOf"] = [{"required": ["seconds"]}]
    video["properties"]["seconds"] = {"type": "integer", "x-present-when": {"status": "ready", "name": "long"}}
    schemas = Schemas(spec)

    def found(**fields: object) -> list[tuple[str, str]]:
        complaints = schemas.complaints(f"{SCHEMAS}/Video", {**READY, **fields}, repr)
        return [(item.spec.removeprefix(f"{SCHEMAS}/Video"), item.message) for item in complaints]

    assert found(name="long", seconds=7) == []
    assert ("/allOf/0/required/0", '"seconds" is missing.') in found()
    condition = 'status is "ready" and name is "long"'
    assert ("/properties/seconds/x-present-when", f'"seconds" is missing, but {condition}.') in found(name="long")
    assert found(seconds=7) == [("/properties/seconds/x-present-when", f"It is there, but not: {condition}.")]
