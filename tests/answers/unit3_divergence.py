import numpy as np
from unit1_information import validate_distribution


def _pair(p, q, axis):
    p, q = validate_distribution(p, axis), validate_distribution(q, axis)
    if p.shape != q.shape:
        raise ValueError("shapes")
    return p, q


def cross_entropy(p, q, base=2.0, axis=-1):
    p, q = _pair(p, q, axis)
    with np.errstate(divide="ignore"):
        logs = np.log(q) / np.log(base)
    terms = np.zeros(p.shape)
    m = p > 0
    terms[m] = -p[m] * logs[m]
    return terms.sum(axis=axis)


def kl_divergence(p, q, base=2.0, axis=-1):
    p, q = _pair(p, q, axis)
    terms = np.zeros(p.shape)
    m = p > 0
    with np.errstate(divide="ignore"):
        terms[m] = p[m] * (np.log(p[m]) - np.log(q[m])) / np.log(base)
    return terms.sum(axis=axis)


def mutual_information(p_xy, base=2.0):
    t = np.array(p_xy, dtype=float)
    if t.ndim != 2:
        raise ValueError("table")
    validate_distribution(t.ravel())
    px, py = t.sum(axis=1), t.sum(axis=0)
    total = 0.0
    for i in range(t.shape[0]):
        for j in range(t.shape[1]):
            if t[i, j] > 0:
                total += t[i, j] * (np.log(t[i, j]) - np.log(px[i]) - np.log(py[j]))
    return total / np.log(base)
