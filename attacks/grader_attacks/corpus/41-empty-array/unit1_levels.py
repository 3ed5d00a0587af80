import numpy as np


def level(x, reference=1.0):
    return np.array([])


def shares(values):
    return []
