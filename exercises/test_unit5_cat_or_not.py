"""Visible cases of unit 5: cat or not."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_raises


class TestSigmoid:
    @pytest.mark.anchor
    def test_no_preference(self, sigmoid):
        """Score 0 means: as likely a cat as not."""
        assert_close(sigmoid(0.0), 0.5)

    @pytest.mark.anchor
    def test_one(self, sigmoid):
        """A score of 1 is a probability of 0.7311, and a score of −1 is what remains to 1."""
        assert_close(sigmoid(np.array([1.0, -1.0])), np.array([0.7310585786300049, 0.2689414213699951]))
        assert_arguments_unchanged(sigmoid)

    @pytest.mark.edge
    def test_matrix_of_scores(self, sigmoid):
        """A 2 × 3 table of scores gives a 2 × 3 table of probabilities."""
        three_to_one = np.log(3.0)
        scores = np.array([[0.0, three_to_one, 0.0], [-three_to_one, 0.0, three_to_one]])
        assert_close(sigmoid(scores), np.array([[0.5, 0.75, 0.5], [0.25, 0.5, 0.75]]))


class TestBinaryCrossEntropy:
    @pytest.mark.anchor
    def test_three_pictures(self, binary_cross_entropy):
        """Cat, not a cat, cat, predicted with 0.9, 0.2 and 0.6, cost 0.2798 nats a picture."""
        assert_close(binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6]), 0.2797765635793423)

    @pytest.mark.anchor
    def test_perfect(self, binary_cross_entropy):
        """Perfect predictions cost exactly nothing."""
        assert_close(binary_cross_entropy(np.array([1, 0]), np.array([1.0, 0.0])), 0.0, atol=1e-16)
        assert_arguments_unchanged(binary_cross_entropy)

    @pytest.mark.edge
    def test_column_of_predictions(self, binary_cross_entropy):
        """Three labels and a 3 × 1 column of predictions do not match: ValueError, no broadcasting."""
        labels, predictions = np.array([1, 0, 1]), np.array([[0.9], [0.2], [0.6]])
        assert_raises(ValueError, binary_cross_entropy, labels, predictions, because="the shapes differ")


class TestBinaryCrossEntropyWithLogits:
    @pytest.mark.anchor
    def test_no_preference(self, binary_cross_entropy_with_logits):
        """Score 0 for every picture costs what a coin flip costs: ln 2 nats."""
        assert_close(binary_cross_entropy_with_logits([1, 0], [0.0, 0.0]), 0.6931471805599453)

    @pytest.mark.anchor
    def test_sure_and_wrong(self, binary_cross_entropy_with_logits):
        """A score of 40 for a picture without a cat and −60 for a cat cost 40 and 60 nats: 50 on average."""
        assert_close(binary_cross_entropy_with_logits(np.array([0, 1]), np.array([40.0, -60.0])), 50.0)
        assert_arguments_unchanged(binary_cross_entropy_with_logits)

    @pytest.mark.edge
    def test_column_of_scores(self, binary_cross_entropy_with_logits):
        """Three labels and a 3 × 1 column of scores do not match: ValueError."""
        labels, scores = np.array([1, 0, 1]), np.array([[2.0], [-1.0], [0.5]])
        assert_raises(ValueError, binary_cross_entropy_with_logits, labels, scores, because="the shapes differ")
