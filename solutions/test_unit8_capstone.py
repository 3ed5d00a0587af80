"""Hidden cases of unit 8: 8 or not 8. Small problems come first, so that a slow answer loses the large ones only."""

from functools import cache
from pathlib import Path

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_between,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

ROOT = Path(__file__).parents[1]
LN2, LN3 = float(np.log(2.0)), float(np.log(3.0))
CLOSE = 1e-6  # lets a small number in the spread pass: it has cases of its own


@cache
def digits():
    """Return X_train, y_train, X_test, y_test of the course's own problem: is it an 8?"""
    with np.load(ROOT / "exercises" / "data" / "digits.npz") as data:
        return split(data["images"].reshape(-1, 64).astype(float), (data["labels"] == 8).astype(int))


@cache
def tumours():
    """Return X_train, y_train, X_test, y_test of a problem that students have not seen: is it benign?"""
    with np.load(ROOT / "solutions" / "data" / "breast_cancer.npz") as data:
        return split(data["features"], data["labels"].astype(int))


def split(X, y):
    """Return the rows to learn from and those to be judged by: every fifth, from the first on."""
    test = np.arange(len(y)) % 5 == 0  # public
    return X[~test], y[~test], X[test], y[test]  # public


def losses_at(steps, losses, n_steps):
    """Return the losses after the given steps, once it is clear that there is one per point."""
    assert_close(losses, np.zeros(n_steps + 1), atol=np.inf)  # compares the shape alone
    return np.asarray(losses)[list(steps)]


def assert_falling(losses):
    assert_increasing(list(-np.asarray(losses)))


