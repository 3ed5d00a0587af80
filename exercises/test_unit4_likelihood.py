"""Visible cases of unit 4: least squares and maximum likelihood."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_raises


class TestMeanSquaredError:
    @pytest.mark.anchor
    def test_two_misses(self, mean_squared_error):
        """Predictions that miss by 3 and by 4 have a mean squared error of 12.5."""
        assert_close(mean_squared_error([0.0, 0.0], [3.0, 4.0]), 12.5)

    @pytest.mark.anchor
    def test_four_predictions(self, mean_squared_error):
        """Four predictions, off by 1, 0, 2 and 0: the squares sum to 5, and their mean is 1.25."""
        assert_close(mean_squared_error(np.array([3.0, 5.0, 4.0, 0.0]), np.array([2.0, 5.0, 6.0, 0.0])), 1.25)
        assert_arguments_unchanged(mean_squared_error)

    @pytest.mark.edge
    def test_column_of_predictions(self, mean_squared_error):
        """Three values and a 3 × 1 column of predictions do not match: ValueError, no broadcasting."""
        values, predictions = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]])
        assert_raises(ValueError, mean_squared_error, values, predictions, because="the shapes differ")


class TestMseGradient:
    @pytest.mark.anchor
    def test_start_from_zero(self, mse_gradient):
        """Two examples with one feature, all weights 0: the predictions are too low, and the gradient is −7, −4."""
        got = mse_gradient([[1.0], [2.0]], [1.0, 3.0], [0.0], 0.0)
        assert_close(got, (np.array([-7.0]), -4.0))

    @pytest.mark.anchor
    def test_three_examples(self, mse_gradient):
        """Three examples with two features, off by −1, 0.5 and −3: neither n = d nor b = 0 hides anything."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([2.0, 1.0, 5.0])
        assert_close(mse_gradient(X, y, np.array([0.5, -0.25]), 1.0), (np.array([-29.0 / 3.0, -12.0]), -7.0 / 3.0))
        assert_arguments_unchanged(mse_gradient)

    @pytest.mark.edge
    def test_column_of_values(self, mse_gradient):
        """A 3 × 1 column of values is a ValueError: broadcasting would compare every prediction with every value."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([[1.0], [0.0], [1.0]])
        assert_raises(ValueError, mse_gradient, X, y, [0.1, -0.2], 0.0, because="y is not of shape (n,)")


class TestFitLeastSquares:
    @pytest.mark.anchor
    def test_exact_line(self, fit_least_squares):
        """Three points on a line: it is y = 2x + 1."""
        got = fit_least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
        assert_close(got, (np.array([2.0]), 1.0))

    @pytest.mark.anchor
    def test_scattered_points(self, fit_least_squares):
        """Four points that lie on no line are fitted best by y = 1.2x + 0.7."""
        got = fit_least_squares(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 2.0, 5.0]))
        assert_close(got, (np.array([1.2]), 0.7))
        assert_arguments_unchanged(fit_least_squares)

    @pytest.mark.edge
    def test_column_of_values(self, fit_least_squares):
        """A column of values is a ValueError, not a column of weights."""
        X, y = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [5.0]])
        assert_raises(ValueError, fit_least_squares, X, y, because="y is not of shape (n,)")


class TestBernoulliLogLikelihood:
    @pytest.mark.anchor
    def test_three_heads(self, bernoulli_log_likelihood):
        """Three heads and a tail, from a coin that shows heads with 3/4, have log-probability −2.2493."""
        assert_close(bernoulli_log_likelihood([1, 0, 1, 1], 0.75), -2.249340578475233)

    @pytest.mark.anchor
    def test_three_coins(self, bernoulli_log_likelihood):
        """Three coins with 0.9, 0.2 and 0.6, each thrown once: heads, tails, heads."""
        assert_close(bernoulli_log_likelihood(np.array([1, 0, 1]), np.array([0.9, 0.2, 0.6])), -0.8393296907380268)
        assert_arguments_unchanged(bernoulli_log_likelihood)

    @pytest.mark.edge
    def test_impossible(self, bernoulli_log_likelihood):
        """A tail from a coin that cannot show tails makes the whole sequence impossible: −inf."""
        assert_close(bernoulli_log_likelihood([1, 0, 1], 1.0), -np.inf)


class TestGaussianLogLikelihood:
    @pytest.mark.anchor
    def test_two_hits(self, gaussian_log_likelihood):
        """Two measurements that hit exactly: −ln 2π, the highest value that sigma = 1 allows."""
        assert_close(gaussian_log_likelihood(np.array([0.0, 0.0]), 0.0), -1.8378770664093453)
        assert_arguments_unchanged(gaussian_log_likelihood)

    @pytest.mark.anchor
    def test_half_a_sigma(self, gaussian_log_likelihood):
        """A measurement half a standard deviation off, with sigma = 2: −1.7371."""
        assert_close(gaussian_log_likelihood([1.0], 0.0, 2.0), -1.737085713764618)

    @pytest.mark.edge
    def test_no_scatter(self, gaussian_log_likelihood):
        """A standard deviation of 0 is a ValueError."""
        assert_raises(ValueError, gaussian_log_likelihood, [1.0, 2.0], 1.5, 0.0, because="sigma is not positive")


class TestChangeBase:
    @pytest.mark.anchor
    def test_nat_in_bits(self, change_base):
        """One nat is 1.4427 bits."""
        assert_close(change_base(1.0, np.e, 2.0), 1.4426950408889634)

    @pytest.mark.anchor
    def test_bits_in_pairs(self, change_base):
        """Six bits are three pairs of bits, eight are four."""
        assert_close(change_base(np.array([6.0, 8.0]), 2.0, 4.0), np.array([3.0, 4.0]))
        assert_arguments_unchanged(change_base)

    @pytest.mark.edge
    def test_base_one(self, change_base):
        """There is no unit to base 1: every power of 1 is 1."""
        assert_raises(ValueError, change_base, 3.0, 1.0, 2.0, because="a base is 1")
        assert_raises(ValueError, change_base, 3.0, 2.0, 1.0, because="a base is 1")
