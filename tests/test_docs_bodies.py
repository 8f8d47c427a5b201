"""However a body notes a value and what stands beside it, a change of meaning is found and another notation is none."""

from __future__ import annotations

import pytest

from scripts.docs.findings import Action, Finding
from scripts.docs.source import Markup
from tests.docs_edits import MARKUPS, PAGE, SCHEMAS, Change, Edit, assert_found, edit, find, swap

SCRIPT = SCHEMAS + "VideoCreate/properties/script"
SETTINGS = '"pitch": number,\n"speed": number\n}'


def script(value: str) -> Change:
    return swap('"script": "string",', value, of="POST /videos")


def values(text: str) -> Change:
    return swap("processing|ready|failed", text, of="GET /speech/:id")


EDITS = (
    edit("remark behind the comma", script('"script": "string", (optional)'), (Action.CHANGE, SCRIPT)),
    edit("remark without brackets", script('"script": "string", optional'), (Action.CHANGE, SCRIPT)),
    edit("remark before the comma", script('"script": "string" (optional),'), (Action.CHANGE, SCRIPT)),
    edit("remark in square brackets", script('"script": "string" [optional],'), (Action.CHANGE, SCRIPT)),
    edit("remark with a comma", script('"script": "string" (at most 500, optional),'), (Action.CHANGE, SCRIPT)),
    edit("remark behind a semicolon", script('"script": "string"; // Optional'), (Action.CHANGE, SCRIPT)),
    edit("remark beside a bare type", script('"script": string optional,'), (Action.CHANGE, SCRIPT)),
    edit("mark behind the key", script('"script" (optional): "string",'), (Action.CHANGE, SCRIPT)),
    edit(
        "remark before another field",
        script('"script": "string" (optional), "tone": "string",'),
        (Action.CHANGE, SCRIPT),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/tone"),
    ),
    edit("remark that is not understood", script('"script": "string", at most 500'), (Action.NEW_LINE, SCRIPT)),
    edit("remark with a colon", script('"script": "string", default: 20'), (Action.NEW_LINE, SCRIPT)),
    edit(
        "key that is no identifier",
        script('"script": "string",\n"$3d": "string",'),
        (Action.ADD, SCHEMAS + "VideoCreate/properties/$3d"),
    ),
    edit(
        "remark on a closing bracket",
        swap(SETTINGS, SETTINGS + " // Optional", of="POST /personas"),
        (Action.CHANGE, SCHEMAS + "PersonaCreate/properties/voice_settings"),
    ),
    edit(
        "long remark on a closing bracket",
        swap(SETTINGS, SETTINGS + ", // See the list of voices", of="POST /personas"),
        (Action.NEW_LINE, SCHEMAS + "PersonaCreate/properties/voice_settings"),
    ),
    edit(
        "value of an example",
        swap('"NoSuchThing"', '"no_such_thing"'),
        (Action.NEW_LINE, SCHEMAS + "ErrorBody/properties/error"),
    ),
    edit("slashes", values("processing/ready/failed/gone"), (Action.CHANGE, SCHEMAS + "SpeechStatus")),
    edit("commas", values("processing, ready, gone"), (Action.CHANGE, SCHEMAS + "SpeechStatus")),
    edit("two values", values("ready or failed"), (Action.CHANGE, SCHEMAS + "SpeechStatus")),
    edit("sentence", values("one of the usual ones"), (Action.NEW_LINE, SCHEMAS + "Speech/properties/status")),
    edit(
        "values that may be something else",
        values("ready/failed"),
        (Action.NEW_LINE, SCHEMAS + "Speech/properties/status"),
    ),
)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("case", EDITS, ids=str)
def test_an_edit_is_found(case: Edit, markup: Markup) -> None:
    assert_found(case, markup)


