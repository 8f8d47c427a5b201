"""Read the code samples: which base URLs and paths they call.

They are where the page contradicts itself, so what they say is compared with the `corrected` facts of the description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scripts.docs.facts import Statement, Subject, canonical, operation_name

_NAMES = r"JavaScript|TypeScript|Node(?:\.js)?|Python|Go|C#|\.NET|Java|PHP|Ruby|cURL|Shell|Bash|Rust|Swift|Kotlin"
LANGUAGE = re.compile(rf"(?P<name>{_NAMES})(?:\s*\(.{{1,40}}\))?", re.IGNORECASE)
LANGUAGES = re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)", re.IGNORECASE)
_COMMENT = re.compile(r"(?://|#)?\s*\b(GET|PUT|POST|PATCH|DELETE)\s+(/[\w:{}/-]*)(?=\s|$)")
_URL = re.compile(r"https?://[^\s\"'`,;)<>]{1,500}")
_JOINED = re.compile(r"base_?url\}?[\s\"'+`]*(/[\w/{}$:.-]{1,200})", re.IGNORECASE)


@dataclass(frozen=True)
class Sample:
    """Something that a sample calls: a URL, or a path below a base URL that the sample gave before.

    Attributes:
        language: the heading that the sample stands under.
        operation: what the sample says that it shows, or empty.
        target: the URL or path as it is printed.
        line: the index of the line.
    """

    language: str
    operation: str
    target: str
    line: int

    @property
    def subject(self) -> Subject:
        """What the lock knows it by."""
        return sample_subject(self.language, urlsplit(self.target).path)


def sample_subject(language: str, path: str) -> Subject:
    """Return the subject of something that the samples of a language call."""
    return ("samples", language.lower(), canonical(path))


class SampleReader:
    """Takes the lines of the samples one by one."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self._language = self._operation = ""

    @property
    def statements(self) -> list[Statement]:
        """What the samples call, as statements."""
        return [Statement(sample.subject, sample.line) for sample in self.samples]

    def begin(self, heading: str) -> None:
        """Begin the samples of a language."""
        match = LANGUAGE.fullmatch(heading)
        self._language = match["name"] if match else ""
        self._operation = ""

    def take(self, index: int, text: str) -> Subject | None:
        """Read a line; return the operation that it belongs to, if that is known."""
        if match := _COMMENT.search(text):
            self._operation = operation_name(match[1], match[2])
        for target in (*_URL.findall(text), *_JOINED.findall(text)):
            self.samples.append(Sample(self._language, self._operation, target, index))
        return (self._operation,) if self._operation else None
