"""Visible cases of unit 5."""

import pytest

from grader.cases import assert_close


class TestSlope:
    @pytest.mark.anchor
    def test_line(self, slope):
        """A line that rises by 3 has the slope 3."""
        assert_close(slope(lambda v: 3.0 * v + 1.0, 2.0), 3.0, rtol=1e-6)


class TestIterate:
    @pytest.mark.anchor
    def test_halves(self, iterate):
        """24, halved three times, is 3."""
        assert_close(iterate(lambda v: v / 2, 24.0, 3), 3.0)
