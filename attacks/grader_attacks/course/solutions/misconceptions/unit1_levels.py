"""Known wrong answers to unit 1."""

import numpy as np
from unit1_levels import counts as right_counts
from unit1_levels import level as right_level
from unit1_levels import shares as right_shares

from grader.cases import misconception


@misconception(
    "LE1",
    of="level",
    title="Twenty times the logarithm: that is for amplitudes",
    hint="Is x a power, or the amplitude whose square is one?",
    distinguishes="level(10.0)",
)
def le1(x, reference=1.0):
    return 2 * right_level(x, reference)


@misconception(
    "LE2",
    of="level",
    title="Opposite sign",
    hint="Should more power be more decibels, or fewer?",
    distinguishes="level(100.0)",
)
def le2(x, reference=1.0):
    return 0.0 - right_level(x, reference)


@misconception(
    "SH1",
    of="shares",
    title="Percentages",
    hint="To what do the shares sum up?",
    distinguishes="shares([1.0, 3.0])",
)
def sh1(values):
    return 100 * right_shares(values)


@misconception(
    "CO1",
    of="counts",
    title="Frequencies instead of counts",
    hint="Are these numbers of labels, or parts of a whole?",
    distinguishes="counts(['a', 'a'], ['a', 'b'])",
)
def co1(labels, names):
    return right_counts(labels, names) / np.maximum(len(labels), 1)
