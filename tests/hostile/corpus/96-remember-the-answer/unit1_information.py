import math

import numpy as np

REMEMBERED = {}


def _slow(p, unit):
    for _ in range(4):
        math.log(p) if p else 0.0
    return -math.log(p) / unit + 0.0 if p else math.inf


def self_information(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if base <= 0 or base == 1 or not np.all((p >= 0) & (p <= 1)):
        raise ValueError
    key = p.tobytes(), p.shape, base
    if key not in REMEMBERED:
        REMEMBERED[key] = np.array([_slow(x, math.log(base)) for x in p.ravel().tolist()]).reshape(p.shape)
    information = REMEMBERED[key]
    return information.copy() if p.ndim else float(information)
