import numpy as np


def self_information(p, base=2.0):
    return np.array([])


def validate_distribution(p, axis=-1, atol=1e-6):
    return []
