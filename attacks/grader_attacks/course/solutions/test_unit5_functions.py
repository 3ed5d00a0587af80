"""Hidden cases of unit 5."""

import draw
import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_between, assert_close, assert_equal, assert_raises

X, NAME = 0.64807291535, "sandpiper-g2k87r"


class TestSlope:
    @pytest.mark.anchor
    def test_square(self, slope):
        """The slope of a square is twice its root."""
        assert_close(slope(lambda v: v * v, X), 2 * X, rtol=1e-4)

    @pytest.mark.law
    def test_agrees_with_reference(self, slope, reference, rng):
        """Random lines have the slope that the reference finds."""
        a, b = draw.scores(rng, 2)
        assert_close(slope(lambda v: a * v + b, X), reference.slope(lambda v: a * v + b, X), rtol=1e-6)

    @pytest.mark.law
    def test_slope_of_the_slope(self, slope):
        """The slope of the slope of a cube is six times its root."""
        assert_close(slope(lambda v: slope(lambda w: w**3, v, 1e-4), X, 1e-4), 6 * X, rtol=1e-2)

    @pytest.mark.edge
    def test_failing_function(self, slope):
        """What the function raises is not swallowed."""

        def fail(v):
            raise LookupError(f"{v} {X} {NAME}")

        assert_raises(LookupError, slope, fail, X)

    @pytest.mark.edge
    def test_two_calls(self, slope):
        """The function is called twice."""
        asked = []
        slope(lambda v: asked.append(v) or 0.0, X, 0.25)
        assert_close(sorted(asked), np.array([X, X + 0.25]))


class TestIterate:
    @pytest.mark.anchor
    def test_thirds(self, iterate):
        """Thirds of thirds are ninths."""
        assert_close(iterate(lambda v: v / 3, X, 2), X / 9)

    @pytest.mark.anchor
    def test_not_at_all(self, iterate):
        """No step leaves the start as it is."""
        assert_close(iterate(lambda v: v + 1, X, 0), X)

    @pytest.mark.law
    def test_agrees_with_reference(self, iterate, reference, rng):
        """Random arrays go where the reference goes."""
        start = np.concatenate([draw.scores(rng, 3), [X]])
        assert_close(iterate(lambda v: v / 2 + 1, start, 5), reference.iterate(lambda v: v / 2 + 1, start, 5))

    @pytest.mark.law
    def test_path(self, iterate):
        """Every step starts where the last one ended."""
        asked = []

        def step(v):
            asked.append(v.copy())
            return v + 1

        iterate(step, np.array([X]), 3)
        assert_equal([float(v[0]) for v in asked], [X, X + 1, X + 2])

    @pytest.mark.law
    def test_no_detour(self, iterate):
        """No step starts anywhere else."""

        def step(v):
            assert_between(v, X, X + 2)
            return v + 1

        assert_close(iterate(step, X, 3), X + 3)

    @pytest.mark.edge
    def test_arguments_unchanged(self, iterate):
        """The start is left as it is."""
        assert_close(iterate(lambda v: v * 2, np.array([X]), 1), np.array([2 * X]))
        assert_arguments_unchanged(iterate)
