import numpy as np


def level(x, reference=1.0):
    return np.empty((0, 1))


def shares(values):
    return np.empty((0, *np.shape(values)))
