"""A video and a speech, made with the SDK on the local emulator: no API key, no money, nothing left running."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from twintone import TwinTone
from twintone.emulator import Emulator

OK = "\N{HEAVY CHECK MARK}"


class Job(Protocol):
    """What a video and a speech have in common."""

    @property
    def id(self) -> str: ...

    @property
    def status(self) -> str | None: ...


def progress(what: str) -> Callable[[Job], None]:
    """Makes a hook that shows how far a job is: one moving line on a terminal, a line for each change elsewhere."""
    start = time.monotonic()
    shown: set[str | None] = set()

    def show(job: Job) -> None:
        line = f"  {what} {job.id}: {job.status} after {time.monotonic() - start:.1f} s"
        if sys.stdout.isatty():
            print(f"\r{line:<70}", end="\n" if job.status == "ready" else "", flush=True)
        elif job.status not in shown:
            print(line, flush=True)
        shown.add(job.status)

    return show


def run(client: TwinTone, folder: Path) -> None:
    """Makes one of everything, saves what was made, and tells about it."""
    persona = client.personas.create(
        name="Narrator", description="Calm and clear.", voice_settings={"pitch": 1.0, "speed": 1.1}
    )
    print(f"{OK} persona {persona.id}")
    replica = client.replicas.create(name="Ada")
    print(f"{OK} replica {replica.id}")

    speech = client.speech.create_and_wait(text="Hello world!", persona_id=persona.id, on_update=progress("speech"))
    sound = client.speech.download(speech, folder / "hello.wav", overwrite=True)
    print(f"{OK} {sound} ({sound.stat().st_size:,} bytes)")

    video = client.videos.create_and_wait(
        replica_id=replica.id, script="Hello world!", name="hello", on_update=progress("video")
    )
    film = client.videos.download(video, folder / "hello.mp4", overwrite=True)
    print(f"{OK} {film} ({film.stat().st_size:,} bytes)")

    conversation = client.conversations.create(replica_id=replica.id)
    print(f"{OK} conversation {conversation.id} is {conversation.status}")
    ended = client.conversations.end(conversation.id)
    print(f"{OK} conversation {ended.id} has {ended.status}")

    print("\nWhat the account holds now:")
    for replica_item in client.replicas.iterate():
        print(f"  replica       {replica_item.id}  {replica_item.name}")
    for persona_item in client.personas.iterate():
        print(f"  persona       {persona_item.id}  {persona_item.name}: {persona_item.description}")
    for speech_item in client.speech.iterate(status="ready"):
        print(f"  speech        {speech_item.id}  {speech_item.text!r}, {speech_item.status}")
    for video_item in client.videos.iterate(status="ready"):
        print(f"  video         {video_item.id}  {video_item.name}, {video_item.status}")
    for conversation_item in client.conversations.iterate():
        print(f"  conversation  {conversation_item.id}  {conversation_item.status}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out"), help="the folder to save in (default: out)")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with Emulator() as emulator:
            print(f"A TwinTone of our own is listening on {emulator.base_url}\n")
            with TwinTone("demo-key", base_url=emulator.base_url) as client:
                run(client, folder)
    except KeyboardInterrupt:
        print("\nStopped. The emulator has stopped too.", file=sys.stderr)
        return 130
    print(f"\nPlay {folder / 'hello.mp4'}, then read examples/demo.py: it is all public API.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
