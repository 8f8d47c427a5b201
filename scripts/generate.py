"""Compile spec/twintone.yaml into generated/twintone_api: ``python -m scripts.generate [--check]``."""

from __future__ import annotations

import argparse
import filecmp
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts import spec as specs
from scripts.generator.fields import GenerateError
from scripts.generator.models import Catalogue
from scripts.generator.refusals import refusals
from scripts.generator.resources import Resources
from scripts.spec_check import check

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "templates"
TARGET = ROOT / "generated" / "twintone_api"
RULES = "E4,E7,E9,F,I,UP,RUF100"

Object = dict[str, Any]


def parse(spec: Object) -> tuple[GeneratorData, Config]:
    """Runs the parser of openapi-python-client.

    Raises:
        GenerateError: It reported an error or a warning.
    """
    settings = ConfigFile(post_hooks=[], literal_enums=True, package_name_override=TARGET.name)
    config = Config.from_sources(settings, MetaType.NONE, specs.DEFAULT, "utf-8", overwrite=True, output_path=TARGET)
    data = GeneratorData.from_dict(spec, config=config)
    if isinstance(data, GeneratorError):
        raise GenerateError(f"{data.header}: {data.detail}")
    collections = data.endpoint_collections_by_tag.values()
    problems = [*data.errors, *(error for collection in collections for error in collection.parse_errors)]
    if problems:
        raise GenerateError("\n".join(f"{problem.header} {problem.detail or ''}".strip() for problem in problems))
    return data, config


def render(spec: Object) -> Iterator[tuple[str, str]]:
    """Yields the path and the text of every file, before formatting.

    Raises:
        GenerateError: The spec holds something that cannot be compiled.
    """
    if found := list(refusals(spec)):
        raise GenerateError("\n".join(found))
    data, config = parse(spec)
    environment = Project(openapi=data, config=config, custom_template_path=TEMPLATES).env
    catalogue = Catalogue(spec, data)
    builder = Resources(spec, data, catalogue)
    resources = builder.build()
    modules = catalogue.modules({resource.name: resource.description for resource in resources})
    scheme = next(iter(spec["components"]["securitySchemes"].values()))
    environment.undefined = StrictUndefined
    environment.globals.update(
        title=spec["info"]["title"],
        description=spec["info"]["description"].strip(),
        spec_version=spec["info"]["version"],
        server_url=spec["servers"][0]["url"],
        key_header=scheme["name"],
        limits=spec["x-limits"],
        statuses=builder.status_errors(),
        resources=resources,
        modules=modules,
        all_models=sorted(name for module in modules for name in module.names),
        catalogue=catalogue,
    )

    def file(template: str, **context: object) -> str:
        return environment.get_template(f"{template}.jinja").render(**context)

    yield "__init__.py", file("package_init.py")
    for name in ("arguments", "client", "deadline", "decoding", "errors", "operation", "secret", "transport"):
        yield f"{name}.py", file(f"{name}.py")
    for package in ("models", "requests", "resources", "workflows"):
        yield f"{package}/__init__.py", file(f"{package}/__init__.py")
    for name in ("resources/_send.py", "workflows/_engine.py"):
        yield name, file(name)
    for module in modules:
        yield f"models/{module.name}.py", file("models/module.py", module=module)
    for resource in resources:
        for package in ("requests", "resources", "workflows"):
            yield f"{package}/{resource.module}.py", file(f"{package}/module.py", resource=resource)
    yield "py.typed", ""
    yield "openapi.json", json.dumps(spec, indent=1, ensure_ascii=False) + "\n"


def generate(spec: Object, target: Path) -> None:
    """Writes the compiled package into an empty folder.

    Raises:
        GenerateError: The spec holds something that cannot be compiled.
    """
    for name, text in render(spec):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _ruff(target, "check", "--fix", "--quiet", "--select", RULES, "--ignore", "E501")
    _ruff(target, "format", "--quiet")


def _ruff(target: Path, command: str, *options: str) -> None:
    shared = ["--isolated", "--no-cache", "--line-length", "120", "--target-version", "py311"]
    line = [sys.executable, "-m", "ruff", command, *shared, *options, str(target)]
    run = subprocess.run(line, capture_output=True, text=True, check=False)
    if run.returncode:
        raise GenerateError(f"The generated code does not pass ruff {command}:\n{run.stdout}{run.stderr}")


def differences(one: Path, other: Path) -> list[str]:
    """Returns the files that are not the same in two folders."""
    files = ((folder, path) for folder in (one, other) for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix() for folder, path in files if path.parent.name != "__pycache__"}
    _, different, missing = filecmp.cmpfiles(one, other, sorted(names), shallow=False)
    return sorted([*different, *missing])


def replace(target: Path, fresh: Path) -> None:
    """Puts ``fresh`` in the place of ``target``; at no moment is there half of either."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)  # an earlier run was killed between the two renames below
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if generated/ is not up to date")
    parser.add_argument("--spec", type=Path, default=specs.DEFAULT, help="the spec to compile")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder to replace")
    options = parser.parse_args(arguments)
    target: Path = options.target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        spec = specs.load(options.spec)
        if findings := check(spec):
            raise GenerateError("\n".join(findings))
        with tempfile.TemporaryDirectory(prefix=".generate-", dir=target.parent) as folder:
            fresh = Path(folder) / target.name
            fresh.mkdir()
            generate(spec, fresh)
            if not options.check:
                replace(target, fresh)
                return 0
            stale = differences(fresh, target)
    except (GenerateError, specs.SpecError, OSError) as error:
        print(f"Nothing was generated. {error}", file=sys.stderr)
        return 1
    for name in stale:
        print(f"{name} is not what the spec compiles to; run: make generate", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
