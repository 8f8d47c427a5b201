"""The description is sound, the check says so, and nothing makes the check fall over."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts.spec import DEFAULT, at, join, load, tokens
from scripts.spec_check import check, main

SPEC = load()


def test_the_description_is_sound() -> None:
    assert check(SPEC) == []


def test_the_description_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(SPEC).iter_errors()) == []


@pytest.mark.parametrize("document", [None, 5, "spec", [], {}, {"paths": {}}, {"openapi": "3.1.0", "paths": []}])
def test_what_is_no_description_is_reported(document: object) -> None:
    assert check(document)


def _collect(pointer: str, node: object) -> Iterator[str]:
    yield pointer
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        yield from _collect(join(pointer, key), value)


POINTERS = [pointer for pointer in _collect("#", SPEC) if pointer != "#"]
DROPPED = object()
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "text",
    "$ref",
    [],
    [[]],
    {},
    {"get": 1},
    {"$ref": 1},
    {"$ref": "#/components/schemas/Video"},
]


@settings(max_examples=75, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, len(POINTERS) - 1),
            st.sampled_from([DROPPED, *STRANGE]) | st.sampled_from(POINTERS).map(lambda pointer: at(SPEC, pointer)),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_no_damage_makes_the_check_fall_over(changes: list[tuple[int, Any]]) -> None:
    spec = copy.deepcopy(SPEC)
    # From the end to the beginning, and so from the inside out: each place is still there when its turn comes.
    for index, value in sorted(dict(changes).items(), reverse=True):
        *above, key = tokens(POINTERS[index])
        parent = at(spec, join("#", *above))
        place = int(key) if isinstance(parent, list) else key
        if value is DROPPED:
            del parent[place]
        else:
            parent[place] = copy.deepcopy(value)
    assert all(isinstance(finding, str) for finding in check(spec))


def test_the_command_fails_with_a_sentence_for_each_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text(DEFAULT.read_text(encoding="utf-8").replace("x-method: list\n", "x-methud: list\n", 1))
    assert main([str(broken)]) == 1
    assert "#/paths/~1replicas/get/x-methud: x-methud is no known key" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: 1\na: 2\n", "is not valid YAML"), ("a: [", "is not valid YAML"), ("- a\n", "holds no mapping")],
)
def test_a_file_that_cannot_be_read_is_a_finding(
    text: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    assert main([str(broken)]) == 1
    assert expected in capsys.readouterr().out
    assert main([str(tmp_path / "absent.yaml")]) == 1
