"""Reference solutions of unit 8: logistic regression on real data, from the pixels to the accuracy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from unit5_cat_or_not import binary_cross_entropy_with_logits
from unit6_logistic_regression import logistic_gradient, predict_proba

Floats = NDArray[np.float64]


def standardize(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    """Return both sets with the training mean subtracted and divided by the training spread, column by column."""
    X_train, X_test = np.asarray(X_train, dtype=np.float64), np.asarray(X_test, dtype=np.float64)
    if X_train.ndim != 2 or X_test.ndim != 2 or X_train.shape[1] != X_test.shape[1] or len(X_train) == 0:
        raise ValueError(f"rows with the same columns are needed, got shapes {X_train.shape} and {X_test.shape}")
    constant = (X_train == X_train[0]).all(axis=0)  # the computed spread of a constant may be 1e-17
    mean, spread = X_train.mean(axis=0), np.where(constant, 1.0, X_train.std(axis=0))
    return (X_train - mean) / spread, (X_test - mean) / spread


def fit_logistic_regression(
    X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500
) -> tuple[Floats, float, Floats]:
    """Return (w, b) after `n_steps` steps of gradient descent from zero, and the n_steps + 1 losses in nats."""
    X = np.asarray(X, dtype=np.float64)
    if X.ndim != 2:
        raise ValueError(f"one picture per row is needed, got shape {X.shape}")
    w, b = np.zeros(X.shape[1]), 0.0
    losses = [binary_cross_entropy_with_logits(y, X @ w + b)]
    for _ in range(n_steps):
        dw, db = logistic_gradient(X, y, w, b)
        w, b = w - learning_rate * dw, b - learning_rate * db
        losses.append(binary_cross_entropy_with_logits(y, X @ w + b))
    return w, b, np.array(losses)


def predict(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> NDArray[np.int64]:
    """Return 1 where the probability is at least `threshold`, else 0, shape (n,)."""
    return (predict_proba(X, w, b) >= threshold).astype(np.int64)


def accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return the share of equal entries."""
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    if y_true.shape != y_pred.shape or y_true.size == 0:
        raise ValueError(f"one answer per label is needed, got shapes {y_true.shape} and {y_pred.shape}")
    return float(np.mean(y_true == y_pred))
