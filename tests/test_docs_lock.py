"""The fingerprint of the page holds no text, notices each change, and minds neither order nor line breaks."""

from __future__ import annotations

import re
from pathlib import Path
from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.docs.claims import read_claims
from scripts.docs.facts import Statement
from scripts.docs.gaps import find_gaps
from scripts.docs.lines import Line, read_lines
from scripts.docs.lock import LOCK, LockError, Row, digest, make_rows, read_lock, subject_digest, write_lock
from scripts.docs.page import Page, read_page
from scripts.docs.source import Source
from scripts.spec import load
from tests.docs_edits import PAGE

LINES = st.integers(1, 20).map(lambda count: [f"line{letter}" * (1 + count % 3) for letter in ascii_letters[:count]])


def rows(lines: list[str]) -> dict[int, tuple[Row, str]]:
    """Return what stands for plain lines."""
    page = Page([Line(number, text) for number, text in enumerate(lines, 1)], (), (), [()] * len(lines))
    return {index: (row, page.lines[index].letters) for index, row in make_rows(page).items()}


def gaps(old: list[str], new: list[str]) -> list[tuple[list[str], list[str]]]:
    """Return the lines that vanished and those that are new, gap by gap."""
    found = find_gaps([row for row, _ in rows(old).values()], rows(new))
    return [([old[row] for row in gap.rows], [new[line] for line in gap.lines]) for gap in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a x b c", [("", "x")]),
        ("a b c", "a c", [("b", "")]),
        ("a b c", "a x c", [("b", "x")]),
        ("a b c", "", [("a b c", "")]),
        ("", "a b", [("", "a b")]),
        ("a b c d e f", "d e f a b c", []),
        ("a b c d e f", "abc d ef", []),
        ("abc def", "a bc de f", []),
        ("abc def ghi jkl", "gh i jkl a bc def", []),
        ("abc def ghi", "de f ghi a bc", [("", "a bc")]),
        ("a b c d e f", "d e f ab c", []),
        ("a b c d e f", "a c d e b f", [("", "b")]),
        ("a b c d e f", "b a c d e f", []),
        ("a b a b c", "a b c", [("a b", "")]),
        ("abc def", "ab xc def", [("abc", "ab xc")]),
        ("a bc d", "abc x", [("d", "x")]),
    ],
)
def test_gaps(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert gaps(old.split(), new.split()) == [(gone.split(), came.split()) for gone, came in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a=1 x b=2 y", "b=1 x a=2 y", [("a", "b"), ("b", "a")]),
        ("a=1 x b=2 y", "b=2 y a=1 x", []),
        ("a=1 b=1 c", "ab=1 c", []),
        ("a=1 b=2", "a b", []),
    ],
)
def test_a_line_that_states_something_of_another_subject_differs(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    def read(text: str) -> dict[int, tuple[Row, str]]:
        words = [word.partition("=")[::2] for word in text.split()]
        statements = [Statement((subject,), index) for index, (_, subject) in enumerate(words) if subject]
        page = Page([Line(1, letters) for letters, _ in words], statements, (), [()] * len(words))
        return {index: (row, page.lines[index].letters) for index, row in make_rows(page).items()}

    before, after = read(old), read(new)
    found = find_gaps([row for row, _ in before.values()], after)
    told = [
        ("".join(before[row][1] for row in gap.rows), "".join(after[line][1] for line in gap.lines)) for gap in found
    ]
    assert told == expected


@given(LINES, st.data())
def test_breaking_lines_elsewhere_is_no_difference(lines: list[str], data: st.DataObject) -> None:
    text = "".join(lines)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=30)))
    assert gaps(lines, [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]) == []


@given(LINES, st.integers(0, 19))
def test_a_line_that_went_away_is_a_difference(lines: list[str], place: int) -> None:
    place %= len(lines)
    assert gaps(lines, lines[:place] + lines[place + 1 :]) == [([lines[place]], [])]


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_another_order_of_sections_is_no_difference(order: list[int]) -> None:
    lines = [f"{letter}{number}" for letter in "abcdef" for number in range(4)]
    assert gaps(lines, [line for section in order for line in lines[4 * section : 4 * section + 4]]) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    page = read_page(read_lines(Source(PAGE, "text")))
    assert write_lock(tmp_path / "lock", page) == len(make_rows(page))
    assert read_lock(tmp_path / "lock") == list(make_rows(page).values())


def test_there_may_be_no_lock_yet(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "lock") == []


@pytest.mark.parametrize("content", [b"text\n", b"0123456789 0 fact\n", b"\xff", b"0123456789 5 fact x\n", b"\n"])
def test_a_lock_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(b"# Head\n" + content)
    with pytest.raises(LockError, match="renew it with `accept`"):
        read_lock(tmp_path / "lock")


def test_the_lock_of_the_repository_holds_hashes_and_no_text() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if not line.startswith("#")]
    assert len(found) > 300
    assert all(re.fullmatch(r"[0-9a-f]{10} \d+ (fact|text)( [0-9a-f]{10})*", line) for line in found)
    assert len(lines) - len(found) == 2


def test_the_lock_of_the_repository_states_what_the_description_calls_documented() -> None:
    """Each claim without evidence, bodies as a whole left out, was stated by the page that was accepted last."""
    stated = {fact for row in read_lock(LOCK) for fact in row.facts}
    claims = read_claims(load()).items()
    needed = [subject for subject, claim in claims if claim.needed and not claim.container and not claim.tag]
    facts = [subject for subject in needed if subject[1:] not in (("request",), ("answer",), ("body",))]
    assert len(facts) > 150
    assert [subject for subject in facts if subject_digest(subject) not in stated] == []
    assert subject_digest(("GET /replicas/:id", "answer")) not in stated


def test_a_row_knows_its_facts_and_whether_there_is_more() -> None:
    statements = [Statement(("a",), 0, whole=True), Statement(("b",), 1), Statement(("c",), 1)]
    page = Page([Line(1, "A."), Line(2, "B c"), Line(3, "...")], statements, (), [()] * 3)
    first, second = make_rows(page).values()
    assert (first.length, first.is_fact, first.facts) == (1, True, (subject_digest(("a",)),))
    assert (second.length, second.is_fact, len(second.facts)) == (2, False, 2)


def test_a_line_around_the_page_has_a_row_where_the_accepted_page_had_it() -> None:
    page = Page([Line(1, "Films", "frame"), Line(2, "Home", "frame"), Line(3, "Text")], (), (), [()] * 3)
    accepted = [Row(digest(name), len(name), False, ()) for name in ("Films", "Text")]
    assert list(make_rows(page)) == [2]
    assert list(make_rows(page, accepted)) == [0, 2]
