import numpy as np


def sigmoid(z):
    z = np.array(z, dtype=float)
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    return out if out.ndim else float(out)


def _check(y, p):
    y, p = np.array(y, dtype=float), np.array(p, dtype=float)
    if y.shape != p.shape or y.size == 0:
        raise ValueError("shapes")
    if not ((y >= 0) & (y <= 1)).all() or np.isnan(p).any():
        raise ValueError("labels")
    return y, p


def binary_cross_entropy(y_true, y_pred):
    y, p = _check(y_true, y_pred)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("p")
    cost = np.zeros(y.shape)
    with np.errstate(divide="ignore"):
        cost[y > 0] -= y[y > 0] * np.log(p[y > 0])
        cost[y < 1] -= (1 - y[y < 1]) * np.log(1 - p[y < 1])
    return cost.mean()


def binary_cross_entropy_with_logits(y_true, logits):
    y, z = _check(y_true, logits)
    # -y ln s - (1-y) ln(1-s) = ln(1+e^-z) + (1-y) z
    return (np.maximum(z, 0) - y * z + np.log1p(np.exp(-abs(z)))).mean()
