"""Folders with files, wherever they are: on disk, in an archive, or put together from an LMS's flat names.

Whoever reads students' work sees only `Folder`: names and kinds, folders in it, and regular files up to a size.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from grader.errors import SubmissionError
from grader.language import msg
from grader.submissions.limits import MAX_ENTRIES

# Relative to an open folder, never through a link, and without waiting for the other end of a pipe.
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

NOT_REGULAR = msg("Not read: not a regular file. Hand in a regular file.")


class Kind(StrEnum):
    """What a name in a folder stands for."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    FIFO = "pipe"
    SOCKET = "socket"
    DEVICE = "device"
    TWICE = "twice"  # in an archive


KINDS: Mapping[Kind, str] = {  # in words
    Kind.FILE: msg("a file"),
    Kind.FOLDER: msg("a folder"),
    Kind.LINK: msg("a symbolic link"),
    Kind.FIFO: msg("a named pipe"),
    Kind.SOCKET: msg("a socket"),
    Kind.DEVICE: msg("a device"),
    Kind.TWICE: msg("two files of one name"),
}


class Folder(Protocol):
    """An open folder. Its methods raise SubmissionError for what the student did, and OSError for the machine."""

    def listed(self, *, limit: int | None = MAX_ENTRIES) -> dict[str, Kind]:
        """Return what is in it, sorted by name; SubmissionError if that is more than `limit`."""
        ...

    def opened(self, name: str) -> AbstractContextManager[Folder]:
        """Open a folder in it, never through a link."""
        ...

    def read(self, name: str, max_bytes: int) -> bytes:
        """Read a regular file; SubmissionError for anything else, and for more than `max_bytes`."""
        ...


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A folder on disk, by its descriptor: nothing is found by a path that may change its meaning meanwhile."""

    descriptor: int

    def listed(self, *, limit: int | None = MAX_ENTRIES) -> dict[str, Kind]:
        """See Folder."""
        kinds: dict[str, Kind] = {}
        with os.scandir(self.descriptor) as entries:
            for entry in entries:
                kinds[entry.name] = _kind(entry)
                if limit is not None and len(kinds) > limit:
                    raise too_many(limit)
        return dict(sorted(kinds.items()))

    @contextmanager
    def opened(self, name: str) -> Iterator[DiskFolder]:
        """See Folder; raises OSError if it is a link."""
        descriptor = os.open(name, _OPEN_FOLDER, dir_fd=self.descriptor)
        try:
            yield DiskFolder(descriptor)
        finally:
            os.close(descriptor)

    def read(self, name: str, max_bytes: int) -> bytes:
        """Read a file that is still regular once it is open: what was listed may have been replaced since."""
        try:
            descriptor = os.open(name, _OPEN_FILE, dir_fd=self.descriptor)
        except OSError as exc:
            if exc.errno in (errno.ELOOP, errno.ENXIO):  # a link; a socket
                raise SubmissionError(NOT_REGULAR) from exc
            raise
        try:
            return _read_regular(descriptor, max_bytes)
        finally:
            os.close(descriptor)


@contextmanager
def opened_root(folder: Path) -> Iterator[DiskFolder]:
    """Open the instructor's folder; it may be a link."""
    descriptor = os.open(folder, _OPEN_FOLDER & ~os.O_NOFOLLOW)
    try:
        yield DiskFolder(descriptor)
    finally:
        os.close(descriptor)


def too_many(limit: int) -> SubmissionError:
    """Return the error for a folder with more than `limit` names."""
    return SubmissionError(msg("A folder with more than {limit} files. Hand in the course's files only.", limit=limit))


def too_large(max_bytes: int) -> SubmissionError:
    """Return the error for a file of more than `max_bytes`."""
    limit = f"{max_bytes >> 10} KiB" if max_bytes <= 1 << 20 else f"{max_bytes >> 20} MiB"
    return SubmissionError(msg("Not read: larger than {limit}. Hand in source code only.", limit=limit))


def why(error: OSError) -> str:
    """Say why something could not be opened or read."""
    if error.errno in (errno.ELOOP, errno.ENOTDIR):  # O_NOFOLLOW with O_DIRECTORY says ENOTDIR of a link
        return msg("it is a symbolic link")
    return (error.strerror or str(error)).lower()


def next_step(error: OSError) -> str:
    """Say what to do about it."""
    if isinstance(error, PermissionError):
        return msg("Make it readable and grade again.")
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return msg("Hand in the files themselves.")
    return msg("Grade again; if it stays, look at this machine's disk.")


def _read_regular(descriptor: int, max_bytes: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise SubmissionError(NOT_REGULAR)
    if status.st_size > max_bytes:
        raise too_large(max_bytes)
    with open(descriptor, "rb", closefd=False) as stream:
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise too_large(max_bytes)  # it grew meanwhile
    return content


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    if entry.is_file(follow_symlinks=False):
        return Kind.FILE
    mode = entry.stat(follow_symlinks=False).st_mode
    return Kind.FIFO if stat.S_ISFIFO(mode) else Kind.SOCKET if stat.S_ISSOCK(mode) else Kind.DEVICE
