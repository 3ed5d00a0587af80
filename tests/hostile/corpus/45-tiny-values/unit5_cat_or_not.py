import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    decay = np.exp(-np.abs(z))
    p = np.round(np.where(z >= 0, 1.0, decay) / (1.0 + decay), 12)
    return p if z.ndim else float(p)
