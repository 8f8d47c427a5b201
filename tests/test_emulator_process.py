"""The emulator as a process: how it starts, stops, remembers, and explains why it cannot start."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from twintone.emulator import Emulator, EmulatorError
from twintone.emulator.__main__ import main

KEY = {"x-api-key": "k"}


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    command = [sys.executable, "-m", "twintone.emulator", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            match = re.fullmatch(r"TwinTone emulator on (http://127\.0\.0\.1:\d+/v1)\n", line)
            assert match, line
            with httpx.Client(base_url=match[1], headers=KEY) as http:
                yield process, http
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_with_one_line_and_stops_on_a_signal(number: signal.Signals) -> None:
    with running("--port", "0") as (process, http):
        assert http.get("/videos").status_code == 200
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert process.communicate() == ("", "")


def test_its_options_do_what_they_say() -> None:
    with running("--port", "0", "--key", "a", "--key", "b", "--job-seconds", "0") as (_, http):
        assert http.get("/videos").status_code == 401
        for key in ("a", "b"):
            http.headers["x-api-key"] = key
            replica = http.post("/replicas", json={"name": "Ada"}).json()["id"]
            video = http.post("/videos", json={"replica_id": replica, "script": "Hi"}).json()["id"]
            assert http.get(f"/videos/{video}").json()["status"] == "ready"


def test_a_seed_makes_the_same_ids_again() -> None:
    def first_id() -> str:
        with running("--port", "0", "--seed", "7") as (_, http):
            return str(http.post("/replicas", json={"name": "Ada"}).json()["id"])

    assert first_id() == first_id()


def test_what_was_paid_survives_a_kill(tmp_path: Path) -> None:
    db = tmp_path / "state.db"
    with running("--port", "0", "--db", str(db), "--job-seconds", "0") as (process, http):
        replica = http.post("/replicas", json={"name": "Ada", "extra": [1]}).json()
        video = http.post("/videos", json={"replica_id": replica["id"], "script": "Hi"}).json()["id"]
        content = httpx.get(http.get(f"/videos/{video}").json()["url"]).content
        process.kill()
        process.wait(timeout=10)
    # A job keeps the time that it takes, whatever the next start says.
    with Emulator(db=db, job_seconds=3600) as emulator, httpx.Client(base_url=emulator.base_url, headers=KEY) as http:
        assert http.get(f"/replicas/{replica['id']}").json() == replica
        assert [entry.id for entry in emulator.ledger] == [video]
        assert httpx.get(http.get(f"/videos/{video}").json()["url"]).content == content
        second = http.post("/replicas", json={"name": "Bob"}).json()
        assert http.get("/replicas").json()["replicas"] == [second, replica]
        assert b"Bob" in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_the_key_is_not_in_the_database(tmp_path: Path) -> None:
    secret = {"x-api-key": "sk-very-secret"}
    with Emulator(db=tmp_path / "state.db") as emulator:
        httpx.post(emulator.base_url + "/replicas", json={"name": "Ada"}, headers=secret)
        assert b"very-secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert re.fullmatch(rf"Cannot listen on port {port}: .+\. Choose another port, or 0 for a free one\.\n", output.err)


def unusable(tmp_path: Path) -> dict[str, Path]:
    text, foreign = tmp_path / "text", tmp_path / "foreign.db"
    text.write_text("This is not a database. " * 100)
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    return {"text": text, "foreign": foreign, "folder": tmp_path, "nowhere": tmp_path / "no" / "where.db"}


@pytest.mark.parametrize("kind", ["text", "foreign", "folder", "nowhere"])
def test_a_file_that_is_no_database_of_ours_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = unusable(tmp_path)[kind]
    before = path.read_bytes() if path.is_file() else b""
    assert main(["--port", "0", "--db", str(path)]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert str(path) in output.err
    assert output.err.endswith("Name another file.\n")
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "70000"], "Cannot listen on port 70000"),
        (["--port", "-1"], "Cannot listen on port -1"),
        (["--job-seconds", "nan", "--port", "0"], "cannot take nan seconds"),
        (["--job-seconds", "-1", "--port", "0"], "cannot take -1.0 seconds"),
        (["--key", "", "--port", "0"], "cannot be empty"),
        (["--db", "", "--port", "0"], "needs the name of a file"),
    ],
)
def test_an_option_without_sense_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert main(options) == 2
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert sentence in output.err
    assert signal.getsignal(signal.SIGINT) is before


def test_without_its_libraries_it_says_what_to_install() -> None:
    program = """
import sys
sys.modules["uvicorn"] = None
from twintone.emulator.__main__ import main
sys.exit(main([]))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr == "The emulator needs uvicorn. Install it with: pip install 'twintone[emulator]'\n"


def test_without_the_spec_it_says_what_to_install() -> None:
    program = """
import sys
sys.modules["twintone_api"] = None
from twintone.emulator.__main__ import main
sys.exit(main(["--port", "0"]))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("The spec is not installed")


def test_the_help_names_the_mark_that_makes_a_job_fail(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert "[fail]" in capsys.readouterr().out


def test_it_can_be_closed_twice_and_its_port_is_free_again() -> None:
    emulator = Emulator()
    emulator.close()
    emulator.close()
    with Emulator(port=emulator.port), pytest.raises(EmulatorError, match="Cannot listen"):
        Emulator(port=emulator.port)
