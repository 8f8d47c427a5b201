"""The report: what was tested, what was found, and how to see it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.contract.coverage import LINKS, provokable
from tests.contract.exchange import Exchange
from tests.contract.finding import Finding, Grade, Verdict
from tests.contract.rules import RULES
from tests.contract.session import Session

_LONGEST_LINE = 600
_MOST_STEPS = 6
_EXAMPLES = 2  # findings of one rule that are told in full

Judged = tuple[Finding, Verdict]


@dataclass(frozen=True)
class Report:
    """A run, finished.

    Args:
        session: what was sent and found.
        address: the base URL of the server.
        seed: the seed that the requests follow from.
        seconds: how long it took.
        missing: what should have been tested and was not, in sentences.
        strict: whether a wrong guess of the spec fails the run too.
    """

    session: Session
    address: str
    seed: int
    seconds: float
    missing: tuple[str, ...]
    strict: bool = False

    @property
    def failed(self) -> bool:
        """Whether a documented fact was broken, too little was tested or, if strict, a guess is wrong."""
        return bool(self.missing or self.broken or (self.strict and self.outdated))

    @property
    def broken(self) -> Sequence[Judged]:
        """The findings that break a documented fact."""
        return [(finding, verdict) for finding, verdict in self.session.verdicts() if verdict.grade is Grade.BROKEN]

    @property
    def outdated(self) -> Sequence[Judged]:
        """The findings that show a guess of the spec to be wrong."""
        return [(finding, verdict) for finding, verdict in self.session.verdicts() if verdict.grade is Grade.OUTDATED]

    def coverage(self) -> Iterator[tuple[str, str]]:
        """What was tested, as pairs of words."""
        coverage, endpoints = self.session.coverage, self.session.api.endpoints
        yield "server", self.address
        yield "operations", f"{coverage.operations}/{len(endpoints)}"
        wanted = [(id_, status) for id_, endpoint in endpoints.items() for status in provokable(endpoint)]
        groups: dict[str, list[bool]] = {}
        for id_, status in wanted:
            name = "success" if status < 300 else str(status)
            groups.setdefault(name, []).append(bool(coverage.statuses[id_][status]))
        yield "statuses", ", ".join(f"{name} {sum(seen)}/{len(seen)}" for name, seen in sorted(groups.items()))
        yield "links", f"{len(coverage.links)} followed, {LINKS} needed"
        cases = ", ".join(f"{source} {count:,}" for source, count in coverage.cases.items())
        yield "cases", f"{coverage.cases.total():,} ({cases})"
        yield "seed", f"{self.seed}, {self.seconds:.0f} s"
        for note in self.session.notes:
            yield "note", note
        yield "digest", f"{self.session.digest}"[:16]

    def result(self) -> str:
        """The outcome in one sentence."""
        parts = [f"{len(self.broken)} broken contract", f"{len(self.outdated)} for the spec to follow"]
        parts += [f"{len(self.missing)} not tested"] if self.missing else []
        return f"{'FAILED' if self.failed else 'PASSED'}: {', '.join(parts)}."


def terminal(report: Report) -> str:
    """The report as plain text."""
    lines = [f"  {name:<11} {value}" for name, value in report.coverage()]
    for found in (report.broken, report.outdated):
        for rule, group in _by_rule(found).items():
            lines += ["", f"{group[0][1].grade.value}: {rule}. {RULES.get(rule, '')}"]
            for finding, verdict in group[:_EXAMPLES]:
                lines += [f"  {line}" for line in (*_story(report, finding, verdict), *_replay(finding))]
            lines += [f"  {_others(group)}"] if len(group) > _EXAMPLES else []
    lines += [""] if report.missing else []
    lines += [f"NOT TESTED: {sentence}" for sentence in report.missing]
    return "\n".join([*lines, "", report.result()])


def markdown(report: Report) -> str:
    """The report as Markdown."""
    lines = ["# Contract report", "", report.result(), "", "| | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in report.coverage()]
    for grade, found in ((Grade.BROKEN, report.broken), (Grade.OUTDATED, report.outdated)):
        lines += ["", f"## {grade.value}"] if found else []
        for rule, group in _by_rule(found).items():
            lines += ["", f"### {rule}", "", RULES.get(rule, "")]
            for finding, verdict in group[:_EXAMPLES]:
                lines += ["", *(f"- {line}" for line in _story(report, finding, verdict))]
                lines += ["", "```sh", *_replay(finding), "```"]
            lines += ["", _others(group)] if len(group) > _EXAMPLES else []
    if report.missing:
        lines += ["", "## Not tested", "", *(f"- {sentence}" for sentence in report.missing)]
    return "\n".join(lines) + "\n"


def _by_rule(found: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for finding, verdict in found:
        groups.setdefault(finding.rule, []).append((finding, verdict))
    return groups


def _others(group: Sequence[Judged]) -> str:
    """What else breaks the same rule, in a line."""
    names = sorted({finding.operation for finding, _ in group[_EXAMPLES:]})
    return f"... and {len(group) - _EXAMPLES} more of this rule, in {', '.join(names)}."


def _story(report: Report, finding: Finding, verdict: Verdict) -> Iterator[str]:
    count = report.session.counts[finding.key]
    yield f"Seen: {finding.operation}: {finding.message}" + (f" ({count} times)" if count > 1 else "")
    if verdict.tag is not None and verdict.place is not None:
        yield f"Fact: {verdict.place.facet} of {verdict.place.pointer}"
        yield f"Evidence: {verdict.tag.kind} ({verdict.tag.pointer}): {verdict.tag.why}"
        yield "Next: if the server is right, correct the fact in spec/twintone.yaml and tag it `observed: ...`."
    else:
        yield (
            f"Fact: {finding.places[0].pointer} (documented)"
            if finding.places
            else "Fact: the server contradicts itself"
        )


def _replay(finding: Finding) -> Iterator[str]:
    left_out = len(finding.steps) - _MOST_STEPS
    for index, step in enumerate(finding.steps):
        if left_out > 0 and index == _MOST_STEPS // 2:
            yield f"# ... {left_out} more requests"
        if left_out <= 0 or index < _MOST_STEPS // 2 or index >= len(finding.steps) - _MOST_STEPS // 2:
            yield step.request.curl()
            yield f"# request {step.number}, {step.source}: {_answer(step)}"


def _answer(step: Exchange) -> str:
    if step.answer is None:
        return "no answer"
    text = step.answer.body.decode("utf-8", "replace")
    printable = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f"{step.answer.status} {printable[:_LONGEST_LINE]}".rstrip()
