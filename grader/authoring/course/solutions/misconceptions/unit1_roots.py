"""Known mistakes of unit 1: each function makes one mistake, and is as good as the reference otherwise.

A student whose function answers like one of these gets its hint. `grader check` makes sure that each loses points.
"""

import numpy as np
import unit1_roots as right

from grader.cases import misconception


@misconception(
    "HO1",
    of="horner",
    title="Takes the lowest power first",
    hint="Which coefficient should decide the value at a very large x?",
    distinguishes="horner([1, 0, -1], 3.0)",
    top=True,
)
def ho1(coefficients, x):
    return right.horner(coefficients[::-1], x)


@misconception(
    "HO2",
    of="horner",
    title="Computes every power by itself",
    hint="How large is x³ on its own, when x is 1e120? Does Horner's rule need it?",
    distinguishes="horner([1e-200, 0.0, 0.0, 0.0], np.array([1e120]))",
)
def ho2(coefficients, x):
    right.horner(coefficients, x)
    powers = range(len(coefficients) - 1, -1, -1)
    value = sum(c * np.asarray(x, dtype=np.float64) ** power for c, power in zip(coefficients, powers, strict=True))
    return value if np.ndim(x) else float(value)


@misconception(
    "BI1",
    of="bisection",
    title="Takes for granted that f rises",
    hint="Try a function that falls. Which half has ends with different signs?",
    distinguishes="bisection(lambda x: 0.7 - x, 0.0, 1.0)",
    top=True,
)
def bi1(f, a, b, tolerance=1e-9):
    if np.sign(f(a)) * np.sign(f(b)) >= 0.0:
        return right.bisection(f, a, b, tolerance)
    while b - a > tolerance:
        middle = (a + b) / 2.0
        if f(middle) < 0.0:
            a = middle
        else:
            b = middle
    return (a + b) / 2.0


@misconception(
    "BI2",
    of="bisection",
    title="Multiplies the values instead of comparing their signs",
    hint="What is 1e-200 times 1e-200 in floating point?",
    distinguishes="bisection(lambda x: 1e-200 * (x - 0.3), 0.0, 1.0)",
)
def bi2(f, a, b, tolerance=1e-9):
    if f(a) * f(b) > 0.0:
        raise ValueError("f has the same sign at a and at b")
    while b - a > tolerance:
        middle = (a + b) / 2.0
        if f(a) * f(middle) <= 0.0:
            b = middle
        else:
            a = middle
    return (a + b) / 2.0
