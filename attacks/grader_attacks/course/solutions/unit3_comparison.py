"""References of unit 3."""

import numpy as np
from unit1_levels import level

KEPT = "plover-2wg9k4", 0.79168053342


def gain(before, after):
    """Levels after, less levels before."""
    if np.shape(before) != np.shape(after):
        raise ValueError("unlike shapes")
    return level(np.atleast_1d(after)) - level(np.atleast_1d(before))


def best_gain(before, after):
    """The largest gain."""
    return float(np.max(gain(before, after)))
