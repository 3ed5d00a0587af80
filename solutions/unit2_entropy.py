"""Reference solutions of unit 2: entropy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from unit1_information import validate_distribution


def entropy(p: ArrayLike, base: float = 2.0, axis: int = -1) -> float | NDArray[np.float64]:
    """Return −Σ p log_base p along `axis`, with 0·log 0 = 0."""
    p = validate_distribution(p, axis)
    log_p = np.log(np.where(p > 0, p, 1.0))  # log 1 = 0 stands in where the weight is 0
    nats = 0.0 - np.sum(p * log_p, axis=axis)
    units = nats / np.log(base)
    return units if p.ndim > 1 else float(units)


def binary_entropy(p: ArrayLike, base: float = 2.0) -> float | NDArray[np.float64]:
    """Return the entropy of the coin (p, 1 − p), elementwise."""
    p = np.asarray(p, dtype=np.float64)
    if not np.all((p >= 0) & (p <= 1)):  # written so that NaN fails, too
        raise ValueError("a probability lies between 0 and 1")
    heads = p * np.log(np.where(p > 0, p, 1.0))
    tails = (1.0 - p) * np.log1p(-np.where(p < 1, p, 0.0))  # log(1 − p) has lost the digits of a small p
    units = (0.0 - heads - tails) / np.log(base)
    return units if p.ndim else float(units)


def perplexity(p: ArrayLike, axis: int = -1) -> float | NDArray[np.float64]:
    """Return the number of equally likely outcomes that would have the same entropy."""
    effective_outcomes = np.exp(entropy(p, np.e, axis))
    return effective_outcomes if np.ndim(p) > 1 else float(effective_outcomes)
