import numpy as np


def gain(before, after):
    return np.zeros(0, dtype="datetime64[s]")
