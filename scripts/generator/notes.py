"""Descriptions and evidence, as sentences for docstrings."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def evidence(node: Object) -> str:
    """Returns the evidence that stands on a part of the spec as a sentence, or nothing if the docs say so."""
    tag = node.get("x-evidence")
    if isinstance(tag, str):
        return sentence(tag)
    if isinstance(tag, dict):
        return " ".join(sentence(f"{facet} {why}") for facet, why in tag.items())
    return ""


def documented(raw: Object, resolved: Object) -> str:
    """Returns what a property or parameter means, with when it is there and the evidence for it."""
    parts = [str(resolved.get("description", "")).strip()]
    conditions = raw.get("x-present-when", {})
    parts += [f"Present only if {name} is {value!r}." for name, value in conditions.items()]
    note = evidence(raw) or _evidence_of_type(resolved)
    parts += [f"({note.removesuffix('.')})"] if note else []
    return " ".join(part for part in parts if part)


def _evidence_of_type(node: Object) -> str:
    """A bound on a shared type is the same everywhere, and would be noise at every use."""
    tag = node.get("x-evidence")
    if isinstance(tag, dict):
        tag = {facet: why for facet, why in tag.items() if facet != "bounds"}
    return evidence({"x-evidence": tag})


def sentence(text: str) -> str:
    """Returns text that begins with a capital and ends with a full stop."""
    text = text.strip().removesuffix(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
