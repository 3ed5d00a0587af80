import numpy as np
from unit1_information import validate_distribution


def entropy(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis)
    terms = np.zeros_like(p)
    mask = p > 0
    terms[mask] = -p[mask] * np.log(p[mask]) / np.log(base)
    return terms.sum(axis=axis)


def binary_entropy(p, base=2.0):
    p = np.array(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p")
    with np.errstate(divide="ignore", invalid="ignore"):
        out = -(p * np.log(p) + (1 - p) * np.log1p(-p)) / np.log(base)
    out = np.where((p == 0) | (p == 1), 0.0, out)
    return out if out.ndim else float(out)


def perplexity(p, axis=-1):
    return 2 ** entropy(p, 2, axis)
