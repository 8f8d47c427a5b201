"""The notes in CHANGELOG.md, and the version that they ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.generate import ROOT
from scripts.notes import NotesError
from scripts.notes.changelog import entry, insert
from scripts.notes.lines import Grade, Line, call, code, listing, merge
from scripts.notes.versions import advice, next_version, read_version

LINES = [
    Line("Added", Grade.FEATURE, ("`client.songs`",), tail=": songs."),
    Line("Removed", Grade.BREAKING, ("`client.poems`",)),
]
LONG = Line(
    "Added",
    Grade.FEATURE,
    tuple(code(f"name_{number}") for number in range(20)),
    verb="has",
    tail=" more,\n\n  and  more.",
)

# What the file says before -> what it says with the lines in it.
FILES = {
    "an empty section at the end": (
        "# Changelog\n\n## [Unreleased]\n",
        (
            "# Changelog\n\n## [Unreleased]\n\n### Added\n- `client.songs`: songs.\n\n"
            "### Removed\n- **Breaking:** `client.poems`.\n"
        ),
    ),
    "an empty section before a version": (
        "## [Unreleased]\n\n## [0.1.0]\n\n### Added\n- All.\n",
        (
            "## [Unreleased]\n\n### Added\n- `client.songs`: songs.\n\n### Removed\n- **Breaking:** `client.poems`.\n\n"
            "## [0.1.0]\n\n### Added\n- All.\n"
        ),
    ),
    "a section with a group, and words before it": (
        "## [Unreleased]\nSoon.\n\n### Added\n- One\n  thing.\n\n[Unreleased]: https://example.com\n",
        (
            "## [Unreleased]\n\nSoon.\n\n### Added\n- One\n  thing.\n- `client.songs`: songs.\n\n"
            "### Removed\n- **Breaking:** `client.poems`.\n\n[Unreleased]: https://example.com\n"
        ),
    ),
    "groups before, between and after": (
        "## [Unreleased]\n\n### Changed\n- That.\n\n### Fixed\n- This.\n",
        (
            "## [Unreleased]\n\n### Added\n- `client.songs`: songs.\n\n### Changed\n- That.\n\n"
            "### Removed\n- **Breaking:** `client.poems`.\n\n### Fixed\n- This.\n"
        ),
    ),
    "one of the lines, wrapped otherwise": (
        "## [Unreleased]\n\n### Added\n- `client.songs`:\n  songs.\n",
        "## [Unreleased]\n\n### Added\n- `client.songs`:\n  songs.\n\n### Removed\n- **Breaking:** `client.poems`.\n",
    ),
    "one of the lines, in other words": (
        "## [Unreleased]\n\n### Added\n- `client.songs`: operations\n  on songs.\n- Mine.\n",
        (
            "## [Unreleased]\n\n### Added\n- Mine.\n- `client.songs`: songs.\n\n"
            "### Removed\n- **Breaking:** `client.poems`.\n"
        ),
    ),
    "one of the lines, in an older section": (
        "## [Unreleased]\n\n## [0.1.0]\n\n### Added\n- `client.songs`: songs.\n",
        (
            "## [Unreleased]\n\n### Added\n- `client.songs`: songs.\n\n### Removed\n- **Breaking:** `client.poems`.\n\n"
            "## [0.1.0]\n\n### Added\n- `client.songs`: songs.\n"
        ),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_lines_are_put_in_their_place_once(name: str) -> None:
    before, after = FILES[name]
    known = sum(line.text in " ".join(before.partition("\n## [0.1.0]")[0].split()) for line in LINES)
    assert insert(before, LINES) == (after, len(LINES) - known)
    assert insert(after, LINES) == (after, 0)


def test_the_real_changelog_takes_lines_and_keeps_all_else() -> None:
    before = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    after, count = insert(before, [*LINES, LONG])
    assert count == 3
    assert [row for row in before.splitlines() if row not in after.splitlines()] == []
    assert insert(after, [*LINES, LONG]) == (after, 0)


def test_a_file_without_a_place_for_them_is_a_sentence() -> None:
    with pytest.raises(NotesError, match="has no heading “## \\[Unreleased\\]”"):
        insert("# Changelog\n\n## [0.1.0]\n", LINES)


def test_an_entry_has_the_form_of_the_file() -> None:
    text = entry([LONG, *LINES])
    assert max(map(len, text.splitlines())) <= 120
    assert text.startswith("### Added\n- `name_0`, `name_1`,")
    assert "\n  `name_" in text
    assert text.endswith(
        " more, and\n  more.\n- `client.songs`: songs.\n\n### Removed\n- **Breaking:** `client.poems`.\n"
    )


def test_lines_that_say_the_same_become_one_and_what_breaks_comes_first() -> None:
    def takes(name: str) -> Line:
        return Line("Added", Grade.FEATURE, (call(name),), verb="takes", tail=" `x`.")

    field = Line("Fixed", Grade.FIX, ("c",), lead="The field(s)")
    broken = Line("Fixed", Grade.BREAKING, ("d",), verb="is", tail=" e.")
    every = ["`a(...)`", "`b(...)`", "`c(...)`"]
    lines = merge([field, takes("a"), broken, takes("b"), takes("a")], every)
    assert [line.text for line in lines] == ["`a(...)` and `b(...)` take `x`.", "**Breaking:** D is e.", "The field c."]


def test_what_is_said_of_every_call_names_none() -> None:
    line = Line("Changed", Grade.FIX, ("`a(...)`", "`b(...)`", "`d(...)`"), verb="takes", tail=" `x`.")
    assert [found.text for found in merge([line], ["`a(...)`", "`b(...)`"])] == ["Every call takes `x`."]


def test_words_are_listed_as_in_a_sentence() -> None:
    assert [listing(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_code_stays_code_whatever_is_in_it() -> None:
    assert code("a  b\nc") == "`a b c`"
    assert code("a`b") == "`` a`b ``"


@pytest.mark.parametrize(
    ("version", "grade", "expected"),
    [
        ("0.1.0", Grade.FIX, "0.1.1"),
        ("0.1.2", Grade.FEATURE, "0.2.0"),
        ("0.9.2", Grade.BREAKING, "0.10.0"),
        ("1.2.3", Grade.FIX, "1.2.4"),
        ("1.2.3", Grade.FEATURE, "1.3.0"),
        ("1.2.3", Grade.BREAKING, "2.0.0"),
    ],
)
def test_the_next_version(version: str, grade: Grade, expected: str) -> None:
    assert next_version(version, grade) == expected


def test_the_rule_before_1_0_is_stated_while_it_holds() -> None:
    assert advice("0.1.0", Grade.BREAKING) == (
        "Grade: breaking. The version after 0.1.0 is 0.2.0. Before 1.0, what breaks raises the minor version."
    )
    assert advice("1.1.0", Grade.FIX) == "Grade: fix. The version after 1.1.0 is 1.1.1."


@pytest.mark.parametrize("version", ["1.2", "1.2.3rc1", "v1.2.3", "1.2.3.4", ""])
def test_a_version_that_cannot_be_raised_is_a_sentence(version: str) -> None:
    with pytest.raises(NotesError, match="must be three numbers, such as"):
        next_version(version, Grade.FIX)


@pytest.mark.parametrize("text", ["[project", "[project]\nname = 'x'\n", "project = 5\n"])
def test_a_project_without_a_version_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotesError, match="states no version of the project"):
        read_version(path)


def test_the_version_is_the_projects() -> None:
    assert next_version(read_version(ROOT / "pyproject.toml"), Grade.FIX)
