"""Uses in which a type checker has nothing to find, and the types that it has to see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, assert_type

from twintone import APIError, AsyncTwinTone, CreateOutcomeUnknown, GenerationFailed, TwinTone, WaitTimeout
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
    assert_type(video.status, Literal["processing", "ready", "failed"] | None)
    if video.status == "ready":
        assert_type(client.videos.download(video, Path("v.mp4"), overwrite=True), Path)
        client.videos.download(video.id, "v.mp4", on_progress=print)
    assert_type(client.videos.iterate(status=status, limit=5), Iterator[VideoListItem])
    page = client.videos.list(page=1, status="ready")
    assert_type(page.videos, list[VideoListItem])
    if page.pagination and page.pagination.pages:
        print(page.pagination.pages + 1, page.raw.get("anything"))
    for item in page.videos:
        assert_type(client.videos.wait(item, timeout=5), Video)
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
    assert_type([item.id async for item in client.videos.iterate(status="failed")], list[str])


async def generated(client: Client, other: AsyncClient) -> None:
    raw: Any = client.videos.get("v").raw
    assert_type((await other.videos.list(limit=5)).videos, list[VideoListItem])
    print(raw)
