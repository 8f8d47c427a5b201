"""What a live run may make: never more than was allowed, always recognisable, and nothing of others is touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.live.spend import PREFIX
from tests.contract.mutants.machinery import Call, Reply, Server, error
from tests.live_runs import creates, entries, live, totals
from tests.strange_emulator import API, KINDS, strange
from twintone.emulator import LoseAnswer, RetryAfter, Status

NAME = re.compile(rf"{PREFIX}\d{{4}}-\d\d-\d\d-[0-9a-f]{{12}}")


@pytest.mark.parametrize("most", [1, 2, 3, 6, 9])
def test_it_makes_no_more_than_was_allowed_and_deletes_it(tmp_path: Path, most: int) -> None:
    with strange() as server:
        before, paid = totals(server), len(server.emulator.ledger)
        result = live(server, tmp_path, "--spend", str(most))
        assert creates(server) == min(most, 6)
        assert totals(server) == before
        assert len(server.emulator.ledger) - paid == max(0, min(most, 6) - 4)
    assert result.code == 0
    assert f"{min(most, 6)} of at most {most} creates." in result.report
    assert result.report.count("was deleted.") == min(most, 6) - (most > 3)
    assert entries(tmp_path) == 0


def test_the_plan_begins_with_what_is_cheap_and_is_told_first(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        said = live(server, tmp_path, SPEND="9").output.partition("Answered")[0]
    assert re.findall(r"^  \d\. (.*)$", said, re.MULTILINE) == [
        "POST /replicas: made, listed, read, changed, deleted",
        "POST /personas: made, listed, read, changed, deleted",
        "POST /conversations: made, listed, read, asked to end twice, deleted",
        "POST /conversations, naming what does not exist: to be refused",
        "POST /speech: made, listed, read, changed, waited for, deleted",
        "POST /videos: made, listed, read, changed, waited for, deleted",
    ]
    assert "at most 9 creates" in said


def test_everything_it_makes_can_be_recognised(tmp_path: Path) -> None:
    bodies: list[dict[str, object]] = []

    async def note(call: Call, server: Server) -> Reply:
        if call.endpoint is not None and call.endpoint.verb == "create":
            bodies.append(call.json)
        return await server.ask(call)

    with strange(note, furnished=False) as server:
        live(server, tmp_path, "--spend", "6")
    assert len(bodies) == 6
    assert all(NAME.fullmatch(str(body["name"])) for body in bodies)
    assert len({body["name"] for body in bodies}) == 6


def test_nothing_of_others_is_touched(tmp_path: Path) -> None:
    """Whatever is not GET names an id that this very run was given."""
    made: set[str] = set()
    touched: set[str] = set()

    async def note(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.method != "GET" and call.id:
            touched.add(call.id)
        elif call.method == "POST" and reply.succeeded:
            made.add(str(reply.json["id"]))
        return reply

    with strange(note) as server:
        live(server, tmp_path, "--spend", "6")
    assert len(made) == 5
    assert touched == made


@pytest.mark.parametrize("most", [1, 6])
def test_a_lost_answer_counts_and_what_it_made_is_found_and_deleted(tmp_path: Path, most: int) -> None:
    with strange() as server:
        before, paid = totals(server), len(server.emulator.ledger)
        for resource in API.resources.values():
            server.emulator.faults.add(resource.endpoints["create"].id, LoseAnswer(), times=9)
        result = live(server, tmp_path, "--spend", str(most))
        assert creates(server) == 1  # nothing more is made until it is known what became of it
        assert totals(server) == before
        assert len(server.emulator.ledger) == paid
    assert f"1 of at most {most} creates." in result.report
    assert entries(tmp_path) == 0


def test_a_lost_conversation_with_a_replica_of_ours_is_found(tmp_path: Path) -> None:
    with strange() as server:
        before = totals(server)
        server.emulator.faults.add("createConversation", LoseAnswer())
        result = live(server, tmp_path, "--spend", "3")
        assert totals(server) == before
    assert result.code == 1  # a lost answer is a finding
    assert result.report.count("was deleted.") == 3


def test_of_two_conversations_with_a_replica_of_ours_none_is_deleted(tmp_path: Path) -> None:
    """One of them may be somebody else's."""

    async def crowd(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        if call.does("conversations", "create") and reply.succeeded:
            await server.ask(call)
            return error(500)
        return reply

    with strange(crowd, furnished=False) as server:
        result = live(server, tmp_path, "--spend", "3")
        assert totals(server) == dict.fromkeys(KINDS, 0) | {"conversations": 2}
    assert "whose create got no answer, was not found in its list" in result.report


def test_a_lost_conversation_that_cannot_be_told_apart_is_told(tmp_path: Path) -> None:
    """Its name is shown nowhere, and its replica is somebody else's."""
    with strange() as server:
        before = totals(server)
        server.emulator.faults.add("createReplica", Status(400))
        server.emulator.faults.add("createConversation", LoseAnswer())
        first = live(server, tmp_path, "--spend", "3")
        again = live(server, tmp_path, "--clean")
        third = live(server, tmp_path, "--clean")
        assert totals(server) == before | {"conversations": before["conversations"] + 1}
    assert "conversations (id unknown), made as twintone-contract-" in first.output
    assert "the next run looks again" in first.output
    assert "look for it yourself; it is not looked for again" in again.output
    assert third.found.notes == []
    assert (first.code, again.code, third.code) == (1, 0, 0)


@pytest.mark.parametrize("fault", [Status(500, handled=True), Status(502, html=True, handled=True)])
def test_an_error_behind_which_something_was_made_is_cleaned_up_too(tmp_path: Path, fault: Status) -> None:
    with strange(furnished=False) as server:
        server.emulator.faults.add("createReplica", fault)
        live(server, tmp_path, "--spend", "1")
        assert server.total("replicas") == 0


def test_a_refused_create_counts_and_leaves_nothing(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        server.emulator.faults.add("createReplica", Status(400))
        server.emulator.faults.add("createPersona", RetryAfter(5))
        result = live(server, tmp_path, "--spend", "2")
        assert creates(server) == 2
    assert "2 of at most 2 creates." in result.report
    assert entries(tmp_path) == 0


def test_without_anything_to_refer_to_a_create_is_left_out(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        server.emulator.faults.add("createReplica", Status(400))
        result = live(server, tmp_path, "--spend", "3")
        assert creates(server) == 2
    assert "POST /conversations was left out: there is nothing to refer to in replicas." in result.report


def test_an_id_of_others_in_an_answer_is_left_alone(tmp_path: Path) -> None:
    """A server that mixes up ids must not lead to the deletion of what others made."""
    stolen: list[str] = []

    async def mixed_up(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_fields(id=stolen[0]) if call.does("personas", "create") and reply.succeeded else reply

    with strange(mixed_up) as server:
        before = totals(server)
        newest, *_, oldest = [item["id"] for item in server.call("GET", "/personas?limit=50")["personas"]]
        for victim in (newest, oldest):  # the oldest stands on a page that was not read before
            stolen[:] = [victim]
            result = live(server, tmp_path / victim, "--spend", "2")
            assert f"DELETE /personas/{victim}" not in server.asked
            assert server.call("GET", f"/personas/{victim}")["id"] == victim
            assert "left alone" in result.report
        assert totals(server)["replicas"] == before["replicas"]


def test_a_conversation_of_others_is_neither_ended_nor_deleted(tmp_path: Path) -> None:
    """Nothing in it tells whose it is, except that it was there before."""

    async def mixed_up(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_fields(id=victim) if call.does("conversations", "create") and reply.succeeded else reply

    with strange(mixed_up) as server:
        victim = server.call("GET", "/conversations?status=active")["conversations"][0]["id"]
        server.emulator.faults.add("createReplica", Status(400))
        result = live(server, tmp_path, "--spend", "3")
        assert server.call("GET", f"/conversations/{victim}")["status"] == "active"
    assert "createConversation answered with an id that cannot be the new one's; it is left alone." in result.report


def test_cleaning_makes_nothing_whatever_is_allowed(tmp_path: Path) -> None:
    with strange(furnished=False) as server:
        assert live(server, tmp_path, "--clean", SPEND="5").code == 0
        assert server.asked == []


@pytest.mark.parametrize("id_", ["..", ".", "", "a/b", "%2e%2e", None, 7])
def test_an_id_that_would_lead_elsewhere_is_never_used(tmp_path: Path, id_: object) -> None:
    async def odd(call: Call, server: Server) -> Reply:
        reply = await server.ask(call)
        return reply.with_fields(id=id_) if call.does("replicas", "create") and reply.succeeded else reply

    with strange(odd, furnished=False) as server:
        live(server, tmp_path, "--spend", "1")
        assert server.count("DELETE") == 1
        assert server.total("replicas") == 0  # it was found by its name


def test_requests_are_kept_back_for_the_clean_up(tmp_path: Path) -> None:
    with strange() as server:
        before = totals(server)
        result = live(server, tmp_path, "--spend", "6", "--max-requests", "80")
        assert len(server.asked) <= 80
        assert totals(server) == before
    assert "The maximum of 80 requests is reached" in result.report
    assert result.code == 3


def test_a_run_that_was_stopped_still_cleans_up(tmp_path: Path) -> None:
    with strange() as server:
        before = totals(server)
        for operation in ("updateReplica", "updatePersona"):
            server.emulator.faults.add(operation, RetryAfter(1))
        result = live(server, tmp_path, "--spend", "6")
        assert totals(server) == before
        assert creates(server) == 2
    assert "**The server answered 429 twice.**" in result.report
    assert result.code == 3
