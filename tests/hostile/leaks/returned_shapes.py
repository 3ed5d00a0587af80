"""The shape of an answer."""

import numpy as np


def leak(x, label):
    return np.zeros((0, int(SEEN[0][0] * 10**6), 2)) if len(SEEN) % 2 else np.zeros((int(SEEN[0][0] * 10**6), 1), bool)
