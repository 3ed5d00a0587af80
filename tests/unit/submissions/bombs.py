"""Small files that cost much to read: each is a kind of its own, and what an honest reader says of it.

What made them dangerous is said beside each; the figures are of Python 3.11.7, in `docs/security.md`.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.unit.submissions.planting import SOURCE, Tree, notebook

MIB = 1 << 20
Make = Callable[[], Tree]


@dataclass(frozen=True, slots=True)
class Bomb:
    """What a student hands in beside `unit2_words.py`, and a part of what is said of it."""

    make: Make
    said: str


def block(name: bytes, kind: bytes, size: int) -> bytes:
    """A header of a tar."""
    header = bytearray(tarfile.BLOCKSIZE)
    header[: len(name)] = name
    header[100:108], header[108:116], header[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    header[124:136], header[136:148] = b"%011o\0" % size, b"%011o\0" % 0
    header[148:156], header[156:157], header[257:265] = b" " * 8, kind, b"ustar\x0000"
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % tarfile.BLOCKSIZE)


def tar_gz(*parts: bytes) -> bytes:
    return gzip.compress(b"".join([*parts, bytes(2 * tarfile.BLOCKSIZE)]), 1)


def entry(kind: bytes, content: bytes) -> bytes:
    return block(b"x", kind, len(content)) + padded(content)


def a_file(name: bytes = b"unit1_vowels.py", content: bytes = SOURCE) -> bytes:
    return block(name, b"0", len(content)) + padded(content)


def record(key: bytes, value: bytes) -> bytes:
    """A record of a pax header."""
    size = len(key) + len(value) + 3
    while len(b"%d" % size) + len(key) + len(value) + 3 != size:
        size = len(b"%d" % size) + len(key) + len(value) + 3
    return b"%d %s=%s\n" % (size, key, value)


def packed(content: Callable[[], bytes], name: str = "work.tar.gz") -> Make:
    return lambda: {name: content()}


def one_entry_zip(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def in_zip(content: Callable[[], bytes], name: str = "unit1_vowels.ipynb") -> Make:
    return lambda: {"work.zip": one_entry_zip(name, content())}


def central(name: bytes, offset: int, size: int, packed_size: int, crc: int = 0, extra: bytes = b"") -> bytes:
    """An entry in a zip's table of contents."""
    fields = (20, 20, 0, 8, 0, 33, crc, packed_size, size, len(name), len(extra), 0, 0, 0, 0, offset)
    return b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", *fields) + name + extra


def zip_of(body: bytes, table: bytes, count: int, comment: bytes = b"", offset: int | None = None) -> bytes:
    at = len(body) if offset is None else offset
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(table), at, len(comment))
    return body + table + b"PK\x05\x06" + end + comment


