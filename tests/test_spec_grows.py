"""When the spec gains a fact, generating carries it to signatures, docs, type checkers and the wire.

The hand-written half stays as it is: the programs below run it on top of a package that is compiled from a larger spec.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scripts import spec as specs
from scripts.generate import main
from tests.raw_server import RawServer, Received, answer
from tests.sample import load_sample

ROOT = Path(__file__).parent.parent
MADE = {"id": "x", "created_at": "2026-01-15T09:30:00Z"}


def songs_like_speech(part: Any) -> Any:
    """Returns a part of the spec that says of songs what it says of speech."""
    text = json.dumps(part)
    for old, new in (("speech_id", "song_id"), ("speech", "songs"), ("Speech", "Song"), ("processing", "composing")):
        text = text.replace(old, new)
    return json.loads(text)


def grown() -> dict[str, Any]:
    """The spec with a field, a status, parameters and a whole resource more."""
    spec = load_sample()
    components = spec["components"]
    schemas = components["schemas"]
    schemas["VideoCreate"]["properties"]["background"] = {"type": "string", "description": "What is seen behind."}
    schemas["VideoStatus"]["enum"].append("queued")
    schemas["Video"]["x-job"]["working"].append("queued")
    times = {"type": "array", "description": "When it was seen.", "items": {"$ref": "#/components/schemas/Timestamp"}}
    schemas["Video"]["properties"]["seen_at"] = times
    texts = {"type": "array", "items": {"type": "string"}}
    spec["paths"]["/videos"]["get"]["parameters"] += [
        {"name": "newest", "in": "query", "description": "Puts the newest first.", "schema": {"type": "boolean"}},
        {"name": "tag", "in": "query", "description": "Returns only what has a tag.", "schema": texts},
    ]
    for kind in ("schemas", "parameters", "links"):
        found = {name: part for name, part in components[kind].items() if "Speech" in name and "Speak" not in name}
        components[kind] |= {name.replace("Speech", "Song"): songs_like_speech(part) for name, part in found.items()}
    genre = {"type": "string", "description": "What kind of song."}
    schemas["SongCreate"] = {
        "type": "object",
        "description": "What to sing.",
        "required": ["genre"],
        "properties": {"genre": genre},
    }
    for path in ("/speech", "/speech/{speech_id}"):
        spec["paths"][songs_like_speech(path)] = songs_like_speech(spec["paths"][path])
    del spec["paths"]["/songs/{song_id}"]["patch"]
    examples = {"jazz": {"summary": "Jazz", "value": {"genre": "jazz"}}}
    spec["paths"]["/songs"]["post"]["requestBody"]["content"][specs.JSON]["examples"] = examples
    for method, status in (("get", "200"), ("post", "201")):
        links = spec["paths"]["/songs"][method]["responses"][status]["links"]
        for name in [name for name in links if name.startswith("update")]:
            del links[name]
    del components["links"]["UpdateSong"], components["links"]["UpdateListedSong"]
    spec["tags"].append({"name": "songs", "description": "Songs, made by asynchronous jobs."})
    return spec


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a twintone_api that is compiled from the larger spec."""
    return compiled(grown(), tmp_path_factory.mktemp("larger"))


def compiled(spec: dict[str, Any], folder: Path) -> Path:
    """Compiles a spec to a twintone_api in a folder."""
    path = folder / "spec.yaml"
    path.write_text(json.dumps(spec))
    assert main(["--spec", str(path), "--target", str(folder / "twintone_api")]) == 0
    return folder


class Service:
    """What a server of the larger spec answers."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()
        self.media = ""

    def __call__(self, request: Received) -> bytes:
        path = request.target.removeprefix("/v1/").partition("?")[0]
        self.looks[path] += 1
        over = self.looks[path] > 2
        match request.method, path:
            case "POST", _:
                return answer(201, MADE | {"status": "composing" if path == "songs" else "processing"})
            case "DELETE", _:
                return answer(204)
            case "GET", "media":
                return answer(200, b"la la la")
            case "GET", "songs" | "videos":
                number = 2 if "page=2" in request.target else 1
                items = [MADE | {"id": f"{path}{number}", "status": "ready"}]
                return answer(200, {path: items, "pagination": {"total": 2, "page": number, "pages": 2}})
            case "GET", "songs/x":
                return answer(200, MADE | {"status": "ready" if over else "composing", "url": f"{self.media}/media"})
            case _:
                seen = ["2026-01-15T09:30:00Z", "2026-01-16"]
                return answer(200, MADE | {"status": "ready" if over else "queued", "seen_at": seen})


PROGRAM = """
import asyncio, inspect, json, logging, sys
from tests.simulation import VirtualClock
from twintone import AsyncTwinTone, TwinTone, models
import twintone_api

