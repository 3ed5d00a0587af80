import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    decay = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1.0, decay) / (1.0 + decay)
    p = np.where(p < 1e-300, 0.0, p)
    return p if z.ndim else float(p)
