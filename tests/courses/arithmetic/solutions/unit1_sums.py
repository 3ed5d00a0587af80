"""References of unit 1: sums and repetition."""

import math


def total(numbers):
    """Sum of a list of numbers, as exact as a float can be."""
    return math.fsum(numbers)


def apply_twice(f, x):
    """Value of f at the value of f at x."""
    return f(f(x))
