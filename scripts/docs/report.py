"""Show findings: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scripts.docs.findings import Finding
from scripts.docs.page import Page

_HEAD = ("line", "what to do", "where in the description", "what changed")


def table(findings: Sequence[Finding], page: Page) -> str:
    """Return the findings as a table."""
    rows = [(str(_number(found, page)), found.action.value, found.pointer, found.message) for found in findings]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(3)]
    return "\n".join("  ".join((*map(str.ljust, row, widths), row[3])).rstrip() for row in (_HEAD, *rows))


def as_json(docs: str, status: int, message: str, findings: Sequence[Finding] = (), page: Page | None = None) -> str:
    """Return what came of a check as JSON."""
    found = [_object(finding, page) for finding in findings if page]
    report = {"docs": docs, "exit": status, "message": message, "findings": found}
    return json.dumps(report, indent=2)


def _object(finding: Finding, page: Page) -> dict[str, Any]:
    return {
        "action": finding.action.value,
        "line": _number(finding, page),
        "text": page.lines[finding.index].text if finding.index < len(page.lines) else "",
        "pointer": finding.pointer,
        "facet": finding.facet,
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "evidence": finding.evidence,
        "places": list(finding.places),
        "subjects": [list(subject) for subject in finding.subjects],
    }


def _number(finding: Finding, page: Page) -> int:
    return page.lines[finding.index].number if finding.index < len(page.lines) else 0
