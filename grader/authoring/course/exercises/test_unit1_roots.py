"""The cases of unit 1 that students see. Their marks come from more cases than these."""

import numpy as np
import pytest

from grader.cases import assert_close, assert_raises


class TestHorner:
    @pytest.mark.anchor
    def test_square(self, horner):
        """x² − 1 is 8 at x = 3."""
        assert_close(horner([1, 0, -1], 3.0), 8.0)

    @pytest.mark.edge
    def test_several_points(self, horner):
        """x² − 1 at the points 0, 1 and 2 is −1, 0 and 3."""
        assert_close(horner([1, 0, -1], np.array([0.0, 1.0, 2.0])), np.array([-1.0, 0.0, 3.0]))


class TestBisection:
    @pytest.mark.anchor
    def test_square_root(self, bisection):
        """x² − 2 has the root 1.41421356 between 0 and 2."""
        assert_close(bisection(lambda x: x * x - 2.0, 0.0, 2.0), 1.4142135623730951, atol=1e-9)

    @pytest.mark.edge
    def test_no_change_of_sign(self, bisection):
        """x² + 1 is positive at both ends of the interval, which raises ValueError."""
        assert_raises(ValueError, bisection, lambda x: x * x + 1.0, -1.0, 1.0, because="f is positive at a and b")
