"""Compare what the code samples call with what the `corrected` facts of the description say that they call.

Such a fact tells in its reason which samples deviate and how, as in "the Go and C# samples say /vi": a sample that the
reason does not know, and one that no longer deviates, are findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from scripts.docs.claims import Claims
from scripts.docs.facts import canonical
from scripts.docs.findings import Action, Finding
from scripts.docs.page import Page, is_operation
from scripts.docs.samples import LANGUAGES, Sample, sample_subject
from scripts.evidence import Tag

_PATH = re.compile(r"(?<![\w/:])/[\w/{}:-]+")


@dataclass(frozen=True)
class _Call:
    """What a sample calls, split where the path of the base URL ends."""

    sample: Sample
    base: str  # with the host, when that is another
    path: str

    @property
    def language(self) -> str:
        return self.sample.language.lower()


@dataclass(frozen=True)
class _Fact:
    """A fact that samples may contradict: the base URL, or the path of an operation."""

    pointer: str
    what: str
    own: str
    tag: Tag | None
    prefix: str = ""

    def known(self) -> dict[tuple[str, str], str]:
        """Return language and deviation of the contradictions that the evidence tells of, and how it writes them."""
        found: dict[tuple[str, str], str] = {}
        for clause in re.split(r"[,;]", self.tag.why if self.tag else ""):
            for path in _PATH.findall(clause):
                deviation = canonical(path.removeprefix(self.prefix))
                if deviation != self.own:
                    found |= {(name.lower(), deviation): path for name in LANGUAGES.findall(clause)}
        return found


def find_contradictions(page: Page, claims: Claims) -> Iterator[Finding]:
    """Yield a finding for each corrected fact whose contradiction changed, and for each new contradiction."""
    server = claims.get(("server",))
    if server is None:
        return
    url = str(server.facets["value"])
    base = urlsplit(url).path.rstrip("/") or "/"
    calls = [_split(sample, url) for sample in page.samples]
    yield from _judge_base(page, calls, _Fact(server.pointer, "the base URL", base, server.tags.get("name")), url)
    facts = {
        subject[0]: _Fact(claim.pointer, subject[0], subject[0].partition(" ")[2], claim.tags.get("name"), base)
        for subject, claim in claims.items()
        if len(subject) == 1 and is_operation(subject)
    }
    yield from _judge_paths(page, calls, facts)


def _judge_base(page: Page, calls: Sequence[_Call], fact: _Fact, url: str) -> Iterator[Finding]:
    agreed = {"", fact.own}
    stated = {str(said.facets["value"]) for said in page.statements if said.subject == ("server",)} - {url}
    for new in stated:  # samples that follow a new base URL are no contradiction, but part of that change
        followers = {call.sample.line for call in calls if call.base and call.sample.target.startswith(new)}
        agreed |= {call.base for call in calls if call.sample.line in followers}
        if followers:
            message = f"The code samples have the base URL {new}, as the page has."
            yield Finding(
                Action.CHANGE,
                min(followers),
                fact.pointer,
                message,
                facet="value",
                old=url,
                new=new,
                indices=frozenset(followers),
            )
    yield from _compare(fact, [(call, "" if call.base in agreed else call.base) for call in calls])


def _judge_paths(page: Page, calls: Sequence[_Call], facts: Mapping[str, _Fact]) -> Iterator[Finding]:
    paths = {name.partition(" ")[2] for name in (*facts, *page.operations)}
    expected = {pair: name for name, fact in facts.items() for pair in fact.known()}
    by_operation: dict[str, list[tuple[_Call, str]]] = {name: [] for name in facts}
    for call in calls:
        path = canonical(call.path)
        deviation = path if path and path not in paths else ""
        operation = expected.get((call.language, deviation), call.sample.operation)
        by_operation.setdefault(operation, []).append((call, deviation))
    for operation, deviations in by_operation.items():
        if operation in page.operations and operation not in facts:  # new as a whole
            continue
        fact = facts.get(operation, _Fact("#/paths", operation or "the operations", "", None))
        yield from _compare(fact, deviations)


def _split(sample: Sample, server: str) -> _Call:
    if not sample.target.startswith("http"):
        return _Call(sample, "", sample.target)
    base, target = urlsplit(server), urlsplit(sample.target)
    length = len(base.path.rstrip("/").split("/"))
    segments = target.path.rstrip("/").split("/")
    root = "/".join(segments[:length]) or "/"
    path = "/".join(["", *segments[length:]]) if segments[length:] else ""
    return _Call(sample, root if target.netloc == base.netloc else f"{target.scheme}://{target.netloc}{root}", path)


def _compare(fact: _Fact, calls: Sequence[tuple[_Call, str]]) -> Iterator[Finding]:
    known = fact.known()
    found = {(call.language, deviation): call.sample for call, deviation in calls if deviation}
    new, gone = found.keys() - known.keys(), known.keys() - found.keys()
    if not (new or gone):
        return
    languages = {language for language, _ in new or gone}
    lines = [call.sample.line for call, deviation in calls if (call.language, deviation) in new]
    lines = lines or [call.sample.line for call, _ in calls if call.language in languages]
    line = min(lines or [call.sample.line for call, _ in calls], default=0)
    deviations = [f"{sample.language or 'a sample'}: {deviation}" for (_, deviation), sample in found.items()]
    says = f"now contradict {fact.what}: {', '.join(deviations)}" if deviations else f"no longer contradict {fact.what}"
    yield Finding(
        Action.CORRECTED if fact.tag else Action.CHANGE,
        line,
        fact.pointer,
        f"The code samples {says}.",
        facet="name",
        old=fact.own,
        new=deviations,
        evidence=f"{fact.tag.kind}: {fact.tag.why}" if fact.tag else None,
        subjects=tuple(sample_subject(language, known[language, deviation]) for language, deviation in gone),
        indices=frozenset(lines),
    )
