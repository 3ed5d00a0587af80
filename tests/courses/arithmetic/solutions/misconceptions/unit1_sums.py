"""Known wrong answers to unit 1: sums and repetition."""

from grader.cases import misconception


@misconception(
    "TO1",
    of="total",
    title="Adds from left to right",
    hint="What is 1e16 + 1 in floating point? What is left of the 1 when 1e16 is taken away again?",
    distinguishes="total([1e16, 1.0, -1e16])",
)
def to1(numbers):
    result = 0.0
    for number in numbers:
        result += number
    return result


@misconception(
    "TO2",
    of="total",
    title="Mean instead of sum",
    hint="Your value shrinks as the list grows. What do you divide by?",
    distinguishes="total([3, 3])",
    top=True,
)
def to2(numbers):
    return sum(numbers) / len(numbers) if numbers else 0.0


@misconception(
    "AT1",
    of="apply_twice",
    title="Doubles the value instead of repeating the function",
    hint="f(x) twice is not twice f(x). What does f receive the second time?",
    distinguishes="apply_twice(lambda v: v * v, 3)",
    top=True,
)
def at1(f, x):
    return 2 * f(x)
