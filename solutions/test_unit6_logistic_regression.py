"""Hidden cases of unit 6: logistic regression."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_calls,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

LN3 = float(np.log(3.0))


class TestPredictProba:
    @pytest.mark.anchor
    def test_hand_made(self, predict_proba):
        """Scores of 2 ln 3, 0 and ln 3, from two features and an intercept, are 0.9, 0.5 and 0.75."""
        X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        assert_close(predict_proba(X, np.array([LN3, -LN3]), LN3), np.array([0.9, 0.5, 0.75]))

    @pytest.mark.anchor
    def test_intercept_alone(self, predict_proba):
        """With all weights 0 every picture gets the sigmoid of the intercept."""
        X = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, 6.0]])
        assert_close(predict_proba(X, np.zeros(3), -LN3), np.array([0.25, 0.25]))

    @pytest.mark.anchor
    def test_one_feature(self, predict_proba):
        """One feature, four pictures: weight ln 3 and intercept −ln 3 make three to one out of a feature of 2."""
        X = np.array([[0.0], [1.0], [2.0], [3.0]])
        assert_close(predict_proba(X, np.array([LN3]), -LN3), np.array([0.25, 0.5, 0.75, 0.9]))

    @pytest.mark.law
    def test_linear_log_odds(self, predict_proba, rng):
        """The log-odds of the answers are the scores Xw + b."""
        X, w, b = draw.matrix(rng, 6, 3), draw.scores(rng, 3, scale=1.0), 0.7
        p = np.asarray(predict_proba(X, w, b))
        with np.errstate(divide="ignore", invalid="ignore"):  # what is no probability shall fail below, silently
            log_odds = np.log(p / (1.0 - p))
        assert_close(log_odds, X @ w + b, atol=1e-9)

    @pytest.mark.law
    def test_column_of_ones(self, predict_proba, rng):
        """The intercept is the weight of a feature that is always 1."""
        X, w, b = draw.matrix(rng, 5, 3), draw.scores(rng, 3, scale=1.0), -1.3
        with_ones = np.column_stack([X, np.ones(5)])
        assert_close(predict_proba(with_ones, np.append(w, b), 0.0), predict_proba(X, w, b))

    @pytest.mark.law
    def test_shifted_features(self, predict_proba, rng):
        """Adding a constant to a feature is the same as adding its weight times the constant to the intercept."""
        X, w, shift = draw.matrix(rng, 5, 4), draw.scores(rng, 4, scale=1.0), draw.scores(rng, 4, scale=1.0)
        assert_close(predict_proba(X + shift, w, 0.4), predict_proba(X, w, float(0.4 + w @ shift)))

    @pytest.mark.law
    def test_reference(self, predict_proba, reference, rng):
        """More pictures than features, or more features than pictures: both come out right."""
        for n, d in ((7, 3), (2, 5)):
            X, w, b = draw.matrix(rng, n, d), draw.scores(rng, d), float(rng.normal())
            assert_close(predict_proba(X, w, b), reference.predict_proba(X, w, b))

    @pytest.mark.edge
    def test_single_picture(self, predict_proba):
        """One picture gives an array with one probability."""
        got = predict_proba(np.array([[1.0, -1.0, 2.0]]), np.array([LN3, LN3, LN3]), -LN3)
        assert_type(got, np.ndarray)
        assert_close(got, np.array([0.75]))

    @pytest.mark.edge
    def test_integers(self, predict_proba):
        """Pictures and weights in whole numbers, as lists, count like any others."""
        assert_close(predict_proba([[1, 2], [3, 1], [0, 1]], [1, -1], 1), np.array([0.5, 0.9525741268224334, 0.5]))

    @pytest.mark.edge
    def test_single_precision(self, predict_proba, reference):
        """Pictures and weights in float32 get their probabilities in float64."""
        X, w = np.array([[0.1, 0.7], [1.3, -0.2]], dtype=np.float32), np.array([0.7, -0.4], dtype=np.float32)
        expected = reference.predict_proba(X.astype(np.float64), w.astype(np.float64), 0.1)
        assert_close(predict_proba(X, w, 0.1), expected)

    @pytest.mark.edge
    def test_pure(self, predict_proba):
        """Pictures and weights are still the same after the call."""
        predict_proba(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([0.1, -0.2]), 0.3)
        assert_arguments_unchanged(predict_proba)

    @pytest.mark.edge
    def test_wrong_number_of_weights(self, predict_proba):
        """One weight for two features, three, or a column of two raise ValueError; one is not spread over both."""
        X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        for w in ([0.5], [0.5, 0.5, 0.5], [[0.5], [0.5]]):
            assert_raises(ValueError, predict_proba, X, w, 0.0, because="w must hold one weight per column")

    @pytest.mark.edge
    def test_one_row_is_a_matrix(self, predict_proba):
        """Features that do not come as rows of a matrix raise ValueError."""
        assert_raises(ValueError, predict_proba, [1.0, 2.0], [0.5, -0.25], 1.0, because="X is not two-dimensional")
        cube, table = np.ones((2, 2, 2)), np.ones((2, 2))
        assert_raises(ValueError, predict_proba, cube, table, 1.0, because="X is not two-dimensional")

    @pytest.mark.numeric
    def test_huge_scores(self, predict_proba):
        """Scores about ±1000 give 1 and 0 without a warning, and leave their neighbours alone."""
        got = predict_proba(np.array([[10.0], [-10.0], [0.0]]), np.array([100.0]), 1.0)
        assert_close(got, np.array([1.0, 0.0, 0.7310585786300049]), atol=1e-300)

    @pytest.mark.numeric
    def test_small_probability(self, predict_proba):
        """A score of −40, put together from two features, keeps its tiny probability."""
        got = predict_proba(np.array([[2.0, 1.0]]), np.array([-15.0, -8.0]), -2.0)
        assert_close(got, np.array([4.248354255291589e-18]))


class TestLogisticGradient:
    @pytest.mark.anchor
    def test_cat_and_not(self, logistic_gradient):
        """A cat and something else, all weights 0: one prediction is too low, one too high, and db is 0."""
        got = logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 0], [0.0, 0.0], 0.0)
        assert_close(got, (np.array([0.5, 0.5]), 0.0), atol=1e-15)

    @pytest.mark.anchor
    def test_three_to_one(self, logistic_gradient):
        """Four pictures with two features, predicted with 0.5, 0.1, 0.25 and 0.75."""
        X, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]), np.array([1, 0, 0, 1])
        got = logistic_gradient(X, y, np.array([LN3, -LN3]), -LN3)
        assert_close(got, (np.array([-0.1875, 0.0875]), -0.1))

    @pytest.mark.anchor
    def test_two_cats_with_intercept(self, logistic_gradient):
        """Two cats, all weights 0 but intercept 1: both predictions are 0.7311."""
        got = logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 1.0)
        assert_close(got, (np.array([-0.5378828427399902, -0.8068242641099853]), -0.2689414213699951))

    @pytest.mark.anchor
    def test_two_cats_and_not(self, logistic_gradient):
        """Two cats and something else, all weights 0: the first weight should fall, the second may stay."""
        got = logistic_gradient([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [1, 1, 0], [0.0, 0.0], 0.0)
        assert_close(got, (np.array([1.0 / 6.0, 0.0]), -1.0 / 6.0), atol=1e-15)

    @pytest.mark.law
    def test_gradient_check(self, logistic_gradient, reference, rng):
        """Your formula agrees with nudging every weight and the intercept, away from 0."""
        X, y, w, b = draw.matrix(rng, 9, 4), draw.labels(rng, 9), draw.scores(rng, 4, scale=1.0), 0.8
        measured = reference.numerical_gradient(
            lambda v: reference.binary_cross_entropy_with_logits(y, X @ v[:-1] + v[-1]), np.append(w, b)
        )
        expected = (measured[:-1], float(measured[-1]))
        assert_close(logistic_gradient(X, y, w, b), expected, rtol=1e-6, atol=1e-9)

    @pytest.mark.law
    def test_every_picture_twice(self, logistic_gradient, rng):
        """Showing every picture twice changes neither the mean loss nor its gradient."""
        X, y, w, b = draw.matrix(rng, 6, 2), draw.labels(rng, 6), draw.scores(rng, 2, scale=1.0), -0.5
        dw, db = logistic_gradient(X, y, w, b)
        twice = logistic_gradient(np.vstack([X, X]), np.tile(y, 2), w, b)
        assert_close(twice, (np.asarray(dw), float(db)), atol=1e-14)

    @pytest.mark.law
    def test_mirror(self, logistic_gradient, rng):
        """Swapping cats for non-cats and the sign of w and b turns the gradient around."""
        X, y, w, b = draw.matrix(rng, 7, 3), draw.labels(rng, 7), draw.scores(rng, 3, scale=1.0), 0.6
        dw, db = logistic_gradient(X, y, w, b)
        assert_close(logistic_gradient(X, 1 - y, -w, -b), (-np.asarray(dw), -float(db)), atol=1e-14)

    @pytest.mark.law
    def test_column_of_ones(self, logistic_gradient, rng):
        """The intercept's db is the gradient for the weight of a feature that is always 1."""
        X, y, w, b = draw.matrix(rng, 8, 3), draw.labels(rng, 8), draw.scores(rng, 3, scale=1.0), -0.9
        dw, db = logistic_gradient(np.column_stack([X, np.ones(8)]), y, np.append(w, b), 0.0)
        expected = (np.asarray(dw)[:3], float(np.asarray(dw)[3]))
        assert_close(logistic_gradient(X, y, w, b), expected, atol=1e-14)
        assert_close(db, expected[1], atol=1e-14)

    @pytest.mark.law
    def test_optimum(self, logistic_gradient, rng):
        """Where the predictions are the shares of cats in two kinds of pictures, the gradient is 0."""
        few, many = (int(k) for k in rng.choice(np.arange(1, 8), size=2, replace=False))
        X = np.repeat([[0.0], [1.0]], 8, axis=0)
        y = np.concatenate([np.arange(8) < few, np.arange(8) < many]).astype(int)
        b, at_one = np.log(few / (8 - few)), np.log(many / (8 - many))
        got = logistic_gradient(X, y, np.array([at_one - b]), float(b))
        assert_close(got, (np.array([0.0]), 0.0), atol=1e-14)

    @pytest.mark.law
    def test_start_from_zero(self, logistic_gradient, rng):
        """With all weights 0, db is one half minus the share of cats, and dw correlates X with ½ − y."""
        X, y = draw.matrix(rng, 11, 3), draw.labels(rng, 11)
        expected = (np.mean((0.5 - y)[:, np.newaxis] * X, axis=0), float(0.5 - y.mean()))
        assert_close(logistic_gradient(X, y, np.zeros(3), 0.0), expected, atol=1e-14)

    @pytest.mark.law
    def test_reference(self, logistic_gradient, reference, rng):
        """Soft labels, more features than pictures: the gradient comes out right to nine digits."""
        X, y, w, b = draw.matrix(rng, 4, 6), draw.probabilities(rng, 4), draw.scores(rng, 6), 1.5
        assert_close(logistic_gradient(X, y, w, b), reference.logistic_gradient(X, y, w, b), atol=1e-13)

    @pytest.mark.edge
    def test_single_picture(self, logistic_gradient):
        """One picture that is no cat, with three features: dw has three entries."""
        got = logistic_gradient(np.array([[1.0, -2.0, 4.0]]), np.array([0]), np.zeros(3), LN3)
        assert_close(got, (np.array([0.75, -1.5, 3.0]), 0.75))

    @pytest.mark.edge
    def test_integers(self, logistic_gradient):
        """Whole numbers everywhere, in lists and arrays, are no reason to round."""
        X, expected = [[1, 0, 3], [0, 4, 3]], (np.array([-0.25, 1.0, 0.0]), 0.0)
        assert_close(logistic_gradient(X, [1, 0], [0, 0, 0], 0), expected, atol=1e-15)
        got = logistic_gradient(np.array(X), np.array([1, 0]), np.array([0, 0, 0]), 0)
        assert_close(got, expected, atol=1e-15)

    @pytest.mark.edge
    def test_types(self, logistic_gradient):
        """The gradient is an array of the shape of w, and one float."""
        dw, db = logistic_gradient(np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.array([1, 0, 1]), [0.2, 0.1], 0)
        assert_type(dw, np.ndarray)
        assert_equal(np.shape(dw), (2,))
        assert_type(db, float)

    @pytest.mark.edge
    def test_single_precision(self, logistic_gradient, reference):
        """Pictures, soft labels and weights in float32 are worked out in float64."""
        X, y, w = np.array([[0.1, 0.7], [1.3, -0.2], [0.4, 0.9]]), np.array([0.3, 1.0, 0.9]), np.array([0.7, -0.4])
        single = [a.astype(np.float32) for a in (X, y, w)]
        expected = reference.logistic_gradient(*(a.astype(np.float64) for a in single), 0.1)
        assert_close(logistic_gradient(*single, 0.1), expected)

    @pytest.mark.edge
    def test_pure(self, logistic_gradient):
        """Pictures, labels and weights are still the same after the call."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 0.0, 1.0])
        logistic_gradient(X, y, np.array([0.1, -0.2]), 0.3)
        assert_arguments_unchanged(logistic_gradient)

    @pytest.mark.edge
    def test_labels_do_not_match(self, logistic_gradient):
        """One label for three pictures, or two, raise ValueError."""
        X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        for y in ([1], [1, 0]):
            assert_raises(ValueError, logistic_gradient, X, y, [0.1, 0.2], 0.0, because="y is not of shape (n,)")

    @pytest.mark.edge
    def test_no_pictures(self, logistic_gradient):
        """No pictures have no mean loss: ValueError."""
        X, y = np.empty((0, 2)), np.empty(0)
        assert_raises(ValueError, logistic_gradient, X, y, [0.1, 0.2], 0.0, because="there are no pictures")

    @pytest.mark.numeric
    def test_sure_and_wrong(self, logistic_gradient):
        """Scores of ±1000 on the wrong side give the full gradient, without a warning."""
        X, y = np.array([[1000.0, 0.0], [-1000.0, 0.0], [0.0, 3.0]]), np.array([0, 1, 1])
        got = logistic_gradient(X, y, np.array([1.0, 0.0]), 0.0)
        assert_close(got, (np.array([2000.0 / 3.0, -0.5]), -1.0 / 6.0))

    @pytest.mark.numeric
    def test_sure_and_right(self, logistic_gradient):
        """Scores of ±1000 on the right side leave nothing to improve."""
        X, y = np.array([[1000.0], [-1000.0], [500.0]]), np.array([1, 0, 1])
        assert_close(logistic_gradient(X, y, np.array([1.0]), 0.0), (np.array([0.0]), 0.0), atol=1e-12)

    @pytest.mark.speed
    def test_many_pictures(self, logistic_gradient, reference, rng):
        """40 000 pictures with 4 features: fast without a loop."""
        X, y, w = draw.matrix(rng, 40_000, 4), draw.labels(rng, 40_000), draw.scores(rng, 4, scale=0.1)
        assert_comparable_speed(logistic_gradient, reference.logistic_gradient, X, y, w, 0.1)


class TestNumericalGradient:
    @pytest.mark.anchor
    def test_cube(self, numerical_gradient):
        """For v³ at 2 with h = 0.001 the two sides give 12.000001: 12, and an error of h²."""
        got = numerical_gradient(lambda v: float(np.sum(v**3)), np.array([2.0]), 1e-3)
        assert_close(got, np.array([12.000001]))

    @pytest.mark.anchor
    def test_two_slopes(self, numerical_gradient):
        """v₀² + 3v₁ has slope 2 in one direction and 3 in the other at (1, 1)."""
        got = numerical_gradient(lambda v: v[0] ** 2 + 3.0 * v[1], np.array([1.0, 1.0]))
        assert_close(got, np.array([2.0, 3.0]), rtol=1e-7)

    @pytest.mark.anchor
    def test_three_factors(self, numerical_gradient):
        """The gradient of v₀·v₁·v₂ at (1, 2, 3) is (6, 3, 2), with h = 0.5 just as well."""
        got = numerical_gradient(lambda v: v[0] * v[1] * v[2], np.array([1.0, 2.0, 3.0]), 0.5)
        assert_close(got, np.array([6.0, 3.0, 2.0]))

    @pytest.mark.anchor
    def test_wide_nudge(self, numerical_gradient):
        """For e^v at 0 with h = 1 it is (e − 1/e) / 2 = 1.1752, and not yet 1."""
        got = numerical_gradient(lambda v: float(np.exp(v[0])), np.array([0.0]), h=1.0)
        assert_close(got, np.array([1.1752011936438014]))

    @pytest.mark.law
    def test_quadratic(self, numerical_gradient, rng):
        """For a quadratic function central differences are exact, however large the nudge."""
        A, c, x = draw.matrix(rng, 4, 4), draw.scores(rng, 4), draw.scores(rng, 4)
        got = numerical_gradient(lambda v: float(v @ A @ v + c @ v), x, float(rng.uniform(0.2, 0.8)))
        assert_close(got, (A + A.T) @ x + c, atol=1e-10)

    @pytest.mark.law
    def test_error_falls_with_the_square(self, numerical_gradient, rng):
        """For the sum of v³ the error is h²: a tenth of the nudge leaves a hundredth of the error."""
        x = rng.uniform(0.5, 2.0, size=3)
        for h in (0.1, 0.01):
            got = numerical_gradient(lambda v: float(np.sum(v**3)), x, h)
            assert_close(np.asarray(got) - 3.0 * x**2, np.full(3, h * h), rtol=1e-6)

    @pytest.mark.law
    def test_checks_logistic_gradient(self, numerical_gradient, reference, rng):
        """Applied to the logistic loss it gives the logistic gradient: the check that this tool is for."""
        X, y, w = draw.matrix(rng, 8, 3), draw.labels(rng, 8), draw.scores(rng, 3, scale=1.0)
        got = numerical_gradient(lambda v: reference.binary_cross_entropy_with_logits(y, X @ v + 0.4), w)
        assert_close(got, reference.logistic_gradient(X, y, w, 0.4)[0], rtol=1e-6, atol=1e-9)

    @pytest.mark.law
    def test_matrix(self, numerical_gradient, rng):
        """For tr(VᵀAV) at a random matrix V it is (A + Aᵀ)V: every entry is a coordinate of its own."""
        A, V = draw.matrix(rng, 3, 3), draw.matrix(rng, 3, 2)
        got = numerical_gradient(lambda v: float(np.trace(v.T @ A @ v)), V, 0.25)
        assert_close(got, (A + A.T) @ V, atol=1e-10)

    @pytest.mark.edge
    def test_one_coordinate_at_a_time(self, numerical_gradient):
        """Only points that differ from x in one coordinate are asked for, by h to either side."""
        x, h, points = np.array([[0.1, -0.7], [2.3, 0.4], [1.9, -3.0]]), 1e-3, []

        def f(v):
            points.append(np.array(v))
            return float(np.sum(v))

        numerical_gradient(f, x, h)
        nudges = [np.asarray(point) - x for point in points]
        moved = [np.sort(np.abs(nudge), axis=None) for nudge in nudges]
        only_one = np.array([0.0] * 5 + [h])
        assert_calls(moved, [only_one] * len(moved), atol=1e-12)
        assert_close(np.sum(nudges, axis=0), np.zeros((3, 2)), atol=1e-12)  # every nudge has its opposite

    @pytest.mark.edge
    def test_number_of_calls(self, numerical_gradient):
        """The function is called twice per coordinate, and not more."""
        calls = []

        def f(v):
            calls.append(None)
            return float(np.sum(v))

        numerical_gradient(f, np.ones(7))
        assert_calls(calls, 14)

    @pytest.mark.edge
    def test_integers(self, numerical_gradient):
        """A list of whole numbers is a point like any other, and slopes need not be whole."""
        got = numerical_gradient(lambda v: v[0] * v[1] / 4.0, [2, 3], 0.25)
        assert_close(got, np.array([0.75, 0.5]))

    @pytest.mark.edge
    def test_shape(self, numerical_gradient):
        """A point of one coordinate gives an array of one slope, a 2 × 1 column a 2 × 1 column."""
        one = numerical_gradient(lambda v: 5.0 * float(np.sum(v)), np.array([1.5]), 0.5)
        assert_type(one, np.ndarray)
        assert_close(one, np.array([5.0]))
        column = numerical_gradient(lambda v: float(v[0, 0] - 2.0 * v[1, 0]), np.array([[1.0], [4.0]]), 0.5)
        assert_close(column, np.array([[1.0], [-2.0]]))

    @pytest.mark.edge
    def test_pure(self, numerical_gradient):
        """The point is bit for bit the same after the call."""
        numerical_gradient(lambda v: float(np.sum(v**2)), np.array([0.1, 0.2, 0.3]))
        assert_arguments_unchanged(numerical_gradient)

    @pytest.mark.numeric
    def test_default_nudge(self, numerical_gradient):
        """With the default h, slopes of e^v come out right to eight digits."""
        x = np.array([-1.0, 0.0, 1.0])
        assert_close(numerical_gradient(lambda v: float(np.sum(np.exp(v))), x), np.exp(x), rtol=1e-8)

    @pytest.mark.numeric
    def test_single_precision(self, numerical_gradient):
        """A float32 point is nudged in float64, for float32 cannot tell 2 from 2.0000001."""
        x = np.array([1.0, 2.0], dtype=np.float32)
        assert_close(numerical_gradient(lambda v: float(np.sum(v**2)), x), np.array([2.0, 4.0]), rtol=1e-7)


class TestGradientDescent:
    @pytest.mark.anchor
    def test_halving(self, gradient_descent):
        """Rate 1/2 on the slope x halves the distance with every step: 8, 4, 2, 1."""
        got = gradient_descent(lambda x: x, np.array([8.0]), 0.5, 3)
        assert_close(got, np.array([[8.0], [4.0], [2.0], [1.0]]))

    @pytest.mark.anchor
    def test_jumping_over(self, gradient_descent):
        """Rate 1 on the slope 2x jumps from side to side of the valley for ever."""
        got = gradient_descent(lambda x: 2.0 * x, np.array([3.0]), 1.0, 4)
        assert_close(got, np.array([[3.0], [-3.0], [3.0], [-3.0], [3.0]]))

    @pytest.mark.anchor
    def test_shifted_valley(self, gradient_descent):
        """Towards a valley at (1, −2), from the origin, a quarter of the way with every step."""
        target = np.array([1.0, -2.0])
        got = gradient_descent(lambda x: x - target, np.zeros(2), 0.25, 2)
        assert_close(got, np.array([[0.0, 0.0], [0.25, -0.5], [0.4375, -0.875]]))

    @pytest.mark.anchor
    def test_constant_slope(self, gradient_descent):
        """On a plane with slopes (4, −1) every step is the same."""
        got = gradient_descent(lambda x: np.array([4.0, -1.0]), np.array([1.0, 1.0]), 0.5, 2)
        assert_close(got, np.array([[1.0, 1.0], [-1.0, 1.5], [-3.0, 2.0]]))

    @pytest.mark.law
    def test_linear_convergence(self, gradient_descent, rng):
        """On ½λx² every step multiplies x by 1 − rate · λ."""
        curvature, start, rate = rng.uniform(0.5, 3.0, size=4), draw.scores(rng, 4), float(rng.uniform(0.1, 0.6))
        got = gradient_descent(lambda x: curvature * x, start, rate, 12)
        steps = np.arange(13)[:, np.newaxis]
        assert_close(got, start * (1.0 - rate * curvature) ** steps, atol=1e-12)

    @pytest.mark.law
    def test_largest_rate(self, gradient_descent, rng):
        """In a valley of largest curvature 4 the walk arrives at rate 0.45 and runs away at rate 0.55."""
        rotation, _ = np.linalg.qr(draw.matrix(rng, 2, 2))
        A, start = rotation @ np.diag([1.0, 4.0]) @ rotation.T, rotation @ np.array([1.0, 1.0])
        arrives, away = (gradient_descent(lambda x: A @ x, start, rate, 60) for rate in (0.45, 0.55))
        lengths = [float(np.linalg.norm(point)) for point in (arrives[-1], start, away[-1])]
        assert_increasing(lengths)
        assert_close(np.asarray(arrives[-1]), np.zeros(2), atol=1e-4)

    @pytest.mark.law
    def test_walk_on(self, gradient_descent, rng):
        """A walk of nine steps is one of four, and then one of five from where that ended."""
        A, start = np.diag(rng.uniform(0.5, 2.0, size=3)), draw.scores(rng, 3)

        def grad(x):
            return A @ np.tanh(x)

        whole = np.asarray(gradient_descent(grad, start, 0.3, 9))
        first = np.asarray(gradient_descent(grad, start, 0.3, 4))
        assert_close(first, whole[:5])
        assert_close(gradient_descent(grad, first[-1], 0.3, 5), whole[4:])

    @pytest.mark.law
    def test_least_squares(self, gradient_descent, reference, rng):
        """With the gradient of the mean squared error it walks to the least-squares line of unit 4."""
        X = np.linspace(-1.7, 1.7, 12)[:, np.newaxis]
        y = draw.scores(rng, 12)

        def grad(v):
            dw, db = reference.mse_gradient(X, y, v[:1], float(v[1]))
            return np.append(dw, db)

        w, b = reference.fit_least_squares(X, y)
        end = np.asarray(gradient_descent(grad, np.zeros(2), 0.3, 80))[-1]
        assert_close(end, np.append(w, b), atol=1e-9)

    @pytest.mark.law
    def test_reference(self, gradient_descent, reference, rng):
        """On a curved slope, every point of the trajectory is right."""
        start, rate = draw.scores(rng, 3, scale=1.0), float(rng.uniform(0.05, 0.3))

        def grad(x):
            return np.sinh(np.clip(x, -3.0, 3.0)) + np.roll(x, 1) / 4.0

        expected = reference.gradient_descent(grad, start, rate, 10)
        assert_close(gradient_descent(grad, start, rate, 10), expected, atol=1e-12)

    @pytest.mark.edge
    def test_matrix(self, gradient_descent):
        """A walk of 2 × 3 matrices has shape (steps + 1, 2, 3)."""
        start = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        expected = np.stack([start, start / 2.0, start / 4.0])
        assert_close(gradient_descent(lambda x: x, start, 0.5, 2), expected)

    @pytest.mark.edge
    def test_integers(self, gradient_descent):
        """A start in whole numbers, in a list or an array, does not round the walk; the gradient is given floats."""
        expected, kinds = np.array([[1.0, 3.0], [0.5, 1.5], [0.25, 0.75]]), []

        def grad(x):
            kinds.append(x.dtype.name)
            return 1.0 * x

        assert_close(gradient_descent(grad, [1, 3], 0.5, 2), expected)
        assert_close(gradient_descent(grad, np.array([1, 3]), 0.5, 2), expected)
        assert_equal(kinds, ["float64"] * 4)

    @pytest.mark.edge
    def test_one_call_per_step(self, gradient_descent):
        """The gradient is asked once per step, at the point where the step starts."""
        asked = []

        def grad(x):
            asked.append(np.array(x))
            return 2.0 * x

        gradient_descent(grad, np.array([1.0, -2.0]), 0.25, 4)
        halves = np.array([[1.0, -2.0], [0.5, -1.0], [0.25, -0.5], [0.125, -0.25]])
        assert_calls(asked, halves)

    @pytest.mark.edge
    def test_arrived(self, gradient_descent):
        """A walk that starts at the bottom stays there, and still has all its rows."""
        got = gradient_descent(lambda x: x - 7.0, np.array([7.0, 7.0]), 0.3, 3)
        assert_type(got, np.ndarray)
        assert_close(got, np.full((4, 2), 7.0))

    @pytest.mark.edge
    def test_pure(self, gradient_descent):
        """The start is still the same after the walk."""
        gradient_descent(lambda x: 2.0 * x, np.array([1.0, -3.0]), 0.1, 3)
        assert_arguments_unchanged(gradient_descent)

    @pytest.mark.numeric
    def test_running_away(self, gradient_descent):
        """A rate ten times too large runs away, −19-fold with every step, and nothing holds it back."""
        got = np.asarray(gradient_descent(lambda x: 2.0 * x, np.array([1.0]), 10.0, 50))
        assert_close(got[:, 0], (-19.0) ** np.arange(51))

    @pytest.mark.numeric
    def test_single_precision(self, gradient_descent):
        """A float32 start is walked on in float64."""
        start = np.array([0.5, -2.0], dtype=np.float32)
        got = np.asarray(gradient_descent(lambda x: x, start, 0.1, 20))
        assert_close(got[-1], np.array([0.5, -2.0]) * 0.9**20)
