"""The walls of the house. Each test fails when a wall is broken."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from scripts import spec as specs
from tests.sample import load_sample
from twintone_api.operation import Job, Page

ROOT = Path(__file__).parent.parent
GENERATED = ROOT / "generated" / "twintone_api"
OVERLAY = ROOT / "overlay" / "twintone"
EMULATOR = OVERLAY / "emulator"


def modules(folder: Path, *, without: Path | None = None) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*.py")) if without is None or without not in path.parents]
    assert found
    return found


def imports(path: Path) -> Iterator[str]:
    """Yields the full name of every module that a module imports, relative imports resolved."""
    base = GENERATED.parent if GENERATED in path.parents else OVERLAY.parent
    package = path.relative_to(base).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (origin, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def importers(folder: Path, names: set[str], *, without: Path | None = None) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in modules(folder, without=without)
        if any(name == wanted or name.startswith(f"{wanted}.") for name in imports(path) for wanted in names)
    ]


def test_generated_never_imports_overlay() -> None:
    assert importers(GENERATED, {"twintone"}) == []


def test_generated_works_alone() -> None:
    """With only generated/ on the path, a client makes a real call (to a port where nothing listens)."""
    code = (
        "import sys, twintone_api\n"
        "client = twintone_api.Client('key', base_url='http://127.0.0.1:9')\n"
        "try:\n    client.videos.list()\n"
        "except twintone_api.errors.APIConnectionError as error:\n    print(error.outcome, 'twintone' in sys.modules)\n"
    )
    # -I drops the installed overlay's path as well as the working folder.
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(GENERATED.parent)!r})\n{code}"]
    assert subprocess.run(line, capture_output=True, text=True, check=True).stdout.split() == ["not_sent", "False"]


def test_http_is_imported_in_one_module_of_each_package() -> None:
    libraries = {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "http.client", "urllib.request"}
    assert importers(GENERATED, libraries) == ["generated/twintone_api/transport.py"]
    assert importers(OVERLAY, libraries, without=EMULATOR) == ["overlay/twintone/downloads.py"]


def test_policies_are_pure() -> None:
    """No clock, socket, sleep, thread or await in a policy; what they need, they ask their driver for."""
    impure = {"time", "asyncio", "socket", "threading", "random", "httpx", "os", "twintone.engine", "twintone.clock"}
    assert importers(OVERLAY / "policies", impure) == []
    for path in modules(OVERLAY / "policies"):
        tree = ast.parse(path.read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)], path
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        clocks = {name for name in calls if name.endswith((".now", ".utcnow", ".today"))}
        assert clocks <= {"steps.now", "steps.today"}, path


def test_the_emulator_knows_the_spec_and_never_the_client() -> None:
    stems = {path.stem for path in [*OVERLAY.glob("*.py"), OVERLAY / "policies"]} - {"__init__"}
    assert importers(EMULATOR, {f"twintone.{stem}" for stem in stems} | {"twintone_api"}) == []


def test_the_client_never_imports_the_emulator() -> None:
    users = importers(OVERLAY, {"twintone.emulator"}, without=EMULATOR)
    assert users == ["overlay/twintone/cli.py"], "only the command line offers it"


PLAIN_WORDS = {"id", "name", "description", "text", "url", "page", "total", "error", "message", "status"}
# What the client calls things of its own, or of the protocol below it.
OWN_WORDS = {"api_key", "base_url", "job_id", "last_error", "max_connections", "max_retries", "not_found", "not_sent"}
OWN_WORDS |= {"rate_limit", "retry_after", "status_code", "timed_out"}


def documented_words(spec: specs.Object) -> set[str]:
    """Every path, operation, resource, enum value and field of the API, except words that other things have too."""
    words: set[str] = set()
    for operation in specs.operations(spec):
        words |= {operation.operation_id, operation.path, operation.tag}
    for schema in spec["components"]["schemas"].values():
        words |= {*schema.get("properties", {}), *map(str, schema.get("enum", []))}
    hints = {field.name for hint in (Job, Page) for field in attrs.fields(hint)}
    return words - PLAIN_WORDS - OWN_WORDS - hints


def telling(words: set[str]) -> set[str]:
    """Those of some words that are no plain English ones, which whatever is new in the API may share with anything."""
    return {word for word in words if not re.fullmatch("[a-z]*", word)}


def told_words() -> set[str]:
    """The words that the overlay may not use: all of the API as it once was, and the telling ones of what it is now."""
    return documented_words(load_sample()) | telling(documented_words(specs.load()))


def told_again(source: str, words: set[str]) -> Iterator[tuple[int, str]]:
    """Yields line and word of every string, parameter and attribute of a module that is one of these words."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(word)) if id(node) not in prose and word in words:
                yield node.lineno, word
            case ast.Attribute(attr=word) | ast.arg(arg=word) | ast.keyword(arg=str(word)) if word in words:
                yield node.lineno, word
            case _:
                pass


def test_the_overlay_redeclares_nothing_of_the_api() -> None:
    """Nothing that the spec names stands in the overlay as a string, a parameter or an attribute."""
    words = told_words()
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word}"
        for path in modules(OVERLAY, without=EMULATOR)
        for line, word in told_again(path.read_text(), words)
    ]
    advice = "Read these words from the spec, or list in OWN_WORDS what the client has for something else"
    assert not found, "\n".join((f"The overlay says again what the spec says. {advice}:", *found))


def test_what_the_spec_says_is_found_in_strings_parameters_and_attributes() -> None:
    source = (
        '"""processing"""\ndef make(replica_id, style):\n    return item.created_at, "/videos", of(total=1, pitch=2)'
    )
    words = documented_words(load_sample())
    assert {"/videos/{video_id}", "processing", "voice_settings", "createVideo"} <= words
    assert {*told_again(source, words)} == {(2, "replica_id"), (3, "pitch"), (3, "created_at"), (3, "/videos")}


def test_a_new_field_may_share_a_plain_word_with_the_overlay() -> None:
    spec = load_sample()
    names = ["format", "frame_rate", "frameRate", "h264", "retry_after"]
    spec["components"]["schemas"]["Video"]["properties"] |= {name: {"type": "string"} for name in names}
    new = documented_words(spec) - documented_words(load_sample())
    assert new == {"format", "frame_rate", "frameRate", "h264"}
    assert telling(new) == {"frame_rate", "frameRate", "h264"}


def test_the_package_carries_the_spec() -> None:
    assert json.loads((GENERATED / "openapi.json").read_text()) == specs.load()


@pytest.mark.parametrize("package", ["twintone", "twintone_api"])
def test_importing_loads_nothing_heavy(package: str) -> None:
    heavy = {"httpx", "asyncio", "ssl", "attrs", "attr", "dataclasses", "typing", "dateutil", "logging"}
    path = [str(OVERLAY.parent), str(GENERATED.parent)]
    code = f"import sys; sys.path[:0] = {path!r}; before = set(sys.modules); import {package}"
    line = [sys.executable, "-I", "-S", "-c", f"{code}; print(*set(sys.modules) - before)"]
    loaded = set(subprocess.run(line, capture_output=True, text=True, check=True).stdout.split())
    assert package in loaded
    assert not loaded & heavy
