"""Hidden cases of unit 2: means."""

import pytest

from grader.cases import assert_close


class TestMean:
    @pytest.mark.anchor
    def test_hidden(self, mean):
        """Four numbers that nobody has seen have the mean that they have."""
        assert_close(mean([80808.5, -8, 1, 2]), 20200.875)

    @pytest.mark.edge
    def test_one_number(self, mean):
        """One number is its own mean."""
        assert_close(mean([7]), 7.0)
