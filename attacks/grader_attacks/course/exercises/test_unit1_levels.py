"""Visible cases of unit 1."""

import numpy as np
import pytest

from grader.cases import assert_close, assert_equal


class TestLevel:
    @pytest.mark.anchor
    def test_thousand(self, level):
        """A thousand times the reference is 30 dB."""
        assert_close(level(1000.0), 30.0)

    @pytest.mark.anchor
    def test_list(self, level):
        """1, 10 and 0.01 are 0, 10 and −20 dB."""
        assert_close(level([1.0, 10.0, 0.01]), np.array([0.0, 10.0, -20.0]), atol=1e-12)

    @pytest.mark.edge
    def test_nothing(self, level):
        """No power at all is at −inf."""
        assert_close(level(0.0), -np.inf)


class TestShares:
    @pytest.mark.anchor
    def test_quarters(self, shares):
        """1, 1 and 2 are a quarter, a quarter and a half."""
        assert_close(shares([1.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5]))


class TestCounts:
    @pytest.mark.anchor
    def test_three_names(self, counts):
        """Of b, b and a there are one a, two b and no c."""
        assert_equal(counts(["b", "b", "a"], ["a", "b", "c"]), np.array([1, 2, 0]))
