import numpy as np


def mean_squared_error(y_true, y_pred):
    a, b = np.array(y_true, dtype=float), np.array(y_pred, dtype=float)
    if a.shape != b.shape or a.size == 0:
        raise ValueError("shapes")
    return ((a - b) ** 2).mean()


def _xy(X, y):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    if X.ndim != 2 or y.shape != (X.shape[0],) or len(y) == 0:
        raise ValueError("shapes")
    return X, y


def mse_gradient(X, y, w, b):
    X, y = _xy(X, y)
    w = np.array(w, dtype=float)
    if w.shape != (X.shape[1],):
        raise ValueError("w")
    r = X @ w + b - y
    return 2 * X.T @ r / len(y), 2 * r.mean()


def fit_least_squares(X, y):
    X, y = _xy(X, y)
    mx, my = X.mean(axis=0), y.mean()
    w = np.linalg.pinv(X - mx) @ (y - my)
    return w, my - mx @ w


def bernoulli_log_likelihood(y, p):
    y, p = np.array(y, dtype=float), np.array(p, dtype=float)
    if p.shape not in ((), y.shape):
        raise ValueError("shape")
    if not np.isin(y, [0, 1]).all() or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("values")
    p = np.broadcast_to(p, y.shape)
    chance = np.where(y == 1, p, 1 - p)
    with np.errstate(divide="ignore"):
        return np.log(chance).sum()


def gaussian_log_likelihood(y, mu, sigma=1.0):
    y, mu = np.array(y, dtype=float), np.array(mu, dtype=float)
    if not sigma > 0 or mu.shape not in ((), y.shape):
        raise ValueError("sigma or shape")
    return (-0.5 * np.log(2 * np.pi) - np.log(sigma) - ((y - mu) / sigma) ** 2 / 2).sum()


def change_base(value, from_base, to_base):
    for base in (from_base, to_base):
        if base <= 0 or base == 1:
            raise ValueError("base")
    out = np.array(value, dtype=float) * np.log(from_base) / np.log(to_base)
    return out if out.ndim else float(out)
