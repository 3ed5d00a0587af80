"""Visible cases of unit 2: means."""

import pytest

from grader.cases import assert_close


class TestMean:
    @pytest.mark.anchor
    def test_two_numbers(self, mean):
        """Halfway between 1 and 4 is 2.5."""
        assert_close(mean([1, 4]), 2.5)
