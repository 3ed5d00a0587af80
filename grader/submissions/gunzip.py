"""A gzip, unpacked as it is read. zlib itself reads the headers and the checksum.

Python's gzip reads the file name in a header byte by byte, and starts from scratch for each of the parts that a gzip
may have: 32 MiB of empty parts, or of a name, would take minutes.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from grader.submissions.limits import MAX_GZIP_PARTS

_READ_BYTES = 1 << 16
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


class GzipDamaged(ValueError):
    """These bytes are not a gzip, not all of it, or one of very many parts."""


class Gunzip:
    """What is in the gzip that begins where `stream` is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._packed = b""
        self._part = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._parts = 1

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none only at the end; raises GzipDamaged and zlib.error."""
        while size:
            if self._part.eof and not self._next_part():
                return b""
            packed = self._packed or self._stream.read(_READ_BYTES)
            if not packed:
                raise GzipDamaged
            data = self._part.decompress(packed, size)
            self._packed = self._part.unused_data if self._part.eof else self._part.unconsumed_tail
            if data:
                return data
        return b""

    def _next_part(self) -> bool:
        """Begin the next part, if there is one; zeros between and behind parts fill a block of a tape."""
        packed = self._packed.lstrip(b"\0")
        while not packed:
            more = self._stream.read(_READ_BYTES)
            if not more:
                return False
            packed = more.lstrip(b"\0")
        self._parts += 1
        if self._parts > MAX_GZIP_PARTS:
            raise GzipDamaged
        self._packed, self._part = packed, zlib.decompressobj(_WITH_GZIP_HEADER)
        return True
