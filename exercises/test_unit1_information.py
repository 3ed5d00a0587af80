"""Visible cases of unit 1. Each class asks for one function; your mark comes from more cases than these."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_raises, assert_type


class TestSelfInformation:
    @pytest.mark.anchor
    def test_die(self, self_information):
        """Three messages about a die carry 0, 1 and 2.585 bits."""
        assert_close(
            self_information(np.array([1, 1 / 2, 1 / 6])), np.array([0.0, 1.0, 2.584962500721156]), atol=1e-12
        )
        assert_arguments_unchanged(self_information)

    @pytest.mark.anchor
    def test_word(self, self_information):
        """A word of 16 fair bits, one of 65 536, carries 16 bits."""
        assert_close(self_information(1 / 65536), 16.0)

    @pytest.mark.edge
    def test_impossible(self, self_information):
        """An impossible event would be infinitely surprising."""
        assert_close(self_information(0.0), np.inf)


class TestValidateDistribution:
    @pytest.mark.anchor
    def test_sum(self, validate_distribution):
        """The chances 0.5 and 0.5 are a distribution; 0.5 and 0.4 are not."""
        checked = validate_distribution([0.5, 0.5])
        assert_type(checked, np.ndarray)
        assert_close(checked, np.array([0.5, 0.5]))
        assert_raises(ValueError, validate_distribution, [0.5, 0.4], because="they sum to 0.9")

    @pytest.mark.anchor
    def test_counts(self, validate_distribution):
        """Four equal chances are a distribution; one point each for four teams is not."""
        assert_close(validate_distribution(np.array([0.25] * 4)), np.array([0.25] * 4))
        assert_raises(ValueError, validate_distribution, np.array([1.0] * 4), because="these are counts")
        assert_arguments_unchanged(validate_distribution)

    @pytest.mark.edge
    def test_nan(self, validate_distribution):
        """NaN is no probability."""
        assert_raises(ValueError, validate_distribution, [np.nan, 1.0], because="an entry is NaN")


class TestEmpiricalDistribution:
    @pytest.mark.anchor
    def test_three_faces(self, empirical_distribution):
        """Two zeros, a one and a two: half, a quarter, a quarter."""
        assert_close(empirical_distribution(np.array([0, 0, 1, 2]), 3), np.array([0.5, 0.25, 0.25]))
        assert_arguments_unchanged(empirical_distribution)

    @pytest.mark.edge
    def test_label_too_large(self, empirical_distribution):
        """With three classes there is no label 3."""
        assert_raises(ValueError, empirical_distribution, [0, 3, 1], 3, because="the labels are 0, 1 and 2")
