"""Known wrong answers to unit 3."""

from unit3_comparison import best_gain as right_best_gain
from unit3_comparison import gain as right_gain

from grader.cases import misconception


@misconception(
    "GA1",
    of="gain",
    title="Before and after swapped",
    hint="Which of the two comes first?",
    distinguishes="gain([1.0], [10.0])",
)
def ga1(before, after):
    return right_gain(after, before)


@misconception(
    "BG1",
    of="best_gain",
    title="The largest by size, whatever its sign",
    hint="Is a loss of 20 dB a gain?",
    distinguishes="best_gain([1.0, 100.0], [10.0, 1.0])",
)
def bg1(before, after):
    return -right_best_gain(after, before)
