"""Visible cases of unit 6: logistic regression."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_raises


class TestPredictProba:
    @pytest.mark.anchor
    def test_one_picture(self, predict_proba):
        """Features (1, 2), weights (0.5, −0.25) and intercept 1 make a score of 1, which is 0.7311."""
        assert_close(predict_proba([[1.0, 2.0]], [0.5, -0.25], 1.0), np.array([0.7310585786300049]))

    @pytest.mark.edge
    def test_three_pictures(self, predict_proba):
        """Three pictures with two features give three probabilities, in one dimension."""
        X, three_to_one = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.log(3.0)
        w, b = np.array([three_to_one, -three_to_one]), -three_to_one
        assert_close(predict_proba(X, w, b), np.array([0.5, 0.1, 0.25]))
        assert_arguments_unchanged(predict_proba)


class TestLogisticGradient:
    @pytest.mark.anchor
    def test_two_cats(self, logistic_gradient):
        """Two cats, all weights 0: both predictions are too low, and the gradient is (−1, −1.5), −0.5."""
        got = logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)
        assert_close(got, (np.array([-1.0, -1.5]), -0.5))

    @pytest.mark.anchor
    def test_three_pictures(self, logistic_gradient):
        """Three pictures with two features, away from 0: neither n = d nor b = 0 hides anything."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1, 0, 1])
        expected = (np.array([-0.7143134308332313, -0.9304873166415412]), -0.21617388580830996)
        assert_close(logistic_gradient(X, y, np.array([0.1, -0.2]), 0.3), expected)
        assert_arguments_unchanged(logistic_gradient)

    @pytest.mark.edge
    def test_column_of_labels(self, logistic_gradient):
        """A 3 × 1 column of labels is a ValueError: broadcasting would compare every label with every picture."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([[1], [0], [1]])
        assert_raises(ValueError, logistic_gradient, X, y, [0.1, -0.2], 0.0, because="y is not of shape (n,)")


class TestNumericalGradient:
    @pytest.mark.anchor
    def test_bowl(self, numerical_gradient):
        """The gradient of v₀² + v₁² at (3, 4) is (6, 8), also when the point is given in whole numbers."""
        got = numerical_gradient(lambda v: v[0] ** 2 + v[1] ** 2, np.array([3, 4]))
        assert_close(got, np.array([6.0, 8.0]), rtol=1e-7)

    @pytest.mark.anchor
    def test_product(self, numerical_gradient):
        """The gradient of v₀·v₁ at (1, 1) is (1, 1), exactly, even with h = 0.1."""
        got = numerical_gradient(lambda v: v[0] * v[1], np.array([1.0, 1.0]), 0.1)
        assert_close(got, np.array([1.0, 1.0]))
        assert_arguments_unchanged(numerical_gradient)

    @pytest.mark.edge
    def test_matrix(self, numerical_gradient):
        """At a 2 × 3 matrix the gradient is a 2 × 3 matrix."""
        weights = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
        got = numerical_gradient(lambda v: float(np.sum(weights * v)), np.ones((2, 3)))
        assert_close(got, weights, rtol=1e-7)


class TestGradientDescent:
    @pytest.mark.anchor
    def test_parabola(self, gradient_descent):
        """Three steps of rate 0.1 down the parabola x² lead from 1 over 0.8 and 0.64 to 0.512."""
        got = gradient_descent(lambda x: 2.0 * x, np.array([1.0]), 0.1, 3)
        assert_close(got, np.array([[1.0], [0.8], [0.64], [0.512]]))

    @pytest.mark.anchor
    def test_long_valley(self, gradient_descent):
        """In two dimensions each coordinate follows its own slope."""
        got = gradient_descent(lambda x: np.array([1.0, 3.0]) * x, np.array([4.0, 1.0]), 0.25, 2)
        assert_close(got, np.array([[4.0, 1.0], [3.0, 0.25], [2.25, 0.0625]]))
        assert_arguments_unchanged(gradient_descent)

    @pytest.mark.edge
    def test_no_steps(self, gradient_descent):
        """A walk of no steps has one point: the start."""
        assert_close(gradient_descent(lambda x: 2.0 * x, np.array([5.0, -1.0]), 0.1, 0), np.array([[5.0, -1.0]]))
