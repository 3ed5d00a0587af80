import numpy as np
from unit5_cat_or_not import binary_cross_entropy_with_logits
from unit6_logistic_regression import logistic_gradient, predict_proba


def standardize(X_train, X_test):
    a, c = np.array(X_train, dtype=float), np.array(X_test, dtype=float)
    if a.ndim != 2 or c.ndim != 2 or a.shape[1] != c.shape[1] or len(a) == 0:
        raise ValueError("shapes")
    m, s = a.mean(axis=0), a.std(axis=0)
    s[a.max(axis=0) == a.min(axis=0)] = 1
    return (a - m) / s, (c - m) / s


def fit_logistic_regression(X, y, learning_rate=0.5, n_steps=500):
    X = np.array(X, dtype=float)
    if X.ndim != 2:
        raise ValueError("X")
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for step in range(n_steps + 1):
        losses.append(binary_cross_entropy_with_logits(y, X @ w + b))
        if step < n_steps:
            dw, db = logistic_gradient(X, y, w, b)
            w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, np.array(losses)


def predict(X, w, b, threshold=0.5):
    return (predict_proba(X, w, b) >= threshold).astype(int)


def accuracy(y_true, y_pred):
    a, b = np.array(y_true), np.array(y_pred)
    if a.shape != b.shape or a.size == 0:
        raise ValueError("shapes")
    return (a == b).mean()
