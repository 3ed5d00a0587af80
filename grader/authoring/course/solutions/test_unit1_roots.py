"""Hidden cases of unit 1: what marks are made of, together with the visible ones."""

import math

import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_calls,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_raises,
    assert_type,
)


class TestHorner:
    @pytest.mark.anchor
    def test_three_roots(self, horner):
        """(x − 1)(x − 2)(x − 3) is 0, 0, 0 and 6 at the points 1, 2, 3 and 4."""
        assert_close(horner([1, -6, 11, -6], [1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 0.0, 6.0]))

    @pytest.mark.anchor
    def test_line(self, horner):
        """2 x + 5 is 1 at x = −2."""
        assert_close(horner([2.0, 5.0], -2.0), 1.0)

    @pytest.mark.anchor
    @pytest.mark.parametrize("value", [7.0, -2.5])
    def test_constant(self, horner, value):
        """A polynomial with the one coefficient {value} has that value at x = 100."""
        assert_close(horner([value], 100.0), value)

    @pytest.mark.law
    def test_sum(self, horner, rng):
        """The values of two polynomials add up to the value of their sum."""
        p, q, x = rng.normal(size=5), rng.normal(size=5), rng.normal(size=20)
        assert_close(horner(p + q, x), horner(p, x) + horner(q, x), atol=1e-9)

    @pytest.mark.law
    def test_factor_x(self, horner, rng):
        """One more coefficient, 0, multiplies the polynomial by x."""
        p, x = rng.normal(size=4), rng.normal(size=20)
        assert_close(horner([*p, 0.0], x), x * horner(p, x), atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, horner, reference, rng):
        """Random polynomials of degree 9 have the values that the reference computes."""
        p, x = rng.normal(size=10), rng.normal(size=(3, 4))
        assert_close(horner(p, x), reference.horner(p, x), atol=1e-9)

    @pytest.mark.edge
    def test_number_for_a_number(self, horner):
        """A number gives a number, not an array."""
        assert_type(horner([1, 2, 3], 2), float)

    @pytest.mark.edge
    def test_shape(self, horner):
        """Points in two rows of three give values in two rows of three."""
        x = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
        assert_close(horner([1, 0], x), x)
        assert_arguments_unchanged(horner)

    @pytest.mark.edge
    def test_no_coefficients(self, horner):
        """No coefficients at all raise ValueError."""
        assert_raises(ValueError, horner, [], 1.0, because="there are no coefficients")

    @pytest.mark.numeric
    def test_no_overflow(self, horner):
        """1e−200 x³ is 1e160 at x = 1e120, although x³ alone is too large for a float."""
        assert_close(horner([1e-200, 0.0, 0.0, 0.0], np.array([1e120])), np.array([1e160]))

    @pytest.mark.numeric
    def test_whole_numbers(self, horner):
        """x² is 1e20 at the whole number 10 000 000 000: computed in float64, where integers overflow."""
        assert_close(horner([1, 0, 0], np.array([10_000_000_000])), np.array([1e20]))

    @pytest.mark.speed
    def test_many_points(self, horner, reference):
        """100 000 points take no Python loop over the points."""
        points = np.linspace(-1.0, 1.0, 100_000)
        assert_comparable_speed(horner, reference.horner, [1.0, -0.5, 0.25, -0.125], points)


class TestBisection:
    @pytest.mark.anchor
    def test_falling(self, bisection):
        """cos(x) − x, which falls, has the root 0.739085133 between 0 and 1."""
        assert_close(bisection(lambda x: math.cos(x) - x, 0.0, 1.0), 0.7390851332151607, atol=1e-9)

    @pytest.mark.anchor
    def test_two_halvings(self, bisection):
        """With the tolerance 0.25 the root 0.7 of x − 0.7 is looked for in [0.5, 0.75], whose middle is 0.625."""
        assert_close(bisection(lambda x: x - 0.7, 0.0, 1.0, 0.25), 0.625)

    @pytest.mark.anchor
    def test_negative_root(self, bisection):
        """x³ + 8 has the root −2 between −5 and 0."""
        assert_close(bisection(lambda x: x**3 + 8.0, -5.0, 0.0, tolerance=1e-12), -2.0, atol=1e-12)

    @pytest.mark.law
    def test_random_root(self, bisection, rng):
        """A function with one random root is 0 there."""
        root = float(rng.uniform(-1.0, 1.0))
        assert_close(bisection(lambda x: (x - root) * (1.0 + (x - root) ** 2), -2.0, 3.0), root, atol=1e-9)

    @pytest.mark.law
    def test_sign_of_the_function(self, bisection, rng):
        """f and −f have the same root."""
        root = float(rng.uniform(0.2, 0.8))
        rising = bisection(lambda x: math.exp(x) - math.exp(root), 0.0, 1.0)
        falling = bisection(lambda x: math.exp(root) - math.exp(x), 0.0, 1.0)
        assert_close(rising, root, atol=1e-9)
        assert_equal(falling, rising)

    @pytest.mark.edge
    @pytest.mark.parametrize("end", [2.0, 5.0])
    def test_root_at_an_end(self, bisection, end):
        """A root exactly at {end}, an end of the interval, is returned as it is."""
        assert_equal(bisection(lambda x: x - end, 2.0, 5.0), end)

    @pytest.mark.edge
    def test_calls(self, bisection):
        """f is called at both ends, and once at each middle."""
        asked = []

        def f(x):
            asked.append(x)
            return x - 0.7

        assert_close(bisection(f, 0.0, 1.0, 0.25), 0.625)
        assert_calls(asked, [0.0, 1.0, 0.5, 0.75])

    @pytest.mark.edge
    def test_root_in_the_middle(self, bisection):
        """When the first middle is the root, no more is tried."""
        assert_equal(bisection(lambda x: x - 0.5, 0.0, 1.0), 0.5)

    @pytest.mark.edge
    def test_both_negative(self, bisection):
        """A function that is negative at both ends raises ValueError."""
        assert_raises(ValueError, bisection, lambda x: -1.0 - x * x, -1.0, 1.0, because="f is negative at a and b")

    @pytest.mark.numeric
    @pytest.mark.parametrize("scale", [1e-200, 1e200])
    def test_scale(self, bisection, scale):
        """Values of about {scale:g} have the root 0.3, like those of about 1: only their signs matter."""
        assert_close(bisection(lambda x: scale * (x - 0.3), 0.0, 1.0), 0.3, atol=1e-9)
