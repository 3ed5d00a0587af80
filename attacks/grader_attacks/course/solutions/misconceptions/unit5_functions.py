"""Known wrong answers to unit 5."""

from unit5_functions import iterate as right_iterate

from grader.cases import misconception


@misconception(
    "IT1",
    of="iterate",
    title="One step too few",
    hint="How many steps does your loop take when n is 1?",
    distinguishes="iterate(lambda v: v + 1, 0.0, 3)",
)
def it1(step, start, n):
    return right_iterate(step, start, max(n - 1, 0))
