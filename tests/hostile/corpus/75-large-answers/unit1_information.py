import numpy as np


def self_information(p, base=2.0):
    return np.zeros((1 << 20, 1))


def validate_distribution(p, axis=-1, atol=1e-6):
    return np.broadcast_to(np.zeros(1), (1 << 27,)) if axis == -1 else np.empty((0, 1 << 59))
