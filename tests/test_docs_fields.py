"""Edits of fields and of their values are found, once, with the place in the description."""

from __future__ import annotations

import pytest

from scripts.docs.findings import Action
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, PARAMETERS, SCHEMAS, Edit, assert_found, both, edit, swap, swap_all

EDITS = (
    edit(
        "field added",
        swap('"script": "string",\n', '"script": "string",\n"language": "string",\n'),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/language"),
    ),
    edit(
        "field removed", swap('"script": "string",\n', ""), (Action.REMOVE, SCHEMAS + "VideoCreate/properties/script")
    ),
    edit(
        "field renamed",
        swap('"script":', '"words":'),
        (Action.REMOVE, SCHEMAS + "VideoCreate/properties/script"),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/words"),
    ),
    edit(
        "field retyped",
        swap('"script": "string"', '"script": number'),
        (Action.CHANGE, SCHEMAS + "VideoCreate/properties/script"),
    ),
    edit(
        "field made nullable",
        swap('"script": "string"', '"script": "string|null"'),
        (Action.CHANGE, SCHEMAS + "VideoCreate/properties/script"),
    ),
    edit(
        "field made optional",
        swap('"script": "string",', '"script": "string", // Optional'),
        (Action.CHANGE, SCHEMAS + "VideoCreate/properties/script"),
    ),
    edit(
        "field made optional in its key",
        swap('"script":', '"script"?:'),
        (Action.CHANGE, SCHEMAS + "VideoCreate/properties/script"),
    ),
    edit(
        "field made required",
        swap('"name": "string" // Optional', '"name": "string"'),
        (Action.CHANGE, SCHEMAS + "VideoCreate/properties/name"),
    ),
    edit(
        "condition changed",
        swap('only if status is "ready"', 'only if status is "failed"', of="GET /videos/:id"),
        (Action.CHANGE, SCHEMAS + "Video/properties/url"),
    ),
    edit(
        "condition dropped",
        swap(' // Present only if status is "ready"', "", of="GET /videos/:id"),
        (Action.CHANGE, SCHEMAS + "Video/properties/url"),
    ),
    edit(
        "nested field added",
        swap('"pitch": number,', '"pitch": number,\n"accent": "string",', of="GET /personas/:id"),
        (Action.ADD, SCHEMAS + "VoiceSettings/properties/accent"),
    ),
    edit(
        "nested object added",
        swap('"script": "string",', '"script": "string",\n"voice": { // Optional\n"pitch": number\n},'),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/voice"),
    ),
    edit(
        "array added",
        swap('"script": "string",', '"script": "string",\n"tags": ["string"],'),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/tags"),
    ),
    edit(
        "object removed",
        swap('"voice_settings": {\n"pitch": number,\n"speed": number\n}', '"seed": number'),
        (Action.REMOVE, SCHEMAS + "PersonaCreate/properties/voice_settings"),
        (Action.ADD, SCHEMAS + "PersonaCreate/properties/seed"),
    ),
    edit(
        "object made text",
        swap('"voice_settings": {\n"pitch": number,\n"speed": number\n}', '"voice_settings": "string"'),
        (Action.CHANGE, SCHEMAS + "PersonaCreate/properties/voice_settings"),
    ),
    edit(
        "shared object changed everywhere",
        swap_all('"pitch": number', '"pitch": "string"'),
        (Action.CHANGE, SCHEMAS + "VoiceSettings/properties/pitch"),
    ),
    edit(
        "field of a list changed",
        swap('"pages": 0', '"pages": 0,\n"next": "string"', of="GET /speech"),
        (Action.ADD, SCHEMAS + "Pagination/properties/next"),
    ),
    edit(
        "format stated",
        swap('"created_at": "string"', '"created_at": "date-time"'),
        (Action.PROMOTE, SCHEMAS + "Timestamp"),
    ),
    edit(
        "remark added",
        swap('"script": "string",', '"script": "string", // Costs a credit for each minute'),
        (Action.NEW_LINE, SCHEMAS + "VideoCreate/properties/script"),
    ),
    edit(
        "sample value changed",
        swap('"page": 0', '"page": 1'),
        (Action.NEW_LINE, SCHEMAS + "Pagination/properties/page"),
    ),
    edit(
        "value added",
        swap("processing|ready|failed", "queued|processing|ready|failed"),
        (Action.CHANGE, SCHEMAS + "VideoStatus"),
    ),
    edit(
        "value removed", swap("processing|ready|failed", "processing|ready"), (Action.CHANGE, SCHEMAS + "VideoStatus")
    ),
    edit(
        "value renamed",
        swap("processing|ready|failed", "processing|done|failed"),
        (Action.CHANGE, SCHEMAS + "VideoStatus"),
    ),
    edit(
        "value renamed everywhere",
        both(
            swap_all("active|ended", "active|over"),
            swap_all("\u201cactive\u201d|\u201cended\u201d", "\u201cactive\u201d|\u201cover\u201d"),
        ),
        (Action.CHANGE, SCHEMAS + "ConversationStatus"),
    ),
    edit("values dropped", swap('"processing|ready|failed"', '"string"'), (Action.REMOVE, SCHEMAS + "VideoStatus")),
    edit(
        "values stated",
        swap('"status": "string"', '"status": "processing|ready|failed"', of="PATCH /videos/:id"),
        (Action.PROMOTE, SCHEMAS + "VideoUpdated/properties/status"),
    ),
    edit(
        "value of a filter added",
        swap("|\u201cended\u201d)", "|\u201cended\u201d|\u201cpaused\u201d)"),
        (Action.CHANGE, SCHEMAS + "ConversationStatus"),
    ),
    edit(
        "values of a filter stated",
        swap(
            "status of speech you want",
            "status of speech you want (\u201cprocessing\u201d|\u201cready\u201d|\u201cfailed\u201d)",
        ),
        (Action.PROMOTE, PARAMETERS + "SpeechStatusFilter"),
    ),
)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("case", EDITS, ids=str)
def test_an_edit_is_found(case: Edit, markup: Markup) -> None:
    assert_found(case, markup)
