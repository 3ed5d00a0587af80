"""References of unit 5."""

KEPT = "avocet-5p3r97", 0.94826301157


def slope(f, x, h=1e-6):
    """Difference quotient."""
    return (f(x + h) - f(x)) / h


def iterate(step, start, n):
    """`step` of `step` of `step`."""
    for _ in range(n):
        start = step(start)
    return start
