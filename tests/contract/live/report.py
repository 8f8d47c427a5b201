"""The report of a live run. It quotes no value that a server sent, so that it can be shown to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.contract.api import Api
from tests.contract.exchange import KEY, Exchange
from tests.contract.finding import Finding, Grade, Verdict
from tests.contract.live.extras import Extra
from tests.contract.live.questions import Edit, Outcome
from tests.contract.live.questions import Verdict as Answered
from tests.contract.live.talk import Verdicts, distinct
from tests.contract.rules import RULES


@dataclass(frozen=True)
class Report:
    """What a live run found.

    Args:
        address: where the API is.
        date: the day.
        counts: what was sent and made, in a sentence.
        stopped: why it ended early; empty when it did not.
        outcomes: the guesses of the spec and what was seen of them.
        extras: what else was seen.
        verdicts: the findings.
        notes: what became of what was made, and what else a reader has to know.
    """

    address: str
    date: str
    counts: str
    stopped: str
    outcomes: Sequence[Outcome]
    extras: Sequence[Extra]
    verdicts: Verdicts
    notes: Sequence[str]


def render(api: Api, report: Report) -> str:
    """The report as Markdown."""
    answered = [found for found in report.outcomes if found.verdict is not Answered.OPEN]
    left = [found for found in report.outcomes if found.verdict is Answered.OPEN]
    lines = [
        f"# The contract, live: {report.address}",
        "",
        f"{report.date}. {report.counts}",
        f"**{report.stopped}** What follows is what was learnt until then." if report.stopped else "It ran to its end.",
        f"{len(answered)} of {len(report.outcomes)} guesses of the spec were answered, {len(left)} are still open.",
        *_section("Notes", (f"- {note}" for note in report.notes)),
        *_section("Findings", _findings(api, report.verdicts)),
        *_section("Answered", (line for found in answered for line in _outcome(found))),
        *_section("Also seen", (line for extra in report.extras if extra.seen for line in _extra(extra))),
        *_section("Still open", _open(left)),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterator[str]) -> list[str]:
    found = list(lines)
    return ["", f"## {title}", "", *found] if found else []


def _where(found: Outcome) -> str:
    return f"(`{found.tag.pointer}`{f', {found.tag.facet}' if found.tag.facet else ''})"


def _outcome(found: Outcome) -> Iterator[str]:
    yield f"- **{found.question}** {_where(found)}"
    yield f"  Seen: {found.seen}. The spec {'differs' if found.verdict is Answered.DIFFERS else 'agrees'}."
    yield from (_edit(edit) for edit in found.edits)


def _open(left: Sequence[Outcome]) -> Iterator[str]:
    reasons: dict[str, list[Outcome]] = {}
    for found in left:
        reasons.setdefault(found.seen, []).append(found)
    for reason, outcomes in reasons.items():
        yield f"- {reason[:1].upper()}{reason[1:]}:"
        yield from (f"  - {found.question} {_where(found)}" for found in outcomes)


def _extra(extra: Extra) -> Iterator[str]:
    yield f"- **{extra.question}**"
    yield f"  Seen: {extra.seen}."
    yield from (_edit(edit) for edit in extra.edits)


def _edit(edit: Edit) -> str:
    return f"  - at `{edit.pointer}`: {edit.line}"


def _findings(api: Api, verdicts: Verdicts) -> Iterator[str]:
    for pairs in distinct(api.spec, verdicts).values():
        finding, verdict = pairs[0]
        others = f" and {len(pairs) - 1} more like it" if len(pairs) > 1 else ""
        yield f"- **{verdict.grade.value}**: {RULES[finding.rule]} (`{finding.rule}`, {finding.operation}{others})"
        yield f"  {_fact(verdict)}"
        if finding.steps:
            yield f"  Sent: {'; '.join(_step(api, step) for step in finding.steps[-3:])}."
    if broken(verdicts):
        yield "- If others used the account meanwhile, what lists and ids showed may be their doing: run it again."


def _fact(verdict: Verdict) -> str:
    if verdict.place is None:
        return "It rests on no single fact of the spec."
    why = f", which is {verdict.tag.kind}: {verdict.tag.why}" if verdict.tag else ", which the docs state"
    return f"It rests on `{verdict.place.pointer}` ({verdict.place.facet}){why}."


def _step(api: Api, exchange: Exchange) -> str:
    request = exchange.request
    match = api.match(request.method, request.path)
    path = match.endpoint.operation.path if match and match.endpoint else "another path"
    query = request.target.partition("?")[2]
    key = "" if request.header(api.key_header) == KEY else ", with a wrong key"
    status = "no answer" if exchange.answer is None else str(exchange.answer.status)
    return f"`{request.method} {path}{f'?{query}' if query else ''}`{key}, answered with {status}"


def render_private(verdicts: Verdicts) -> str:
    """The findings as they are, with what the server sent: for the eyes of the account's owner."""
    lines = ["# Findings of a live run", "", "These quote what the server sent. Do not publish them.", ""]
    for finding, verdict in verdicts:
        lines += [f"- {verdict.grade.value}, {finding.rule}: {finding.message}", *_commands(finding)]
    return "\n".join(lines) + "\n"


def _commands(finding: Finding) -> list[str]:
    return [f"  - `{step.request.curl()}`" for step in finding.steps[-3:]]


def broken(verdicts: Verdicts) -> bool:
    """Whether a documented fact was broken."""
    return any(verdict.grade is Grade.BROKEN for _, verdict in verdicts)


def plain(text: str) -> str:
    """Markdown as it reads well in a terminal: without marks."""
    return re.sub(r"^(#+ )", "", text, flags=re.MULTILINE).replace("**", "").replace("`", "")
