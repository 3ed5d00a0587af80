"""Visible cases of unit 1: sums."""

import pytest

from grader.cases import assert_close, assert_equal


class TestTotal:
    @pytest.mark.anchor
    def test_three_numbers(self, total):
        """1 + 2 + 3.5 is 6.5."""
        assert_close(total([1, 2, 3.5]), 6.5)


class TestLongest:
    @pytest.mark.anchor
    def test_words(self, longest):
        """Of one and three, three is longer."""
        assert_equal(longest(["one", "three"]), "three")
