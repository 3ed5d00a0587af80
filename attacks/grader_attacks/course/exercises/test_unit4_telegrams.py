"""Visible cases of unit 4."""

import numpy as np
import pytest

from grader.cases import assert_close


class TestTelegram:
    @pytest.mark.anchor
    @pytest.mark.parametrize("rate", [1.0, 2.5])
    def test_two_letters(self, telegram, rate):
        """Two letters at a rate of {rate} have their price."""
        assert_close(telegram(rate, "ab"), 2.0 * rate + 2)

    @pytest.mark.edge
    def test_rates(self, telegram):
        """Several rates give several prices."""
        assert_close(telegram(np.array([1.0, 2.0]), "ab"), np.array([4.0, 6.0]))


class TestParcel:
    @pytest.mark.anchor
    def test_ten_pounds(self, parcel):
        """A parcel of ten pounds to Rome costs 34."""
        assert_close(parcel(10.0, "Rome"), 34.0)
