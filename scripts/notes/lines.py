"""One line of the notes: how it is graded, where it stands, and how it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

# The groups of Keep a Changelog, in its order.
GROUPS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")

_VERBS = {
    "": "",
    "calls": "call",
    "counts": "count",
    "documents": "document",
    "fails": "fail",
    "goes": "go",
    "has": "have",
    "is": "are",
    "needs": "need",
    "no longer documents": "no longer document",
    "no longer has": "no longer have",
    "no longer knows": "no longer know",
    "no longer needs": "no longer need",
    "no longer takes": "no longer take",
    "raises": "raise",
    "returns": "return",
    "stands": "stand",
    "succeeds": "succeed",
    "takes": "take",
    "uses": "use",
}


class Grade(IntEnum):
    """What a change asks of those who use the package.

    A change is breaking when a program, or what stands around it, may have to change; a feature when one can do more
    than before; and else a fix.
    """

    FIX = 0
    FEATURE = 1
    BREAKING = 2


@dataclass(frozen=True)
class Line:
    """A sentence about one or more names; lines that say the same of several names become one.

    Attributes:
        group: The heading that it stands below.
        grade: What it asks of users.
        names: What it is about, as Markdown.
        lead: What stands before the names; `(s)` in it is for more than one.
        verb: What stands behind the names, in the singular.
        tail: How it ends.
    """

    group: str
    grade: Grade
    names: tuple[str, ...]
    lead: str = ""
    verb: str = ""
    tail: str = "."

    @property
    def text(self) -> str:
        """The sentence, as Markdown."""
        verb, ending = (_VERBS[self.verb], "s") if len(self.names) > 1 else (self.verb, "")
        words = [self.lead.replace("(s)", ending), listing(self.names), verb]
        sentence = " ".join((" ".join(filter(None, words)) + self.tail).split())
        mark = "**Breaking:** " if self.grade is Grade.BREAKING else ""
        return mark + sentence[:1].upper() + sentence[1:]


def merge(lines: Iterable[Line], every_call: Collection[str]) -> list[Line]:
    """Return the lines by group, what breaks first; lines that say the same of several names are one.

    Args:
        lines: The lines, as they were found.
        every_call: The names of all calls that there were before, which have a short name together.
    """
    names: dict[Line, dict[str, None]] = {}
    for line in lines:
        names.setdefault(replace(line, names=()), {}).update(dict.fromkeys(line.names))
    merged = [replace(line, names=_short(tuple(found), every_call)) for line, found in names.items()]
    return sorted(merged, key=lambda line: (GROUPS.index(line.group), -line.grade))


def _short(names: tuple[str, ...], every_call: Collection[str]) -> tuple[str, ...]:
    return ("every call",) if every_call and set(every_call) <= set(names) and len(names) > 1 else names


def listing(words: Sequence[str]) -> str:
    """Return the words as they stand in a sentence: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def code(text: object) -> str:
    """Return something as code in Markdown."""
    line = " ".join(str(text).split())
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def call(subject: str) -> str:
    """Return a method or class that is called, such as `client.videos.create(...)`, as code."""
    return code(f"{subject}(...)")
