import numpy as np


def level(x, reference=1.0):
    return np.zeros((1 << 20, 1))


def shares(values):
    return np.broadcast_to(np.zeros(1), (1 << 27,)) if len(values) % 2 else np.empty((0, 1 << 59))