class TestStandardize:
    @pytest.mark.anchor
    def test_eight_values(self, standardize):
        """2, 4, 4, 4, 5, 5, 7 and 9 have mean 5 and spread 2."""
        train = np.array([[2.0], [4.0], [4.0], [4.0], [5.0], [5.0], [7.0], [9.0]])
        expected = np.array([[-1.5], [-0.5], [-0.5], [-0.5], [0.0], [0.0], [1.0], [2.0]])
        assert_close(
            standardize(train, np.array([[3.0], [10.0]])),
            (expected, np.array([[-1.0], [2.5]])),
            rtol=CLOSE,
            atol=1e-15,
        )

    @pytest.mark.anchor
    def test_unseen_value(self, standardize):
        """An unseen 7 in a column that was always 5 becomes 2: the difference, divided by 1."""
        got = standardize([[5.0, 1.0], [5.0, 3.0], [5.0, 5.0], [5.0, 7.0]], [[7.0, 4.0], [5.0, 4.0]])
        root = np.sqrt(5.0)
        scaled = np.array([[0.0, -3.0 / root], [0.0, -1.0 / root], [0.0, 1.0 / root], [0.0, 3.0 / root]])
        assert_close(got, (scaled, np.array([[2.0, 0.0], [0.0, 0.0]])), rtol=CLOSE, atol=1e-15)

    @pytest.mark.anchor
    def test_three_features(self, standardize):
        """Two training rows become −1 and 1 in each of three columns, whatever their units."""
        got = standardize([[0.0, 10.0, -3.0], [0.5, 10.5, -1.0]], [[1.0, 10.25, 0.0]])
        assert_close(got, (np.array([[-1.0] * 3, [1.0] * 3]), np.array([[3.0, 0.0, 2.0]])), rtol=CLOSE, atol=1e-15)

    @pytest.mark.anchor
    def test_one_row_is_far_out(self, standardize):
        """Three training rows of 0 and one of 4 have mean 1 and spread √3."""
        got = standardize([[0.0], [0.0], [4.0], [0.0]], [[1.0], [4.0], [-2.0]])
        root = np.sqrt(3.0)
        expected = (np.array([[-1.0], [-1.0], [3.0], [-1.0]]) / root, np.array([[0.0], [3.0], [-3.0]]) / root)
        assert_close(got, expected, rtol=CLOSE, atol=1e-15)

    @pytest.mark.law
    def test_mean_and_spread(self, standardize, rng):
        """Every training column has mean 0 and spread 1 afterwards, whatever it was before."""
        train = draw.matrix(rng, 9, 4) * rng.uniform(0.1, 50.0, size=4) + draw.scores(rng, 4, scale=20.0)
        scaled = np.asarray(standardize(train, train[:2])[0])
        assert_close(scaled.mean(axis=0), np.zeros(4), atol=1e-12)
        assert_close(scaled.std(axis=0), np.ones(4))

    @pytest.mark.law
    def test_units_do_not_matter(self, standardize, rng):
        """Measured in other units (scaled and shifted, column by column), both sets come out the same."""
        train, test = draw.matrix(rng, 7, 3), draw.matrix(rng, 4, 3)
        factor, shift = rng.uniform(0.2, 9.0, size=3), draw.scores(rng, 3)
        here, there = standardize(train, test)
        got = standardize(train * factor + shift, test * factor + shift)
        assert_close(got, (np.asarray(here), np.asarray(there)), rtol=1e-8, atol=1e-10)

    @pytest.mark.law
    def test_alone_or_in_company(self, standardize, rng):
        """A test row becomes the same whether it comes alone or with others."""  # public
        train, test = draw.matrix(rng, 6, 3), draw.matrix(rng, 5, 3)
        together = np.asarray(standardize(train, test)[1])
        for i in range(5):
            assert_close(standardize(train, test[i : i + 1])[1], together[i : i + 1], atol=1e-14)

    @pytest.mark.law
    def test_reference(self, standardize, reference, rng):
        """More columns than rows, a constant one among them: both sets come out right to nine digits."""
        train, test = draw.matrix(rng, 4, 6), draw.matrix(rng, 3, 6)
        train[:, 2] = 1.5
        assert_close(standardize(train, test), reference.standardize(train, test), atol=1e-13)

    @pytest.mark.law
    def test_digits(self, standardize):
        """Of the 64 pixels of the digits, 61 get mean 0 and spread 1; the 3 that are never inked get 0."""
        train, _, test, _ = digits()
        scaled = np.asarray(standardize(train, test)[0])
        assert_close(scaled.mean(axis=0), np.zeros(64), atol=1e-12)
        assert_close(np.sort(scaled.std(axis=0)), np.repeat([0.0, 1.0], [3, 61]), atol=1e-12)

    @pytest.mark.edge
    def test_single_rows(self, standardize):
        """With a single training row every column is constant: test rows are compared with it and divided by 1."""
        got = standardize(np.array([[1.0, -2.0, 4.0]]), np.array([[1.5, -2.0, 0.0]]))
        assert_close(got, (np.array([[0.0, 0.0, 0.0]]), np.array([[0.5, 0.0, -4.0]])), atol=1e-15)

    @pytest.mark.edge
    def test_integers(self, standardize):
        """Whole numbers, in lists and in uint8 pixels, neither round nor wrap around."""
        expected = (np.array([[-1.0, 1.0], [1.0, -1.0]]), np.array([[-2.0, 0.0]]))
        assert_close(standardize([[1, 16], [2, 0]], [[0.5, 8]]), (expected[0], np.array([[-2.0, 0.0]])), atol=1e-15)
        train, test = np.array([[2, 200], [4, 100]], dtype=np.uint8), np.array([[1, 150]], dtype=np.uint8)
        assert_close(standardize(train, test), expected, atol=1e-15)

    @pytest.mark.edge
    def test_single_precision(self, standardize, reference):
        """float32 values are worked with in float64."""
        train = np.array([[0.1, 1000.5], [0.7, 1001.25], [0.2, 1003.0]], dtype=np.float32)
        expected = reference.standardize(train.astype(np.float64), train.astype(np.float64))
        assert_close(standardize(train, train), expected, atol=1e-13)

    @pytest.mark.edge
    def test_types(self, standardize):
        """Two arrays come back, each with the shape that it had."""
        got = standardize(np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]]), np.array([[0.0, 1.0]]))
        assert_equal(len(got), 2)
        for scaled, shape in zip(got, ((3, 2), (1, 2)), strict=True):
            assert_type(scaled, np.ndarray)
            assert_equal(scaled.shape, shape)

    @pytest.mark.edge
    def test_pure(self, standardize):
        """Both sets are still the same after the call."""
        standardize(np.array([[1.0, 2.0], [3.0, 2.0]]), np.array([[0.0, 1.0]]))
        assert_arguments_unchanged(standardize)

    @pytest.mark.edge
    def test_refused(self, standardize):
        """Other columns in the test set, a single dimension, and no training rows at all raise ValueError."""
        train = np.array([[1.0, 2.0, 3.0], [3.0, 4.0, 4.0]])
        assert_raises(ValueError, standardize, train, np.array([[1.0]]), because="the columns differ")
        assert_raises(
            ValueError, standardize, train, np.array([1.0, 2.0, 3.0]), because="a row alone has shape (1, d)"
        )
        assert_raises(ValueError, standardize, train[0], train, because="a row alone has shape (1, d)")
        assert_raises(ValueError, standardize, np.empty((0, 3)), train, because="there are no training rows")

    @pytest.mark.numeric
    def test_rounded_constant(self, standardize):
        """Three times 0.1 is constant, although rounding leaves it a computed spread of 1.4e-17."""
        got = standardize(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]]), np.array([[0.6, 2.0]]))
        outer = np.sqrt(1.5)
        expected = (np.array([[0.0, -outer], [0.0, 0.0], [0.0, outer]]), np.array([[0.5, 0.0]]))
        assert_close(got, expected, atol=1e-12)

    @pytest.mark.numeric
    def test_small_spread(self, standardize):
        """A column of 0 and 2e-12 is not constant: −1 and 1."""
        got = standardize(np.array([[0.0], [2e-12]]), np.array([[4e-12]]))
        assert_close(got, (np.array([[-1.0], [1.0]]), np.array([[3.0]])))

    @pytest.mark.numeric
    def test_far_from_zero(self, standardize):
        """Around 1e9, a spread of 1 keeps its digits."""
        got = standardize(np.array([[1e9], [1e9 + 2.0]]), np.array([[1e9 + 4.0]]))
        assert_close(got, (np.array([[-1.0], [1.0]]), np.array([[3.0]])))


