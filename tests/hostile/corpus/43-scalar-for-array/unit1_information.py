import numpy as np


def validate_distribution(p, axis=-1, atol=1e-6):
    return float(np.asarray(p, dtype=float).ravel()[:1].sum())
