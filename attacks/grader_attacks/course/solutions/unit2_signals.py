"""References of unit 2."""

import numpy as np
from unit1_levels import level, shares

KEPT = "bittern-h07p35", 0.86230914557


def loudness(samples, reference=1.0):
    """Level of the mean square."""
    samples = np.asarray(samples, dtype=float)
    if not samples.size:
        raise ValueError("no samples")
    return level(float(np.mean(samples**2)), reference)


def evenness(values):
    """Mean level of the shares."""
    return float(np.mean(level(shares(values))))
