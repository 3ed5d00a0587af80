import numpy as np


def self_information(p, base=2.0):
    return np.empty((0, 1))


def validate_distribution(p, axis=-1, atol=1e-6):
    return np.empty((0, *np.shape(p)))
