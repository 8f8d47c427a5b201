"""The notes: what an edit of the description means for users, how it is graded, and what holds for any two edits."""

from __future__ import annotations

import copy
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.notes.api import JOB_WORDS, PAGE_WORDS
from scripts.notes.comparison import Description, compare, describe
from scripts.notes.differences import differences
from scripts.notes.lines import Line
from scripts.spec_hints import JOB_KEYS, JOB_STATES, PAGE_KEYS
from tests.notes_edits import BREAKING, CREATE, FIX, LIST, SPEC, Table, refused_everywhere
from tests.notes_of_operations import OPERATIONS
from tests.notes_of_shapes import SHAPES
from tests.test_spec_grows import grown

TABLE: Table = {**SHAPES, **OPERATIONS, "nothing": (lambda spec: spec, [])}


@cache
def edited(name: str) -> Description:
    spec = copy.deepcopy(SPEC)
    TABLE[name][0](spec)
    return describe(spec)


def unmarked(line: Line) -> str:
    assert line.text.startswith("**Breaking:** ") == (line.grade is BREAKING)
    return line.text.removeprefix("**Breaking:** ")


@pytest.mark.parametrize("name", TABLE)
def test_an_edit_means_for_users(name: str) -> None:
    lines = compare(edited("nothing"), edited(name))
    assert [(line.grade, unmarked(line)) for line in lines] == TABLE[name][1]


PAIRS = st.tuples(st.sampled_from(list(TABLE)), st.sampled_from(list(TABLE)))


@given(PAIRS)
@settings(max_examples=25, deadline=None)
def test_the_way_back_is_the_mirror_of_the_way_there(pair: tuple[str, str]) -> None:
    one, other = (edited(name) for name in pair)
    there = differences(one.surface, other.surface)
    back = differences(other.surface, one.surface)
    assert {item.subject: (item.old, item.new) for item in there} == {i.subject: (i.new, i.old) for i in back}
    lines, mirrored = compare(one, other), compare(other, one)
    assert bool(lines) == bool(mirrored) == (pair[0] != pair[1])
    added = {name for line in lines if line.group == "Added" for name in line.names}
    assert added <= {name for line in mirrored if line.group == "Removed" for name in line.names}
    if there:
        assert max(line.grade for line in [*lines, *mirrored]) > FIX


def test_a_larger_description_only_adds() -> None:
    lines = [line.text for line in compare(edited("nothing"), describe(grown()))]
    assert lines == [
        f"{LIST} take the keyword `newest` (`bool`, optional).",
        f"{LIST} take the keyword `tag` (`Sequence[str]`, optional).",
        f"{CREATE} take the keyword `background` (`str`, optional).",
        (
            "`client.songs`, with `list`, `create`, `get`, `delete`, `iterate`, `find_created`, `wait`, `wait_all`, "
            "`create_and_wait` and `download`. Songs, made by asynchronous jobs."
        ),
        "`VideoStatus` has the value `queued`.",
        "`Video` has the attribute `seen_at` (`list[datetime] | None`).",
        "The types `SongCreatedStatus` and `SongStatus`.",
        "The models `Song`, `SongListItem`, `SongList` and `SongCreated`.",
        "`client.videos.wait(...)` counts the status `queued` as working.",
    ]


def test_what_is_said_of_every_call_is_said_once_also_when_calls_are_new() -> None:
    spec = grown()
    refused_everywhere(spec)
    lines = [line.text for line in compare(edited("nothing"), describe(spec)) if "409" in line.text]
    assert lines == ["The exception `ConflictError`, for the status 409.", "Every call documents the status 409."]


def test_every_key_of_the_hints_has_words() -> None:
    assert JOB_WORDS.keys() == set(JOB_KEYS) - set(JOB_STATES)
    assert PAGE_WORDS.keys() == set(PAGE_KEYS)


def test_comparing_changes_neither_description() -> None:
    one, other = edited("nothing"), edited("a value")
    before = copy.deepcopy((one.spec, other.spec))
    compare(one, other)
    assert (one.spec, other.spec) == before
