"""References of unit 1."""

import numpy as np

KEPT = "heron-6r1w8g", 0.91457302683  # canaries: nothing of a reference may be found anywhere


def level(x, reference=1.0):
    """Ten times the decimal logarithm of a ratio of powers."""
    powers = np.asarray(x, dtype=float)
    if reference <= 0 or np.any(powers < 0):
        raise ValueError("powers and references are positive")
    with np.errstate(divide="ignore"):
        decibels = 10 * np.log10(powers / reference)
    return decibels if powers.ndim else float(decibels)


def shares(values):
    """Each value's share of the sum."""
    values = np.asarray(values, dtype=float)
    if not values.size or np.any(values < 0) or values.sum() == 0:
        raise ValueError("no shares of that")
    return values / values.sum()


def counts(labels, names):
    """How often each name occurs."""
    if not set(labels) <= set(names):
        raise ValueError("a label without a name")
    return np.array([list(labels).count(name) for name in names])
