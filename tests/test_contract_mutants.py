"""The mutants of the contract layer: each of them is one, and the run of the contract finds them out."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import httpx
import pytest

from tests.contract.api import Api
from tests.contract.exchange import Answer
from tests.contract.mutants import kill as kills
from tests.contract.mutants.__main__ import listing, main
from tests.contract.mutants.catalogue import MUTANTS, catalogue
from tests.contract.mutants.kill import SILENT, SURVIVED, Kill, kill, summary, table
from tests.contract.mutants.machinery import Call, Mutant, Reply, Server
from tests.contract.mutants.proof import Visit, answers, difference
from tests.contract.mutants.visits import VISITS
from tests.contract.run import phases
from tests.contract.session import ServerGone
from tests.test_spec_grows import grown

ROOT = Path(__file__).parent.parent
API = Api()
BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


async def pass_on(call: Call, server: Server) -> Reply:
    return await server.ask(call)


HARMLESS = Mutant("harmless", "none", "", "Nothing is wrong.", pass_on)


@cache
def right_answers(visit: Visit, kind: str) -> Sequence[Answer]:
    return answers(API, visit, kind)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_answers_otherwise_than_a_correct_server(mutant: Mutant) -> None:
    visit, kind = VISITS[mutant.group], mutant.kind or next(iter(API.resources))
    assert difference(API, visit, kind, mutant, right_answers(visit, kind)) is not None


@pytest.mark.parametrize("kind", API.resources)
@pytest.mark.parametrize("visit", dict.fromkeys(VISITS.values()), ids=lambda visit: visit.__name__)
def test_a_mutant_that_does_nothing_changes_no_answer(visit: Visit, kind: str) -> None:
    assert len(right_answers(visit, kind)) > 20
    assert difference(API, visit, kind, HARMLESS, right_answers(visit, kind)) is None


def test_every_class_and_every_kind_has_its_mutants() -> None:
    assert len(BY_NAME) == len(MUTANTS)
    groups = Counter(mutant.group for mutant in MUTANTS)
    assert groups.keys() == VISITS.keys()
    assert min(groups.values()) >= 5
    assert min(Counter(mutant.kind for mutant in MUTANTS if mutant.kind).values()) >= 40


def test_a_new_resource_has_mutants_without_a_line_of_code() -> None:
    names = {mutant.name for mutant in catalogue(Api(grown()))}
    assert {
        "delete-does-nothing-songs",
        "filter-ignored-songs",
        "missing-accepted-genre-createSong",
        "no-key-needed-getSong",
        "ready-goes-back-songs",
        "url-missing-in-get-songs",
        "type-not-checked-background-createVideo",
    } <= names
    assert not any(name.startswith("update") and name.endswith("songs") for name in names)


def test_the_mutants_are_listed_by_class(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == f"{listing()}\n"
    assert "\nfilters (" in listing()
    assert "\n  filter-ignored-videos: The filters of the list of videos are ignored.\n" in listing()
    assert listing().endswith(f"\n{len(MUTANTS)} mutants")


def test_an_unknown_mutant_is_not_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["filter-ignored-video"]) == 2
    assert "There is no mutant called 'filter-ignored-video'. Did you mean filter-" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["limit-ignored-replicas", "--port", str(taken.getsockname()[1])]) == 2
    assert "Choose another port." in capsys.readouterr().err


def test_a_mutant_is_served_until_it_is_interrupted() -> None:
    line = [sys.executable, "-m", "tests.contract.mutants", "page-told-is-one-personas"]
    line[-1] = next(name for name in BY_NAME if name.startswith("create-answers-other-name-"))
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"{BY_NAME[line[-1]].sentence}\n"
            words = dict(word.split("=") for word in process.stdout.readline().split() if "=" in word)
            with httpx.Client(headers={API.key_header: words["TWINTONE_API_KEY"]}, verify=False) as client:
                answer = client.post(f"{words['BASE_URL']}/{BY_NAME[line[-1]].kind}", json={"name": "Ada"})
            assert answer.status_code == 201
            assert answer.json()["name"] == "Ada?"
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("name", "rule"),
    [("total-one-more-replicas", "page-size"), ("kinds-share-ids", "ids-unique")],
)
def test_a_mutant_is_found_out_and_the_rule_is_named(name: str, rule: str) -> None:
    one = kill(BY_NAME[name], API)
    assert one.found_out
    assert (one.rule, one.grade) == (rule, "BROKEN CONTRACT")
    assert 0 < one.cases < 200


def test_a_correct_server_survives() -> None:
    one = kill(HARMLESS, API, plan=lambda *given: phases(*given)[:2])
    assert (one.grade, one.found_out) == (SURVIVED, False)
    assert one.cases > 200


def test_a_server_that_only_falls_silent_is_not_found_out() -> None:
    def leave() -> None:
        raise ServerGone("It is gone.")

    one = kill(HARMLESS, API, plan=lambda *given: [("leaving", leave)])
    assert (one.grade, one.found_out) == (SILENT, False)


async def fail(call: Call, server: Server) -> Reply:
    raise KeyError(call.path)


def test_a_mutant_that_fails_itself_is_no_kill() -> None:
    with pytest.raises(RuntimeError, match="failing itself failed on GET /v1/"):
        kill(Mutant("failing", "none", "", "It cannot do what it should.", fail), API)


def test_the_table_tells_who_found_what() -> None:
    found = Kill("a", "order", "list-order", "tour", "BROKEN CONTRACT", 1234, 2.34)
    alive = Kill("b", "times", "", "", SURVIVED, 5000, 60)
    assert table([found, alive]).splitlines()[2:] == [
        "| a | order | list-order (tour) | BROKEN CONTRACT | 1,234 | 2.3 |",
        "| b | times |  | survived | 5,000 | 60.0 |",
    ]
    assert summary([found, alive]) == "2 mutants: 1 BROKEN CONTRACT, 1 survived.\nFound out by tour 1"


def test_the_mutants_are_killed_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert kills.main(["total-one-more-replicas"]) == 0
    assert "| total-one-more-replicas | page arithmetic | page-size (" in capsys.readouterr().out
    assert kills.main(["no-such"]) == 2