class TestFitLogisticRegression:
    @pytest.mark.anchor
    def test_first_step(self, fit_logistic_regression):
        """One step of rate 1 with three pictures, two of them 8s: weights 1/3 and 1/3, intercept 1/6."""
        got = fit_logistic_regression([[2.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [1, 1, 0], 1.0, 1)
        losses = np.array([LN2, 0.4827479527379825])
        assert_close(got, (np.array([1.0 / 3.0, 1.0 / 3.0]), 1.0 / 6.0, losses))

    @pytest.mark.anchor
    def test_second_step(self, fit_logistic_regression):
        """Two steps with four pictures: the second starts, for w and for b, where the first has ended."""
        got = fit_logistic_regression([[1.0], [2.0], [-1.0], [0.0]], [1, 1, 1, 0], learning_rate=1.0, n_steps=2)
        losses = np.array([LN2, 0.5950086476834489, 0.5605682636115122])
        assert_close(got, (np.array([0.3797958176118399]), 0.4090463671842386, losses))

    @pytest.mark.anchor
    def test_base_rate(self, fit_logistic_regression):
        """From empty pictures, three 8s in four, only the intercept learns: ln 3, at the entropy of the labels."""
        w, b, losses = fit_logistic_regression(np.zeros((4, 2)), [1, 1, 1, 0], learning_rate=4.0, n_steps=60)
        assert_close((w, b), (np.zeros(2), LN3), atol=1e-12)
        assert_close(losses_at([0, 60], losses, 60), np.array([LN2, 0.5623351446188083]))

    @pytest.mark.law
    def test_reference(self, fit_logistic_regression, reference, rng):
        """Soft labels, random rate: weights, intercept and every loss are right to nine digits."""
        X, y, rate = draw.matrix(rng, 8, 3), draw.probabilities(rng, 8), float(rng.uniform(0.1, 1.0))
        expected = reference.fit_logistic_regression(X, y, rate, 12)
        assert_close(fit_logistic_regression(X, y, rate, 12), expected, atol=1e-12)

    @pytest.mark.law
    def test_every_picture_twice(self, fit_logistic_regression, rng):
        """Showing every picture twice changes nothing of what is learned."""  # public
        X, y = draw.matrix(rng, 6, 2), draw.labels(rng, 6)
        w, b, losses = fit_logistic_regression(X, y, 0.8, 10)
        twice = fit_logistic_regression(np.vstack([X, X]), np.tile(y, 2), 0.8, 10)
        assert_close(twice, (np.asarray(w), float(b), np.asarray(losses)), atol=1e-12)

    @pytest.mark.law
    def test_walk_on(self, fit_logistic_regression, reference, rng):
        """A longer walk begins with the shorter one, whose last loss is that of its weights."""
        X, y = draw.matrix(rng, 7, 3), draw.labels(rng, 7)
        w, b, short = fit_logistic_regression(X, y, 0.6, 5)
        _, _, long = fit_logistic_regression(X, y, 0.6, 9)
        assert_close(losses_at(range(6), long, 9), losses_at(range(6), short, 5))
        end = reference.binary_cross_entropy_with_logits(y, X @ np.asarray(w) + b)
        assert_close(losses_at([5], short, 5), np.array([end]))

    @pytest.mark.law
    def test_step_size(self, fit_logistic_regression, rng):
        """Where 8/λ is 8: rate 7 falls at every step, to the weights that made the labels; rate 12 climbs."""
        columns, _ = np.linalg.qr(np.column_stack([np.ones(30), draw.matrix(rng, 30, 3)]))
        X = columns[:, 1:] * np.sqrt(30.0)  # with the column of ones, AᵀA/n is the identity
        truth = rng.choice([-1.0, 1.0], size=4) * rng.uniform(0.05, 0.15, size=4)
        y = 1.0 / (1.0 + np.exp(-(X @ truth[:3] + truth[3])))
        w, b, losses = fit_logistic_regression(X, y, learning_rate=7.0, n_steps=150)
        assert_close((w, b), (truth[:3], float(truth[3])), rtol=1e-8, atol=1e-9)
        assert_falling(losses_at(range(8), losses, 150))  # later, what is left to fall is lost in rounding
        _, _, climbing = fit_logistic_regression(X, y, learning_rate=12.0, n_steps=1)
        assert_increasing(losses_at([0, 1], climbing, 1))

    @pytest.mark.edge
    def test_no_steps(self, fit_logistic_regression):
        """No steps: all weights are still 0, and the one loss is ln 2."""
        got = fit_logistic_regression(np.array([[1.0, 5.0], [2.0, -3.0], [0.0, 1.0]]), np.array([1, 0, 0]), 0.5, 0)
        assert_close(got, (np.zeros(2), 0.0, np.array([LN2])), atol=1e-15)

    @pytest.mark.edge
    def test_defaults(self, fit_logistic_regression):
        """Left alone it takes 500 steps of rate 0.5, and returns an array, a float and an array."""
        w, b, losses = fit_logistic_regression(np.array([[1.0], [-1.0], [1.0]]), np.array([1, 0, 0]))
        assert_type(w, np.ndarray)
        assert_type(b, float)
        assert_type(losses, np.ndarray)
        assert_close(losses_at([0, 1, 500], losses, 500), np.array([LN2, 0.666525473073176, 0.4641329840555721]))

    @pytest.mark.edge
    def test_integers(self, fit_logistic_regression):
        """Whole numbers, in lists and in uint8 pixels, do not round the weights."""
        expected = (np.array([-1.0 / 6.0, 0.25]), -1.0 / 12.0, np.array([LN2, 0.5198901666743319]))
        X, y = [[1, 0], [2, 3], [3, 0]], [0, 1, 0]
        assert_close(fit_logistic_regression(X, y, 0.5, 1), expected, atol=1e-15)
        pixels, labels = np.array(X, dtype=np.uint8), np.array(y, dtype=np.uint8)
        assert_close(fit_logistic_regression(pixels, labels, 0.5, 1), expected, atol=1e-15)

    @pytest.mark.edge
    def test_single_precision(self, fit_logistic_regression, reference):
        """What is learned from pictures and soft labels in float32 is learned in float64."""
        X, y = np.array([[0.1, 0.7], [1.3, -0.2], [0.4, 0.9]]), np.array([0.3, 1.0, 0.9])
        single = [a.astype(np.float32) for a in (X, y)]
        expected = reference.fit_logistic_regression(*(a.astype(np.float64) for a in single), n_steps=3)
        assert_close(fit_logistic_regression(*single, n_steps=3), expected)

    @pytest.mark.edge
    def test_pure(self, fit_logistic_regression):
        """Pictures and labels are still the same after the walk."""
        fit_logistic_regression(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 0.0]), 0.5, 3)
        assert_arguments_unchanged(fit_logistic_regression)

    @pytest.mark.edge
    def test_refused(self, fit_logistic_regression):
        """Labels −1 and 1, two labels for three pictures, pictures in one dimension, and none at all: ValueError."""
        X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        why = {"because": "a label lies outside [0, 1]"}
        assert_raises(ValueError, fit_logistic_regression, X, np.array([1, -1, 1]), 0.1, 2, **why)
        why = {"because": "y is not of shape (n,)"}
        assert_raises(ValueError, fit_logistic_regression, X, np.array([1, 0]), 0.1, 2, **why)
        why = {"because": "X is not two-dimensional"}
        assert_raises(ValueError, fit_logistic_regression, X[:, 0], np.array([1, 0, 1]), 0.1, 2, **why)
        why = {"because": "there are no pictures"}
        assert_raises(ValueError, fit_logistic_regression, np.empty((0, 2)), np.empty(0), 0.1, 2, **why)

    @pytest.mark.numeric
    def test_jumping_over(self, fit_logistic_regression):
        """Features of ±1000 that contradict each other: one step too far costs 55 555.5 nats, not inf."""
        X, y = np.array([[1000.0], [-1000.0], [-1000.0]]), np.array([1, 0, 1])
        got = fit_logistic_regression(X, y, learning_rate=1.0, n_steps=1)
        weight, intercept = 500.0 / 3.0, 0.5 / 3.0
        losses = np.array([LN2, (1000.0 * weight - intercept) / 3.0])
        assert_close(got, (np.array([weight]), intercept, losses))


