"""Unit 2: Means. A mean is a sum, shared out."""

from unit1_sums import total


def mean(numbers):
    """Mean of a list of numbers."""
    raise NotImplementedError
