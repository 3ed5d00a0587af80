"""Random inputs for the cases. `rng` comes from the fixture of that name; shapes and ranges as stated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def simplex(rng: np.random.Generator, k: int) -> Floats:
    """Return a distribution over `k` outcomes, shape (k,), every entry at least about 0.02 / k."""
    row: Floats = simplex_rows(rng, 1, k)[0]
    return row


def simplex_rows(rng: np.random.Generator, n: int, k: int) -> Floats:
    """Return `n` distributions over `k` outcomes, one in a row, shape (n, k), no entry near zero."""
    weights = rng.uniform(0.02, 1.0, size=(n, k))
    rows: Floats = weights / weights.sum(axis=1, keepdims=True)
    return rows


def probabilities(rng: np.random.Generator, n: int) -> Floats:
    """Return `n` numbers in (0.01, 0.99), shape (n,)."""
    return rng.uniform(0.01, 0.99, size=n)


def labels(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    """Return `n` labels 0 or 1, shape (n,); both occur when n is 2 or more."""
    drawn = rng.integers(0, 2, size=n)
    drawn[: min(n, 2)] = [0, 1][: min(n, 2)]
    return rng.permutation(drawn)


def scores(rng: np.random.Generator, n: int, scale: float = 3.0) -> Floats:
    """Return `n` normal numbers with standard deviation `scale`, shape (n,)."""
    return rng.normal(0.0, scale, size=n)


def matrix(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Return a matrix of standard normal numbers, shape (n, d)."""
    return rng.normal(size=(n, d))
