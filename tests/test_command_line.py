"""What people type."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

ROOT = Path(__file__).parent.parent
DEMO = [sys.executable, str(ROOT / "examples" / "demo.py")]


def run(*line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "twintone.cli", *line], capture_output=True, text=True, check=False)


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("twintone 0.")
    assert "emulator" in run("--help").stdout
    assert "--job-seconds" in run("emulator", "--help").stdout


@pytest.mark.parametrize("line", [[], ["emulate"], ["emulator", "--prot", "0"]])
def test_mistakes_are_explained(line: list[str]) -> None:
    done = run(*line)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_extra_is_named() -> None:
    # A module that is None in sys.modules cannot be imported, as if it were not installed.
    code = "import sys; sys.modules['starlette'] = None; import twintone.cli; sys.exit(twintone.cli.main(['emulator']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'twintone[emulator]'" in done.stderr


def test_the_emulator_starts_says_where_and_stops() -> None:
    line = [sys.executable, "-m", "twintone.cli", "emulator", "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("TwinTone emulator on http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
    assert process.returncode == 0


def test_the_demo_makes_files_that_play(tmp_path: Path) -> None:
    done = subprocess.run([*DEMO, "--out", str(tmp_path)], capture_output=True, text=True, check=True)
    assert "What the account holds now:" in done.stdout
    kinds = {}
    for name in ("hello.mp4", "hello.wav"):
        with av.open(str(tmp_path / name)) as media:
            kinds[name] = {stream.type for stream in media.streams}
            assert sum(1 for _ in media.decode()) > 0
    assert kinds == {"hello.mp4": {"video", "audio"}, "hello.wav": {"audio"}}


def test_an_interrupted_demo_leaves_nothing_running(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*DEMO, "--out", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "listening on" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert process.returncode == 130
    assert complaint.strip() == "Stopped. The emulator has stopped too."
