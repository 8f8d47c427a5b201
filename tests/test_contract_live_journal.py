"""The journal and the permit of a live run: what is ours, and what may be sent about it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.exchange import Answer, Request
from tests.contract.live.command import main
from tests.contract.live.guard import NotAllowed
from tests.contract.live.journal import Entry, Journal, JournalError
from tests.contract.live.lists import usable
from tests.contract.live.spend import PREFIX, Spending, proof
from tests.live_runs import entries, live
from tests.strange_emulator import API, KEY, strange


def test_two_runs_cannot_share_a_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWINTONE_API_KEY", KEY)
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:9/v1")
    journal = Journal(tmp_path / "journal.db", "http://127.0.0.1:9/v1", KEY)
    assert main(["--spend", "1", "--out", str(tmp_path)]) == 2
    journal.close()
    output = capsys.readouterr()
    assert output.err == f"Another run uses {tmp_path / 'journal.db'}. Wait until it has ended.\n"
    assert output.out == ""


def test_what_was_made_in_another_account_is_told_and_not_touched(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        for address, key in ((server.url, "another key"), ("https://elsewhere.example.com/v1", KEY)):
            journal = Journal(tmp_path / "journal.db", address, key)
            journal.made(journal.intend("replicas", {"name": f"{PREFIX}x"}), "rep_1")
            journal.close()
        result = live(server, tmp_path, "--clean")
        assert server.asked == []
    assert "made are left at https://elsewhere.example.com/v1." in result.report
    assert f"made are left at {server.url}." in result.report
    assert entries(tmp_path) == 2


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()


@pytest.mark.parametrize(
    "make",
    [lambda path: path.write_text("This is not a database. " * 100), foreign, Path.mkdir],
    ids=["text", "db", "dir"],
)
def test_a_file_that_is_no_journal_is_one_sentence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(path := tmp_path / "journal.db")
    with pytest.raises(JournalError, match=r"The journal .* cannot be used: .*\. Name another folder with --out\."):
        Journal(path, "http://h/v1", KEY)


def test_the_journal_remembers(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    journal = Journal(path, "http://h/v1", KEY)
    one, two, three = (journal.intend("personas", {"name": name}) for name in "abc")
    journal.made(one, "per_1")
    journal.looked(two)
    journal.drop(three)
    journal.close()
    journal = Journal(path, "http://h/v1", KEY)
    assert journal.entries() == [
        Entry(one, "personas", {"name": "a"}, "per_1", 0),
        Entry(two, "personas", {"name": "b"}, "", 1),
    ]
    assert journal.intend("personas", {}) > three
    assert (journal.others(), KEY.encode() in path.read_bytes()) == ({}, False)
    journal.close()


def ask(method: str, path: str, body: object = None) -> Request:
    return Request(method, path, None if body is None else json.dumps(body).encode())


@pytest.fixture
def spending(tmp_path: Path) -> Iterator[Spending]:
    journal = Journal(tmp_path / "journal.db", "http://h/v1", KEY)
    journal.made(journal.intend("personas", {"name": f"{PREFIX}a"}), "per_1")
    yield Spending(API, journal, 2)
    journal.close()


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (ask("DELETE", "/personas/per_2"), "the journal does not say that this id is ours"),
        (ask("DELETE", "/replicas/per_1"), "the journal does not say that this id is ours"),
        (ask("PATCH", "/personas/per_2", {}), "the journal does not say that this id is ours"),
        (ask("POST", "/conversations/per_1"), "the journal does not say that this id is ours"),
        (ask("DELETE", "/personas"), "the spec has no such operation"),
        (ask("POST", "/elsewhere"), "the spec has no such operation"),
        (ask("HEAD", "/personas"), "the spec has no such operation"),
        (ask("POST", "/replicas", {"name": "Ada"}), "its name could not be recognised"),
        (ask("POST", "/replicas"), "its name could not be recognised"),
    ],
)
def test_the_permit_lets_nothing_else_through(spending: Spending, request_: Request, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        spending.before(request_)
    assert (spending.spent, len(spending.journal.entries())) == (0, 1)


def test_the_permit_counts_before_the_answer(spending: Spending) -> None:
    create = ask("POST", "/replicas", {"name": f"{PREFIX}b"})
    for spent in (1, 2):
        spending.before(create)
        assert (spending.spent, len(spending.journal.entries())) == (spent, 1 + spent)
    with pytest.raises(NotAllowed, match="all 2 creates are spent"):
        spending.before(create)
    spending.before(ask("DELETE", "/personas/per_1"))
    spending.before(ask("GET", "/personas/per_2"))


@pytest.mark.parametrize(
    ("reply", "id_"),
    [
        (Answer(201, (), b'{"id": "rep_1"}'), "rep_1"),
        (Answer(200, (), b'{"id": "rep_1"}'), "rep_1"),
        (Answer(201, (), b"{}"), ""),
        (Answer(201, (), b"<html>"), ""),
        (Answer(500), ""),
        (Answer(408), ""),
        (Answer(302), ""),
        (None, ""),
        *((Answer(status), None) for status in (400, 401, 403, 404, 409, 422, 429)),
    ],
)
def test_what_may_have_been_made_stays_in_the_journal(
    spending: Spending, reply: Answer | None, id_: str | None
) -> None:
    create = ask("POST", "/replicas", {"name": f"{PREFIX}b"})
    spending.before(create)
    spending.after(create, reply)
    found = [entry.id for entry in spending.journal.entries() if entry.kind == "replicas"]
    assert found == ([] if id_ is None else [id_])


@pytest.mark.parametrize("id_", ["", ".", "..", "a/b", "a%2fb", "a\nb", "\ud800"])
def test_what_cannot_stand_in_a_path_is_no_usable_id(id_: str) -> None:
    assert not usable(id_)
    assert usable(f"per_{len(id_)}")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"id": "x", "name": f"{PREFIX}a"}, "name"),
        ({"name": f"{PREFIX}a renamed", "replica_id": "rep_2"}, "name"),
        ({"name": f"{PREFIX}b"}, "foreign"),
        ({"name": "Ada", "replica_id": "rep_1"}, "foreign"),
        ({"replica_id": "rep_1"}, "reference"),
        ({"name": None, "replica_id": "rep_1"}, "reference"),
        ({"replica_id": "rep_2"}, "foreign"),
        ({"id": "x"}, "nothing"),
        ({}, "nothing"),
    ],
)
def test_what_proves_that_something_is_ours(shown: dict[str, object], expected: str) -> None:
    assert proof({"name": f"{PREFIX}a", "replica_id": "rep_1"}, shown) == expected