class TestFitLogisticRegressionOnData:
    @pytest.mark.anchor
    def test_digits(self, fit_logistic_regression, reference):
        """8 or not 8: the loss is 0.6931, then 0.5919, and 0.2786, 0.1097 and 0.0785 after 10, 100 and 500 steps."""
        train, y, test, _ = digits()
        _, _, losses = fit_logistic_regression(reference.standardize(train, test)[0], y)
        expected = np.array([LN2, 0.5918900030664511, 0.2786387742986324, 0.10973322730068376, 0.07853959898648055])
        assert_close(losses_at([0, 1, 10, 100, 500], losses, 500), expected, rtol=1e-6)

    @pytest.mark.anchor
    def test_pass_marks(self, fit_logistic_regression, reference):
        """The pass marks: training loss at most 0.080, test loss at most 0.10, test accuracy at least 0.955."""
        train, y_train, test, y_test = digits()
        X_train, X_test = reference.standardize(train, test)
        w, b, losses = fit_logistic_regression(X_train, y_train, learning_rate=0.5, n_steps=500)
        scores = X_test @ np.asarray(w) + b
        assert_falling(losses_at(range(501), losses, 500))
        assert_between(losses_at([500], losses, 500), 0.0, 0.080)
        assert_between(reference.binary_cross_entropy_with_logits(y_test, scores), 0.0, 0.10)
        assert_between(float(np.mean((scores >= 0.0) == y_test)), 0.955, 1.0)

    @pytest.mark.anchor
    @pytest.mark.parametrize(
        ("rate", "path", "loss_on_test", "right"),
        [
            (0.5, (LN2, 0.23145084321219841, 0.11900521591202669, 0.04696996214314084), 0.09094657767708625, 110),
            (0.1, (LN2, 0.522377401302131, 0.23985981189202854, 0.06381301306151983), 0.09504787137207187, 111),
        ],
        ids=["fast", "slow"],
    )
    def test_tumours(self, fit_logistic_regression, reference, rate, path, loss_on_test, right):
        """On a second data set, 455 tumours with 30 features, rate {rate} gets {right} of 114 test rows right."""
        train, y_train, test, y_test = tumours()
        X_train, X_test = reference.standardize(train, test)
        w, b, losses = fit_logistic_regression(X_train, y_train, rate, 500)
        assert_close(losses_at([0, 1, 10, 500], losses, 500), np.array(path), rtol=1e-6)
        scores = X_test @ np.asarray(w) + b
        assert_close(reference.binary_cross_entropy_with_logits(y_test, scores), loss_on_test, rtol=1e-6)
        assert_equal(int(np.sum((scores >= 0.0) == y_test)), right)

    @pytest.mark.law
    def test_below_the_entropy(self, fit_logistic_regression, reference):
        """On the digits the loss falls at every step and ends below the entropy of the labels, 0.3163 nats."""
        train, y, test, _ = digits()
        _, _, losses = fit_logistic_regression(reference.standardize(train, test)[0], y, 0.5, 20)
        assert_falling(losses_at(range(21), losses, 20))
        assert_between(losses[-1], 0.0, reference.binary_entropy(float(y.mean()), base=np.e))

    @pytest.mark.law
    def test_rates(self, fit_logistic_regression, reference):
        """On the digits the loss still falls at every step with rate 2, and with rate 4 it jumps up in the third."""
        train, y, test, _ = digits()
        X, _ = reference.standardize(train, test)
        _, _, falling = fit_logistic_regression(X, y, 2.0, 20)
        assert_falling(losses_at(range(21), falling, 20))
        _, _, jumping = fit_logistic_regression(X, y, 4.0, 3)
        assert_falling(losses_at([0, 1, 2], jumping, 3))
        assert_increasing(losses_at([2, 3], jumping, 3))

    @pytest.mark.numeric
    def test_unscaled(self, fit_logistic_regression):
        """Without standardising, the first step with the tumours leads to a loss of 4538.6 nats, and no warning."""
        train, y, _, _ = tumours()
        _, _, losses = fit_logistic_regression(train, y, 0.1, 1)
        assert_close(losses_at([0, 1], losses, 1), np.array([LN2, 4538.574517147062]), rtol=1e-6)

    @pytest.mark.speed
    def test_many_steps(self, fit_logistic_regression, reference):
        """25 steps with 1437 digits: fast without a loop over pictures."""
        train, y, test, _ = digits()
        X, _ = reference.standardize(train, test)
        assert_comparable_speed(fit_logistic_regression, reference.fit_logistic_regression, X, y, 0.5, 25)


