import numpy as np
from unit5_cat_or_not import sigmoid


def predict_proba(X, w, b):
    X, w = np.array(X, dtype=float), np.array(w, dtype=float)
    if X.ndim != 2 or w.shape != (X.shape[1],):
        raise ValueError("shape")
    return sigmoid(X @ w + b)


def logistic_gradient(X, y, w, b):
    p = predict_proba(X, w, b)
    y = np.array(y, dtype=float)
    if y.shape != p.shape or len(y) == 0:
        raise ValueError("shape")
    r = p - y
    return np.array(X, dtype=float).T @ r / len(y), r.mean()


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


def gradient_descent(grad, x0, learning_rate, n_steps):
    x = np.array(x0, dtype=float)
    walk = [x]
    for _ in range(n_steps):
        x = x - learning_rate * grad(x)
        walk.append(x)
    return np.array(walk)
