"""Visible cases of unit 3: spread."""

import pytest

from grader.cases import assert_close


class TestSpread:
    @pytest.mark.anchor
    def test_two_numbers(self, spread):
        """1 and 7 are both 3 away from their mean."""
        assert_close(spread([1, 7]), 3.0)
