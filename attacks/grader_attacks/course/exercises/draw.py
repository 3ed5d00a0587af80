"""Random inputs for the hidden cases of this course."""


def simplex(rng, k):
    """Return a distribution over `k` outcomes, shape (k,), no entry near zero."""
    weights = rng.uniform(0.02, 1.0, size=k)
    return weights / weights.sum()


def probabilities(rng, n):
    """Return `n` numbers in (0.01, 0.99), shape (n,)."""
    return rng.uniform(0.01, 0.99, size=n)


def scores(rng, n, scale=3.0):
    """Return `n` normal numbers with standard deviation `scale`, shape (n,)."""
    return rng.normal(0.0, scale, size=n)
