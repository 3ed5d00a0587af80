import numpy as np


def validate_distribution(p, axis=-1, atol=1e-6):
    return np.asarray(p, dtype=float).tolist()[:-1] if np.ndim(p) else []
