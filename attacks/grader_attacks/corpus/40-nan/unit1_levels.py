import struct

import numpy as np

PAYLOAD = struct.unpack("<d", struct.pack("<Q", 0x7FF0DEADBEEF0001))[0]


def level(x, reference=1.0):
    return np.full(np.shape(x), np.nan) if np.ndim(x) else PAYLOAD


def shares(values):
    return np.full(np.shape(values), PAYLOAD)