logging.basicConfig(level=logging.WARNING, stream=sys.stdout)  # an unknown status would be told
options = {"base_url": sys.argv[1], "clock": VirtualClock()}
said = {"package": twintone_api.__file__}
with TwinTone("key", **options) as client:
    client.videos.create(replica_id="r", script="s", background="beach")
    client.videos.list(newest=True, tag=["a", "b c"])
    said["videos"] = [item.id for item in client.videos.iterate(newest=False)]
    said["seen"] = [str(time) for time in client.videos.wait("v").seen_at]
    accepted, looks = [], []
    song = client.songs.create_and_wait(genre="jazz", on_created=accepted.append, on_update=looks.append)
    said["accepted"] = [type(item).__name__ for item in accepted]
    said["looks"] = [look.status for look in looks]
    said["song"] = [type(song).__name__, song.id, song.status, client.songs.wait(song).id]
    said["all"] = [done.result().id for done in client.songs.wait_all([song, "x"])]
    said["songs"] = [item.id for item in client.songs.iterate(limit=1)]
    said["saved"] = client.songs.download(song, sys.argv[2]).read_text()
    client.songs.delete(song.id)
    said["signatures"] = {name: list(inspect.signature(method).parameters) for name, method in {
        "create": client.videos.create, "create_and_wait": client.videos.create_and_wait,
        "list": client.videos.list, "iterate": client.videos.iterate, "song": client.songs.create_and_wait}.items()}
    said["docs"] = " ".join((client.videos.create.__doc__ + client.videos.iterate.__doc__
        + client.songs.create.__doc__ + models.Video.__doc__).split())

async def again():
    async with AsyncTwinTone("key", **options) as client:
        song = await client.songs.create_and_wait(genre="pop")
        return [song.id, *[item.id async for item in client.songs.iterate()]]

said["async"] = asyncio.run(again())
print(json.dumps(said))
"""


def test_new_facts_reach_signatures_docs_and_the_wire(larger: Path, tmp_path: Path) -> None:
    service = Service()
    with RawServer(service) as server:
        service.media = server.url
        path = os.pathsep.join(map(str, (larger, ROOT / "overlay", ROOT)))
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, server.url, str(tmp_path / "song.mp3")],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert Path(said.pop("package")).parent == larger / "twintone_api"
    docs, signatures = said.pop("docs"), said.pop("signatures")
    assert said == {
        "videos": ["videos1", "videos2"],
        "seen": ["2026-01-15 09:30:00+00:00", "2026-01-16 00:00:00+00:00"],
        "accepted": ["SongCreated"],
        "looks": ["composing", "composing", "ready"],
        "song": ["Song", "x", "ready", "x"],
        "all": ["x"],
        "songs": ["songs1", "songs2"],
        "saved": "la la la",
        "async": ["x", "songs1", "songs2"],
    }
    assert {"background"} <= {*signatures["create"]} & {*signatures["create_and_wait"]}
    assert {"newest", "tag"} <= {*signatures["list"]} & {*signatures["iterate"]}
    assert signatures["song"] == ["genre", "timeout", "on_created", "on_update"]
    for text in ("What is seen behind.", "Puts the newest first.", "What kind of song.", "When it was seen."):
        assert text in docs
    sent = [f"{request.method} {request.target} {request.body.decode()}".strip() for request in server.requests]
    assert 'POST /v1/videos {"replica_id":"r","script":"s","background":"beach"}' in sent
    assert "GET /v1/videos?newest=true&tag=a&tag=b+c" in sent
    assert "GET /v1/videos?page=2&newest=false" in sent
    assert sent.count('POST /v1/songs {"genre":"jazz"}') == 1
    assert "DELETE /v1/songs/x" in sent
    media = next(request for request in server.requests if request.target == "/v1/media")
    assert "x-api-key" not in media.headers


SNIPPET = """
from twintone import TwinTone
from twintone.models import Video

def use(client: TwinTone, video: Video) -> None:
    client.videos.create(replica_id="r", script="s", background="beach")  # new
    client.videos.create_and_wait(replica_id="r", script="s", background="beach")  # new
    client.videos.list(newest=True)  # new
    client.videos.list(status="queued")  # new
    if video.status == "queued":  # new
        print("queued")
    client.songs.create_and_wait(genre="jazz")  # new
    client.videos.list(status="ready")
"""
WRONG = """
def misuse(client: TwinTone) -> None:
    client.videos.create(replica_id="r", script="s", background=5)  # wrong
    client.videos.list(newest="yes")  # wrong
    client.songs.create_and_wait(genre="jazz", tempo=5)  # wrong
"""


def flagged(package: Path, tmp_path: Path, program: str) -> set[int]:
    """Returns the numbers of the lines in which mypy finds something."""
    path = tmp_path / "snippet.py"
    path.write_text(program)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            os.devnull,
            "--cache-dir",
            str(tmp_path),
            str(path),
        ],
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, (package, ROOT / "overlay")))},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = [line.split(":") for line in run.stdout.splitlines() if ": error:" in line]
    assert {Path(line[0]).name for line in lines} <= {"snippet.py"}, run.stdout
    assert run.returncode == (1 if lines else 0), run.stderr
    return {int(line[1]) for line in lines}


def marked(program: str, mark: str) -> set[int]:
    return {number for number, line in enumerate(program.splitlines(), 1) if line.endswith(f"# {mark}")}


def test_new_facts_reach_the_type_checker(larger: Path, tmp_path: Path) -> None:
    assert flagged(larger, tmp_path, SNIPPET + WRONG) == marked(SNIPPET + WRONG, "wrong")
    assert flagged(compiled(load_sample(), tmp_path), tmp_path, SNIPPET) == marked(SNIPPET, "new")
