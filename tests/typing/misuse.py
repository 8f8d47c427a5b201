"""Mistakes that a type checker has to find: in exactly the lines that are marked."""

from __future__ import annotations

from twintone import AsyncTwinTone, CreateOutcomeUnknown, TwinTone
from twintone import NotFoundErorr  # error
from twintone.models import Video, VoiceSettings
from twintone.models import Vidoe  # error
from twintone_api.models import Speach  # error
from twintone_api import AsyncClient, Client


def videos(client: TwinTone, video: Video) -> None:
    client.videos.create(replica_id="r", script="s", nam="n")  # error
    client.videos.create(replica_id="r")  # error
    client.videos.create("r", "s")  # error
    client.videos.create(replica_id="r", script=5)  # error
    client.videos.create_and_wait(replica_id="r", script="s", nam="n")  # error
    client.videos.create_and_wait(replica_id="r", script="s", on_update=5)  # error
    client.videos.list(status="redy")  # error
    client.videos.iterate(status="redy")  # error
    client.videos.iterate(page=2)  # error
    client.videos.list(page="1")  # error
    client.videos.list(2)  # error
    client.videos.get()  # error
    client.videos.get(5)  # error
    client.videos.update("v")  # error
    client.videos.wait(5)  # error
    client.videos.wait("v", timeout="5")  # error
    client.videos.wait_all([5])  # error
    client.videos.wait_all(video)  # error
    for done in client.videos.wait_all([video]):
        print(done.job.url)  # error
        print(done.status)  # error
    client.videos.download(video, 5)  # error
    client.videos.download(video).name  # error
    client.videos.end("v")  # error
    print(video.status == "redy")  # error
    print(video.statu)  # error
    print(video.url.upper())  # error
    print(video.created_at.year)  # error
    for _ in client.videos.list():  # error
        pass


def others(client: TwinTone, voice: VoiceSettings) -> None:
    client.video.list()  # error
    client.replicas.create()  # error
    client.replicas.wait("r")  # error
    client.replicas.wait_all(["r"])  # error
    client.personas.create(name="n", description="d")  # error
    client.personas.create(name="n", description="d", voice_settings={"pich": 1.0, "speed": 1.0})  # error
    client.personas.create(name="n", description="d", voice_settings={"pitch": 1.0})  # error
    client.personas.update("p", voice_settings={"pitch": "high", "speed": 1.0})  # error
    client.personas.update("p", voice_settings=voice, text="t")  # error
    client.personas.update("p", voice_settings=(1.0, 1.0))  # error
    client.conversations.list(status="ready")  # error
    client.speech.create(text="t")  # error
    TwinTone(key="k")  # error
    TwinTone("k", timeout="5")  # error
    try:
        client.speech.delete("s")
    except CreateOutcomeUnknown as error:
        print(error.snt)  # error


async def asynchronous(client: AsyncTwinTone, synchronous: TwinTone) -> None:
    await synchronous.videos.get("v")  # error
    client.videos.delete("v")  # error
    print(client.videos.get("v").status)  # error
    print((await client.videos.get("v")).statu)  # error
    await client.videos.create(replica_id="r", script="s", nam="n")  # error
    await client.videos.list(status="redy")  # error
    for _ in client.videos.iterate():  # error
        pass
    for _ in client.videos.wait_all(["v"]):  # error
        pass
    synchronous.videos.wait_all(await client.videos.create(replica_id="r", script=s) for s in "ab")  # error
    async for _ in synchronous.videos.iterate():  # error
        pass


def generated(client: Client, other: AsyncClient) -> None:
    client.videos.list(status="redy")  # error
    client.videos.wait("v")  # error
    other.videos.create(replica_id="r", skript="s")  # error
    Client()  # error
