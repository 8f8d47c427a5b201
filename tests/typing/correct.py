"""Uses in which a type checker has nothing to find, and the types that it has to see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, assert_type

from twintone import (
    APIError,
    AsyncTwinTone,
    CreateOutcomeUnknown,
    Finished,
    GenerationFailed,
    TwinTone,
    TwinToneError,
    WaitTimeout,
)
from twintone.models import Persona, PersonaCreated, Video, VideoCreated, VideoListItem, VideoStatus, VoiceSettings
from twintone_api import AsyncClient, Client
from twintone_api.errors import Outcome


def save(created: VideoCreated) -> None:
    print(created.id)


async def save_later(created: VideoCreated) -> None:
    print(created.id)


def videos(client: TwinTone, status: VideoStatus) -> None:
    video = client.videos.create_and_wait(replica_id="r", script="s", name="n", on_created=save, on_update=print)
    assert_type(video, Video)
    assert_type(video.created_at, datetime | None)
    assert_type(video.status, VideoStatus | None)
    if video.status == "ready":
        assert_type(client.videos.download(video, Path("v.mp4"), overwrite=True), Path)
        client.videos.download(video.id, "v.mp4", on_progress=print)
        assert_type(client.videos.download("https://media.example/v.mp4"), bytes)
        with Path("v.mp4").open("wb") as file:
            assert_type(client.videos.download(video, file), int)
    assert_type(client.videos.iterate(status=status, limit=5), Iterator[VideoListItem])
    page = client.videos.list(page=1, status="ready")
    assert_type(page.videos, list[VideoListItem])
    if page.pagination and page.pagination.pages:
        print(page.pagination.pages + 1, page.raw.get("anything"))
    for item in page.videos:
        assert_type(client.videos.wait(item, timeout=5), Video)
    for done in client.videos.wait_all([video, "vid_2", *page.videos], timeout=5):
        assert_type(done, Finished[Video])
        assert_type(done.job, Video | None)
        assert_type(done.error, TwinToneError | None)
        assert_type(done.result(), Video)
    created = (client.videos.create(replica_id="r", script=script) for script in ("a", "b"))
    assert_type(client.videos.wait_all(created), Iterator[Finished[Video]])
    client.videos.wait_all(client.videos.wait_all([video]))
    client.videos.delete(video.id)


def others(client: TwinTone) -> None:
    client.replicas.create(name="n", anything={"at": ["all"]})
    made = client.personas.create(name="n", description="d", voice_settings={"pitch": 1, "speed": 1.5})
    assert_type(made, PersonaCreated)
    persona = client.personas.get(made.id)
    assert_type(persona, Persona)
    client.personas.update(persona.id, voice_settings=VoiceSettings(1.0, 2))
    client.personas.update(persona.id, name="m", voice_settings=persona.voice_settings)
    client.conversations.end(client.conversations.create(replica_id="r").id)


def failures(client: TwinTone) -> None:
    try:
        client.speech.create_and_wait(text="t", persona_id="p")
    except CreateOutcomeUnknown as error:
        print(error.sent.get("text"), error.started)
    except WaitTimeout as error:
        client.speech.wait(error.id)
    except GenerationFailed as error:
        print(error.reason, error.job)
    except APIError as error:
        assert_type(error.outcome, Outcome)
        assert_type(error.status, int | None)


async def asynchronous(client: AsyncTwinTone) -> None:
    async with AsyncTwinTone("k", timeout=5) as other:
        assert_type(await other.videos.get("v"), Video)
    made = await client.videos.create_and_wait(replica_id="r", script="s", on_created=save_later, on_update=print)
    assert_type(made, Video)
    assert_type(client.videos.iterate(), AsyncIterator[VideoListItem])
    created = (await client.videos.create(replica_id="r", script=script) for script in ("a", "b"))
    assert_type(client.videos.wait_all(created), AsyncIterator[Finished[Video]])
    assert_type([done.result() async for done in client.videos.wait_all(["v", made])], list[Video])
    assert_type([item.id async for item in client.videos.iterate(status="failed")], list[str])


async def generated(client: Client, other: AsyncClient) -> None:
    raw: Any = client.videos.get("v").raw
    assert_type((await other.videos.list(limit=5)).videos, list[VideoListItem])
    print(raw)