def found_type(value: str) -> object:
    (finding,) = find(script(f'"script": {value},')(PAGE))
    assert (finding.action, finding.pointer, finding.facet) == (Action.CHANGE, SCRIPT, "type")
    return finding.new


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ('"string|integer"', ["string", "integer"]),
        ('"null|string"', ["string", "null"]),
        ('"string or null"', ["string", "null"]),
        ('"string" or null', ["string", "null"]),
        ('"string" | "object"', ["string", "object"]),
        ('"string|uuid|number"', ["string", "number"]),
        ('"string[]"', "array"),
        ("string[]", "array"),
        ('"[string]"', "array"),
        ("[string]", "array"),
        ('"string..."', "array"),
        ('"array of strings"', "array"),
        ('"array<string>"', "array"),
        ('"object[]"', "array"),
        ('"string[]|null"', ["array", "null"]),
        ('"integer > 0"', "integer"),
    ],
)
def test_a_type_is_read_in_every_notation(value: str, kind: object) -> None:
    assert found_type(value) == kind


@pytest.mark.parametrize("value", ['"string[]"', '"[string]"', '["string"]', '"string..."', '"array of strings"'])
def test_the_items_of_an_array_are_read_in_every_notation(value: str) -> None:
    (finding,) = find(script(f'"script": "string",\n"tags": {value}, // Optional')(PAGE))
    assert (finding.action, finding.pointer) == (Action.ADD, SCHEMAS + "VideoCreate/properties/tags")
    assert finding.new == {"type": "array", "presence": "optional", "parts": {"[]": {"type": "string"}}}


@pytest.mark.parametrize(
    ("value", "listed"),
    [
        ('"16:9|9:16|1:1"', ["16:9", "9:16", "1:1"]),
        ('"v1.0|v2.0"', ["v1.0", "v2.0"]),
        ('"video/mp4 | video/webm"', ["video/mp4", "video/webm"]),
        ('"+1|-1"', ["+1", "-1"]),
        ('"c|c++|.net"', ["c", "c++", ".net"]),
        ('"in progress|on-hold"', ["in progress", "on-hold"]),
    ],
)
def test_values_may_hold_other_characters(value: str, listed: list[str]) -> None:
    (finding,) = find(script(f'"script": "string",\n"look": {value},')(PAGE))
    assert (finding.action, finding.pointer) == (Action.ADD, SCHEMAS + "VideoCreate/properties/look")
    assert finding.new == {"type": "string", "values": listed}


@pytest.mark.parametrize("value", ['"16:9|9:16|..."', '"16:9|9:16..."', '"16:9|as you like it"', '"16:9|%"', '"16:9|"'])
def test_values_that_are_not_understood_are_a_line(value: str) -> None:
    (finding,) = find(script(f'"script": {value},')(PAGE))
    assert (finding.action, finding.pointer) == (Action.NEW_LINE, SCRIPT)


@pytest.mark.parametrize(
    "value", ["<string>", '"<string>"', '"string!"', "string?", '"Number of words"', '"string (at most 5)"', "5..6"]
)
def test_what_is_not_understood_is_a_line_and_no_removal(value: str) -> None:
    (finding,) = find(script(f'"script": {value},')(PAGE))
    assert (finding.action, finding.pointer) == (Action.NEW_LINE, SCRIPT)


@pytest.mark.parametrize(
    "value", ['"String",', '"text",', "string,", '"string" ,', '"string";', '"string" // (required)']
)
def test_another_notation_is_no_finding(value: str) -> None:
    assert not find(script(f'"script": {value}')(PAGE))


@pytest.mark.parametrize(
    "text", ["processing, ready, failed", "failed|ready|processing", "processing | ready | failed"]
)
def test_another_list_of_the_same_values_is_no_finding(text: str) -> None:
    assert not find(values(text)(PAGE))


@pytest.mark.parametrize(
    "line", ['"script"*: "string",', '"script": *"string",', '"script": "string"*,', '"name"*: "string"']
)
def test_an_asterisk_is_found(line: str) -> None:
    field = line.partition(":")[0].strip('"*')
    found: list[Finding] = find(swap(f'"{field}": "string"', line.removesuffix(","), of="POST /videos")(PAGE))
    assert [finding.pointer for finding in found] == [f"{SCHEMAS}VideoCreate/properties/{field}"]
