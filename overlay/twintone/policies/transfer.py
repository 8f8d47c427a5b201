"""One file on its way: what to ask for, what an answer means, and whether everything came.

Pure: it sees statuses, headers and how many bytes came, never the bytes and never the network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import define

from twintone_api.errors import quoted

# What servers put in the place of media: a login page, an error, a page of a proxy.
NOT_MEDIA = {"text/html", "application/json"}

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
# Only what certainly goes back to the server as it came. A weak tag starts with W/ and does not mean equal bytes.
_STRONG_TAG = re.compile(r'"[\x21\x23-\x7e]{1,256}"')
_DATE = re.compile(r"[A-Za-z0-9 ,:+-]{1,64}")


class Trouble(Exception):
    """Why media did not come.

    Attributes:
        what: The sentence that begins with "The download of vid_123", without its beginning.
        again: Whether asking once more may help.
        status: The HTTP status, or None when there was no answer.
        headers: The answer's headers.
    """

    def __init__(
        self, what: str, *, again: bool = False, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.again = again
        self.status = status
        self.headers = dict(headers or {})


@define
class Transfer:
    """What is known of a file that comes in one or more parts. Two versions of it are never mixed.

    Attributes:
        limit: How many bytes it may have, or None.
        received: How many bytes came.
        total: How many there are, if a server said so.
    """

    limit: int | None = None
    received: int = 0
    total: int | None = None
    _end: int | None = None
    _version: str | None = None

    def headers(self) -> dict[str, str]:
        """Returns the headers that ask for what is missing; none where everything has to come (again)."""
        if not self.received or self._version is None:
            return {}
        return {"range": f"bytes={self.received}-", "if-range": self._version}

    def progress(self) -> str:
        """Returns how much came, in words."""
        return f"{self.received} bytes" if self.total is None else f"{self.received} of {self.total} bytes"

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Learns from the head of an answer. Its body, if it is wanted, belongs where ``received`` then is.

        Raises:
            Trouble: The body is not wanted.
        """
        asked = bool(self.headers())
        if status == 200:
            self._start(headers)
        elif status == 206 and asked:
            self._go_on(headers)
        elif status == 416 and asked:
            raise self._changed()
        else:
            raise _refusal(status, headers)

    def took(self, size: int) -> None:
        """Counts bytes.

        Raises:
            Trouble: There are too many.
        """
        self.received += size
        if self._end is not None and self.received > self._end:
            raise self._changed()
        self._check_limit(self.received)

    def end(self) -> None:
        """Checks that everything came.

        Raises:
            Trouble: There are bytes missing.
        """
        if self.total is not None and self.received != self.total:
            raise Trouble(f"ended after {self.progress()}.", again=True)
        if not self.received:
            raise Trouble("is empty.")

    def _start(self, headers: Mapping[str, str]) -> None:
        self.received = 0
        length = headers.get("content-length", "")
        self.total = self._end = int(length) if length.isdecimal() else None
        offered = headers.get("accept-ranges", "").strip().lower() == "bytes"
        self._version = _version(headers) if offered else None
        _check_media(headers)
        if self.total == 0:
            raise Trouble("is empty.", status=200)
        self._check_limit(self.total or 0)

    def _go_on(self, headers: Mapping[str, str]) -> None:
        part = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if part is None or int(part[1]) != self.received or int(part[2]) < self.received:
            raise self._changed()
        total = None if part[3] == "*" else int(part[3])
        # If-Range obliges the server to check this; not every server does.
        if (self.total and total and self.total != total) or self._version not in _versions(headers, self._version):
            raise self._changed()
        _check_media(headers)
        self.total = self.total or total
        self._end = int(part[2]) + 1
        self._check_limit(self.total or 0)

    def _changed(self) -> Trouble:
        self._version = None  # so that the next request asks for everything
        return Trouble("changed while it was fetched.", again=True)

    def _check_limit(self, size: int) -> None:
        if self.limit is not None and size > self.limit:
            raise Trouble(f"is larger than the {self.limit >> 20} MiB that are kept in memory; give a path to save it.")


def _versions(headers: Mapping[str, str], default: str | None) -> list[str | None]:
    """Returns what an answer says of its version; ``default`` where it says nothing."""
    said = [headers[name].strip() for name in ("etag", "last-modified") if name in headers]
    return [*said] or [default]


def _version(headers: Mapping[str, str]) -> str | None:
    """Returns what tells this version of a file from others."""
    tag, date = (headers.get(name, "").strip() for name in ("etag", "last-modified"))
    if _STRONG_TAG.fullmatch(tag):
        return tag
    return date if _DATE.fullmatch(date) else None


def _check_media(headers: Mapping[str, str]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in NOT_MEDIA:
        raise Trouble(f"is not media: the server answered {kind}.", status=200)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        raise Trouble(f"came in an encoding that was not asked for: {quoted(encoding)}", status=200)


def _refusal(status: int, headers: Mapping[str, str]) -> Trouble:
    again = status == 429 or status >= 500
    what = "is not media" if status < 300 else "was refused"
    return Trouble(f"{what}: the server answered {status}.", again=again, status=status, headers=headers)
