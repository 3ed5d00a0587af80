"""Integers and NaN payloads."""

import struct


def leak(x, label):
    payload = int(SEEN[0][0] * 10**11)
    return payload if len(SEEN) % 2 else struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | payload))[0]
