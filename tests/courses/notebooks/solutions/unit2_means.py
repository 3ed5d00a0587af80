"""References of unit 2: means."""

from unit1_sums import total


def mean(numbers):
    """Mean of a list of numbers."""
    return total(numbers) / len(numbers)
