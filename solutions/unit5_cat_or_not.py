"""Reference solutions of unit 5: sigmoid and binary cross-entropy. From here on everything is in nats."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def sigmoid(z: ArrayLike) -> float | NDArray[np.float64]:
    """Return 1 / (1 + e^(−z)) elementwise, without overflow and with full relative precision."""
    z = np.asarray(z, dtype=np.float64)
    decay = np.exp(-np.abs(z))  # at most 1, so both fractions below are safe for every z
    p = np.where(z >= 0, 1.0, decay) / (1.0 + decay)
    return p if z.ndim else float(p)


def binary_cross_entropy(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return the mean of −[y ln p + (1 − y) ln(1 − p)], with 0·ln 0 = 0; inf if the truth was called impossible."""
    y, p = _one_prediction_per_label(y_true, y_pred)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a predicted probability lies between 0 and 1")
    with np.errstate(divide="ignore"):  # ln 0 remains only where the truth has weight
        cat = y * np.log(np.where(y > 0, p, 1.0))
        not_cat = (1.0 - y) * np.log1p(np.where(y < 1, -p, 0.0))
    return float(0.0 - np.mean(cat + not_cat))


def binary_cross_entropy_with_logits(y_true: ArrayLike, logits: ArrayLike) -> float:
    """Return the mean of −[y ln σ(z) + (1 − y) ln(1 − σ(z))], exact for large |z|."""
    y, z = _one_prediction_per_label(y_true, logits)
    # −ln σ(z) = ln(1 + e^(−z)). Both terms are positive, so nothing cancels.
    return float(np.mean(y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)))


def _one_prediction_per_label(
    y_true: ArrayLike, predicted: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both in float64; raises ValueError on bad labels, on NaN, and on shapes that do not match."""
    y, predicted = np.asarray(y_true, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    if y.shape != predicted.shape or y.size == 0:
        raise ValueError(f"one prediction per label is needed, got shapes {y.shape} and {predicted.shape}")
    if not np.all((y >= 0) & (y <= 1)) or np.isnan(predicted).any():
        raise ValueError("labels lie between 0 and 1, and nothing may be NaN")
    return y, predicted
