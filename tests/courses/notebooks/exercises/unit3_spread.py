"""Unit 3: Spread."""

from unit2_means import mean


def spread(numbers):
    """Mean distance from the mean."""
    raise NotImplementedError
