"""Find what running text states: base URL, key header, contact, version, limits and statuses.

The lines are searched as one text, because inline code breaks a sentence, or even a number, over several lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from scripts.docs.facts import Statement, Subject

_WORDS = {"a single": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_STATUS = r"[1-5]\s?\d\s?\d"

_SOCKETS = re.compile(
    rf"\b(?:limited to|at most|up to|maximum of)\s+(\d{{1,6}}|{'|'.join(_WORDS)})\s+(?:\w+\s+)?"
    r"(?:sockets?|connections?)\b",
    re.IGNORECASE,
)
_DURATION = r"\b(\d{1,6})[\s-]*(s|sec(?:ond)?s?|m|min(?:ute)?s?|h(?:our)?s?)\b"
_TIMEOUTS = (
    re.compile(rf"\btime-?\s?outs?\b[^.]{{0,40}}?{_DURATION}", re.IGNORECASE),
    re.compile(rf"{_DURATION}\s+time-?\s?outs?\b", re.IGNORECASE),
)
_EXCEEDED = re.compile(rf"\bexceed\w*\s+(?:rate\s+)?limits?\b[^.]{{0,40}}?\b({_STATUS})\b", re.IGNORECASE)
_SCOPE = re.compile(r"\brate limits?\b[^.\n]{0,40}?\bper\s+(\w+(?: (?:keys?|address(?:es)?)\b)?)", re.IGNORECASE)
_STATUS_CODE = re.compile(rf"\b({_STATUS})\s+status codes?\b", re.IGNORECASE)
_SERVER = re.compile(r"\bbase\s+url\s*:?\s*(https?://[^\s\"'<>,;)]+)", re.IGNORECASE)
_HEADER = re.compile(
    r"\bkey\b[^.]{0,40}?\bin the\s+([\w-]{1,80})\s+header"
    r"|\b([a-z]{1,40}(?:-[a-z]{1,40}){1,5}|authorization)[\"']?\s*[:,]\s*[\"']?(?:Bearer )?"
    r"(?:your-api-key|API_KEY|apiKey)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b")
_VERSION = re.compile(r"\bAPI\s+(v\d{1,4}(?:\.\d{1,4})?)\b")


class _Text:
    """Lines as one text that knows which line a place in it is on."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def line_at(self, place: int) -> int:
        """Return the index of the line that a place is on."""
        return bisect_right(self._starts, place) - 1

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str, int]]:
        """Yield each match, the group that it caught, and the index of the line where the group begins."""
        for match in pattern.finditer(self.text):
            group = match.lastindex or 0
            yield match, match[group], self.line_at(match.start(group))


def read_prose(prose: Sequence[str], everything: Sequence[str]) -> Iterator[Statement]:
    """Yield what lines of running text, empty where a line is none, state, and the key headers on all lines."""
    text = _Text(prose)
    yield from _single(("version",), text, _VERSION)
    yield from _single(("contact",), text, _CONTACT)
    for _, name, line in _Text(everything).find(_HEADER):
        yield Statement(("header",), line, {"name": name.lower()})
    yield from _servers(text)
    yield from _limits(text)


def _single(subject: Subject, text: _Text, pattern: re.Pattern[str]) -> Iterator[Statement]:
    for _, value, line in text.find(pattern):
        yield Statement(subject, line, {"value": value})


def _servers(text: _Text) -> Iterator[Statement]:
    """The first base URL is that of the API; another one is something else, such as a sandbox."""
    first = ""
    for _, value, line in text.find(_SERVER):
        url = value.rstrip("./")
        first = first or url
        if url == first:
            yield Statement(("server",), line, {"value": url})
        else:
            yield Statement(("servers", url), line)


def _limits(text: _Text) -> Iterator[Statement]:
    for _, value, line in text.find(_SOCKETS):
        yield _limit("keep_alive_sockets", line, _WORDS.get(value.lower()) or int(value))
    for match, _, line in (found for pattern in _TIMEOUTS for found in text.find(pattern)):
        yield _limit("timeout_seconds", line, int(match[1]) * _SECONDS[match[2][0].lower()])
    for _, value, line in text.find(_SCOPE):
        yield _limit("rate_limit_scope", line, value.lower())
    taken = set()
    for match, value, line in text.find(_EXCEEDED):
        taken.add(match.start(1))
        yield _limit("rate_limit_status", line, int("".join(value.split())))
    for match, value, line in text.find(_STATUS_CODE):
        if match.start(1) not in taken:
            for broken in range(line, text.line_at(match.end(1)) + 1):
                yield Statement(("statuses", "".join(value.split())), broken)


def _limit(name: str, line: int, value: int | str) -> Statement:
    return Statement(("limits", name), line, {"value": value})
