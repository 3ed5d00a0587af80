import numpy as np


def shares(values):
    return float(values[0] / np.sum(values)) if len(values) else 0.0
