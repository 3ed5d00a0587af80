"""The kind of a first answer, to which a second one is compared."""

import numpy as np

TURN = [0]


def leak(x, label):
    TURN[0] += 1
    if TURN[0] % 2:
        return -7.25
    return type(f"T_{SEEN[0][1]}", (), {})() if TURN[0] % 4 else np.zeros((0, int(SEEN[0][0] * 10**6)))
