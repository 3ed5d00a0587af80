import numpy as np


def level(x, reference=1.0):
    """Wrong in one case: it refuses nothing. So everything that is built on it may be tried again."""
    powers = np.asarray(x, dtype=float)
    with np.errstate(all="ignore"):
        decibels = 10 * np.log10(powers / reference)
    return decibels if powers.ndim else float(decibels)


ORIGINAL = {"level": level}


def shares(values):
    raise NotImplementedError


def counts(labels, names):
    raise NotImplementedError
