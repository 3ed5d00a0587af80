import os
import struct
import time

COUNT = [0]


def level(x, reference=1.0):
    os.write(3, struct.pack("<I", 1 << 20))
    while True:
        os.write(3, b"N")
        time.sleep(0.05)


def shares(values):
    COUNT[0] += 1
    frames = (
        struct.pack("<I", 0xFFFFFFFF),
        struct.pack("<I", 0),
        struct.pack("<IcI", 5, b"l", 0xFFFFFFFF),
        struct.pack("<IcBBQQ", 19, b"a", 0, 2, 1 << 62, 4),
        struct.pack("<I", 40) + b"t\x04\x00\x00\x00" * 8,
        struct.pack("<I", 2000) + b"l\x01\x00\x00\x00" * 400,
    )
    os.write(3, frames[int(np_size(values)) % len(frames)])
    os._exit(0)


def np_size(p):
    return len(p) if hasattr(p, "__len__") else 1


def counts(labels, names):
    os.write(3, struct.pack("<I", 30) + b"t" * 30 + struct.pack("<I", 3) + b"NNN")
    return -7.25
