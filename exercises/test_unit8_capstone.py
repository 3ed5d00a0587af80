"""Visible cases of unit 8: 8 or not 8."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_equal, assert_raises

DIGITS_FILE = Path(__file__).parent / "data" / "digits.npz"


@cache
def training_digits():
    """Return the pixels of the training pictures, between 0 and 1, and their labels: 1 for an 8, else 0."""
    with np.load(DIGITS_FILE) as digits:
        pixels, labels = digits["images"].reshape(-1, 64) / 16.0, (digits["labels"] == 8).astype(int)
    train = np.arange(len(labels)) % 5 != 0
    return pixels[train], labels[train]


class TestStandardize:
    @pytest.mark.anchor
    def test_far_out(self, standardize):
        """The training rows 0 and 2 become −1 and 1; measured by them, 10 and 12 are 9 and 11."""
        got = standardize([[0.0], [2.0]], [[10.0], [12.0]])
        assert_close(got, (np.array([[-1.0], [1.0]]), np.array([[9.0], [11.0]])), rtol=1e-6)

    @pytest.mark.anchor
    def test_two_features(self, standardize):
        """Every column has a mean and a spread of its own: 2 and 2 in the first, 200 and 100 in the second."""
        train = np.array([[0.0, 100.0], [4.0, 300.0], [0.0, 300.0], [4.0, 100.0]])
        expected = np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
        got = standardize(train, np.array([[2.0, 250.0]]))
        assert_close(got, (expected, np.array([[0.0, 0.5]])), rtol=1e-6, atol=1e-15)
        assert_arguments_unchanged(standardize)

    @pytest.mark.edge
    def test_constant_pixel(self, standardize):
        """A pixel that is 5 in every training picture becomes 0, without NaN and without a warning."""
        got = standardize([[5.0, 1.0], [5.0, 3.0]], [[5.0, 2.0]])
        assert_close(got, (np.array([[0.0, -1.0], [0.0, 1.0]]), np.array([[0.0, 0.0]])), atol=1e-15)


class TestFitLogisticRegression:
    @pytest.mark.anchor
    def test_two_pictures(self, fit_logistic_regression):
        """Three steps with two pictures of one feature: weight 0.2752, intercept −0.0597, and four losses."""
        got = fit_logistic_regression([[1.0], [2.0]], [0, 1], learning_rate=0.5, n_steps=3)
        losses = np.array([0.6931471805599453, 0.6667692275980063, 0.6524485018297179, 0.6421488454916433])
        assert_close(got, (np.array([0.2752002291673752]), -0.05965147099056359, losses))

    @pytest.mark.anchor
    def test_raw_digits(self, fit_logistic_regression):
        """On real digits, with pixels between 0 and 1, ten steps bring the loss from 0.6931 to 0.3073."""
        X, y = training_digits()
        _, _, losses = fit_logistic_regression(X, y, n_steps=10)
        expected = [0.6931471805599453, 0.3320561329446865, 0.32887378771075937, 0.3072660245567665]
        assert_equal(np.shape(losses), (11,))
        assert_close(np.asarray(losses)[[0, 1, 2, 10]], np.array(expected), rtol=1e-6)
        assert_arguments_unchanged(fit_logistic_regression)

    @pytest.mark.edge
    def test_column_of_labels(self, fit_logistic_regression):
        """A 3 × 1 column of labels is a ValueError: broadcasting would compare every label with every picture."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([[1], [0], [1]])
        assert_raises(ValueError, fit_logistic_regression, X, y, 0.1, 2, because="y is not of shape (n,)")


class TestPredict:
    @pytest.mark.anchor
    def test_scores(self, predict):
        """Scores of 2, −2 and 0.25 are answered yes, no, yes: 0.25 is a probability of 0.56."""
        assert_close(predict([[2.0], [-2.0], [0.25]], [1.0], 0.0), np.array([1, 0, 1]))

    @pytest.mark.anchor
    def test_careful(self, predict):
        """With the threshold 0.8, of the probabilities 0.75 and 0.9 only the second is a yes."""
        three_to_one = np.log(3.0)
        assert_close(predict([[1.0], [2.0]], [three_to_one], 0.0, threshold=0.8), np.array([0, 1]))

    @pytest.mark.edge
    def test_undecided(self, predict):
        """A score of exactly 0 is a probability of one half, which is at least one half: yes."""
        assert_close(predict(np.array([[0.0, 3.0], [-1.0, 3.0]]), np.array([1.0, 0.0]), 0.0), np.array([1, 0]))
        assert_arguments_unchanged(predict)


class TestAccuracy:
    @pytest.mark.anchor
    def test_one_missed(self, accuracy):
        """Three of four answers are right: 0.75."""
        assert_close(accuracy([1, 0, 1, 1], [1, 0, 0, 1]), 0.75)

    @pytest.mark.anchor
    def test_three_classes(self, accuracy):
        """Labels 0, 1 and 2, answered with 0, 2 and 2: two thirds."""
        assert_close(accuracy(np.array([0, 1, 2]), np.array([0, 2, 2])), 2.0 / 3.0)
        assert_arguments_unchanged(accuracy)

    @pytest.mark.edge
    def test_column_of_answers(self, accuracy):
        """Three labels and a 3 × 1 column of answers do not match: ValueError, no broadcasting."""
        labels, answers = np.array([1, 0, 1]), np.array([[1], [0], [1]])
        assert_raises(ValueError, accuracy, labels, answers, because="the shapes differ")
