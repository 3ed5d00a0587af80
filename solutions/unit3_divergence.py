"""Reference solutions of unit 3: cross-entropy and KL divergence."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from unit1_information import validate_distribution

Floats = NDArray[np.float64]


def cross_entropy(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> float | Floats:
    """Return −Σ p log_base q along `axis`: p is the truth, q the model."""
    p, q = _same_outcomes(p, q, axis)
    with np.errstate(divide="ignore"):  # q = 0 < p costs infinitely much
        code_length = -np.log(np.where(p > 0, q, 1.0))
    units = 0.0 + np.sum(p * code_length, axis=axis) / np.log(base)
    return units if p.ndim > 1 else float(units)


def kl_divergence(p: ArrayLike, q: ArrayLike, base: float = 2.0, axis: int = -1) -> float | Floats:
    """Return Σ p log_base(p/q) along `axis`: the extra cost of coding p with the code built for q."""
    p, q = _same_outcomes(p, q, axis)
    happens = p > 0
    with np.errstate(divide="ignore"):
        # A difference of logarithms, because the ratio p/q itself can overflow.
        extra_length = np.log(np.where(happens, p, 1.0)) - np.log(np.where(happens, q, 1.0))
    units = np.sum(p * extra_length, axis=axis) / np.log(base)
    return units if p.ndim > 1 else float(units)


def mutual_information(p_xy: ArrayLike, base: float = 2.0) -> float:
    """Return the divergence of the joint table from the product of its margins."""
    if np.ndim(p_xy) != 2:
        raise ValueError(f"a joint distribution is a table, got {np.ndim(p_xy)} dimensions")
    p_xy = validate_distribution(np.ravel(p_xy)).reshape(np.shape(p_xy))
    p_x, p_y = p_xy.sum(axis=1, keepdims=True), p_xy.sum(axis=0, keepdims=True)
    happens = p_xy > 0
    # One logarithm each, because the product of two rare margins can underflow.
    log_xy, log_x, log_y = (np.log(np.where(happens, p, 1.0)) for p in (p_xy, p_x, p_y))
    return float(np.sum(p_xy * (log_xy - log_x - log_y)) / np.log(base))


def _same_outcomes(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[Floats, Floats]:
    """Return both as validated distributions over one list of outcomes, else raise ValueError."""
    p, q = validate_distribution(p, axis), validate_distribution(q, axis)
    if p.shape != q.shape:
        raise ValueError(f"truth and model must have the same shape, got {p.shape} and {q.shape}")
    return p, q
