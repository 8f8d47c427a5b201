"""Code written after the vendor's samples, without this client, works against the emulator with another base URL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from twintone.emulator import Emulator, ManualClock

SAMPLES = Path(__file__).with_name("samples")
# Where there is no Node.js there is nothing to find out about it.
PROGRAMS = {"python": (sys.executable, "four_calls.py")} | (
    {"node": (node, "four_calls.mjs")} if (node := shutil.which("node")) else {}
)


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_four_sample_calls_have_their_effect(language: str) -> None:
    program, script = PROGRAMS[language]
    with (
        Emulator(keys=["my-key"], clock=ManualClock()) as emulator,
        httpx.Client(base_url=emulator.base_url, headers={"x-api-key": "my-key"}) as http,
    ):
        replica = http.post("/replicas", json={"name": "Ada"}).json()
        voice = {"pitch": 1.0, "speed": 1.0}
        body = {"name": "Narrator", "description": "Calm.", "voice_settings": voice}
        persona = http.post("/personas", json=body).json()["id"]
        speech = http.post("/speech", json={"text": "Hello", "persona_id": persona}).json()["id"]

        result = subprocess.run(
            [program, SAMPLES / script, persona, speech],
            env=os.environ | {"TWINTONE_BASE_URL": emulator.base_url, "TWINTONE_API_KEY": "my-key"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert result.returncode == 0, result.stderr
        seen = json.loads(result.stdout)

        assert seen["replicas"] == {"replicas": [replica], "pagination": {"total": 1, "page": 1, "pages": 1}}
        assert seen["video"]["status"] == "processing"
        video = http.get(f"/videos/{seen['video']['id']}").json()
        assert video == seen["video"] | {"name": "Morning"}
        assert [entry.id for entry in emulator.ledger] == [speech, video["id"]]
        assert seen["persona"]["name"] == "Teller"
        stored = http.get(f"/personas/{persona}").json()
        assert (stored["name"], stored["description"], stored["voice_settings"]) == ("Teller", "Tells stories.", voice)
        assert seen["removed"] == 204
        assert http.get(f"/speech/{speech}").status_code == 404
