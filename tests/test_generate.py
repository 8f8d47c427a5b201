"""The generator: the same spec gives the same bytes, and a spec it cannot compile changes nothing."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import spec as specs
from scripts.generate import main, render

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generated" / "twintone_api"
SPEC = specs.load()
REF = "#/components/schemas"
JSON = "application/json"

Spec = dict[str, Any]


def command(*options: object) -> list[str]:
    return [sys.executable, "-m", "scripts.generate", *map(str, options)]


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that holds something else."""
    folder = tmp_path / "twintone_api"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "old.py").write_text("OLD = True\n")
    return folder


def test_the_same_spec_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    copied = tmp_path / "spec.yaml"
    copied.write_text(specs.DEFAULT.read_text())
    other_rules = tmp_path / "ruled"
    other_rules.mkdir()
    (other_rules / "ruff.toml").write_text('line-length = 60\nindent-width = 2\n[format]\nquote-style = "single"\n')
    (other_rules / "pyproject.toml").write_text("[tool.ruff]\nline-length = 70\n")
    targets = {tmp_path / "once": "0", tmp_path / "again": "1", other_rules / "below": "2"}
    running = [
        subprocess.Popen(
            command("--spec", copied, "--target", target), cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for target, seed in targets.items()
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    expected = content(PACKAGE)
    assert expected.keys() >= {"py.typed", "openapi.json", "client.py", "models/videos.py"}
    assert [target for target in targets if content(target) != expected] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "once", "ruled", "spec.yaml"]


def schema(name: str, **change: Any) -> Callable[[Spec], None]:
    return lambda spec: spec["components"]["schemas"][name].update(change)


def field(model: str, name: str, **node: Any) -> Callable[[Spec], None]:
    node = {"description": "Something.", **node}
    return lambda spec: spec["components"]["schemas"][model]["properties"].update({name: node})


def parameter(**node: Any) -> Callable[[Spec], None]:
    node = {"in": "query", "description": "Something.", **node}
    return lambda spec: spec["paths"]["/videos"]["get"]["parameters"].append(node)


def operation(path: str, method: str, **change: Any) -> Callable[[Spec], None]:
    return lambda spec: spec["paths"][path][method].update(change)


def body(change: Callable[[Any], None]) -> Callable[[Spec], None]:
    return lambda spec: change(spec["paths"]["/videos"]["post"]["requestBody"]["content"])


def answers(change: Callable[[Any], None]) -> Callable[[Spec], None]:
    return lambda spec: change(spec["paths"]["/videos/{video_id}"]["get"]["responses"])


RENAMED = {"id": "s", "name": "n", "status": "ready", "updated_at": "2026-01-15T09:30:00Z"}
SPEECH = {
    "description": "Other.",
    "content": {JSON: {"schema": {"$ref": f"{REF}/SpeechUpdated"}, "examples": {"a": {"value": RENAMED}}}},
}

TRAPS: dict[str, tuple[Callable[[Spec], None], str]] = {
    "anyOf of required": (schema("PersonaUpdate", anyOf=[{"required": ["name"]}]), "anyOf is no keyword"),
    "oneOf": (schema("Video", oneOf=[{"required": ["url"]}]), "oneOf is no keyword"),
    "null in an enum": (schema("ConversationStatus", enum=["active", "ended", None]), "null out of the enum"),
    "null in a typed enum": (
        schema("ConversationStatus", enum=["active", "ended", None], type=["string", "null"]),
        "null out of the enum",
    ),
    "enum of numbers": (field("Video", "size", type="integer", enum=[1, 2]), "size"),
    "const": (field("Video", "kind", const="video"), "kind"),
    "array without items": (field("Video", "tags", type="array"), "needs items"),
    "object inside": (field("Video", "voice", type="object", properties={}), "not a named schema"),
    "map inside": (field("Video", "map", type="object", additionalProperties={"type": "string"}), "not a named schema"),
    "field raw": (field("Video", "raw", type="string"), "field raw"),
    "field field": (field("Video", "field", type="string"), "field field"),
    "field to_dict": (field("VoiceSettings", "to_dict", type="string"), "field to_dict"),
    "sent field that is no name": (field("VoiceSettings", "x-y", type="number"), "x-y"),
    "parameter with content": (
        parameter(name="q", content={JSON: {"schema": {"type": "string"}}}),
        "dropped the query parameter q",
    ),
    "parameter in a header": (
        parameter(**{"name": "X-Trace", "in": "header", "schema": {"type": "string"}}),
        "dropped the header parameter X-Trace",
    ),
    "body inline": (
        body(lambda content: content[JSON].update(schema=SPEC["components"]["schemas"]["VideoCreate"])),
        "CreateVideoBody is not a named schema",
    ),
    "body that is an array": (
        body(lambda content: content[JSON].update(
            schema={"type": "array", "items": {"$ref": f"{REF}/VideoCreate"}}, examples={"a": {"value": []}})),
        "#/components/links/FilmReplica/requestBody",
    ),
    "second kind of body": (body(lambda content: content.update({"multipart/form-data": content[JSON]})), "multipart"),
    "answer inline": (
        answers(lambda found: found["200"]["content"][JSON].update(schema=SPEC["components"]["schemas"]["Video"])),
        "GetVideoResponse200 is not a named schema",
    ),
    "second kind of answer": (answers(lambda found: found.update({"202": SPEECH})), "more than one shape"),
    "answer that is text": (
        answers(lambda found: found["200"]["content"].update({"text/csv": {"schema": {"type": "string"}}})),
        "text/csv",
    ),
    "method wait": (operation("/videos/{video_id}", "patch", **{"x-method": "wait"}), "the name wait"),
    "method _send": (operation("/videos/{video_id}", "patch", **{"x-method": "_send"}), "the name _send"),
    "two functions of one name": (operation("/speech", "get", operationId="list_videos"), "the function list_videos"),
    "security of an operation": (operation("/videos", "get", security=[]), "security of its own"),
    "key in the query": (
        lambda spec: spec["components"]["securitySchemes"]["apiKey"].update({"in": "query"}),
        "a single API key in a header",
    ),
    "tag without a text": (
        lambda spec: spec["tags"][0].pop("description"),
        f"tag {SPEC['tags'][0]['name']} needs a description",
    ),
    "schema with an imported name": (
        lambda spec: spec.update(json.loads(json.dumps(spec).replace("ReplicaUpdate", "Literal"))),
        "schema Literal needs another name",
    ),
    "schema with a resource's name": (
        lambda spec: spec.update(json.loads(json.dumps(spec).replace("VideoUpdated", "VideosResource"))),
        "VideosResource",
    ),
    "broken reference": (field("Video", "x", **{"$ref": f"{REF}/Nothing"}), "leads nowhere"),
    "no paths": (lambda spec: spec.pop("paths"), "#/paths"),
}  # fmt: skip


@pytest.mark.parametrize(("mutate", "reason"), TRAPS.values(), ids=list(TRAPS))
def test_what_would_be_lost_stops_it_and_changes_nothing(
    target: Path, capsys: pytest.CaptureFixture[str], mutate: Callable[[Spec], None], reason: str
) -> None:
    spec = copy.deepcopy(SPEC)
    mutate(spec)
    path = target.parent / "spec.yaml"
    path.write_text(json.dumps(spec))
    before = content(target.parent)
    assert main(["--spec", str(path), "--target", str(target)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Nothing was generated.")
    assert reason in said.err
    assert content(target.parent) == before


@pytest.mark.parametrize("text", [None, "", "openapi: [", "- 3.1", "openapi: 3.1.0\nopenapi: 3.1.0\n", "\x00"])
def test_a_spec_that_cannot_be_read_changes_nothing(target: Path, text: str | None) -> None:
    path = target.parent / "spec.yaml"
    if text is not None:
        path.write_text(text)
    before = content(target.parent)
    line = command("--spec", path, "--target", target)
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("Nothing was generated.")
    assert "Traceback" not in run.stderr
    assert content(target.parent) == before


def differ(target: Path) -> None:
    (target / "models" / "videos.py").write_text("\n" + (target / "models" / "videos.py").read_text())


def miss(target: Path) -> None:
    (target / "py.typed").unlink()


def exceed(target: Path) -> None:
    (target / "models" / "extra.py").write_text("")


CHANGES = {differ: ["models/videos.py"], miss: ["py.typed"], exceed: ["models/extra.py"], lambda _: None: []}


@pytest.mark.parametrize(("change", "stale"), CHANGES.items())
def test_check_finds_what_is_stale_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], stale: list[str]
) -> None:
    target = tmp_path / "twintone_api"
    for name, data in content(PACKAGE).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    (target / "__pycache__").mkdir()
    (target / "__pycache__" / "client.cpython-311.pyc").write_bytes(b"")
    change(target)
    before = content(tmp_path)
    assert main(["--check", "--target", str(target)]) == (1 if stale else 0)
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == stale
    assert content(tmp_path) == before


def test_what_was_there_before_is_gone_afterwards(target: Path) -> None:
    assert main(["--target", str(target)]) == 0
    assert content(target) == content(PACKAGE)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_kill_half_way_leaves_what_was_there(target: Path) -> None:
    before = content(target)
    with subprocess.Popen(command("--target", target), cwd=ROOT) as process:
        while process.poll() is None and not list(target.parent.glob(".generate-*/*/models/*.py")):
            pass  # it has not yet begun to write
        process.kill()
    assert process.returncode == -9, "it was over before it could be killed"
    assert content(target) == before
    assert main(["--target", str(target)]) == 0
    assert content(target) == content(PACKAGE)


def test_a_list_that_asks_for_more_than_a_page_is_not_swept() -> None:
    spec = copy.deepcopy(SPEC)
    parameter(name="owner", required=True, schema={"type": "string"})(spec)
    files = dict(render(spec))
    assert "listing = None" in files["workflows/videos.py"]
    assert "listing = requests.LIST_SPEECH" in files["workflows/speech.py"]


@pytest.mark.parametrize("name", ["timeout", "on_created", "requests", "self", "class"])
def test_an_argument_that_is_called_like_what_the_methods_use_gets_an_underscore(name: str) -> None:
    spec = copy.deepcopy(SPEC)
    fields = spec["components"]["schemas"]["VideoCreate"]["properties"]
    fields[name] = {"type": "string", "description": "Something.", "examples": ["Text"]}
    files = dict(render(spec))
    for path, text in files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")  # two arguments of one name are an error
    for path in ("requests/videos.py", "resources/videos.py", "workflows/videos.py"):
        assert f" {name}_: str | None = None" in files[path]
    assert f'"{name}": ' in files["requests/videos.py"]
