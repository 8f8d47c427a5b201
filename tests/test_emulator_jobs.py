"""Jobs: their life, their bill, what they leave behind, and what can go wrong with the call that makes one."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import av
import httpx
import pytest

from twintone.emulator import (
    AnswerLostError,
    Emulator,
    EmulatorError,
    LoseAnswer,
    ManualClock,
    RetryAfter,
    Status,
    create_app,
    tenant_of,
)

NUMBERS = itertools.count()


class Studio:
    """An account with one replica and one persona."""

    def __init__(self, emulator: Emulator) -> None:
        assert isinstance(emulator.clock, ManualClock)
        self.emulator, self.clock = emulator, emulator.clock
        self.key = f"studio {next(NUMBERS)}"
        self.http = httpx.Client(base_url=emulator.base_url, headers={"x-api-key": self.key}, verify=False)
        self.web = httpx.Client(verify=False)  # without a key
        self.replica = self.http.post("/replicas", json={"name": "Ada"}).json()["id"]
        self.persona = self.new_persona()

    def close(self) -> None:
        self.http.close()
        self.web.close()

    def new_persona(self, pitch: float = 1, speed: float = 1) -> str:
        voice = {"pitch": pitch, "speed": speed}
        body = {"name": "N", "description": "D", "voice_settings": voice}
        return str(self.http.post("/personas", json=body).json()["id"])

    def post(self, kind: str, text: str = "Hello world!", **fields: Any) -> httpx.Response:
        required = {"replica_id": self.replica, "script": text}
        if kind == "speech":
            required = {"persona_id": self.persona, "text": text}
        return self.http.post(f"/{kind}", json=required | fields)

    def make(self, kind: str, text: str = "Hello world!", **fields: Any) -> str:
        return str(self.post(kind, text, **fields).json()["id"])

    def read(self, kind: str, job: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.http.get(f"/{kind}/{job}").json()
        return answer

    def billed(self) -> list[str]:
        return [entry.id for entry in self.emulator.ledger if entry.tenant == tenant_of(self.key)]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(clock=ManualClock()) as emulator:
        yield emulator


@pytest.fixture
def studio(emulator: Emulator) -> Iterator[Studio]:
    with closing(Studio(emulator)) as studio:
        yield studio


@pytest.mark.parametrize("kind", ["videos", "speech"])
def test_a_job_is_ready_when_its_time_has_come_and_not_before(studio: Studio, kind: str) -> None:
    job = studio.make(kind)
    studio.clock.advance(1.999)
    waiting = studio.read(kind, job)
    assert waiting["status"] != "ready"
    assert not {"url", "error"} & waiting.keys()
    studio.clock.advance(0.001)
    ready = studio.read(kind, job)
    assert ready["status"] == "ready"
    assert "error" not in ready
    studio.clock.advance(10_000)
    assert studio.read(kind, job) == ready


@pytest.mark.parametrize("kind", ["videos", "speech"])
def test_a_job_fails_when_its_text_asks_for_it(studio: Studio, kind: str) -> None:
    job = studio.make(kind, "Please [fail] now")
    assert studio.read(kind, job)["status"] == "processing"
    studio.clock.advance(2)
    failed = studio.read(kind, job)
    assert (failed["status"], "url" in failed) == ("failed", False)
    assert "[fail]" in failed["error"]
    assert studio.billed() == [job]


def test_a_name_does_not_make_a_job_fail(studio: Studio) -> None:
    job = studio.make("videos", name="[fail]")
    studio.http.patch(f"/videos/{job}", json={"name": "[fail] again"})
    studio.clock.advance(2)
    assert studio.read("videos", job)["status"] == "ready"


def test_a_job_that_takes_no_time_is_accepted_first_and_ready_at_once() -> None:
    with Emulator(clock=ManualClock(), job_seconds=0) as emulator, closing(Studio(emulator)) as studio:
        answer = studio.post("videos").json()
        assert answer["status"] == "processing"
        assert studio.read("videos", answer["id"])["status"] == "ready"


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_a_job_cannot_take_a_time_that_is_none(seconds: float) -> None:
    with pytest.raises(EmulatorError, match="cannot take"):
        create_app(job_seconds=seconds)


def test_only_jobs_are_billed_and_a_deleted_one_stays_billed(studio: Studio) -> None:
    jobs = [studio.make("videos"), studio.make("speech")]
    studio.http.post("/conversations", json={"replica_id": studio.replica})
    studio.post("videos", script=1)
    for kind, job in zip(("videos", "speech"), jobs, strict=True):
        studio.http.delete(f"/{kind}/{job}")
    assert studio.billed() == jobs
    assert all(entry.at <= studio.clock.now() for entry in studio.emulator.ledger)


def media(studio: Studio, kind: str, **fields: Any) -> httpx.Response:
    job = studio.make(kind, **fields)
    studio.clock.advance(2)
    return studio.web.get(studio.read(kind, job)["url"])


def decoded(response: httpx.Response, kind: str) -> list[Any]:
    with av.open(io.BytesIO(response.content), "r") as container:
        return [frame for packet in container.demux() if packet.stream.type == kind for frame in packet.decode()]


def test_a_video_plays(studio: Studio) -> None:
    response = media(studio, "videos")
    assert response.headers["content-type"] == "video/mp4"
    assert len(decoded(response, "video")) == 25
    assert sum(frame.samples for frame in decoded(response, "audio")) >= 16_000


def heard(response: httpx.Response) -> float:
    assert response.headers["content-type"] == "audio/wav"
    return float(sum(frame.samples / frame.sample_rate for frame in decoded(response, "audio")))


def test_speech_plays_as_long_as_the_text_and_the_voice_make_it(studio: Studio) -> None:
    short, long = media(studio, "speech", text="Hi"), media(studio, "speech", text="Hello again, dear world")
    assert 0.1 < heard(short) < heard(long) < 3
    fast = media(studio, "speech", text="Hello again, dear world", persona_id=studio.new_persona(speed=2))
    assert heard(fast) == pytest.approx(heard(long) / 2, rel=0.01)
    high = media(studio, "speech", text="Hi", persona_id=studio.new_persona(pitch=2))
    assert (heard(high), high.content == short.content) == (heard(short), False)


@pytest.mark.parametrize("text", ["", " ", "x" * 100_000, "word " * 5000, "日本語のテキスト", "\0", "🎬"])
def test_any_text_can_be_spoken_in_half_a_minute(studio: Studio, text: str) -> None:
    assert 0.1 < heard(media(studio, "speech", text=text)) < 30


@pytest.mark.parametrize(("pitch", "speed"), [(0, 0), (-1, -1), (1e300, 5e-324), (10**400, -(10**400))])
def test_a_voice_without_sense_still_speaks(studio: Studio, pitch: float, speed: float) -> None:
    assert 0.05 < heard(media(studio, "speech", persona_id=studio.new_persona(pitch, speed))) < 5


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=-999999999", 206, slice(0, None)),
        ("bytes=5-999999999", 206, slice(5, None)),
        ("bytes=999999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=9-5", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=0-1", 200, slice(None)),
        (f"bytes={'9' * 5000}-", 200, slice(None)),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(studio: Studio, asked: str, status: int, part: slice) -> None:
    whole = media(studio, "videos")
    size = len(whole.content)
    assert (whole.headers["content-length"], whole.headers["accept-ranges"]) == (str(size), "bytes")
    response = studio.web.get(str(whole.url), headers={"range": asked})
    assert response.status_code == status
    assert response.content == whole.content[part]
    assert response.headers["etag"] == whole.headers["etag"]
    if status == 206:
        covered = range(size)[part]
        assert response.headers["content-range"] == f"bytes {covered[0]}-{covered[-1]}/{size}"
    if status == 416:
        assert response.headers["content-range"] == f"bytes */{size}"


def test_a_download_is_resumed_only_while_the_file_is_the_same(studio: Studio) -> None:
    whole = media(studio, "videos")
    url, etag = str(whole.url), whole.headers["etag"]
    assert studio.web.get(url, headers={"range": "bytes=5-", "if-range": etag}).status_code == 206
    assert studio.web.get(url, headers={"range": "bytes=5-", "if-range": '"other"'}).status_code == 200
    head = studio.web.head(url)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))


def test_a_file_is_there_only_under_its_name_and_while_its_job_is(studio: Studio) -> None:
    job = studio.make("videos")
    studio.clock.advance(2)
    url = studio.read("videos", job)["url"]
    assert job not in url
    for other in (url[:-5] + ".mp4", url.removesuffix(".mp4"), url.replace(".mp4", ".wav"), url + "/", url + "%00"):
        assert studio.web.get(other).status_code == 404, other
    refused = studio.web.post(url)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    studio.http.delete(f"/videos/{job}")
    assert studio.web.get(url).status_code == 404
    assert studio.web.get(url).json()["error"] == "NotFound"


def test_a_job_can_be_made_and_billed_and_its_answer_lost(studio: Studio) -> None:
    studio.emulator.faults.add("createVideo", LoseAnswer())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        studio.post("videos")
    [lost] = studio.billed()
    assert studio.read("videos", lost)["status"] == "processing"
    assert studio.post("videos").status_code == 201


def test_a_connection_can_be_lost_before_anything_happened(studio: Studio) -> None:
    studio.emulator.faults.add("createSpeech", LoseAnswer(handled=False))
    with pytest.raises(httpx.RemoteProtocolError):
        studio.post("speech")
    assert studio.billed() == []


def test_faults_come_in_their_order_and_as_often_as_asked(studio: Studio) -> None:
    faults = studio.emulator.faults
    faults.add("createVideo", Status(502, html=True), times=2)
    faults.add("createVideo", Status(500, handled=True))
    faults.add("createVideo", RetryAfter(7))
    faults.add("createVideo", RetryAfter(None, status=503))
    answers = [studio.post("videos") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [502, 502, 500, 429, 503, 201]
    assert answers[0].headers["content-type"].startswith("text/html")
    assert answers[2].json()["status"] == 500
    assert answers[3].headers["retry-after"] == "7"
    assert "retry-after" not in answers[4].headers
    assert len(studio.billed()) == 2
    faults.add("createVideo", Status(500))
    faults.clear()
    assert studio.post("videos").status_code == 201


def test_a_fault_of_an_operation_that_does_not_exist_is_refused(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="no operation makeVideo"):
        emulator.faults.add("makeVideo", LoseAnswer())


def test_without_a_server_a_lost_answer_is_an_exception() -> None:
    app = create_app()
    app.state.world.faults.add("listVideos", LoseAnswer())

    async def call() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as http:
            await http.get("/v1/videos", headers={"x-api-key": "k"})

    with pytest.raises(AnswerLostError):
        asyncio.run(call())
    app.state.world.store.close()


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="cannot be advanced"):
        ManualClock().advance(-1)
