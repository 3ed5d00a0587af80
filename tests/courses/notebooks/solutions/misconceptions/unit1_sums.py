"""Known wrong answers of unit 1: sums."""

from grader.cases import misconception


@misconception(
    "largest",
    of="total",
    title="The largest number instead of the sum",
    hint="Do all numbers count?",
    distinguishes="total([1, 2, 3.5])",
)
def total_largest(numbers):
    return max(numbers, default=0)
