import numpy as np


def _labels(y, k):
    y = np.array(y)
    if y.ndim != 1 or y.dtype.kind not in "iu":
        raise ValueError("labels")
    if ((y < 0) | (y >= k)).any():
        raise ValueError("range")
    return y


def one_hot(y, n_classes):
    y = _labels(y, n_classes)
    out = np.zeros((len(y), n_classes))
    out[np.arange(len(y)), y] = 1
    return out


def log_softmax(z, axis=-1):
    z = np.array(z, dtype=float)
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def softmax(z, axis=-1):
    return np.exp(log_softmax(z, axis))


def cross_entropy_with_logits(y_true, logits):
    z = np.array(logits, dtype=float)
    if z.ndim != 2 or len(z) == 0:
        raise ValueError("scores")
    y = _labels(y_true, z.shape[1])
    if len(y) != len(z):
        raise ValueError("labels")
    return -log_softmax(z)[np.arange(len(y)), y].mean()


def softmax_gradient(X, y, W, b):
    X, W, b = np.array(X, dtype=float), np.array(W, dtype=float), np.array(b, dtype=float)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],) or len(X) == 0:
        raise ValueError("shapes")
    y = _labels(y, len(b))
    if len(y) != len(X):
        raise ValueError("labels")
    r = softmax(X @ W + b) - one_hot(y, len(b))
    return X.T @ r / len(y), r.mean(axis=0)
