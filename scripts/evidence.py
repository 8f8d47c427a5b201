"""Why each fact in the description is believed, where the vendor's docs do not simply say it.

`python -m scripts.evidence` prints the table; `--write` stores it in docs/evidence.md and `--check` fails when that
file is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.spec import DEFAULT, Object, SpecError, at, join, load, objects, operations, resolve, tokens

TABLE = DEFAULT.parent.parent / "docs" / "evidence.md"
KINDS = {
    "corrected": "The docs contradict themselves; this is our reading.",
    "inferred": "The docs are silent; this is our best guess.",
    "observed": "Seen on the live API.",
}
FACETS = ("existence", "name", "type", "format", "values", "bounds", "presence", "status")
PLAIN_NAMES = {"info": "licence", "servers": "base URL", "x-limits": "limits"}
BOUNDS = ("minimum", "minLength", "minProperties")
_REASON = re.compile(rf"({'|'.join(KINDS)}): (\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Fact:
    """Something that the description states about the object (of this kind) at a pointer."""

    pointer: str
    kind: str
    facet: str


@dataclass(frozen=True)
class Tag:
    """One `x-evidence` entry; `facet` is empty when it covers its whole object and all below."""

    pointer: str
    facet: str
    kind: str
    why: str


def read_tag(pointer: str, facet: str, text: object) -> Tag | None:
    """Return the tag that this text is, or None when it is not of the form `inferred: why`."""
    match = _REASON.fullmatch(text) if isinstance(text, str) else None
    return Tag(pointer, facet, match[1], match[2]) if match else None


def _own_tags(pointer: str, node: object) -> Iterator[Tag]:
    found = node.get("x-evidence") if isinstance(node, dict) else None
    for facet, text in found.items() if isinstance(found, dict) else [("", found)]:
        if tag := read_tag(pointer, facet, text):
            yield tag


def tags(spec: Object) -> Iterator[Tag]:
    """Yield every well-formed evidence tag in document order; those of the limits are by name."""
    yield from _own_tags("#/x-limits", spec.get("x-limits"))
    for node in objects(spec):
        yield from _own_tags(node.pointer, node.value)


def facts(spec: Object) -> Iterator[Fact]:
    """Yield every fact that can carry evidence in document order. Raises SpecError on a broken reference."""
    for node in objects(spec):
        for facet in _facets(spec, node.pointer, node.kind, resolve(spec, node.value)):
            yield Fact(node.pointer, node.kind, facet)


def _facets(spec: Object, pointer: str, kind: str, value: Object) -> Iterator[str]:
    if kind == "schema":
        yield from _schema_facets(value)
        is_property = tokens(pointer)[-2:-1] == ["properties"]
        yield from ("existence", "name", "presence") if is_property else ("presence",) if "properties" in value else ()
    elif kind == "parameter":
        yield from ("existence", "name", "presence")
        yield from _schema_facets(resolve(spec, value.get("schema", {})))
    elif kind == "operation":
        yield from ("existence", "name")
    elif kind == "response":
        yield from ("existence", "status")
    elif kind in ("media type", "header", "server", "contact", "license", "security scheme"):
        yield "existence"


def _schema_facets(schema: Object) -> Iterator[str]:
    for facet, keywords in {
        "type": ["type"],
        "format": ["format"],
        "values": ["enum", "const"],
        "bounds": BOUNDS,
    }.items():
        if any(keyword in schema for keyword in keywords):
            yield facet


def nearest(spec: Object, pointer: str, facet: str) -> Tag | None:
    """Return the tag that speaks for this facet of the object at a pointer, or None: then the docs say so.

    The object itself is asked first, then what it refers to, then what it stands in. Only a string speaks for what
    stands below; but a schema's `presence` is that of its properties, and a parameter speaks for its schema.
    Raises SpecError when nothing stands at the pointer.
    """
    keys = tokens(pointer)
    for depth in range(len(keys) + 1):
        here = join("#", *keys[: len(keys) - depth])
        below = keys[len(keys) - depth :]
        is_own = not below or below == ["schema"] or (facet == "presence" and below[:-1] == ["properties"])
        for tag in _tags_at(spec, here, follow=not below):
            if not tag.facet or (tag.facet == facet and is_own):
                return tag
    return None


def _tags_at(spec: Object, pointer: str, *, follow: bool) -> Iterator[Tag]:
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        node = at(spec, pointer)
        yield from _own_tags(pointer, node)
        if follow and isinstance(node, dict) and isinstance(node.get("$ref"), str):
            pointer = node["$ref"]


def render(spec: Object) -> str:
    """Return the Markdown page of every tag: a table for each kind, facts with one reason in one row."""
    found = list(tags(spec))
    counts = ", ".join(f"{sum(tag.kind == kind for tag in found)} {kind}" for kind in KINDS)
    lines = [
        "# What the docs do not simply say",
        "",
        "Each fact in `spec/twintone.yaml` is in the vendor's docs, or stands here with our reason to believe it.",
        "Written by `python -m scripts.evidence --write`; do not edit.",
        "",
        f"**{len(found)} facts**: {counts}.",
    ]
    for kind, meaning in KINDS.items():
        rows: dict[tuple[str, str], list[str]] = {}
        for tag in (tag for tag in found if tag.kind == kind):
            rows.setdefault((_what(spec, tag), tag.why), []).append(_where(spec, tag.pointer))
        if rows:
            lines += ["", f"## {kind.capitalize()}", "", meaning, "", "| Where | Fact | Why |", "| --- | --- | --- |"]
            lines += [_row(", ".join(dict.fromkeys(where)), what, why) for (what, why), where in rows.items()]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _what(spec: Object, tag: Tag) -> str:
    node = resolve(spec, at(spec, tag.pointer))
    schema = resolve(spec, node.get("schema", node))
    if tag.facet == "bounds":
        return ", ".join(f"`{bound}: {schema[bound]}`" for bound in BOUNDS if bound in schema)
    if tag.facet in ("type", "format"):
        return f"{tag.facet} `{schema.get(tag.facet)}`"
    return tag.facet or "all of it"


def _where(spec: Object, pointer: str) -> str:
    match tokens(pointer):
        case ["info", "contact"]:
            words = ["contact"]
        case ["paths", path, method, *rest]:
            words = [f"`{method.upper()} {path}`", *_part(rest)]
        case ["components", "schemas", name, *rest]:
            words = ["`" + ".".join([name, *(key for key in rest if key != "properties")]) + "`"]
        case ["components", "parameters", name, *_]:
            component = join("#/components/parameters", name)
            words = [f"`?{at(spec, component).get('name')}` of", _users(spec, component)]
        case ["components", "responses", name, *rest]:
            component = join("#/components/responses", name)
            words = [_status(spec, component), *_part(rest), "of", _users(spec, component)]
        case keys:
            words = [PLAIN_NAMES.get(keys[0], f"`{'/'.join(keys)}`")]
    return " ".join(words)


def _part(keys: Sequence[str]) -> list[str]:
    return [f"`{key}`" if "/" in key else key for key in keys if key not in ("responses", "content")]


def _users(spec: Object, pointer: str) -> str:
    every = list(operations(spec))
    users = [operation.title for operation in every if _refers(spec, operation.pointer, operation.path, pointer)]
    if len(users) == len(every):
        return "every operation"
    return ", ".join(f"`{title}`" for title in users) or "no operation"


def _refers(spec: Object, operation: str, path: str, target: str) -> bool:
    raw = at(spec, operation)
    shared = at(spec, join("#/paths", path)).get("parameters", [])
    return any(node.get("$ref") == target for node in [*shared, *raw.get("parameters", []), *raw["responses"].values()])


def _status(spec: Object, target: str) -> str:
    found = (
        status
        for operation in operations(spec)
        for status, response in operation.raw["responses"].items()
        if response.get("$ref") == target
    )
    status = next(found, "answer")
    return "other statuses" if status == "default" else status


def main(argv: Sequence[str] | None = None) -> int:
    """Print, write or check the table; return the exit code."""
    parser = argparse.ArgumentParser(description="List every fact of the API that the docs do not simply state.")
    parser.add_argument("--spec", type=Path, default=DEFAULT, help="the description to read")
    parser.add_argument("--table", type=Path, default=TABLE, help="the file to write or check")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="store the table")
    action.add_argument("--check", action="store_true", help="fail when the stored table is stale")
    options = parser.parse_args(argv)
    try:
        table = render(load(options.spec))
    except SpecError as error:
        print(error, file=sys.stderr)
        return 1
    if options.write:
        options.table.parent.mkdir(parents=True, exist_ok=True)
        options.table.write_text(table, encoding="utf-8")
    elif options.check:
        if not options.table.is_file() or options.table.read_text(encoding="utf-8") != table:
            print(f"{options.table} is stale; run `python -m scripts.evidence --write`.", file=sys.stderr)
            return 1
    else:
        print(table, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
