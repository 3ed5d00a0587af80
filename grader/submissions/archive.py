"""Archives as folders: `.zip`, `.tar`, `.tar.gz`, `.tgz`. Read in memory, within limits; nothing is ever extracted.

A zip is a table of contents, and its files are unpacked when they are asked for. A tar has no table: it is gone
through once, and what could be asked for is kept.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, BinaryIO, cast

from grader.errors import SubmissionError
from grader.language import msg
from grader.submissions.limits import MAX_ARCHIVE_BYTES, MAX_DEPTH, MAX_ENTRIES, ArchiveLimits
from grader.submissions.tree import NOT_REGULAR, Kind, too_large, too_many

SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar")

_KEPT = (".py", ".ipynb", ".txt", ".yml", *SUFFIXES)  # of a tar: nothing else is ever read
_SKIPPED_BYTES = 1 << 16

_DAMAGED = msg("Not unpacked: it is damaged, or not what its name says. Pack it again, as .zip or .tar.gz.")
_ENCRYPTED = msg("Not unpacked: it is encrypted. Pack it without a password.")
_PACKED_OTHERWISE = msg("Not read: it is compressed in an uncommon way. Pack it again, as an ordinary .zip.")

Load = Callable[[int], bytes]  # given the most bytes that are wanted


@dataclass(frozen=True, slots=True)
class _Member:
    """A name in an archive that is no folder."""

    kind: Kind
    load: Load


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """A folder in an archive. The archive's own folder has the names that lead out of it in `outside`."""

    content: dict[str, ArchiveFolder | _Member] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

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
        parts = _parts(path)
        if parts is None:
            self.outside.append(path)
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
            return _read_tar(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), limits)
        return _read_tar(stream, limits)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn whatever a library makes of hostile bytes into our own error."""
    try:
        yield
    except SubmissionError:
        raise
    except gzip.BadGzipFile as exc:
        raise SubmissionError(_DAMAGED) from exc
    except OSError:
        raise  # the machine's
    except Exception as exc:  # BadZipFile, TarError, zlib.error, struct.error, ValueError, NotImplementedError …
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
    limit = limits.max_entries
    return SubmissionError(msg("Not unpacked: more than {limit} files. Pack the course's files only.", limit=limit))


def _read_zip(stream: BinaryIO, limits: ArchiveLimits) -> ArchiveFolder:
    guarded = _Guarded(stream, limits)
    archive = zipfile.ZipFile(cast(IO[bytes], guarded))
    guarded.is_open = True
    infos = archive.infolist()
    if len(infos) > limits.max_entries:
        raise _too_many_packed(limits)
    root = ArchiveFolder()
    for info in infos:
        is_folder = info.orig_filename.endswith(("/", "\\"))
        if info.flag_bits & 1 and not is_folder:
            raise SubmissionError(_ENCRYPTED)
        root.add(info.orig_filename, None if is_folder else _zip_member(archive, info))
    return root


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    def load(max_bytes: int) -> bytes:
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


class _Forward(io.RawIOBase):
    """A stream that only goes on, and not for ever: a tar may point back at itself, a gzip unpack to anything."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._most = stream, most
        self._position = 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._position:
            raise SubmissionError(_DAMAGED)
        while self._position < offset and self.read(min(_SKIPPED_BYTES, offset - self._position)):
            pass
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MAX_ARCHIVE_BYTES:
            raise SubmissionError(_DAMAGED)
        data = self._stream.read(size)
        self._position += len(data)
        if self._position > self._most:
            limit = self._most >> 20
            text = msg("Not unpacked: it has more than {limit} MiB in it. Pack the course's files only.", limit=limit)
            raise SubmissionError(text)
        return data


def _read_tar(stream: IO[bytes], limits: ArchiveLimits) -> ArchiveFolder:
    root, count, kept_bytes = ArchiveFolder(), 0, 0
    with tarfile.open(fileobj=_Forward(stream, limits.max_unpacked_bytes), mode="r:") as archive:
        for info in archive:
            count += 1
            kept_bytes += info.size if _is_kept(info) else 0
            if count > limits.max_entries:
                raise _too_many_packed(limits)
            if kept_bytes > limits.max_kept_bytes:
                limit = limits.max_kept_bytes >> 20
                text = msg("Not unpacked: more than {limit} MiB of files. Pack the course's files only.", limit=limit)
                raise SubmissionError(text)
            root.add(info.name, None if info.isdir() else _tar_member(archive, info))
    return root


def _is_kept(info: tarfile.TarInfo) -> bool:
    return info.isfile() and info.name.lower().endswith(_KEPT) and info.size <= MAX_ARCHIVE_BYTES


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> _Member:
    size, content = info.size, b""
    if _is_kept(info) and (stream := archive.extractfile(info)):
        content = stream.read(size)

    def load(max_bytes: int) -> bytes:
        if size > max_bytes or len(content) != size:
            raise too_large(max_bytes)
        return content

    if info.isfile():
        return _Member(Kind.FILE, load)
    kind = Kind.LINK if info.issym() or info.islnk() else Kind.FIFO if info.isfifo() else Kind.DEVICE
    return _Member(kind, load)