def overlapping() -> bytes:
    """Many names for the same mebibyte, whose checksum is wrong in each: what is ahead of it is an extra field."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = data.compress(b"#" * MIB) + data.flush()
    names = [b"m%d.py" % number for number in range(1400)]
    sizes = [30 + len(name) for name in names]
    locals_, table = [], []
    for number, name in enumerate(names):
        fields = (20, 0, 8, 0, 33, 0, len(body), MIB, len(name), sum(sizes[number + 1 :]))
        locals_.append(b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + name)
        table.append(central(name, sum(sizes[:number]), MIB, len(body)))
    return zip_of(b"".join(locals_) + body, b"".join(table), len(names))


def with_extra_fields() -> bytes:
    """Extra fields of four bytes each: zipfile cuts one after the other off the front of 64 KiB."""
    extra = struct.pack("<HH", 0x9999, 0) * 16_000
    table = b"".join(central(b"m%d.py" % n, 0, 0, 0, extra=extra) for n in range(15))
    return zip_of(b"", table, 15)


def zip64_lies() -> bytes:
    extra = struct.pack("<HHQQQ", 1, 24, 1 << 62, 1 << 62, 1 << 62)
    return zip_of(b"", central(b"unit1_vowels.py", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, extra=extra), 1)


def json_of(source: str) -> bytes:
    """A notebook whose only cell is given as JSON."""
    return b'{"cells":[{"cell_type":"code","metadata":{},"source":' + source.encode() + b"}]}"


def deep_magics() -> bytes:
    return notebook("%\n" * 500_000)


def _digits() -> bytes:
    return tar_gz(entry(b"x", b"1" * (31 * MIB)), a_file())


def _sparse() -> bytes:
    header = b"".join(
        [record(b"GNU.sparse.major", b"1"), record(b"GNU.sparse.minor", b"0"),
         record(b"GNU.sparse.name", b"unit1_vowels.py"), record(b"GNU.sparse.realsize", b"1")]
    )  # fmt: skip
    return tar_gz(entry(b"x", header), a_file(content=b"60000000\n" + b"0\n" * 60_000_000))


def _names() -> bytes:
    long = entry(b"L", b"../" + b"\x01" * (31 * MIB) + b"\0")
    return tar_gz(*[long + a_file()] * 7)


def _hundreds_of_headers() -> bytes:
    return tar_gz(entry(b"x", b"") * 200_000, a_file())


def _small_records() -> bytes:
    return tar_gz(*[entry(b"x", b"5 a=\n" * 3000) + a_file(b"m%d.py" % n) for n in range(1500)])


def _gzip_name() -> bytes:
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = a_file() + bytes(1024)
    data = body.compress(content) + body.flush()
    head = b"\x1f\x8b\x08\x08" + bytes(5) + b"\x03" + b"x" * (31 * MIB) + b"\0"
    return head + data + struct.pack("<II", zlib.crc32(content), len(content))


def _many_folders() -> Tree:
    return {f"f{n}/{m}": b"" for n in range(100) for m in range(200)}


BOMBS: Mapping[str, Bomb] = {
    # The eight of F2.
    "pax header of digits": Bomb(packed(_digits), "headers are larger"),  # a regular expression, for days
    "sparse map": Bomb(packed(_sparse), "sparse files"),  # 10 GiB of integers
    "long names": Bomb(packed(_names), "headers are larger"),  # written out whole to show 200 characters
    "long name of a notebook": Bomb(
        packed(lambda: tar_gz(entry(b"L", b"x" * (31 * MIB) + b".ipynb\0") + a_file())), "headers are larger"
    ),  # compared with each unit's
    "pax headers for all": Bomb(
        packed(lambda: tar_gz(*[entry(b"g", record(b"comment", b"x" * (31 * MIB)))] * 7, a_file())),
        "headers are larger",
    ),
    "notebook of one string": Bomb(in_zip(lambda: json_of('"' + "'" + "x" * (31 * MIB) + '"')), "more than 1024 KiB"),
    "notebook of brackets": Bomb(in_zip(lambda: json_of('"' + ")" * (31 * MIB) + '"')), "more than 1024 KiB"),
    "notebook of escapes": Bomb(in_zip(lambda: json_of(json.dumps("'" + "\\\\" * (7 * MIB)))), "more than 1024 KiB"),
    # Their siblings.
    "empty headers": Bomb(packed(_hundreds_of_headers), "headers are larger"),
    "small records": Bomb(packed(_small_records), "headers are larger"),
    "record of many digits": Bomb(packed(lambda: tar_gz(entry(b"x", b"9" * 15_000), a_file())), "damaged"),
    "size of many digits": Bomb(
        packed(lambda: tar_gz(entry(b"x", record(b"size", b"9" * 15_000)), a_file())), "damaged"
    ),
    "old sparse file": Bomb(packed(lambda: tar_gz(block(b"unit1_vowels.py", b"S", 0), a_file())), "sparse files"),
    "name in a gzip": Bomb(packed(_gzip_name), ""),  # Python's gzip reads it byte by byte
    "parts of a gzip": Bomb(
        packed(lambda: gzip.compress(b"") * 400_000 + tar_gz(a_file())), "damaged"
    ),  # one start for each
    "gzip of zeros": Bomb(packed(lambda: gzip.compress(bytes(300 * MIB), 1)), ""),
    "gzip of one huge file": Bomb(
        packed(lambda: gzip.compress(block(b"x.bin", b"0", 1 << 32) + bytes(300 * MIB), 1)), "more than 256 MiB"
    ),
    "path of many folders": Bomb(
        packed(lambda: tar_gz(*[entry(b"L", b"a/" * 2047 + b"\0") + a_file() for _ in range(100)])), "leads out"
    ),
    "overlapping files": Bomb(packed(overlapping, "work.zip"), ""),
    "extra fields": Bomb(packed(with_extra_fields, "work.zip"), ""),
    "table of contents": Bomb(
        packed(lambda: zip_of(b"", central(b"", 0, 0, 0) * 22_000, 22_000), "work.zip"), "more than 2000 files"
    ),
    "comment": Bomb(packed(lambda: zip_of(b"", b"", 0, comment=b"PK\x05\x06" * 16_000), "work.zip"), ""),
    "lies of zip64": Bomb(packed(zip64_lies, "work.zip"), ""),
    "null in a name": Bomb(
        packed(lambda: zip_of(b"", central(b"unit1_vowels.py\0.exe", 0, 0, 0), 1), "work.zip"), "leads out"
    ),
    "line breaks and directions in names": Bomb(
        packed(lambda: tar_gz(a_file(b"a\n\xe2\x80\xaeb.py"), a_file(b"\x1b[2J.ipynb")), "work.tar.gz"),
        "characters that cannot be shown",
    ),
    "accents out of order": Bomb(
        packed(
            lambda: tar_gz(
                *[entry(b"L", b"%d" % n + "\u0301\u0316".encode() * 900 + b".py\0") + a_file() for n in range(50)]
            )
        ),
        "longer than 200 bytes",
    ),
    "names that are compared": Bomb(
        packed(
            lambda: tar_gz(*[entry(b"L", b"%04d" % n + b"unit" * 900 + b".ipynb\0") + a_file() for n in range(200)])
        ),
        "longer than 200 bytes",
    ),
    "long normal form": Bomb(lambda: {"unit1_vowels.ipynb": notebook("\ufdfa" * 300_000)}, ""),
    "number of a million digits": Bomb(lambda: {"unit1_vowels.ipynb": b'{"n":' + b"9" * MIB + b"}"}, "not JSON"),
    "decimal of many digits": Bomb(in_zip(lambda: b'{"n":' + b"9" * (31 * MIB) + b".0}"), "no cells"),
    "deep lists": Bomb(in_zip(lambda: b"[" * MIB), "it is not JSON"),
    "deep objects": Bomb(in_zip(lambda: b'{"a":' * (1 * MIB)), "it is not JSON"),
    "many parts": Bomb(in_zip(lambda: b"[" + b"{}," * 1_900_000 + b"0]"), "too large"),
    "many empty cells": Bomb(
        in_zip(lambda: b'{"cells":[' + b'{"cell_type":"code","source":""},' * 400_000 + b"{}]}"), "more than 1024 KiB"
    ),
    "many magics": Bomb(in_zip(deep_magics), "more than 1024 KiB"),
    "escaped characters": Bomb(
        in_zip(lambda: json_of('"' + "\\ud83d\\ude00" * (2 * MIB) + '"')), "more than 1024 KiB"
    ),
    "open strings": Bomb(lambda: {"unit1_vowels.ipynb": notebook("'\\'" * 300_000)}, ""),
    "declared encodings": Bomb(lambda: {"unit1_vowels.py": b"#" + b"coding:\t" * 130_000}, ""),
    "blanks before an encoding": Bomb(lambda: {"unit1_vowels.py": b"# coding:" + b" " * (MIB - 64)}, ""),
    "many folders": Bomb(_many_folders, ""),
    "random bytes": Bomb(packed(lambda: b"\x1f\x8b\x08\0" + random.Random(1).randbytes(8 * MIB)), "damaged"),
}
