"""Unit 3: before and after."""


def gain(before, after):
    """By how many decibels each power has risen, as an array. Arrays of unlike shape are a ValueError."""
    raise NotImplementedError


def best_gain(before, after):
    """The largest of the gains: a float."""
    raise NotImplementedError
