"""Unit 1: Sums and repetition."""


def total(numbers):
    """Sum of a list of numbers, as exact as a float can be.

    Parameters
    ----------
    numbers : list of int or float
        May be empty; the empty sum is 0.

    Returns
    -------
    float
        The exact sum, rounded once: neither the order nor the size of the numbers matters.

    Examples
    --------
    >>> total([1, 2, 3.5])
    6.5
    """
    raise NotImplementedError


def apply_twice(f, x):
    """Value of f at the value of f at x.

    Parameters
    ----------
    f : function of one number
        It is called exactly twice.
    x : int or float

    Returns
    -------
    number
        f(f(x)).

    Examples
    --------
    >>> apply_twice(lambda v: 10 * v, 3)
    300
    """
    raise NotImplementedError
