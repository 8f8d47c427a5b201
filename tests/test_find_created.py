"""Looking for what a lost answer may have created. Nothing is ever created by looking."""

from __future__ import annotations

import asyncio
import pickle
from datetime import timedelta
from typing import Any

import pytest

from tests.simulation import START, Answer, VirtualClock, World, answer
from twintone import AsyncTwinTone, TwinTone
from twintone.emulator import Emulator, LoseAnswer
from twintone.errors import ArgumentError, CreateOutcomeUnknown
from twintone.policies.call import CallOptions
from twintone.policies.find_created import find_created
from twintone_api.requests import videos
from twintone_api.workflows import Search

OPTIONS = CallOptions(timeout=60, max_retries=0)
SENT = {"replica_id": "rep_1", "script": "Hello", "name": "hello"}


def lost(**changes: Any) -> CreateOutcomeUnknown:
    known = {"operation": "createVideo", "sent": SENT, "started": START, "finished": START + timedelta(seconds=60)}
    return CreateOutcomeUnknown("It was lost.", **{**known, **changes})


def item(number: int, seconds: float | None = 30, **fields: object) -> dict[str, object]:
    made = None if seconds is None else (START + timedelta(seconds=seconds)).isoformat()
    return {"id": f"vid_{number}", "name": "hello", "status": "processing", "created_at": made, **fields}


def search(*pages: Answer, error: CreateOutcomeUnknown | None = None) -> Search[Any]:
    turn = iter(pages)
    world = World(lambda _request, _now: (0.1, next(turn)))
    found = world.run(
        find_created(videos.CREATE_VIDEO, lambda page: videos.list_videos(page=page), error or lost(), OPTIONS)
    )
    assert {request.operation.method for request in world.sent} == {"GET"}
    return found


def page(*items: object, number: int = 1, pages: int = 1) -> Answer:
    return answer(200, {"videos": items, "pagination": {"total": 9, "page": number, "pages": pages}})


def test_one_that_was_made_then_and_has_what_was_sent_is_found() -> None:
    found = search(page(item(1, name="other"), item(2), pages=2), page(item(3, seconds=-100_000), number=2, pages=2))
    assert (found.verdict, getattr(found.item, "id", None)) == ("found", "vid_2")


@pytest.mark.parametrize(("sent", "shown"), [("order 17 ", "order 17"), ("a\n b", "a b"), ("e\u0301", "\u00e9")])
def test_a_text_that_the_server_has_tidied_is_recognised(sent: str, shown: str) -> None:
    assert search(page(item(1, name=shown)), error=lost(sent={"name": sent})).verdict == "found"


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_list_does_not_matter(order: int) -> None:
    items = [item(number, seconds=-100_000.0 * number) for number in range(1, 6)] + [item(9)]
    found = search(page(*items[::order][:3], pages=2), page(*items[::order][3:], number=2, pages=2))
    assert (found.verdict, getattr(found.item, "id", None)) == ("found", "vid_9")


@pytest.mark.parametrize(
    "items",
    [
        [],
        [item(1, name="other")],
        [item(1, seconds=-100_000)],
        [item(1, seconds=100_000)],
        [item(1, name=None, seconds=-3600)],
    ],
)
def test_none_that_could_be_it_is_not_found(items: list[object]) -> None:
    found = search(page(*items))
    assert (found.verdict, found.item, list(found.candidates)) == ("not_found", None, [])


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([item(1), item(2)], "2 items of the list could be it"),
        ([item(1, seconds=None)], "does not tell when it was made"),
        ([item(1, created_at="yesterday")], "does not tell when it was made"),
        ([item(1, name=None)], "shows nothing of what was sent"),
        ([item(1, seconds=-240)], "it was made at 2026-01-15T09:26:00"),
        ([item(1, seconds=400)], "it was made at"),
    ],
)
def test_what_cannot_be_told_says_why(items: list[object], reason: str) -> None:
    found = search(page(*items))
    assert (found.verdict, found.item, len(found.candidates)) == ("cannot_tell", None, len(items))
    assert reason in found.reason


def test_a_list_that_cannot_be_read_or_repeats_itself_cannot_tell() -> None:
    broken = search(page(item(1), pages=2), answer(500))
    assert (broken.verdict, len(broken.candidates)) == ("cannot_tell", 1)
    assert "500" in broken.reason
    other = item(1, name="other")
    repeated = search(page(other, pages=9), page(other, pages=9))
    assert repeated.verdict == "cannot_tell"
    assert "repeats itself" in repeated.reason


def test_an_error_of_another_kind_of_thing_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"client\.videos cannot find what createSpeech"):
        search(error=lost(operation="createSpeech"))


def test_an_error_without_times_cannot_tell() -> None:
    assert search(page(item(1)), error=lost(started=None, finished=None)).verdict == "cannot_tell"


@pytest.mark.parametrize("stored", [False, True])
def test_a_lost_video_is_found_on_the_emulator(client: TwinTone, emulator: Emulator, *, stored: bool) -> None:
    replica = client.replicas.create(name="Ada")
    client.videos.create(replica_id=replica.id, script="Hello", name="before")
    emulator.faults.add("createVideo", LoseAnswer())
    with pytest.raises(CreateOutcomeUnknown) as caught:
        client.videos.create(replica_id=replica.id, script="Hello", name="lost")
    error = pickle.loads(pickle.dumps(caught.value)) if stored else caught.value
    found = client.videos.find_created(error)
    assert found.verdict == "found"
    assert found.item is not None
    assert found.item.name == "lost"
    assert len(emulator.ledger) == 2
    emulator.faults.add("createVideo", LoseAnswer(handled=False))
    with pytest.raises(CreateOutcomeUnknown) as caught:
        client.videos.create(replica_id=replica.id, script="Hello", name="never made")
    assert client.videos.find_created(caught.value).verdict == "not_found"


@pytest.mark.parametrize("kind", ["replicas", "personas", "conversations", "speech"])
def test_every_kind_can_be_looked_for_in_an_event_loop(emulator: Emulator, clock: VirtualClock, kind: str) -> None:
    async def look() -> Search[Any]:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
            replica = await client.replicas.create(name="Ada")
            persona = await client.personas.create(
                name="N", description="Calm.", voice_settings={"pitch": 1.0, "speed": 1.0}
            )
            bodies: dict[str, dict[str, Any]] = {
                "replicas": {"name": "Grace"},
                "personas": {"name": "M", "description": "Loud.", "voice_settings": {"pitch": 1.0, "speed": 1.0}},
                "conversations": {"replica_id": replica.id},
                "speech": {"text": "Hi", "persona_id": persona.id},
            }
            resource = getattr(client, kind)
            emulator.faults.add(resource.create.__name__ + kind.title().removesuffix("s"), LoseAnswer())
            with pytest.raises(CreateOutcomeUnknown) as caught:
                await resource.create(**bodies[kind])
            found: Search[Any] = await resource.find_created(caught.value)
            return found

    found = asyncio.run(look())
    assert found.verdict == (
        "cannot_tell" if kind == "replicas" else "found"
    )  # a replica does not tell when it was made
    assert len(found.candidates) == 1
