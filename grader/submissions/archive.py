"""Archives as folders: `.zip`, `.tar`, `.tar.gz`, `.tgz`. Read in memory, within limits; nothing is ever extracted.

A zip is a table of contents, and its files are unpacked when they are asked for. A tar has no table: it is gone
through once, and what could be asked for is kept.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Protocol, cast

from grader.errors import SubmissionError
from grader.language import msg
from grader.submissions.gunzip import Gunzip
from grader.submissions.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_NOTICES,
    MAX_PATH_BYTES,
    ArchiveLimits,
)
from grader.submissions.names import shown
from grader.submissions.tar import Tar, TarDamaged, TarEntry
from grader.submissions.tree import NOT_REGULAR, Kind, too_large, too_many

SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar")

_KEPT = (".py", ".ipynb", ".txt", ".yml", *SUFFIXES)  # of a tar: nothing else is ever read
_PIECE_BYTES = 1 << 16

_DAMAGED = msg("Not unpacked: it is damaged, or not what its name says. Pack it again, as .zip or .tar.gz.")
_ENCRYPTED = msg("Not unpacked: it is encrypted. Pack it without a password.")
_ENCRYPTED_FILE = msg("Not read: it is encrypted. Pack it without a password.")
_OUTSIDE = msg("Not read: its path leads out of the archive.")
_LONG_PATH = msg("Not read: its name is longer than {limit} bytes. Rename it.", limit=MAX_PATH_BYTES)
_PACKED_OTHERWISE = msg("Not read: it is compressed in an uncommon way. Pack it again, as an ordinary .zip.")

Load = Callable[[int], bytes]  # given the most bytes that are wanted


@dataclass(frozen=True, slots=True)
class _Member:
    """A name in an archive that is no folder."""

    kind: Kind
    load: Load


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """A folder in an archive. The archive's own folder has in `unplaced` the names that are nowhere in it, and why."""

    content: dict[str, ArchiveFolder | _Member] = field(default_factory=dict)
    unplaced: list[tuple[str, str]] = field(default_factory=list)  # (name as it is shown, reason): the first of them

    def listed(self, *, limit: int | None = MAX_ENTRIES) -> dict[str, Kind]:
        """See Folder."""
        if limit is not None and len(self.content) > limit:
            raise too_many(limit)
        kinds = {name: item.kind if isinstance(item, _Member) else Kind.FOLDER for name, item in self.content.items()}
        return dict(sorted(kinds.items()))

    @contextmanager
    def opened(self, name: str) -> Iterator[ArchiveFolder]:
        """See Folder."""
        item = self.content.get(name)
        if not isinstance(item, ArchiveFolder):
            raise SubmissionError(NOT_REGULAR)
        yield item

    def read(self, name: str, max_bytes: int) -> bytes:
        """See Folder."""
        item = self.content.get(name)
        if not isinstance(item, _Member) or item.kind is not Kind.FILE:
            raise SubmissionError(NOT_REGULAR)
        with _translated():
            return item.load(max_bytes)

    def add(self, path: str, member: _Member | None) -> None:
        """Put a member (None: a folder) where its path says; one that leads out of the archive goes nowhere."""
        too_long = len(path) > MAX_PATH_BYTES
        parts = None if too_long else _parts(path)
        if parts is None:
            if len(self.unplaced) <= MAX_NOTICES:
                self.unplaced.append((shown(path), _LONG_PATH if too_long else _OUTSIDE))
            return
        folder = self
        for part in parts if member is None else parts[:-1]:
            inner = folder.content.setdefault(part, ArchiveFolder())
            if isinstance(inner, _Member):
                folder.content[part] = _TWICE
                return
            folder = inner
        if member is not None and parts:
            folder.content[parts[-1]] = _TWICE if parts[-1] in folder.content else member


def is_archive(name: str) -> bool:
    """Whether a file's name says that it is an archive which is read."""
    return name.lower().endswith(SUFFIXES)


