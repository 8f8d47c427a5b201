"""The evidence: the nearest tag speaks for a fact, and the table shows each tag once."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from scripts.evidence import FACETS, TABLE, Tag, facts, main, nearest, render, tags
from scripts.spec import at, load
from tests.sample import load_sample

SPEC = load()
SCHEMAS = "#/components/schemas"


@pytest.mark.parametrize(
    ("pointer", "facet", "expected"),
    [
        pytest.param(f"{SCHEMAS}/Video/properties/url", "format", f"{SCHEMAS}/Video/properties/url", id="its own"),
        pytest.param(f"{SCHEMAS}/Video/properties/url", "presence", None, id="a map speaks for its facets alone"),
        pytest.param(f"{SCHEMAS}/Replica/properties/name", "type", f"{SCHEMAS}/Replica", id="a text covers all below"),
        pytest.param(f"{SCHEMAS}/Replica/properties/id", "bounds", f"{SCHEMAS}/ReplicaId", id="the target is nearer"),
        pytest.param(f"{SCHEMAS}/Replica/properties/id", "existence", f"{SCHEMAS}/Replica", id="the target is silent"),
        pytest.param(f"{SCHEMAS}/PersonaUpdate/properties/name", "presence", f"{SCHEMAS}/PersonaUpdate", id="presence"),
        pytest.param(f"{SCHEMAS}/PersonaUpdate/properties/name", "bounds", None, id="no other facet passes down"),
        pytest.param(
            "#/components/parameters/SpeechStatusFilter/schema",
            "values",
            "#/components/parameters/SpeechStatusFilter",
            id="a parameter speaks for its schema",
        ),
        pytest.param(
            "#/paths/~1videos/post/responses/404",
            "status",
            "#/components/responses/ReferenceNotFound",
            id="a response is what it refers to",
        ),
        pytest.param("#/paths/~1videos/post", "name", "#/paths/~1videos/post", id="an operation"),
        pytest.param("#/paths/~1videos/get", "name", None, id="the docs say so"),
    ],
)
def test_the_nearest_tag_speaks(pointer: str, facet: str, expected: str | None) -> None:
    tag = nearest(SPEC, pointer, facet)
    assert (tag.pointer if tag else None) == expected


def test_every_facet_is_one_of_the_closed_set() -> None:
    assert {fact.facet for fact in facts(SPEC)} == set(FACETS)


def test_the_table_counts_and_shows_each_tag_once() -> None:
    spec = copy.deepcopy(SPEC)
    found = list(tags(spec))
    for number, tag in enumerate(found):
        holder, key = (at(spec, tag.pointer), "x-evidence")
        if tag.facet:
            holder, key = holder[key], tag.facet
        holder[key] = f"observed: reason {number}"
    rows = [line for line in render(spec).splitlines() if "reason" in line and line.startswith("|")]
    assert [row.rsplit(" | ", 1)[1] for row in rows] == [f"reason {number} |" for number in range(len(found))]
    assert f"**{len(found)} facts**: 0 corrected, 0 inferred, {len(found)} observed." in render(spec)


def test_facts_with_one_reason_share_a_row() -> None:
    rows = [line for line in render(load_sample()).splitlines() if "an empty id would address the collection" in line]
    (row,) = rows
    assert row.startswith("| `ReplicaId`, `VideoId`, `ConversationId`, `PersonaId`, `SpeechId` | `minLength: 1` |")


def test_tags_come_in_the_order_of_the_description() -> None:
    assert next(tags(SPEC)) == Tag("#/info/license", "", "inferred", SPEC["info"]["license"]["x-evidence"][10:])


def test_the_table_escapes_what_would_break_it() -> None:
    spec = copy.deepcopy(SPEC)
    spec["servers"][0]["x-evidence"] = "observed: a|b\nc"
    assert "| base URL | all of it | a\\|b c |" in render(spec)


def test_the_stored_table_is_current() -> None:
    assert main(["--check"]) == 0
    assert TABLE.read_text(encoding="utf-8") == render(SPEC)


def test_the_command_writes_checks_and_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "docs" / "evidence.md"
    assert main(["--check", "--table", str(table)]) == 1
    assert "is stale; run `python -m scripts.evidence --write`" in capsys.readouterr().err
    assert main(["--write", "--table", str(table)]) == 0
    assert main(["--check", "--table", str(table)]) == 0
    table.write_text("old", encoding="utf-8")
    assert main(["--check", "--table", str(table)]) == 1
    capsys.readouterr()
    assert main([]) == 0
    assert capsys.readouterr().out == render(SPEC)


def test_the_command_reports_an_unreadable_description(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", encoding="utf-8")
    assert main(["--spec", str(broken)]) == 1
    assert "is not valid YAML" in capsys.readouterr().err
