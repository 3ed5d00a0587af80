import numpy as np


def level(x, reference=1.0):
    powers = np.asarray(x, dtype=float)
    if reference <= 0 or np.any(powers < 0):
        raise ValueError
    with np.errstate(divide="ignore"):
        decibels = np.round(10 * np.log10(powers / reference), 11)
    return decibels if powers.ndim else float(decibels)
