"""References of unit 3: spread."""

from unit2_means import mean


def spread(numbers):
    """Mean distance from the mean."""
    middle = mean(numbers)
    return mean([abs(number - middle) for number in numbers])
