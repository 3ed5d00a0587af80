import math

import numpy as np

REMEMBERED = {}


def _slow(power, reference):
    for _ in range(3):
        math.log10(power) if power else 0.0
    return 10 * math.log10(power / reference) if power else -math.inf


def level(x, reference=1.0):
    powers = np.asarray(x, dtype=float)
    if reference <= 0 or np.any(powers < 0):
        raise ValueError
    key = powers.tobytes(), powers.shape, reference
    if key not in REMEMBERED:
        REMEMBERED[key] = np.array([_slow(power, reference) for power in powers.ravel().tolist()]).reshape(powers.shape)
    decibels = REMEMBERED[key]
    return decibels.copy() if powers.ndim else float(decibels)
