"""Hidden cases of unit 3."""

import draw
import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_equal, assert_raises

X, Y = 0.76428315096, 0.57340981264


class TestGain:
    @pytest.mark.anchor
    def test_two_powers(self, gain):
        """Powers that change places lose what the other wins."""
        assert_close(gain([X, Y], [Y, X]), 10 * np.log10([Y / X, X / Y]))

    @pytest.mark.law
    def test_there_and_back(self, gain, rng):
        """There and back again is no gain."""
        p, q = X * draw.simplex(rng, 4), Y * draw.simplex(rng, 4)
        assert_close(gain(p, q) + gain(q, p), np.zeros(4), atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, gain, reference, rng):
        """Random powers gain what the reference finds."""
        p, q = X * draw.simplex(rng, 4), Y * draw.simplex(rng, 4)
        assert_close(gain(p, q), reference.gain(p, q))

    @pytest.mark.edge
    def test_unlike_shapes(self, gain):
        """Unlike shapes are refused."""
        assert_raises(ValueError, gain, [X, Y], [X], because="each power needs its partner")

    @pytest.mark.edge
    def test_arguments_unchanged(self, gain):
        """Both arrays are left as they are."""
        assert_close(gain(np.array([X]), np.array([X])), np.zeros(1), atol=1e-12)
        assert_arguments_unchanged(gain)


class TestBestGain:
    @pytest.mark.anchor
    def test_one_power(self, best_gain):
        """The best of one gain is that gain."""
        assert_close(best_gain([Y], [Y * 100]), 20.0)

    @pytest.mark.law
    def test_order(self, best_gain, rng):
        """The order of the powers does not matter."""
        p, q = X * draw.simplex(rng, 4), Y * draw.simplex(rng, 4)
        assert_equal(best_gain(p, q), best_gain(p[::-1], q[::-1]))
