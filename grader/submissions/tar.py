"""A tar, gone through once: what is in it, each header bounded before anything is made of it.

Python's tarfile is not used on what students pack. It takes in headers of any size, searches them with regular
expressions that can take days (CVE-2024-6232), builds the maps of sparse files whole, and goes back where a size is
below zero (CVE-2025-8194). Here a header that no ordinary archive has ends the reading. Formats: POSIX (ustar, pax),
GNU and the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from grader.errors import SubmissionError
from grader.language import msg
from grader.submissions.limits import MAX_PATH_BYTES, MAX_TAR_HEADER_BYTES
from grader.submissions.tree import Kind

_BLOCK_BYTES = 512
_END = bytes(_BLOCK_BYTES)
_MAX_DIGITS = 20  # of a number in a pax header: 2**64 has no more

_SPARSE = msg("Not unpacked: it has sparse files in it. Pack it again, as .zip or .tar.gz.")
_LARGE_HEADERS = msg(
    "Not unpacked: its headers are larger than those of any ordinary archive. Pack it again, as .zip or .tar.gz."
)

_KINDS: Mapping[bytes, Kind] = {
    b"0": Kind.FILE,
    b"\0": Kind.FILE,
    b"7": Kind.FILE,
    b"1": Kind.LINK,
    b"2": Kind.LINK,
    b"3": Kind.DEVICE,
    b"4": Kind.DEVICE,
    b"5": Kind.FOLDER,
    b"6": Kind.FIFO,
}
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})  # whatever their size says
_PAX, _PAX_FOR_ALL, _LONG_NAME, _LONG_LINK, _SPARSE_FILE = b"x", b"g", b"L", b"K", b"S"


class TarDamaged(ValueError):
    """These bytes are not a tar."""


class Source(Protocol):
    """Bytes that come one after the other."""

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes, or fewer at the end."""
        ...

    def skip(self, size: int) -> None:
        """Go past `size` bytes; raises TarDamaged or SubmissionError where there are not so many."""
        ...


@dataclass(frozen=True, slots=True)
class TarEntry:
    """A name in a tar; `size` bytes of content follow in the source, and need not be read."""

    path: str
    kind: Kind
    size: int


@dataclass(frozen=True, slots=True)
class _Header:
    kind: bytes
    path: bytes
    size: int

    @property
    def content_bytes(self) -> int:
        return 0 if self.kind in _WITHOUT_CONTENT else self.size


class Tar:
    """The entries of a tar: `content` belongs to the entry that was given last."""

    def __init__(self, source: Source, max_header_bytes: int) -> None:
        self._source = source
        self._headers_left = max_header_bytes  # of headers that speak of the next one
        self._size = 0  # of the present entry's content
        self._left = 0  # bytes of the present entry's content, with what fills its last block

    def __iter__(self) -> Iterator[TarEntry]:
        first, path, size = True, b"", -1
        while header := self._header(first=first):
            first = False
            if header.kind == _SPARSE_FILE:
                raise SubmissionError(_SPARSE)
            if header.kind in (_PAX, _PAX_FOR_ALL):
                about = _pax(self._small(header.size, MAX_TAR_HEADER_BYTES))
                if header.kind == _PAX:  # one for all gives a comment, as git does, or owners
                    path, size = about.get(b"path", path), _number(about[b"size"]) if b"size" in about else size
            elif header.kind in (_LONG_NAME, _LONG_LINK):
                text = self._small(header.size, MAX_PATH_BYTES + 1).partition(b"\0")[0]
                path = text if header.kind == _LONG_NAME else path
            else:
                yield self._entry(header, path, size)
                path, size = b"", -1

    def content(self) -> bytes:
        """Return the content of the entry that was given last, once."""
        size, self._size = self._size, 0
        data = self._source.read(size)
        self._left -= len(data)
        if len(data) != size:
            raise TarDamaged
        return data

    def _entry(self, header: _Header, path: bytes, size: int) -> TarEntry:
        """Make the entry of `header`, unless headers before it have given it another path or size."""
        if size >= 0:
            header = _Header(header.kind, header.path, size)
        raw = path or header.path
        self._size = header.content_bytes
        self._left = _padded(self._size)
        kind = _KINDS.get(header.kind, Kind.DEVICE)
        if kind is Kind.FILE and raw.endswith(b"/"):  # the old format had no type for folders
            kind = Kind.FOLDER
        return TarEntry(raw.decode("utf-8", "surrogateescape"), kind, self._size)

    def _header(self, *, first: bool) -> _Header | None:
        """Return the next header; None at the end."""
        self._source.skip(self._left)
        self._left = self._size = 0
        block = self._source.read(_BLOCK_BYTES)
        if block == _END or (not block and not first):  # some writers leave the end out
            return None
        if len(block) < _BLOCK_BYTES:
            raise TarDamaged
        expected = sum(block[:148]) + sum(b" " * 8) + sum(block[156:])
        if _octal(block[148:156]) != expected:
            raise TarDamaged
        name, prefix = _until_null(block[:100]), _until_null(block[345:500])
        if block[257:263] == b"ustar\0" and prefix:
            name = prefix + b"/" + name
        return _Header(block[156:157], name, _field(block[124:136]))

    def _small(self, size: int, most: int) -> bytes:
        """Return the content of a header that speaks of the next one."""
        self._headers_left -= _BLOCK_BYTES + size
        if size > most or self._headers_left < 0:
            raise SubmissionError(_LARGE_HEADERS)
        self._left = _padded(size)
        data = self._source.read(size)
        self._left -= len(data)
        if len(data) != size:
            raise TarDamaged
        return data


def _padded(size: int) -> int:
    return -(-size // _BLOCK_BYTES) * _BLOCK_BYTES


def _until_null(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _field(field: bytes) -> int:
    """Return a number as tars write it: octal digits, or with the first bit set, base 256."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    return _octal(field)  # 0xff would be a number below zero


def _octal(field: bytes) -> int:
    digits = _until_null(field).strip() or b"0"
    if not all(digit in b"01234567" for digit in digits):
        raise TarDamaged
    return int(digits, 8)


def _number(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _MAX_DIGITS:
        raise TarDamaged
    return int(digits)


def _pax(content: bytes) -> dict[bytes, bytes]:
    r"""Return the records of a pax header: `25 path=exercises/unit1.py\n`, the length counting all of it."""
    records: dict[bytes, bytes] = {}
    at = 0
    while at < len(content):
        digits = content[at : at + _MAX_DIGITS].partition(b" ")[0]
        end = at + _number(digits)
        record = content[at + len(digits) + 1 : end]
        key, equals, value = record[:-1].partition(b"=")
        if not equals or not record.endswith(b"\n") or end > len(content):
            raise TarDamaged
        if key.startswith(b"GNU.sparse."):
            raise SubmissionError(_SPARSE)
        records[key] = value
        at = end
    return records
