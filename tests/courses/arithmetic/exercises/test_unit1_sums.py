"""Visible cases of unit 1: sums and repetition."""

import pytest

from grader.cases import assert_close, assert_equal


class TestTotal:
    @pytest.mark.anchor
    def test_three_numbers(self, total):
        """1 + 2 + 3.5 is 6.5."""
        assert_close(total([1, 2, 3.5]), 6.5)

    @pytest.mark.edge
    def test_empty(self, total):
        """The sum of no numbers is 0."""
        assert_close(total([]), 0.0, atol=1e-15)


class TestApplyTwice:
    @pytest.mark.anchor
    def test_tens(self, apply_twice):
        """Ten times ten times 3 is 300."""
        assert_equal(apply_twice(lambda v: 10 * v, 3), 300)
