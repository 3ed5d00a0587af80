import numpy as np


def shares(values):
    return (np.asarray(values, dtype=float) / np.sum(values)).tolist()[:-1] if np.ndim(values) else []