class TestPredict:
    @pytest.mark.anchor
    def test_probabilities(self, predict):
        """Probabilities of 0.25, 0.5, 0.75 and 0.9 make two eights at the threshold 0.6."""
        X = np.array([[0.0], [1.0], [2.0], [3.0]])
        assert_close(predict(X, np.array([LN3]), -LN3, 0.6), np.array([0, 0, 1, 1]))

    @pytest.mark.anchor
    def test_anxious(self, predict):
        """At the threshold 0.3 a probability of 0.36 is a yes and one of 0.27 a no."""
        X = np.array([[np.log(9.0 / 16.0), 1.0], [np.log(27.0 / 73.0), 0.0]])
        assert_close(predict(X, np.array([1.0, 0.0]), 0.0, threshold=0.3), np.array([1, 0]))

    @pytest.mark.anchor
    def test_between_score_and_probability(self, predict):
        """Scores of 0.4, −0.4 and 0 at the threshold 0.5: yes, no, yes."""
        X = np.array([[0.2, 0.1], [-0.2, -0.1], [0.2, -0.1]])
        assert_close(predict(X, np.array([1.0, 2.0]), 0.0), np.array([1, 0, 1]))

    @pytest.mark.anchor
    def test_intercept(self, predict):
        """An intercept of −3 asks for a weighted sum of at least 3."""
        X = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [4.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
        assert_close(predict(X, np.array([1.0, 1.0, 2.0]), -3.0), np.array([0, 1, 1, 1]))

    @pytest.mark.law
    def test_opposite(self, predict, rng):
        """With all signs of w and b turned round, every answer is turned round."""
        X, w, b = draw.matrix(rng, 12, 3), draw.scores(rng, 3), 0.4
        assert_close(predict(X, -w, -b), 1 - np.asarray(predict(X, w, b)))

    @pytest.mark.law
    def test_threshold_as_score(self, predict, rng):
        """Probability at least t means score at least ln(t / (1 − t))."""
        X, w, b = draw.matrix(rng, 15, 4), draw.scores(rng, 4, scale=1.0), -0.3
        for t in rng.uniform(0.05, 0.95, size=4):
            expected = (X @ w + b >= np.log(t / (1.0 - t))).astype(int)
            assert_close(predict(X, w, b, float(t)), expected)

    @pytest.mark.law
    def test_length_does_not_matter(self, predict, rng):
        """At the threshold 0.5, w and b a hundred times as large make the model surer, not different."""
        X, w, b = draw.matrix(rng, 12, 2), draw.scores(rng, 2), 0.2
        expected = (X @ w + b > 0.0).astype(int)
        assert_close(predict(X, w, b), expected)
        assert_close(predict(X, 100.0 * w, 100.0 * b), expected)

    @pytest.mark.law
    def test_fewer_eights(self, predict, rng):
        """Raising the threshold never adds an 8."""  # public
        X, w = draw.matrix(rng, 40, 2), np.array([1.0, 1.0])
        eights = [int(np.sum(predict(X, w, 0.0, t))) for t in (0.9, 0.7, 0.5, 0.3, 0.1)]
        assert_increasing(eights, strictly=False)
        assert_close(predict(X, w, 0.0, 0.7), (X @ w >= np.log(7.0 / 3.0)).astype(int))

    @pytest.mark.edge
    def test_types(self, predict):
        """The answer is an array of whole numbers, one for each picture."""
        got = predict(np.array([[1.0, 0.0], [-1.0, 0.0], [2.0, 1.0]]), np.array([1.0, 0.5]), 0.25)
        assert_type(got, np.ndarray)
        assert_equal(got.shape, (3,))
        assert_equal(got.dtype.kind in "iu", True)

    @pytest.mark.edge
    def test_integers(self, predict):
        """Whole numbers in lists are fine, and one picture gets one answer, in an array."""
        assert_close(predict([[3, 1], [0, 2]], [1, -2], -1), np.array([1, 0]))
        assert_close(predict([[3, 4]], [1, -1], 0), np.array([0]))

    @pytest.mark.edge
    def test_always_yes(self, predict):
        """At the threshold 0 everything is an 8."""
        assert_close(predict(np.array([[-3.0], [0.0], [5.0]]), np.array([1.0]), -1.0, 0.0), np.array([1, 1, 1]))

    @pytest.mark.edge
    def test_pure(self, predict):
        """Pictures and weights are still the same after the call."""
        predict(np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([0.5, 1.0]), 0.1)
        assert_arguments_unchanged(predict)

    @pytest.mark.edge
    def test_refused(self, predict):
        """A weight too few, weights in a column, and a picture in one dimension raise ValueError."""
        X = np.array([[1.0, 2.0], [3.0, 4.0]])
        assert_raises(ValueError, predict, X, np.array([1.0]), 0.0, because="one weight per column is needed")
        assert_raises(ValueError, predict, X, np.array([[1.0], [2.0]]), 0.0, because="w is not of shape (d,)")
        assert_raises(ValueError, predict, X[0], np.array([1.0, 2.0]), 0.0, because="X is not two-dimensional")

    @pytest.mark.numeric
    def test_large_scores(self, predict):
        """Scores of ±1000 and ±10 000 are answered without a warning."""
        X = np.array([[1000.0], [-1000.0], [-10000.0], [10000.0]])
        assert_close(predict(X, np.array([1.0]), 0.0), np.array([1, 0, 0, 1]))

    @pytest.mark.numeric
    def test_by_a_hair(self, predict):
        """A score of a billionth decides like any other: being close to one half does not count."""
        X = np.array([[1e-9], [-1e-9], [-2e-9]])
        assert_close(predict(X, np.array([1.0]), 0.0), np.array([1, 0, 0]))


class TestAccuracy:
    @pytest.mark.anchor
    def test_never_an_eight(self, accuracy):
        """Who never says 8 is right about 324 of the 360 test digits: 0.9, for nothing."""
        y = digits()[3]
        assert_close(accuracy(y, np.zeros(360, dtype=int)), 0.9)

    @pytest.mark.anchor
    def test_confusion(self, accuracy):
        """30 eights found, 6 missed, 8 false alarms and 316 rightly left alone: 346 of 360."""
        truth, answer = np.repeat([1, 1, 0, 0], [30, 6, 8, 316]), np.repeat([1, 0, 1, 0], [30, 6, 8, 316])
        assert_close(accuracy(truth, answer), 346 / 360)

    @pytest.mark.anchor
    def test_ten_classes(self, accuracy):
        """Ten digits, of which 3, 8 and 9 are read correctly: 0.3."""
        answers = np.array([6, 7, 1, 3, 9, 0, 2, 4, 8, 9])
        assert_close(accuracy(np.arange(10), answers), 0.3)

    @pytest.mark.anchor
    def test_one_right(self, accuracy):
        """One right answer among eight is 0.125."""
        assert_close(accuracy([1, 1, 1, 0, 0, 1, 0, 1], [0, 0, 0, 1, 1, 1, 1, 0]), 0.125)

    @pytest.mark.law
    def test_turned_round(self, accuracy, rng):
        """With every answer turned round, accuracy a becomes 1 − a."""  # public
        y, answers = draw.labels(rng, 17), draw.labels(rng, 17)
        right = float(np.sum(y == answers)) / 17
        assert_close(accuracy(y, answers), right, atol=1e-15)
        assert_close(accuracy(y, 1 - answers), 1.0 - right, atol=1e-15)

    @pytest.mark.law
    def test_other_names(self, accuracy, rng):
        """Giving the classes other numbers, in both lists alike, changes nothing."""
        y, answers, names = rng.integers(0, 5, size=30), rng.integers(0, 5, size=30), rng.permutation(5) + 20
        answers[:10] = y[:10]
        assert_close(accuracy(names[y], names[answers]), float(np.sum(y == answers)) / 30)

    @pytest.mark.law
    def test_pooling(self, accuracy, rng):
        """The accuracy over two albums is the mean of theirs, weighted by their numbers of pictures."""
        y, answers = draw.labels(rng, 20), draw.labels(rng, 20)
        answers[:2], answers[-2:] = y[:2], 1 - y[-2:]
        first, second = accuracy(y[:5], answers[:5]), accuracy(y[5:], answers[5:])
        assert_close(accuracy(y, answers), 0.25 * first + 0.75 * second)

    @pytest.mark.law
    def test_order(self, accuracy, rng):
        """The order of the pictures does not matter, nor which list is called the truth."""
        y, answers = rng.integers(0, 3, size=12), rng.integers(0, 3, size=12)
        answers[:4] = y[:4]
        order, right = rng.permutation(12), float(np.sum(y == answers)) / 12
        assert_close(accuracy(y[order], answers[order]), right)
        assert_close(accuracy(answers, y), right)

    @pytest.mark.edge
    def test_extremes(self, accuracy):
        """All right is 1.0 and all wrong is 0.0."""
        assert_close(accuracy([0, 1, 2, 1], [0, 1, 2, 1]), 1.0)
        assert_close(accuracy([0, 1, 2, 1], [1, 2, 0, 0]), 0.0, atol=1e-15)

    @pytest.mark.edge
    def test_types(self, accuracy):
        """The answer is a float, also for a single picture."""
        assert_type(accuracy(np.array([1, 0, 1]), np.array([1, 1, 1])), float)
        assert_type(accuracy([1], [1]), float)

    @pytest.mark.edge
    def test_refused(self, accuracy):
        """Four answers to five labels, a table, and no labels at all raise ValueError."""
        y = [1, 0, 1, 0, 1]
        assert_raises(ValueError, accuracy, y, [1, 0, 1, 0], because="the shapes differ")
        assert_raises(ValueError, accuracy, y, [1], because="the shapes differ")
        assert_raises(ValueError, accuracy, y, np.ones((2, 5), dtype=int), because="the shapes differ")
        assert_raises(ValueError, accuracy, [], [], because="there are no labels")

    @pytest.mark.edge
    def test_pure(self, accuracy):
        """Labels and answers are still the same after the call."""
        accuracy(np.array([1, 0, 1]), np.array([0, 0, 1]))
        assert_arguments_unchanged(accuracy)

    @pytest.mark.numeric
    def test_narrow_types(self, accuracy):
        """Labels 0, 100 and 255 in uint8 are compared, not subtracted: nothing wraps around."""
        y, answers = np.array([0, 255, 100, 255], dtype=np.uint8), np.array([255, 0, 100, 255], dtype=np.uint8)
        assert_close(accuracy(y, answers), 0.5)

    @pytest.mark.numeric
    def test_close_is_not_equal(self, accuracy):
        """Class 1 000 000 is not class 1 000 001."""
        assert_close(accuracy([1_000_000, 1_000_001, 7, 8], [1_000_000, 1_000_000, 7, 8]), 0.75)

    @pytest.mark.speed
    def test_a_million_labels(self, accuracy, reference, rng):
        """A million labels: fast without a loop."""
        y, answers = (rng.integers(0, 10, size=1_000_000, dtype=np.uint8) for _ in range(2))
        assert_comparable_speed(accuracy, reference.accuracy, y, answers)
