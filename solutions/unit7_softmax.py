"""Reference solutions of unit 7: softmax, its cross-entropy and its gradient."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def one_hot(y: ArrayLike, n_classes: int) -> Floats:
    """Return the (n, n_classes) matrix with a 1 in column y_j of row j, and 0 elsewhere."""
    return np.eye(n_classes)[_labels(y, n_classes)]


def log_softmax(z: ArrayLike, axis: int = -1) -> Floats:
    """Return z − ln Σ e^z along `axis`."""
    z = np.asarray(z, dtype=np.float64)
    shifted = z - z.max(axis=axis, keepdims=True)  # the largest exponent is 0, so the sum is at least 1
    log_p: Floats = shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))
    return log_p


def softmax(z: ArrayLike, axis: int = -1) -> Floats:
    """Return e^z / Σ e^z along `axis`."""
    z = np.asarray(z, dtype=np.float64)
    weights = np.exp(z - z.max(axis=axis, keepdims=True))
    p: Floats = weights / weights.sum(axis=axis, keepdims=True)
    return p


def cross_entropy_with_logits(y_true: ArrayLike, logits: ArrayLike) -> float:
    """Return the mean of −ln softmax(z)_y over the rows z of `logits`, exact for large |z|."""
    z = np.asarray(logits, dtype=np.float64)
    if z.ndim != 2:
        raise ValueError(f"one row of scores per label is needed, got shape {z.shape}")
    y = _one_label_per_row(y_true, *z.shape)
    log_p = log_softmax(z)[np.arange(len(y)), y]
    return float(0.0 - log_p.mean())  # 0.0 − 0.0 is 0.0; −(0.0) would be −0.0


def softmax_gradient(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    """Return the gradient (dW, db) of the mean cross-entropy of the scores XW + b, shapes (d, k) and (k,)."""
    X, W, b = (np.asarray(a, dtype=np.float64) for a in (X, W, b))
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(f"the shapes do not match: X {X.shape}, W {W.shape}, b {b.shape}")
    n, k = len(X), len(b)
    residual = softmax(X @ W + b) - one_hot(_one_label_per_row(y, n, k), k)
    return X.T @ residual / n, residual.mean(axis=0)


def _labels(y: ArrayLike, n_classes: int) -> NDArray[np.intp]:
    """Return `y` as an array of indices, (n,); raises ValueError unless each is an integer in 0 … n_classes − 1."""
    y = np.asarray(y)
    if y.ndim != 1 or not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"labels are integers in one dimension, got {y.dtype} of shape {y.shape}")
    if np.any((y < 0) | (y >= n_classes)):
        raise ValueError(f"labels must lie in 0 … {n_classes - 1}")
    return y.astype(np.intp)


def _one_label_per_row(y: ArrayLike, n: int, n_classes: int) -> NDArray[np.intp]:
    """Return the labels of n ≥ 1 rows, else raise ValueError."""
    labels = _labels(y, n_classes)
    if labels.shape != (n,) or n == 0:
        raise ValueError(f"one label per row is needed, got {labels.size} labels for {n} rows")
    return labels
