"""Visible cases of unit 7: more than two classes."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_raises


class TestOneHot:
    @pytest.mark.anchor
    def test_three_labels(self, one_hot):
        """The labels 1, 2 and 0 make three rows, one after the other."""
        assert_close(one_hot(np.array([1, 2, 0]), 3), np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]))
        assert_arguments_unchanged(one_hot)

    @pytest.mark.anchor
    def test_class_without_label(self, one_hot):
        """A class that does not occur keeps its column."""
        assert_close(one_hot([0, 1, 0], 3), np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))

    @pytest.mark.edge
    def test_too_large(self, one_hot):
        """With three classes there is no class 3: ValueError."""
        assert_raises(ValueError, one_hot, [0, 3], 3, because="the classes are 0, 1 and 2")


class TestLogSoftmax:
    @pytest.mark.anchor
    def test_no_preference(self, log_softmax):
        """Two equal scores: each class has the log-probability −ln 2."""
        assert_close(log_softmax([0.0, 0.0]), np.array([-0.6931471805599453, -0.6931471805599453]))

    @pytest.mark.anchor
    def test_three_scores(self, log_softmax):
        """The scores 1, 2 and 3 are log-probabilities, but for one number: −2.4076, −1.4076 and −0.4076."""
        expected = np.array([-2.4076059644443806, -1.4076059644443804, -0.4076059644443804])
        assert_close(log_softmax([1.0, 2.0, 3.0]), expected)

    @pytest.mark.numeric
    def test_far_apart(self, log_softmax):
        """Scores of 1000, 0 and −1000 lie 1000 nats apart, and none of them is −inf."""
        assert_close(log_softmax(np.array([1000.0, 0.0, -1000.0])), np.array([0.0, -1000.0, -2000.0]), atol=1e-12)
        assert_arguments_unchanged(log_softmax)


class TestSoftmax:
    @pytest.mark.anchor
    def test_odds(self, softmax):
        """The scores ln 1, ln 2 and ln 5 make 1/8, 2/8 and 5/8."""
        assert_close(softmax(np.log([1.0, 2.0, 5.0])), np.array([0.125, 0.25, 0.625]))

    @pytest.mark.anchor
    def test_two_pictures(self, softmax):
        """Two pictures, one per row: only the differences within a row count, and whole numbers are scores, too."""
        row = [0.2689414213699951, 0.7310585786300049]
        assert_close(softmax(np.array([[1001, 1002], [3, 4]])), np.array([row, row]))

    @pytest.mark.edge
    def test_pictures_in_columns(self, softmax):
        """With axis=0 each column is a picture."""
        scores = np.log([[1.0, 3.0, 1.0], [4.0, 1.0, 1.0]])
        assert_close(softmax(scores, axis=0), np.array([[0.2, 0.75, 0.5], [0.8, 0.25, 0.5]]))
        assert_arguments_unchanged(softmax)


class TestCrossEntropyWithLogits:
    @pytest.mark.anchor
    def test_two_pictures(self, cross_entropy_with_logits):
        """The right classes have the probabilities 0.3 and 0.5: the mean cost is 0.9486 nats."""
        scores = np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]])
        assert_close(cross_entropy_with_logits([0, 2], scores), 0.9485599924429406)
        assert_arguments_unchanged(cross_entropy_with_logits)

    @pytest.mark.anchor
    def test_no_preference(self, cross_entropy_with_logits):
        """Equal scores for four classes cost ln 4 nats, whatever the labels."""
        assert_close(cross_entropy_with_logits([3, 0, 1], np.zeros((3, 4))), 1.3862943611198906)

    @pytest.mark.edge
    def test_one_hot_labels(self, cross_entropy_with_logits):
        """One-hot rows in place of labels are a ValueError."""
        truth, scores = np.array([[1, 0], [0, 1]]), np.array([[2.0, 1.0], [0.0, 3.0]])
        assert_raises(ValueError, cross_entropy_with_logits, truth, scores, because="labels have the shape (n,)")


class TestSoftmaxGradient:
    @pytest.mark.anchor
    def test_one_picture(self, softmax_gradient):
        """One picture of class 0, all weights 0: class 0 gets too little, each of the others too much."""
        third = 1.0 / 3.0
        got = softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))
        expected = np.array([[-2.0 * third, third, third], [-4.0 * third, 2.0 * third, 2.0 * third]])
        assert_close(got, (expected, np.array([-2.0 * third, third, third])))

    @pytest.mark.anchor
    def test_four_pictures(self, softmax_gradient):
        """Four pictures with two features and three classes, away from 0: no two sizes are the same."""
        X, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]), np.array([1, 2, 0, 1])
        W = np.array([[0.0, np.log(2.0), 0.0], [0.0, 0.0, np.log(3.0)]])
        dW = np.array([[-0.0625, -5.0 / 24.0, 13.0 / 48.0], [-19.0 / 120.0, 2.0 / 15.0, 0.025]])
        db = np.array([-13.0 / 240.0, -0.075, 31.0 / 240.0])
        assert_close(softmax_gradient(X, y, W, np.zeros(3)), (dW, db))
        assert_arguments_unchanged(softmax_gradient)

    @pytest.mark.edge
    def test_column_of_labels(self, softmax_gradient):
        """A 3 × 1 column of labels is a ValueError."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), np.array([[1], [0], [1]])
        assert_raises(ValueError, softmax_gradient, X, y, np.ones((2, 4)), np.zeros(4), because="y is not (n,)")
