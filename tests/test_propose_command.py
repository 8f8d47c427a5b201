"""The command that proposes: it shows and stores, and writes into the description only when told to."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from scripts.docs.__main__ import main
from scripts.docs.lines import read_lines
from scripts.docs.lock import write_lock
from scripts.docs.page import read_page
from scripts.docs.source import Source
from scripts.proposals.decisions import Kind
from scripts.spec import parse
from scripts.spec_check import check
from tests.docs_edits import PAGE, Change, swap
from tests.proposing import TEXT, remaining, told, written

FIELD = swap('"script": "string",', '"script": "string",\n"mood": "string", // Optional', of="POST /videos")
RENAMED = swap('"script": "string"', '"words": "string"', of="POST /videos")
PROSE = swap("Base URL\n", "All films are deleted after a day.\nBase URL\n")


class Desk:
    """A folder with a description, an accepted page, and an edited one."""

    def __init__(self, folder: Path) -> None:
        self.spec, self.lock, self.page, self.out = (folder / name for name in ("spec.yaml", "lock", "page.txt", "out"))
        self.spec.write_text(TEXT, encoding="utf-8")
        write_lock(self.lock, read_page(read_lines(Source(PAGE, "text"))))

    def propose(self, change: Change, *options: str) -> int:
        """Runs the command on an edited page; returns the exit code."""
        self.page.write_text(change(PAGE), encoding="utf-8")
        files = ["--spec", str(self.spec), "--lock", str(self.lock)]
        return main(["propose", str(self.page), *files, "--folder", str(self.out), *options])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_proposal_is_shown_and_stored_and_nothing_else(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(FIELD) == 0
    said = capsys.readouterr()
    assert "+        mood:" in said.out.splitlines()
    assert "mood" in said.out.partition("Decided for you")[2]
    assert said.err.startswith("Proposed: +4 -0 lines, stored in ")
    assert desk.spec.read_text(encoding="utf-8") == TEXT
    assert (desk.out / "proposal.diff").read_text(encoding="utf-8") in said.out
    assert (
        "mood"
        in parse((desk.out / "proposal.yaml").read_text(encoding="utf-8"))["components"]["schemas"]["VideoCreate"][
            "properties"
        ]
    )


def test_one_more_word_applies_it_and_then_nothing_is_left(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(FIELD, "--apply") == 0
    assert "Applied to " in capsys.readouterr().err
    assert desk.spec.read_text(encoding="utf-8") == (desk.out / "proposal.yaml").read_text(encoding="utf-8")
    assert desk.propose(FIELD, "--apply") == 0
    said = capsys.readouterr()
    assert (said.out.strip(), said.err.strip()) == ("", "There is nothing to propose.")
    assert main(["check", str(desk.page), "--spec", str(desk.spec), "--lock", str(desk.lock)]) == 0


def test_what_a_person_has_to_decide_is_not_applied_before(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(RENAMED, "--apply") == 1
    assert "Nothing was applied.\n1 decision(s) are yours" in capsys.readouterr().err
    assert desk.spec.read_text(encoding="utf-8") == TEXT
    assert desk.propose(RENAMED, "--apply", "--accept") == 0
    assert desk.spec.read_text(encoding="utf-8") != TEXT


def test_what_only_a_person_can_do_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(PROSE) == 0
    said = capsys.readouterr()
    assert said.err == "Nothing to propose; 1 thing(s) are yours.\n"
    assert "For you to read" in said.out
    assert desk.propose(PROSE, "--apply") == 1


def test_programs_read_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(RENAMED, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [found["kind"] for found in report["decisions"]] == ["to decide"]
    assert {"line", "pointer", "text"} <= report["decisions"][0].keys()
    assert report["diff"].startswith("--- a/spec/twintone.yaml\n+++ b/spec/twintone.yaml\n")
    assert (report["exit"], report["docs"]) == (0, str(desk.page))


def test_a_description_that_breaks_its_rules_is_not_edited(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.spec.write_text(TEXT.replace("x-method: list", "x-method: no list"), encoding="utf-8")
    assert desk.propose(FIELD, "--apply") == 3
    assert "does not pass its checks; correct it first" in capsys.readouterr().err


def test_a_page_that_is_none_is_told_as_by_a_check(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.propose(lambda _: "Nothing here.") == 2
    assert "operations" in capsys.readouterr().err
    assert not desk.out.exists()


FIELDS = (
    '"class": "string",',
    '"id": 5',
    '"url": ["string"],',
    '"items": {',
    '"a-b": "date-time"',
    '"timeout": "object", // only if zed is "q"',
    f'"{"long" * 60}": "a|b|c",',
    '"properties": [{"id": "string", "q": number}],',
    '"page": ???',
    "}",
    "]",
)
LINES = (
    *("GET /videos/:id/:id/:id", "PUT /videos", "HEAD /123", "POST /class", "DELETE /:id", "OPTIONS /a.b/{c}/<d>"),
    *("HTTP 999 What", "HTTP 302 Found", "Base URL: https://[", "Page", "(required)", "Response:", "Request Body:"),
    *("\u00dcbel\n418", "GET /\u00fcbel", "x" * 3000),
)


def disturbed(seed: int) -> Change:
    """Returns a change that puts strange lines anywhere, and takes some away."""

    def change(text: str) -> str:
        chance, lines = random.Random(seed), text.split("\n")
        for _ in range(8):
            place = chance.randrange(len(lines))
            if chance.random() < 0.3:
                del lines[place]
            else:
                lines.insert(place, chance.choice([*FIELDS, *LINES, chance.choice(lines)]))
        return "\n".join(lines)

    return change


@pytest.mark.parametrize("seed", range(5))
def test_strange_pages_are_edited_within_the_rules_or_told(seed: int) -> None:
    change = disturbed(seed)
    outcome = written(change)
    left = len(remaining(outcome.proposal.spec, change)) + len(check(outcome.proposal.spec))
    assert len(told(outcome.proposal, Kind.LEFT)) >= min(left, 1)
    assert parse(outcome.new) == outcome.proposal.spec
