"""Hidden cases of unit 1: sums. The numbers in them are found nowhere else, so that a test can look for them."""

import pytest

from grader.cases import assert_close, assert_equal


class TestTotal:
    @pytest.mark.anchor
    def test_hidden(self, total):
        """Three numbers that nobody has seen have the sum that they have."""
        assert_close(total([-100, 70707.25, 0.5]), 70607.75)

    @pytest.mark.law
    def test_parts(self, total, reference, rng):
        """The sum of two lists together is the sum of their sums."""
        first, second = rng.normal(0.0, 3.0, size=6).tolist(), rng.normal(0.0, 3.0, size=4).tolist()
        assert_close(total(first + second), reference.total(first) + reference.total(second), atol=1e-12)

    @pytest.mark.edge
    def test_empty(self, total):
        """The sum of no numbers is 0."""
        assert_close(total([]), 0.0, atol=1e-15)

    @pytest.mark.numeric
    def test_large_and_small(self, total):
        """1 is not lost between 1e16 and −1e16."""
        assert_close(total([1e16, 1.0, -1e16]), 1.0)


class TestLongest:
    @pytest.mark.anchor
    def test_one_word(self, longest):
        """A single word is the longest."""
        assert_equal(longest(["alone"]), "alone")
