"""Visible cases of unit 3. Each class asks for one function; your mark comes from more cases than these."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close


class TestCrossEntropy:
    @pytest.mark.anchor
    def test_match_as_fair(self, cross_entropy):
        """The match at 99 : 1, coded as a fair coin, costs 1 bit."""
        assert_close(cross_entropy([0.99, 0.01], [0.5, 0.5]), 1.0)

    @pytest.mark.anchor
    def test_fair_as_match(self, cross_entropy):
        """A fair coin, coded as if it were the match at 99 : 1, costs more than three bits."""
        assert_close(cross_entropy([0.5, 0.5], [0.99, 0.01]), 3.32917787973492)

    @pytest.mark.edge
    def test_certain_and_right(self, cross_entropy):
        """A certain outcome that was predicted with certainty costs nothing."""
        assert_close(cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0])), 0.0, atol=1e-12)
        assert_arguments_unchanged(cross_entropy)


class TestKlDivergence:
    @pytest.mark.anchor
    def test_match_against_fair(self, kl_divergence):
        """Taking the match at 99 : 1 for a fair coin wastes 0.9192 bits."""
        assert_close(kl_divergence([0.99, 0.01], [0.5, 0.5]), 0.9192068641040888)

    @pytest.mark.anchor
    def test_fair_against_match(self, kl_divergence):
        """Taking a fair coin for the match at 99 : 1 wastes 2.3292 bits."""
        assert_close(kl_divergence([0.5, 0.5], [0.99, 0.01]), 2.32917787973492)

    @pytest.mark.edge
    def test_impossible_but_happens(self, kl_divergence):
        """A model that calls impossible what happens is infinitely wrong."""
        assert_close(kl_divergence(np.array([0.5, 0.5]), np.array([1.0, 0.0])), np.inf)
        assert_arguments_unchanged(kl_divergence)


class TestMutualInformation:
    @pytest.mark.anchor
    def test_related(self, mutual_information):
        """Two coins that mostly agree share 0.1815 bits."""
        assert_close(mutual_information([[0.3, 0.1], [0.15, 0.45]]), 0.18149632952867545)

    @pytest.mark.anchor
    def test_rectangle(self, mutual_information):
        """Two outcomes of one variable and three of the other share 0.0955 bits."""
        assert_close(mutual_information([[0.1, 0.2, 0.1], [0.3, 0.1, 0.2]]), 0.09546184423832159)

    @pytest.mark.edge
    def test_independent(self, mutual_information):
        """Two coins that know nothing of each other share nothing."""
        assert_close(mutual_information(np.full((2, 2), 0.25)), 0.0, atol=1e-12)
        assert_arguments_unchanged(mutual_information)
