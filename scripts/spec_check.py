"""Check spec/twintone.yaml: is it well-formed, complete, and does each fact have its evidence?

`python -m scripts.spec_check` prints one sentence for each finding and fails when there is one.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from scripts.spec import DEFAULT, GRAMMAR, Object, SpecError, join, load, objects, resolve, tokens, walk
from scripts.spec_hints import check_hints, check_places
from scripts.spec_operations import check_operations
from scripts.spec_schemas import INVENTED, check_schemas

ROOT_KEYS = ("openapi", "info", "servers", "security", "tags", "paths", "components")
# What a schema may say. A conditional is written as x-present-when: code generators and linters choke on if/then.
KEYWORDS = {
    "$ref",
    "title",
    "description",
    "deprecated",
    "type",
    "format",
    "enum",
    "const",
    "minimum",
    "minLength",
    "minProperties",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "examples",
    *INVENTED,
}
SECTIONS = {kind: section for section, (_, kind) in GRAMMAR["components"].items()}
TEXTS = {"parameter": ("name", "in"), "link": ("operationId",), "tag": ("name",), "server": ("url",)}
_METASCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=FormatChecker(formats=["regex"]))


def check(spec: object) -> list[str]:
    """Return one sentence, which begins with a JSON pointer, for each thing that is wrong with the description.

    A misshapen document is reported as such and alone: nothing else can be said about it. Never raises.
    """
    stages: tuple[Callable[[Any], Iterator[str]], ...] = (
        _data,
        _shape,
        check_places,
        _references,
        _schemas,
        _contents,
    )
    for stage in stages:
        if findings := list(dict.fromkeys(stage(spec))):
            return findings
    return []


def _data(spec: Any) -> Iterator[str]:
    """Is it JSON data? YAML knows more: numbers as keys, infinity, a node that holds itself."""
    if not isinstance(spec, dict):
        yield "#: the description must be a mapping; an OpenAPI document is one."
        return
    yield from _plain("#", spec, ())


def _plain(pointer: str, node: Any, within: tuple[int, ...]) -> Iterator[str]:
    if id(node) in within:
        yield f"{pointer}: this holds itself; use a $ref instead of a YAML alias."
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(key, str):
                yield from _plain(join(pointer, key), value, (*within, id(node)))
            else:
                yield f"{join(pointer, str(key))}: the key {key!r} is no text; put it in quotes."
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _plain(join(pointer, index), value, (*within, id(node)))
    elif isinstance(node, float) and not math.isfinite(node):
        yield f"{pointer}: {node} is no JSON number."
    elif node is not None and not isinstance(node, str | int | float):
        yield f"{pointer}: a {type(node).__name__} is no JSON value."


def _shape(spec: Any) -> Iterator[str]:
    """Does an object stand wherever OpenAPI expects one?"""
    for key in ROOT_KEYS:
        if not spec.get(key):
            yield f"{join('#', key)}: the description needs {key}."
    if not str(spec.get("openapi", "3.1.")).startswith("3.1."):
        yield f"#/openapi: this must be a version 3.1 document, not {spec['openapi']!r}."
    for node in walk(spec):
        if node.kind == "path" and not tokens(node.pointer)[-1].startswith("/"):
            yield f"{node.pointer}: a path begins with a slash."
        if not isinstance(node.value, node.expected):
            expected = "a list" if node.kind == "list" else "a mapping"
            kind = f", the {node.kind}," if node.kind not in ("list", "map", "names") else ""
            yield f"{node.pointer}: this{kind} must be {expected}, not {node.value!r}."


def _references(spec: Any) -> Iterator[str]:
    """Does each reference lead to a component of its kind, and has each object the texts that others name it by?"""
    for node in objects(spec):
        if "$ref" in node.value:
            here, section = join(node.pointer, "$ref"), SECTIONS.get(node.kind, "")
            if not re.fullmatch(rf"#/components/{section}/[A-Za-z0-9._-]+", str(node.value["$ref"])):
                yield f"{here}: a {node.kind} can only refer to #/components/{section}, not {node.value['$ref']!r}."
                continue
        try:
            target = resolve(spec, node.value)
        except SpecError as error:
            yield f"{join(node.pointer, '$ref')}: {error}"
            continue
        for key in TEXTS.get(node.kind, ()):
            if not isinstance(target.get(key), str):
                yield f"{join(node.pointer, key)}: a {node.kind} needs the text {key}, not {target.get(key)!r}."


def _schemas(spec: Any) -> Iterator[str]:
    """Is each schema valid JSON Schema, of the keywords that this description uses?"""
    for node in objects(spec, "schema"):
        for key in node.value:
            if key not in KEYWORDS and not key.startswith("x-"):
                yield f"{join(node.pointer, key)}: {key} is no keyword that this description uses."
        is_whole = tokens(node.pointer)[-1] == "schema" or tokens(node.pointer)[-2] == "schemas"
        for error in _METASCHEMA.iter_errors(node.value) if is_whole else ():
            yield f"{join(node.pointer, *error.absolute_path)}: this is not valid in a JSON Schema: {error.message}."


def _contents(spec: Object) -> Iterator[str]:
    yield from check_hints(spec)
    yield from check_operations(spec)
    yield from check_schemas(spec)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the findings; return the exit code."""
    parser = argparse.ArgumentParser(description="Check the description of the API.")
    parser.add_argument("spec", type=Path, nargs="?", default=DEFAULT, help="the description to check")
    options = parser.parse_args(argv)
    try:
        findings = check(load(options.spec))
    except (SpecError, OSError) as error:
        findings = [str(error)]
    for finding in findings:
        print(finding)
    print(f"{options.spec.name}: {len(findings)} finding(s).", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
