"""Where media goes: a file that appears when it is whole, a file that the user opened, or memory.

A target is opened with ``with``; leaving it takes away what was not finished. It gets bytes by `write`, and gives back
what the user asked for by `finish`.
"""

from __future__ import annotations

import os
import secrets
import stat
from inspect import iscoroutinefunction
from io import BytesIO, FileIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from attrs import define, field

from twintone.errors import ArgumentError
from twintone.policies.transfer import Trouble

if TYPE_CHECKING:
    from typing import Self

# How many bytes are kept in memory at the most.
MEMORY_LIMIT = 64 * 1024 * 1024


class Target(Protocol):
    """Something that takes the bytes of one file, from the first to the last."""

    @property
    def limit(self) -> int | None:
        """How many bytes it can take, or None."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def write(self, data: bytes) -> None:
        """Takes the next bytes."""
        ...

    def cut(self, size: int) -> None:
        """Forgets all but the first ``size`` bytes."""
        ...

    def finish(self) -> Any:
        """Returns what was saved; called once, when everything is there."""
        ...


def target(place: Any, *, overwrite: bool) -> Target:
    """Returns the target for what a user named.

    Args:
        place: A path, something with ``write``, or None for memory.
        overwrite: Whether a path may be that of a file that exists.

    Raises:
        ArgumentError: It is none of these.
    """
    if place is None:
        return MemoryTarget(BytesIO(), MEMORY_LIMIT)
    if isinstance(place, str) or hasattr(place, "__fspath__"):
        return PathTarget(_path(place), overwrite)
    write = getattr(place, "write", None)
    if not callable(write) or iscoroutinefunction(write):
        raise ArgumentError(
            f"Media is saved to a path, to a file opened for writing bytes, or to None, not to {type(place).__name__}."
        )
    return FileTarget(place)


@define
class PathTarget:
    """A file that appears under its name only when it is whole. Until then its bytes are in a file beside it.

    Attributes:
        path: Its name.
        overwrite: Whether it may replace a regular file.
    """

    path: Path
    overwrite: bool
    _place: Path = field(init=False)
    _part: Path = field(init=False)
    _file: FileIO = field(init=False)

    limit = None

    def __enter__(self) -> Self:
        """Raises an OSError if the file could not be put there."""
        self._place = self.path.absolute()  # a program may change its folder meanwhile
        self._check(self._place)
        self._part = self._place.with_name(f".twintone-{secrets.token_hex(8)}.part")
        # Without a buffer: after an error there is nothing left that closing would try to write again.
        self._file = self._part.open("xb", buffering=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Takes the next bytes."""
        _write(self._file, data)

    def cut(self, size: int) -> None:
        """Forgets all but the first ``size`` bytes."""
        self._file.seek(size)
        self._file.truncate()

    def finish(self) -> Path:
        """Gives the file its name and returns it."""
        self._file.close()
        self._check(self._place)
        if self.overwrite:
            self._part.replace(self._place)
        else:
            _name(self._part, self._place)
        return self.path

    def _check(self, place: Path) -> None:
        try:
            found = place.lstat()
        except FileNotFoundError:
            if not place.parent.is_dir():
                raise FileNotFoundError(f"There is no folder {place.parent} to save {place.name} in.") from None
            return
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(f"{self.path} is a folder; name a file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{self.path} is a link, a device or a pipe, not a file; name a file.")
        if not self.overwrite:
            raise _exists(self.path)


@define
class FileTarget:
    """A file that the user opened. It is written from its current position, and not closed.

    Attributes:
        file: Something with ``write``.
        limit: How many bytes it can take, or None.
    """

    file: Any
    limit: int | None = None
    _start: int | None = None
    _written: int = 0

    def __enter__(self) -> Self:
        """Raises ArgumentError if bytes cannot be written."""
        try:
            self.file.write(b"")
        except (TypeError, ValueError) as error:  # a text, closed or read-only file
            raise ArgumentError(f"Bytes cannot be written to {type(self.file).__name__}: {error}.") from error
        self._start = _position(self.file)
        return self

    def __exit__(self, *_: object) -> None:
        """Leaves the file alone."""

    def write(self, data: bytes) -> None:
        """Takes the next bytes."""
        _write(self.file, data)
        self._written += len(data)

    def cut(self, size: int) -> None:
        """Forgets all but the first ``size`` bytes, if the file can go back."""
        if size == self._written:
            return
        if self._start is None:
            raise Trouble("has to start again, which this file cannot; give a path, or a file that can seek.")
        self.file.seek(self._start + size)
        self.file.truncate()
        self._written = size

    def finish(self) -> Any:
        """Returns how many bytes were written."""
        return self._written


class MemoryTarget(FileTarget):
    """Bytes in memory."""

    def finish(self) -> bytes:
        """Returns them."""
        content: bytes = self.file.getvalue()
        return content


def _path(place: Any) -> Path:
    try:
        path = Path(place)
        os.fsencode(path)
    except (TypeError, UnicodeEncodeError) as error:
        raise ArgumentError(f"{place!r} is not a path: {error}.") from error
    if "\0" in str(path):
        raise ArgumentError(f"{str(path)!r} is not a path: it holds a null character.")
    return path


def _position(file: Any) -> int | None:
    """Returns where a file stands; None if it cannot go back there."""
    try:
        if file.seekable():
            place: int = file.tell()
            return place
    except (AttributeError, OSError):
        pass
    return None


def _write(file: Any, data: bytes) -> None:
    """Writes everything: a file without a buffer may take less than it is given."""
    while data:
        size = file.write(data)
        if size is None and isinstance(file, RawIOBase):
            raise BlockingIOError("The file takes no more bytes now; open it in blocking mode.")
        if not isinstance(size, int):  # it does not say; what does not say takes everything
            return
        data = data[size:]


def _name(part: Path, place: Path) -> None:
    """Gives a file its name, unless there is a file of that name, also one that has just appeared."""
    try:
        place.hardlink_to(part)
    except FileExistsError:
        raise _exists(place) from None
    except OSError:
        # No links here, as on FAT and some network drives. Between the look and the naming another program could
        # still put a file there; such file systems offer nothing better.
        if os.path.lexists(place):
            raise _exists(place) from None
        part.rename(place)


def _exists(path: Path) -> FileExistsError:
    return FileExistsError(f"{path} exists; pass overwrite=True to replace it.")
