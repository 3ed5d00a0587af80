"""Visible cases of unit 3."""

import numpy as np
import pytest

from grader.cases import assert_close


class TestGain:
    @pytest.mark.anchor
    def test_two_powers(self, gain):
        """From 1 to 10 and from 10 to 1000 are 10 and 20 dB."""
        assert_close(gain([1.0, 10.0], [10.0, 1000.0]), np.array([10.0, 20.0]))


class TestBestGain:
    @pytest.mark.anchor
    def test_two_powers(self, best_gain):
        """The larger of 10 and 20 dB is 20 dB."""
        assert_close(best_gain([1.0, 10.0], [10.0, 1000.0]), 20.0)
