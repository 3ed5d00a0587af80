"""Known wrong answers to unit 2."""

import numpy as np
from unit1_levels import level
from unit2_signals import evenness as right_evenness

from grader.cases import misconception


@misconception(
    "LO1",
    of="loudness",
    title="The mean, and not the mean square",
    hint="What is the mean of a wave that is as often below 0 as above?",
    distinguishes="loudness([1.0, 3.0])",
)
def lo1(samples, reference=1.0):
    if not np.size(samples):
        raise ValueError("no samples")
    return level(float(abs(np.mean(samples))), reference)


@misconception(
    "EV1",
    of="evenness",
    title="The sum, and not the mean",
    hint="Should twice as many values be twice as uneven?",
    distinguishes="evenness([1.0, 1.0])",
)
def ev1(values):
    return len(values) * right_evenness(values)
