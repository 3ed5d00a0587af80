"""Archives and notebooks, and what becomes of them when bytes are changed, moved, repeated and packed again."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zlib
from collections.abc import Callable, Sequence

from tests.unit.submissions import bombs
from tests.unit.submissions.planting import SOURCE, notebook, tarred, zipped

TREE = {
    "unit1_vowels.py": SOURCE,
    "exercises/unit2_words.py": b"# \xe4\xbd\xa0\n" + SOURCE,
    "unit3_lines.ipynb": notebook("%magic\nx = '''\n'''", "def f(x):\n    return 'a\\'b'"),
    "helper.py": b"x = 1\n" * 200,
}
LONG = {"a" * 150 + "/" + "b" * 120 + ".py": SOURCE, "unit1_vowels.py": SOURCE}
INTERESTING = (
    *(b"\0", b"\xff", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\x1f\x8b\x08", b"ustar\x0000", b"ustar  \0"),
    *(b"99999999999\0", b"\x80" + b"\xff" * 11, b"\xff" * 12, b"9" * 40, b"{", b"[", b'"', b"\\u0000", b"\\ud83d"),
    *(b"GNU.sparse.map=", b"path=", b"size=", b"1e999", b"'''", b"%%", b"../", b"first/", "\u202e\u0301".encode()),
)

Mutation = Callable[[bytearray, random.Random], None]


def seeds() -> list[tuple[str, bytes]]:
    """Return files to begin with: honest ones, and the small ones of those that cost much."""
    pax = io.BytesIO()
    with tarfile.open(fileobj=pax, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x" * 200}) as archive:
        for name, content in LONG.items():
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = len(content), {"SCHILY.xattr.user.x": "é" * 50}
            archive.addfile(info, io.BytesIO(content))
    honest = [
        ("work.zip", zipped(TREE)),
        ("work.zip", zipped(TREE, 0)),
        ("work.tar.gz", tarred(TREE)),
        ("work.tar", tarred(TREE, "w")),
        ("work.tar", tarred(LONG, "w")),
        ("work.tar", pax.getvalue()),
        ("unit1_vowels.ipynb", notebook("import x\n!ls", "def f(x):\n    return [x, {'a': (1,)}]")),
        ("unit1_vowels.py", SOURCE),
    ]
    costly = ("record of many digits", "old sparse file", "lies of zip64", "null in a name", "parts of a gzip")
    made = [next(iter(bombs.BOMBS[name].make().items())) for name in costly]
    return honest + [(name, content[: 1 << 16]) for name, content in made]


SEEDS = seeds()


def flip(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    del data[start : start + _length(rng)]


def repeat(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    piece = bytes(data[start : start + _length(rng)])
    times = min(rng.choice((2, 10, 1000, 30_000)), (4 << 20) // max(1, len(piece)))
    data[start:start] = piece * times


def insert(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(INTERESTING)


def overwrite(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    piece = rng.choice(INTERESTING)
    data[at : at + len(piece)] = piece


def number(data: bytearray, rng: random.Random) -> None:
    at, size = rng.randrange(len(data)), rng.choice("BHIQ")
    value = rng.choice((0, 1, (1 << 8 * struct.calcsize(size)) - 1, 1 << 8 * struct.calcsize(size) - 1, 0xFFFF, 512))
    value &= (1 << 8 * struct.calcsize(size)) - 1
    data[at : at + struct.calcsize(size)] = struct.pack(f"<{size}", value)


def move(data: bytearray, rng: random.Random) -> None:
    start, length = rng.randrange(len(data)), _length(rng)
    piece = data[start : start + length]
    del data[start : start + length]
    at = rng.randrange(len(data) + 1)
    data[at:at] = piece


def splice(data: bytearray, rng: random.Random) -> None:
    other = rng.choice(SEEDS)[1]
    start = rng.randrange(len(other) or 1)
    at = rng.randrange(len(data) + 1)
    data[at:at] = other[start : start + _length(rng)]


def mend_tar(data: bytearray, rng: random.Random) -> None:
    """Write the right checksum into each block that looks like a header: mutations then reach what comes after it."""
    for at in range(0, len(data) - 511, 512):
        if data[at + 257 : at + 262] == b"ustar":
            data[at + 148 : at + 156] = b" " * 8
            data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])


MUTATIONS: Sequence[Mutation] = (flip, cut, repeat, insert, overwrite, number, move, splice)


def mutated(rng: random.Random) -> tuple[str, bytes]:
    """Return a file that is nearly right, by name and content, packed again by chance."""
    name, content = rng.choice(SEEDS)
    inside = name.endswith(".tar.gz") and rng.random() < 0.8
    data = bytearray(_unpacked(content) if inside else content)
    for _ in range(rng.randint(0, 5)):
        if data:
            rng.choice(MUTATIONS)(data, rng)
    if ".tar" in name and rng.random() < 0.8:
        mend_tar(data, rng)
    content = bytes(data)
    if inside or (name.endswith(".tar") and rng.random() < 0.3):
        name, content = "work.tar.gz", gzip.compress(content, 1)
    elif not name.endswith((".zip", ".tar")) and rng.random() < 0.5:
        name, content = "work.zip", zipped({name: content})
    return name, content


def _length(rng: random.Random) -> int:
    return rng.choice((1, 2, 4, 16, 100, 512, 1024, 5000))


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(content)
    except zlib.error:
        return content
