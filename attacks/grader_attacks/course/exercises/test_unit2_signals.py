"""Visible cases of unit 2."""

import pytest

from grader.cases import assert_close


class TestLoudness:
    @pytest.mark.anchor
    def test_square_wave(self, loudness):
        """A square wave of amplitude 10 is at 20 dB."""
        assert_close(loudness([10.0, -10.0, 10.0, -10.0]), 20.0)


class TestEvenness:
    @pytest.mark.anchor
    def test_ten_alike(self, evenness):
        """Ten values alike are at −10 dB each."""
        assert_close(evenness([3.0] * 10), -10.0)
