import struct

from forger import answer

NAN = struct.pack("<d", float("nan"))
VALUES = (
    b"\xff", b"", b"s\x01\x00\x00\x00\xff", b"s\x03\x00\x00\x00\xed\xa0\x80", b"I\x00\x01\x00\x00" + b"\xff" * 256,
    b"d\x02\x00\x00\x00" + b"i" + bytes(8) + b"N" + b"f" + bytes(8) + b"N", b"@\x01\x00\x00\x00",
    b"d\x01\x00\x00\x00l\x00\x00\x00\x00N", b"a\x0b\x01" + struct.pack("<Q", 2) + b"\x02\x01", b"a\xff\x00", b"g\xff",
    b"a\x00\x11" + struct.pack("<17Q", *[1] * 17) + bytes(8), b"a\x00\x02" + struct.pack("<2Q", 0, 1 << 63),
    b"a\x00\x02" + struct.pack("<2Q", 1 << 32, 1 << 32), b"l\x40\x0d\x03\x00" + b"N" * 200_001, b"t\x01\x00\x00\x00" * 17 + b"N",
    b"l\xff\xff\xff\xff", b"f\x00", b"b\xff\xff\xff\x7f", b"NN",
)  # fmt: skip


def level(x, reference=1.0):
    answer(VALUES[hash(str(x)) % len(VALUES)])
