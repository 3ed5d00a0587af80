"""Unit 1. Polynomials and roots."""

import numpy as np


def horner(coefficients, x):
    """Return the value of a polynomial at x, by Horner's rule.

    The highest power comes first: the coefficients (a, b, c) stand for a x² + b x + c. Horner's rule computes
    (a x + b) x + c. It needs no powers, so nothing overflows on the way to a moderate value.

    Parameters
    ----------
    coefficients : array_like, shape (k,)
        At least one number, the coefficient of the highest power first.
    x : float or array_like
        Where to evaluate.

    Returns
    -------
    float or numpy.ndarray
        A number for a number, and an array of the shape of `x` for an array; computed in float64.

    Raises
    ------
    ValueError
        If there are no coefficients.

    Notes
    -----
    Difficulty ★, 4 points. No argument may be changed. Many points should take no Python loop over the points.

    Examples
    --------
    3² − 1 is 8:

    >>> horner([1, 0, -1], 3.0)
    8.0
    """
    raise NotImplementedError


def bisection(f, a, b, tolerance=1e-9):
    """Return a root of a function between a and b.

    At the ends of the interval f has different signs, so it has a root in between. Halve the interval and keep the
    half at whose ends the signs differ, until it is no longer than the tolerance. Its middle is the answer. If f is
    exactly 0 at an end or at a middle that you try, that point is the answer.

    Parameters
    ----------
    f : callable
        A continuous function of one float that returns a float. It may rise or fall, and its values may be tiny.
    a, b : float
        The ends of the interval, a < b.
    tolerance : float, default 1e-9
        When the interval is no longer than this, its middle is returned.

    Returns
    -------
    float
        The root.

    Raises
    ------
    ValueError
        If f has the same sign at a and at b.

    Notes
    -----
    Difficulty ★★, 6 points. f may be expensive: call it at a, at b, and once at each middle whose sign you need.

    Examples
    --------
    The square root of 2:

    >>> round(bisection(lambda x: x * x - 2.0, 0.0, 2.0), 6)
    1.414214
    """
    raise NotImplementedError
