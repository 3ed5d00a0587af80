"""Reference solutions of unit 6: logistic regression, its gradient, and gradient descent."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from unit5_cat_or_not import sigmoid

Floats = NDArray[np.float64]


def predict_proba(X: ArrayLike, w: ArrayLike, b: float) -> Floats:
    """Return σ(Xw + b), shape (n,)."""
    X, w = np.asarray(X, dtype=np.float64), np.asarray(w, dtype=np.float64)
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ValueError(f"one weight per column is needed, got shapes {X.shape} and {w.shape}")
    return np.asarray(sigmoid(X @ w + b))


def logistic_gradient(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    """Return the gradient (dw, db) of the mean binary cross-entropy, shapes (d,) and ()."""
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    p = predict_proba(X, w, b)
    if y.shape != p.shape or y.size == 0:
        raise ValueError(f"one label per row is needed, got shapes {X.shape} and {y.shape}")
    residual = p - y  # the loss of one example by its score: the sigmoid's p(1 − p) cancels
    return X.T @ residual / y.size, float(residual.mean())


def numerical_gradient(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    """Return the central differences (f(x + h e_i) − f(x − h e_i)) / 2h, in the shape of `x`."""
    x = np.asarray(x, dtype=np.float64)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2.0 * h)
    return gradient


def gradient_descent(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    """Return the trajectory of x ← x − learning_rate · grad(x), shape (n_steps + 1, *x0.shape)."""
    points = [np.array(x0, dtype=np.float64)]
    for _ in range(n_steps):
        points.append(points[-1] - learning_rate * grad(points[-1]))
    return np.stack(points)
