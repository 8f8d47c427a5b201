"""The client against the emulator: what users do, in threads and in event loops."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Thread

import pytest

from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, TwinTone
from twintone.emulator import Emulator, LoseAnswer, RetryAfter, Status
from twintone.errors import (
    APIConnectionError,
    ArgumentError,
    AuthenticationError,
    CreateOutcomeUnknown,
    GenerationFailed,
    NotFoundError,
    RateLimitError,
)

INF = float("inf")


def test_a_video_from_script_to_disk(client: TwinTone, tmp_path: Path) -> None:
    replica = client.replicas.create(name="Ada")
    video = client.videos.create_and_wait(replica_id=replica.id, script="Hello world!", name="hello")
    assert (video.status, video.name) == ("ready", "hello")
    saved = client.videos.download(video, tmp_path / "hello.mp4")
    assert saved.stat().st_size > 1000
    assert [item.id for item in client.videos.iterate(status="ready")] == [video.id]


def test_the_same_in_an_event_loop(emulator: Emulator, clock: VirtualClock, tmp_path: Path) -> None:
    told: list[str] = []

    async def save_id(job: object) -> None:
        await asyncio.sleep(0)
        told.append(getattr(job, "id", ""))

    async def make() -> None:
        async with AsyncTwinTone("key-1", base_url=emulator.base_url, clock=clock) as client:
            persona = await client.personas.create(
                name="N", description="Calm.", voice_settings={"pitch": 1, "speed": 2}
            )
            speech = await client.speech.create_and_wait(text="Hi", persona_id=persona.id, on_created=save_id)
            assert told == [speech.id]
            saved = await client.speech.download(speech.id, tmp_path / "hi.wav")
            assert saved.read_bytes().startswith(b"RIFF")
            assert [item.id async for item in client.speech.iterate(limit=1)] == [speech.id]
            conversation = await client.conversations.create(replica_id=(await client.replicas.create(name="Ada")).id)
            assert (await client.conversations.end(conversation.id)).status == "ended"
            assert (await client.conversations.end(conversation.id)).status == "ended"

    asyncio.run(make())


def test_everything_that_can_be_made_can_be_read_changed_and_deleted(client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada", eye_color="green")
    assert client.replicas.get(replica.id).raw["eye_color"] == "green"
    assert client.replicas.update(replica.id, name="Grace").name == "Grace"
    persona = client.personas.create(name="N", description="Calm.", voice_settings={"pitch": 1.0, "speed": 1.5})
    voice = client.personas.get(persona.id).voice_settings
    assert voice is not None
    assert client.personas.update(persona.id, voice_settings=voice, name="M").name == "M"
    video = client.videos.create(replica_id=replica.id, script="Hi")
    assert client.videos.update(video.id, name="n").name == "n"
    speech = client.speech.create(text="Hi", persona_id=persona.id)
    assert client.speech.update(speech.id, name="n").name == "n"
    conversation = client.conversations.create(replica_id=replica.id)
    assert client.conversations.get(conversation.id).status == "active"
    client.conversations.delete(conversation.id)
    client.speech.delete(speech.id)
    client.videos.delete(video.id)
    client.personas.delete(persona.id)
    client.replicas.delete(replica.id)
    with pytest.raises(NotFoundError):
        client.videos.get(video.id)
    assert client.replicas.list().replicas == []


def test_a_lost_answer_is_paid_once_and_told(client: TwinTone, emulator: Emulator) -> None:
    replica = client.replicas.create(name="Ada")
    emulator.faults.add("createVideo", LoseAnswer())
    with pytest.raises(CreateOutcomeUnknown) as caught:
        client.videos.create(replica_id=replica.id, script="Hello")
    assert caught.value.sent == {"replica_id": replica.id, "script": "Hello"}
    assert [entry.kind for entry in emulator.ledger] == ["videos"]


def test_a_proxy_error_on_a_create_is_not_repeated(client: TwinTone, emulator: Emulator) -> None:
    replica = client.replicas.create(name="Ada")
    emulator.faults.add("createVideo", Status(502, html=True, handled=True))
    with pytest.raises(CreateOutcomeUnknown, match="502 Bad Gateway"):
        client.videos.create(replica_id=replica.id, script="Hello")
    assert len(emulator.ledger) == 1


def test_a_rate_limited_create_is_repeated_when_the_server_says(
    client: TwinTone, emulator: Emulator, clock: VirtualClock
) -> None:
    replica = client.replicas.create(name="Ada")
    emulator.faults.add("createVideo", RetryAfter(9))
    client.videos.create(replica_id=replica.id, script="Hello")
    assert clock.naps == [9.0]
    assert len(emulator.ledger) == 1


def test_reads_survive_lost_answers_and_proxy_errors(client: TwinTone, emulator: Emulator) -> None:
    replica = client.replicas.create(name="Ada")
    emulator.faults.add("getReplica", LoseAnswer())
    emulator.faults.add("getReplica", Status(502, html=True))
    assert client.replicas.get(replica.id).name == "Ada"


def test_a_failed_job_raises_with_its_reason(client: TwinTone) -> None:
    replica = client.replicas.create(name="Ada")
    with pytest.raises(GenerationFailed) as caught:
        client.videos.create_and_wait(replica_id=replica.id, script="[fail]")
    assert caught.value.reason
    assert caught.value.job.status == "failed"


def test_a_rate_limit_that_lasts_says_when_to_come_back(client: TwinTone, emulator: Emulator) -> None:
    emulator.faults.add("listVideos", RetryAfter(3600))
    with pytest.raises(RateLimitError, match="Come back in 3600 s"):
        client.videos.list()


def test_a_wrong_key(emulator: Emulator) -> None:
    with Emulator(keys=["right"]) as strict, TwinTone("wrong", base_url=strict.base_url) as client:
        with pytest.raises(AuthenticationError) as caught:
            client.videos.list()
        assert caught.value.outcome == "rejected"


def test_a_server_that_is_not_there(clock: VirtualClock) -> None:
    with Emulator() as gone:
        base_url = gone.base_url
    with TwinTone("key-1", base_url=base_url, clock=clock) as client, pytest.raises(APIConnectionError) as caught:
        client.videos.create(replica_id="rep_1", script="Hello")
    assert (caught.value.outcome, caught.value.attempts) == ("not_sent", 3)


def test_key_and_address_come_from_the_environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINTONE_API_KEY", "key-1")
    monkeypatch.setenv("TWINTONE_BASE_URL", emulator.base_url)
    with TwinTone() as client:
        assert client.videos.list().videos == []


def test_a_missing_key_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWINTONE_API_KEY", raising=False)
    with pytest.raises(ArgumentError, match="Set TWINTONE_API_KEY in the environment or pass api_key"):
        TwinTone()


@pytest.mark.parametrize(
    "url",
    ["http://api.twintone.ai/v1", "ftp://localhost", "api.twintone.ai", "", "https://", "http://u:p@localhost/v1"],
)
def test_an_address_that_must_not_get_the_key(url: str) -> None:
    with pytest.raises(ArgumentError):
        TwinTone("key-1", base_url=url)


@pytest.mark.parametrize("options", [{"timeout": 0}, {"timeout": INF}, {"timeout": INF - INF}, {"max_retries": -1}])
def test_bad_options(options: dict[str, float]) -> None:
    with pytest.raises(ArgumentError):
        TwinTone("key-1", **options)  # type: ignore[arg-type]  # the wrong values are the point


def test_many_threads_share_one_connection(emulator: Emulator) -> None:
    found: list[str | None] = []
    with TwinTone("key-1", base_url=emulator.base_url) as client:
        replica = client.replicas.create(name="Ada")
        threads = [Thread(target=lambda: found.append(client.replicas.get(replica.id).name)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == ["Ada"] * 16
