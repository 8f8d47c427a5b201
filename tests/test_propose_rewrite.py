"""Changed data goes into the text that it was read from, and no other line is touched."""

from __future__ import annotations

import copy
import difflib
import random
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.proposals.rewrite import RewriteError, rewrite
from scripts.spec import Object, SpecError, parse
from tests.proposing import TEXT

SPEC = parse(TEXT)
SMALL = """\
# What it is.
title: Films   # a remark
kinds: [short, long]  # two
films:
  # Short films ------------------------------
  Short: {minutes: 5, name: "A: b"}

  # Long films -------------------------------
  Long:
    minutes: 90
    text: >-
      Folded over
      two lines.
    cuts:
      - first: 1
        then: 2
      # the last
      - first: 3

  Longer:
    minutes: 200
end: true
"""
DATA = parse(SMALL)


def changed(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def written(**changes: Any) -> list[str]:
    """Returns the lines that change when values at dotted keys of the small text are set, or removed with None."""
    data = parse(SMALL)
    for dotted, value in changes.items():
        *keys, last = dotted.split("__")
        node: Any = data
        for key in keys:
            node = node[int(key) if key.isdigit() else key]
        if value is None:
            del node[int(last) if last.isdigit() else last]
        else:
            node[int(last) if last.isdigit() else last] = value
    return changed(SMALL, rewrite(SMALL, DATA, data))


def test_the_same_data_is_the_same_text_byte_for_byte() -> None:
    assert rewrite(TEXT, SPEC, copy.deepcopy(SPEC)) == TEXT
    assert rewrite(SMALL, DATA, parse(SMALL)) == SMALL


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param({"title": "Shows"}, ["-title: Films   # a remark", "+title: Shows   # a remark"], id="scalar"),
        pytest.param(
            {"kinds": ["short", "tiny", "long"]},
            ["-kinds: [short, long]  # two", "+kinds: [short, tiny, long]  # two"],
            id="list in brackets",
        ),
        pytest.param(
            {"films__Short__year": "1999"},
            ['-  Short: {minutes: 5, name: "A: b"}', '+  Short: {minutes: 5, name: "A: b", year: "1999"}'],
            id="mapping in braces",
        ),
        pytest.param({"films__Long__year": 1}, ["+    year: 1"], id="new key"),
        pytest.param(
            {"films__Long__text": None}, ["-    text: >-", "-      Folded over", "-      two lines."], id="gone"
        ),
        pytest.param({"films__Long__cuts__0__then": 4}, ["-        then: 2", "+        then: 4"], id="item"),
        pytest.param({"films__Long__cuts__1": None}, ["-      - first: 3"], id="item gone"),
        pytest.param({"films__Longer": None}, ["-", "-  Longer:", "-    minutes: 200"], id="blank line before"),
        pytest.param({"films__Long__minutes": "no"}, ["-    minutes: 90", '+    minutes: "no"'], id="quotes"),
        pytest.param({"end": {"of": ["all"]}}, ["-end: true", "+end:", "+  of: [all]"], id="scalar to mapping"),
    ],
)
def test_only_the_lines_of_what_changed_are_touched(changes: dict[str, Any], lines: list[str]) -> None:
    assert written(**changes) == lines


def test_what_is_renamed_keeps_its_lines() -> None:
    data = parse(SMALL)
    data["films"] = {("Epic" if name == "Longer" else name): film for name, film in data["films"].items()}
    assert changed(SMALL, rewrite(SMALL, DATA, data)) == ["-  Longer:", "+  Epic:"]


def test_a_heading_goes_with_the_last_of_its_section_and_comes_with_the_first() -> None:
    data = parse(SMALL)
    del data["films"]["Short"]
    assert changed(SMALL, rewrite(SMALL, DATA, data))[-2:] == [
        "-  # Short films ------------------------------",
        '-  Short: {minutes: 5, name: "A: b"}',
    ]
    data = copy.deepcopy(SPEC)
    data["components"]["schemas"]["Song"] = {"type": "object", "description": "A song."}
    new = rewrite(TEXT, SPEC, data, {"#/components/schemas/Song": "Songs"})
    heading = next(line for line in new.splitlines() if line.startswith("    # Songs -"))
    assert len(heading) == max(len(line) for line in TEXT.splitlines() if line.endswith("-----"))
    assert new.splitlines()[-4:-2] == [heading, "    Song:"]


def test_what_is_long_is_folded() -> None:
    data = parse(SMALL)
    data["films"]["Long"]["text"] = "word " * 60 + "end."
    new = rewrite(SMALL, DATA, data)
    assert max(map(len, new.splitlines())) <= 120
    assert parse(new) == data


STRANGE: tuple[Any, ...] = (
    *("a: b", " lead", "trail ", "no", "1", "\u00e9 # x", '"q"', "it's", "- a", "? b", "{x", "[", "@", "%", "!x", "&a"),
    *(
        "*a",
        "|",
        ">",
        "`",
        "a, b",
        "x #y",
        "y:",
        "<<",
        "line\nbreak",
        "tab\t",
        "\x85\u2028\u200b\x07",
        "\U0001f600",
        "",
    ),
    *({"a": 1}, {}, [], [1, "two"], [{"a": {"b": [1]}}], [[1], [2]], None, True, 1.5, -3, 10**20, "long " * 60),
)


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from nodes(below, (*path, key))


def disturbed(seed: int) -> Object:
    """Returns the small text's data with a few strange changes anywhere."""
    chance, data = random.Random(seed), parse(SMALL)
    for _ in range(4):
        *path, last = chance.choice(list(nodes(data)))
        node: Any = data
        for key in path:
            node = node[key]
        action = chance.randrange(4)
        if action == 0:
            del node[last]
        elif action == 1:
            node[last] = copy.deepcopy(chance.choice(STRANGE))
        elif isinstance(node, dict):
            node[chance.choice(["new", "400", "x y", "no", "a: b", "\u00fc", ""])] = copy.deepcopy(
                chance.choice(STRANGE)
            )
        else:
            node.insert(chance.randint(0, len(node)), copy.deepcopy(chance.choice(STRANGE)))
        if not data:
            data["left"] = 1
    return data


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_changed_is_read_back(seed: int) -> None:
    data = disturbed(seed)
    assert parse(rewrite(SMALL, DATA, data)) == data


def test_what_cannot_be_edited_is_refused() -> None:
    with pytest.raises(SpecError, match="not valid YAML"):
        rewrite("a: [", {"a": 1}, {"a": 2})
    with pytest.raises(RewriteError, match="edit it by hand"):
        rewrite("a: &it {b: 1}\nc: *it\n", {"a": {"b": 1}, "c": {"b": 1}}, {"a": {"b": 2}, "c": {"b": 1}})
