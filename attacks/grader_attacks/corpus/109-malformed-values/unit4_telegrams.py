import struct

from forger import answer, frame

TURN = [0]
FRAMES = (
    b"t\x03\x00\x00\x00", b"l\x04\x00\x00\x00", b"t\x04\x00\x00\x00TsNN", b"N", b"", b"\x00" * 64,
    b"t\x04\x00\x00\x00" + b"f" + struct.pack("<d", 1.0) + b"s\x08\x00\x00\x00returnedNN",
)  # fmt: skip


def telegram(rate, text):
    frame(FRAMES[len(text) % len(FRAMES)])
