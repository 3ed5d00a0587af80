"""Unit 5: functions of functions."""


def slope(f, x, h=1e-6):
    """Slope of `f` between the number `x` and `x + h`: f is called twice."""
    raise NotImplementedError


def iterate(step, start, n):
    """What becomes of `start`, a number or an array, when `step` is applied to it `n` times."""
    raise NotImplementedError
