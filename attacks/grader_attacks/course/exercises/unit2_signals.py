"""Unit 2: signals."""


def loudness(samples, reference=1.0):
    """Level of the mean square of the samples, in decibels: a float. No samples are a ValueError."""
    raise NotImplementedError


def evenness(values):
    """Mean level of the shares of the values, in decibels: a float, the higher the more even they are."""
    raise NotImplementedError
