"""Unit 1: levels, shares, counts."""


def level(x, reference=1.0):
    """Level of a power (or an array of them) above `reference`, in decibels.

    Ten times the decimal logarithm of the ratio: a float for a number, an array for a list or an array; -inf for a
    power of 0. A negative power, or a reference that is not positive, is a ValueError.
    """
    raise NotImplementedError


def shares(values):
    """Each value's share of the sum, as an array of floats.

    A negative value, no value at all, or a sum of 0 is a ValueError.
    """
    raise NotImplementedError


def counts(labels, names):
    """How often each of `names` occurs in the list `labels`, as an array of integers.

    A label that is not among the names is a ValueError.
    """
    raise NotImplementedError
