"""Get the page: from a file or over HTTP, in bounded size, as text of a known markup."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Markup = Literal["text", "html", "markdown"]

MAX_BYTES = 2_000_000
MAX_REDIRECTS = 5
SECONDS = 10.0
SUFFIXES: dict[str, Markup] = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
_CLOSED_BLOCK = re.compile(r"</(?:p|div|h[1-6]|li|pre|td|span)>", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_HEADING = re.compile(r"^#{2,6} +\S", re.MULTILINE)


class Unreadable(Exception):
    """The page cannot be had, or is no text; the message says why and what to do."""


@dataclass(frozen=True)
class Source:
    """The page as it was received."""

    text: str
    markup: Markup


def read_source(docs: str) -> Source:
    """Return the page at a path or an http(s) address. Raises Unreadable."""
    if not docs:
        raise Unreadable("No page was named: give DOCS=, a file or an http(s) address.")
    if re.match(r"https?://", docs, re.IGNORECASE):
        data, kind = _download(docs)
    elif re.match(r"[a-z][a-z0-9+.-]+://", docs, re.IGNORECASE):
        raise Unreadable(f"{docs} is neither a file nor an http(s) address.")
    else:
        data, kind = _read_file(docs), ""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{docs} is larger than {MAX_BYTES // 10**6} MB; no documentation page is.")
    text = _decode(docs, data)
    return Source(text, _markup(docs, kind, text))


def _read_file(docs: str) -> bytes:
    try:
        path = Path(docs)
        if path.exists() and not path.is_file():  # a pipe or a device could block for ever
            raise Unreadable(f"{docs} is not a regular file; save the page to a file, or give its address.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(f"{docs!r} cannot be read: {why}.") from error


def _download(url: str) -> tuple[bytes, str]:
    import httpx  # slow to import, and not needed for a file

    headers = {"Accept": "text/html, text/markdown, text/plain", "Accept-Encoding": "identity"}
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=MAX_REDIRECTS, timeout=SECONDS) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise Unreadable(f"{url} answered with status {response.status_code}, not with a page.")
            data = b""
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MAX_BYTES:
                    break
            return data, response.headers.get("content-type", "")
    except httpx.TooManyRedirects as error:
        raise Unreadable(
            f"{url} redirects more than {MAX_REDIRECTS} times; give the address that it should lead to."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # ValueError: a host name that cannot be encoded
        raise Unreadable(f"{url} cannot be reached: {str(error) or type(error).__name__}.") from error


def _decode(docs: str, data: bytes) -> str:
    """Decode by byte order mark, else as UTF-8, else as the code page that old editors write."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    strange = sum(unicodedata.category(character) in ("Cc", "Cn", "Co") for character in set(text) - set("\t\n\r\f\v"))
    if "\0" in text or strange > 5:
        raise Unreadable(f"{docs} is not text; save the page as text, HTML or Markdown.")
    return text


def _markup(docs: str, content_type: str, text: str) -> Markup:
    suffix = Path(re.sub(r"[?#].*", "", docs)).suffix.lower()
    if "html" in content_type or SUFFIXES.get(suffix) == "html" or text.lstrip().startswith("<"):
        return "html"
    if "markdown" in content_type or SUFFIXES.get(suffix) == "markdown":
        return "markdown"
    if _FENCE.search(text) or len(_HEADING.findall(text)) > 1:
        return "markdown"
    return "html" if len(_CLOSED_BLOCK.findall(text)) > 20 else "text"
