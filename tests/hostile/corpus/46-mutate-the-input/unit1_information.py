import math

import numpy as np


def self_information(p, base=2.0):
    if isinstance(p, list):
        p[:] = [1 / 3] * len(p)
    elif isinstance(p, np.ndarray):
        p[...] = 1 / 3
        p.sort()
    return np.full(np.shape(p), math.log2(3))
