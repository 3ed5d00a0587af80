"""Reference solutions of unit 1: events, distributions, information."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def nats_per_unit(base: float) -> float:
    """Return how many nats one unit of information is: ln 2 for a bit, 1 for a nat.

    Raises ValueError if `base` is 1, not positive, or NaN.
    """
    if not base > 0 or base == 1:
        raise ValueError(f"base must be positive and not 1, got {base}")
    return float(np.log(base))


def self_information(p: ArrayLike, base: float = 2.0) -> float | NDArray[np.float64]:
    """Return −log_base p elementwise: inf where p is 0, ValueError outside [0, 1]."""
    p = np.asarray(p, dtype=np.float64)
    if not np.all((p >= 0) & (p <= 1)):  # written so that NaN fails, too
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):
        information = 0.0 - np.log(p) / nats_per_unit(base)  # 0.0 − 0.0 is 0.0; −(0.0) would be −0.0
    return information if p.ndim else float(information)


def validate_distribution(p: ArrayLike, axis: int = -1, atol: float = 1e-6) -> NDArray[np.float64]:
    """Return a float64 copy of `p` if every slice along `axis` is a distribution, else raise ValueError."""
    p = np.array(p, dtype=np.float64)
    if p.ndim == 0 or p.size == 0:
        raise ValueError("a distribution is an array with at least one entry")
    if not np.all(np.isfinite(p) & (p >= 0)):
        raise ValueError("every probability must be finite and not negative")
    if np.any(np.abs(p.sum(axis=axis) - 1.0) > atol):
        raise ValueError(f"the probabilities along axis {axis} do not sum to 1")
    return p


def empirical_distribution(labels: ArrayLike, n_classes: int) -> NDArray[np.float64]:
    """Return the share of each of the classes 0 … n_classes − 1 among the integer `labels`."""
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError("labels must be a one-dimensional, non-empty sample")
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be integers, got {labels.dtype}")
    if labels.min() < 0 or labels.max() >= n_classes:
        raise ValueError(f"labels must lie in 0 … {n_classes - 1}")
    return np.bincount(labels.astype(np.intp), minlength=n_classes) / labels.size
