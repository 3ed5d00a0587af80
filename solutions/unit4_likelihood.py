"""Reference solutions of unit 4: least squares and maximum likelihood. From here on everything is in nats."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def mean_squared_error(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return the mean of (y − ŷ)²."""
    y, prediction = np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if y.shape != prediction.shape or y.size == 0:
        raise ValueError(f"one prediction per value is needed, got shapes {y.shape} and {prediction.shape}")
    return float(np.mean((y - prediction) ** 2))


def mse_gradient(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    """Return the gradient (dw, db) of the mean of (Xw + b − y)², shapes (d,) and ()."""
    X, y = _one_value_per_row(X, y)
    w = np.asarray(w, dtype=np.float64)
    if w.shape != X.shape[1:]:
        raise ValueError(f"one weight per column is needed, got shapes {X.shape} and {w.shape}")
    residual = X @ w + b - y
    return 2.0 * (X.T @ residual) / y.size, float(2.0 * residual.mean())


def fit_least_squares(X: ArrayLike, y: ArrayLike) -> tuple[Floats, float]:
    """Return (w, b) for which the mean of (Xw + b − y)² is least; of many such w, the shortest."""
    X, y = _one_value_per_row(X, y)
    # The best line passes through the centre of the data; seen from there it has no intercept.
    centre, height = X.mean(axis=0), y.mean()
    w = np.linalg.lstsq(X - centre, y - height, rcond=None)[0]
    return w, float(height - centre @ w)


def bernoulli_log_likelihood(y: ArrayLike, p: ArrayLike) -> float:
    """Return Σ y ln p + (1 − y) ln(1 − p) for y in {0, 1}; −inf if something impossible was observed."""
    y, p = _one_parameter_per_observation(y, p)
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("an observation is 0 or 1")
    if not np.all((p >= 0) & (p <= 1)):  # written so that NaN fails, too
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):
        # Choosing a logarithm, instead of multiplying by y, never makes 0 · inf.
        return float(np.sum(np.where(y == 1, np.log(p), np.log1p(-p))))


def gaussian_log_likelihood(y: ArrayLike, mu: ArrayLike, sigma: float = 1.0) -> float:
    """Return the sum of the log densities of N(mu, sigma²) at `y`; sigma is the standard deviation."""
    y, mu = _one_parameter_per_observation(y, mu)
    if not sigma > 0:
        raise ValueError(f"a standard deviation is positive, got {sigma}")
    deviation = (y - mu) / sigma  # before squaring: sigma² itself can underflow
    return float(-0.5 * np.sum(deviation**2) - y.size * (np.log(sigma) + 0.5 * np.log(2.0 * np.pi)))


def change_base(value: ArrayLike, from_base: float, to_base: float) -> float | Floats:
    """Return `value`, an amount of information in units of `from_base`, in units of `to_base`."""
    value = np.asarray(value, dtype=np.float64)
    if any(not base > 0 or base == 1 for base in (from_base, to_base)):
        raise ValueError(f"a base is positive and not 1, got {from_base} and {to_base}")
    converted = value * (np.log(from_base) / np.log(to_base))
    return converted if value.ndim else float(converted)


def _one_value_per_row(X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Return both in float64; raises ValueError unless X is (n, d) and y is (n,), n ≥ 1."""
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if X.ndim != 2 or y.shape != X.shape[:1] or y.size == 0:
        raise ValueError(f"one value per row is needed, got shapes {X.shape} and {y.shape}")
    return X, y


def _one_parameter_per_observation(y: ArrayLike, parameter: ArrayLike) -> tuple[Floats, Floats]:
    """Return both in float64; raises ValueError unless the parameter is a number or has the shape of y."""
    y, parameter = np.asarray(y, dtype=np.float64), np.asarray(parameter, dtype=np.float64)
    if parameter.shape not in ((), y.shape):
        raise ValueError(f"one number, or one per observation, is needed, got shapes {y.shape} and {parameter.shape}")
    return y, parameter
