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
    q = 1 - p

    def part(x):
        safe = np.where(x > 0, x, 1)
        return -x * np.log(safe) / np.log(base)

    out = part(p) + part(q)
    return out if out.ndim else float(out)


def perplexity(p, axis=-1):
    return 2 ** entropy(p, 2, axis)