def open_archive(stream: BinaryIO, limits: ArchiveLimits) -> ArchiveFolder:
    """Return the content of the archive in a seekable `stream`, whatever it is called; a zip goes on reading it.

    Raises SubmissionError with a text for whoever packed it, and OSError.
    """
    with _translated():
        start = stream.read(4)
        stream.seek(0)
        if start.startswith(b"PK"):
            return _read_zip(stream, limits)
        if start.startswith(b"\x1f\x8b"):
            return _read_tar(Gunzip(stream), limits)
        return _read_tar(stream, limits)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever a library makes of hostile bytes into our own error."""
    try:
        yield
    except (SubmissionError, OSError, MemoryError):
        raise  # what is wrong with it; the machine's; more than a reader may use
    except Exception as exc:  # BadZipFile, TarDamaged, zlib.error, struct.error, ValueError, NotImplementedError …
        raise SubmissionError(_DAMAGED) from exc


def _parts(path: str) -> list[str] | None:
    """Return the names on a path, or None if it leads out of the archive. Windows has written backslashes, too."""
    path = path.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in parts or "\0" in path or len(parts) > MAX_DEPTH:
        return None
    return parts


def _unreadable(max_bytes: int) -> bytes:
    raise SubmissionError(NOT_REGULAR)


_TWICE = _Member(Kind.TWICE, _unreadable)


# --------------------------------------------------------------------------------------------------
# zip


class _Guarded(io.RawIOBase):
    """A stream that gives no table of contents that is too large: zipfile would take it in one piece."""

    def __init__(self, stream: BinaryIO, limits: ArchiveLimits) -> None:
        self._stream, self._limits = stream, limits
        self.is_open = False  # afterwards only files are read, each up to a bound

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int | None = -1) -> bytes:
        if not self.is_open and size is not None and size > self._limits.max_directory_bytes:
            raise _too_many_packed(self._limits)
        return self._stream.read(-1 if size is None else size)


def _too_many_packed(limits: ArchiveLimits) -> SubmissionError:
    text = msg("Not unpacked: more than {limit} files. {next}", limit=limits.max_entries, next=limits.next_step)
    return SubmissionError(text)


def _read_zip(stream: BinaryIO, limits: ArchiveLimits) -> ArchiveFolder:
    guarded = _Guarded(stream, limits)
    archive = zipfile.ZipFile(cast(IO[bytes], guarded))
    guarded.is_open = True
    infos = archive.infolist()
    if len(infos) > limits.max_entries:
        raise _too_many_packed(limits)
    files = [info for info in infos if not _is_folder(info)]
    if files and all(_is_encrypted(info) for info in files):
        raise SubmissionError(_ENCRYPTED)
    root = ArchiveFolder()
    for info in infos:
        root.add(info.orig_filename, None if _is_folder(info) else _zip_member(archive, info))
    return root


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & 1)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    def load(max_bytes: int) -> bytes:
        if _is_encrypted(info):
            raise SubmissionError(_ENCRYPTED_FILE)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SubmissionError(_PACKED_OTHERWISE)  # zipfile unpacks the others without a bound
        if info.file_size > max_bytes:
            raise too_large(max_bytes)
        with archive.open(info) as stream:
            return stream.read(max_bytes)

    return _Member(_ZIP_KINDS.get(stat.S_IFMT(info.external_attr >> 16), Kind.FILE), load)


_ZIP_KINDS: Mapping[int, Kind] = {
    stat.S_IFLNK: Kind.LINK,
    stat.S_IFIFO: Kind.FIFO,
    stat.S_IFSOCK: Kind.SOCKET,
    stat.S_IFCHR: Kind.DEVICE,
    stat.S_IFBLK: Kind.DEVICE,
}

# --------------------------------------------------------------------------------------------------
# tar


class _Readable(Protocol):
    def read(self, size: int) -> bytes: ...


class _Forward:
    """A stream that only goes on, and not for ever: a gzip unpacks to anything."""

    def __init__(self, stream: _Readable, limits: ArchiveLimits) -> None:
        self._stream, self._limits = stream, limits
        self._position = 0

    def read(self, size: int) -> bytes:
        """See tar.Source."""
        pieces, left = [], size
        while left and (data := self._stream.read(min(left, _PIECE_BYTES))):
            pieces.append(data)
            left -= len(data)
            self._go_on(len(data))
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        """See tar.Source."""
        while size:
            data = self._stream.read(min(size, _PIECE_BYTES))
            if not data:
                raise TarDamaged
            size -= len(data)
            self._go_on(len(data))

    def _go_on(self, size: int) -> None:
        self._position += size
        if self._position > self._limits.max_unpacked_bytes:
            limit, step = self._limits.max_unpacked_bytes >> 20, self._limits.next_step
            raise SubmissionError(msg("Not unpacked: more than {limit} MiB in it. {next}", limit=limit, next=step))


def _read_tar(stream: _Readable, limits: ArchiveLimits) -> ArchiveFolder:
    root = ArchiveFolder()
    kept: Counter[str] = Counter()  # bytes, by the first name of the path: in a class, a student's
    tar = Tar(_Forward(stream, limits), limits.max_directory_bytes)
    for count, entry in enumerate(tar, 1):
        if count > limits.max_entries:
            raise _too_many_packed(limits)
        content = None
        if _is_kept(entry):
            owner = entry.path.lstrip("./")[:MAX_PATH_BYTES].partition("/")[0]
            kept[owner] += entry.size
            if kept.total() > limits.max_kept_bytes:
                limit, step = limits.max_kept_bytes >> 20, limits.next_step
                text = msg("Not unpacked: more than {limit} MiB of files. {next}", limit=limit, next=step)
                raise SubmissionError(text)
            if kept[owner] > limits.max_kept_bytes_each:
                kept[owner] -= entry.size
            else:
                content = tar.content()
        root.add(entry.path, None if entry.kind is Kind.FOLDER else _tar_member(entry, content))
    return root


def _is_kept(entry: TarEntry) -> bool:
    return (
        entry.kind is Kind.FILE
        and len(entry.path) <= MAX_PATH_BYTES
        and entry.path.lower().endswith(_KEPT)
        and entry.size <= MAX_ARCHIVE_BYTES
    )


def _tar_member(entry: TarEntry, content: bytes | None) -> _Member:
    def load(max_bytes: int) -> bytes:
        if content is None or len(content) > max_bytes:
            raise too_large(max_bytes)
        return content

    return _Member(entry.kind, load)
