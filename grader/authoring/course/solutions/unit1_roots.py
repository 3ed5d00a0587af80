"""References of unit 1: polynomials and roots."""

import numpy as np


def horner(coefficients, x):
    """Return the value of a polynomial at x, the highest power first."""
    if np.size(coefficients) == 0:
        raise ValueError("a polynomial needs at least one coefficient")
    points = np.asarray(x, dtype=np.float64)
    value = np.zeros_like(points)
    for coefficient in coefficients:
        value = value * points + coefficient
    return value


def bisection(f, a, b, tolerance=1e-9):
    """Return a root of f between a and b, to within half the tolerance."""
    at_a, at_b = np.sign(f(a)), np.sign(f(b))
    if at_a == 0.0:
        return a
    if at_b == 0.0:
        return b
    if at_a == at_b:
        raise ValueError("f has the same sign at a and at b")
    while b - a > tolerance:
        middle = (a + b) / 2.0
        at_middle = np.sign(f(middle))
        if at_middle == 0.0:
            return middle
        if at_middle == at_a:
            a = middle
        else:
            b = middle
    return (a + b) / 2.0
