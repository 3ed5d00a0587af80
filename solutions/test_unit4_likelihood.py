"""Hidden cases of unit 4: least squares and maximum likelihood."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_close,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

NAN = float("nan")


def values_on(line, X):
    """Return the values that the line (w, b) has at the rows of X."""
    w, b = line
    return X @ np.asarray(w) + b


class TestMeanSquaredError:
    @pytest.mark.anchor
    def test_three_misses(self, mean_squared_error):
        """Predictions that miss by 1, 2 and −3: the squares sum to 14, and their mean is a third of it."""
        assert_close(mean_squared_error([1.0, 2.0, 4.0], [2.0, 4.0, 1.0]), 14.0 / 3.0)

    @pytest.mark.anchor
    def test_too_high_and_too_low(self, mean_squared_error):
        """Misses by 2 in either direction do not cancel: 4."""
        assert_close(mean_squared_error([-1.0, 1.0, -1.0, 1.0], [1.0, -1.0, 1.0, -1.0]), 4.0)

    @pytest.mark.anchor
    def test_one_outlier(self, mean_squared_error):
        """One miss by 10 among five costs 20, a hundred times as much as a miss by 1 would."""
        assert_close(mean_squared_error([7.0, 2.0, 5.0, 1.0, 3.0], [7.0, 2.0, 15.0, 1.0, 3.0]), 20.0)

    @pytest.mark.anchor
    def test_single_example(self, mean_squared_error):
        """A single miss by 1.5 costs 2.25."""
        assert_close(mean_squared_error([2.0], [0.5]), 2.25)

    @pytest.mark.law
    def test_shift(self, mean_squared_error, rng):
        """Measuring from another zero changes nothing."""
        y, prediction, shift = draw.scores(rng, 9), draw.scores(rng, 9), float(rng.uniform(1.0, 9.0))
        assert_close(mean_squared_error(y + shift, prediction + shift), mean_squared_error(y, prediction))

    @pytest.mark.law
    def test_unit(self, mean_squared_error, rng):
        """A unit of measurement c times smaller makes the error c² times larger."""
        y, prediction, c = draw.scores(rng, 9), draw.scores(rng, 9), float(rng.uniform(2.0, 9.0))
        assert_close(mean_squared_error(c * y, c * prediction), c**2 * mean_squared_error(y, prediction))

    @pytest.mark.law
    def test_every_example_twice(self, mean_squared_error, rng):
        """Showing every example twice does not change the mean."""
        y, prediction = draw.scores(rng, 7), draw.scores(rng, 7)
        twice = mean_squared_error(np.tile(y, 2), np.tile(prediction, 2))
        assert_close(twice, mean_squared_error(y, prediction))

    @pytest.mark.law
    def test_best_constant(self, mean_squared_error, rng):  # public
        """Always predicting the mean costs the variance, and any other constant costs its distance squared on top."""
        y, miss = draw.scores(rng, 12), float(rng.uniform(0.5, 3.0))
        assert_close(mean_squared_error(y, np.full(12, y.mean())), float(y.var()))
        assert_close(mean_squared_error(y, np.full(12, y.mean() - miss)), float(y.var() + miss**2))

    @pytest.mark.law
    def test_reference(self, mean_squared_error, reference, rng):
        """Random predictions miss by as much as the definition says."""
        y, prediction = draw.scores(rng, 30), draw.scores(rng, 30)
        assert_close(mean_squared_error(y, prediction), reference.mean_squared_error(y, prediction))

    @pytest.mark.edge
    def test_perfect(self, mean_squared_error):
        """Perfect predictions, and nothing else, have no error."""
        assert_close(mean_squared_error([1.0, -2.0, 3.0], [1.0, -2.0, 3.0]), 0.0, atol=1e-15)

    @pytest.mark.edge
    def test_pixels(self, mean_squared_error):
        """Pixels in single bytes: 0 against 200 is a miss by 200, although uint8 cannot say −200."""
        picture, other = np.array([0, 1, 255], dtype=np.uint8), np.array([200, 3, 0], dtype=np.uint8)
        assert_close(mean_squared_error(picture, other), 105029.0 / 3.0)

    @pytest.mark.edge
    def test_single_precision(self, mean_squared_error):
        """float32 values are compared in float64."""
        y, prediction = np.array([0.1, 0.7], dtype=np.float32), np.array([0.3, 0.2], dtype=np.float32)
        expected = float(np.mean((y.astype(np.float64) - prediction.astype(np.float64)) ** 2))
        assert_close(mean_squared_error(y, prediction), expected)

    @pytest.mark.edge
    def test_type(self, mean_squared_error):
        """The error of any number of predictions is one float."""
        assert_type(mean_squared_error(np.array([1, 2, 3]), np.array([1, 1, 1])), float)
        assert_type(mean_squared_error([1], [4]), float)

    @pytest.mark.edge
    def test_pure(self, mean_squared_error):
        """Values and predictions are still the same after the call."""
        mean_squared_error(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 5.0]))
        assert_arguments_unchanged(mean_squared_error)

    @pytest.mark.edge
    def test_one_prediction_for_all(self, mean_squared_error):
        """One prediction for three values, or a column of values, is a ValueError."""
        y = np.array([1.0, 2.0, 3.0])
        assert_raises(ValueError, mean_squared_error, y, [2.0], because="the shapes differ")
        assert_raises(ValueError, mean_squared_error, y, 2.0, because="the shapes differ")
        assert_raises(ValueError, mean_squared_error, y[:, np.newaxis], y, because="the shapes differ")

    @pytest.mark.edge
    def test_nothing(self, mean_squared_error):
        """No examples have no mean: ValueError."""
        assert_raises(ValueError, mean_squared_error, [], [], because="there are no examples")

    @pytest.mark.numeric
    def test_far_from_zero(self, mean_squared_error):
        """Misses by 1, 0 and 2 are the same about 100 000 000 as about 0."""
        assert_close(mean_squared_error([1e8, 1e8 + 1.0, 1e8 + 2.0], [1e8 + 1.0, 1e8 + 1.0, 1e8]), 5.0 / 3.0)

    @pytest.mark.numeric
    def test_tiny_and_huge(self, mean_squared_error):
        """Misses by 1e-150 and by 1e150 still have squares."""
        assert_close(mean_squared_error([0.0, 1e-150], [3e-150, 1e-150]), 4.5e-300)
        assert_close(mean_squared_error([0.0, 1e150], [3e150, 1e150]), 4.5e300)


class TestMseGradient:
    @pytest.mark.anchor
    def test_slope_too_small(self, mse_gradient):
        """Points on y = 2x + 1 against the line y = x + 1: both gradients ask for more."""
        got = mse_gradient([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0], [1.0], 1.0)
        assert_close(got, (np.array([-7.0]), -3.0))

    @pytest.mark.anchor
    def test_prediction_too_high(self, mse_gradient):
        """One example predicted too high by 1: the gradient is twice its features, and 2."""
        got = mse_gradient([[2.0, -1.0, 3.0]], [4.0], [1.0, 1.0, 1.0], 1.0)
        assert_close(got, (np.array([4.0, -2.0, 6.0]), 2.0))

    @pytest.mark.anchor
    def test_intercept_alone(self, mse_gradient):
        """Four examples against the constant 2, off by 1, 0, −1 and −4."""
        X, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), np.array([1.0, 2.0, 3.0, 6.0])
        assert_close(mse_gradient(X, y, np.zeros(2), 2.0), (np.array([0.0, -0.5]), -2.0), atol=1e-15)

    @pytest.mark.anchor
    def test_two_features(self, mse_gradient):
        """Two examples with three features, off by 2 and −1."""
        X, y = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]), np.array([2.0, 0.5])
        got = mse_gradient(X, y, np.array([1.0, -1.0, 0.5]), 2.0)
        assert_close(got, (np.array([2.0, -3.0, 3.0]), 1.0))

    @pytest.mark.law
    def test_gradient_check(self, mse_gradient, reference, rng):
        """Nudging a weight or the intercept changes the error by as much as your formula says."""
        X, y, w, b = draw.matrix(rng, 9, 4), draw.scores(rng, 9), draw.scores(rng, 4, scale=1.0), 0.8
        measured = reference.numerical_gradient(
            lambda v: reference.mean_squared_error(y, X @ v[:-1] + v[-1]), np.append(w, b)
        )
        assert_close(mse_gradient(X, y, w, b), (measured[:-1], float(measured[-1])), rtol=1e-6, atol=1e-8)

    @pytest.mark.law
    def test_optimum(self, mse_gradient, reference, rng):
        """On the best line both gradients are 0."""
        X, y = draw.matrix(rng, 10, 3), draw.scores(rng, 10)
        w, b = reference.fit_least_squares(X, y)
        assert_close(mse_gradient(X, y, w, b), (np.zeros(3), 0.0), atol=1e-12)

    @pytest.mark.law
    def test_every_example_twice(self, mse_gradient, rng):
        """Showing every example twice changes neither the mean error nor its gradient."""
        X, y, w, b = draw.matrix(rng, 6, 2), draw.scores(rng, 6), draw.scores(rng, 2), -0.5
        dw, db = mse_gradient(X, y, w, b)
        twice = mse_gradient(np.vstack([X, X]), np.tile(y, 2), w, b)
        assert_close(twice, (np.asarray(dw), float(db)), atol=1e-13)

    @pytest.mark.law
    def test_linear_in_the_miss(self, mse_gradient, rng):
        """Misses three times as large in the other direction make the gradient three times as large, turned around."""
        X, w, b, miss = draw.matrix(rng, 7, 3), draw.scores(rng, 3), 1.4, draw.scores(rng, 7)
        prediction = X @ w + b
        dw, db = mse_gradient(X, prediction + miss, w, b)
        got = mse_gradient(X, prediction - 3.0 * miss, w, b)
        assert_close(got, (-3.0 * np.asarray(dw), -3.0 * float(db)), atol=1e-12)

    @pytest.mark.law
    def test_column_of_ones(self, mse_gradient, rng):
        """The intercept acts like the weight of a feature that is always 1, and has the same derivative."""
        X, y, w, b = draw.matrix(rng, 8, 3), draw.scores(rng, 8), draw.scores(rng, 3), -0.9
        dw, db = mse_gradient(np.column_stack([X, np.ones(8)]), y, np.append(w, b), 0.0)
        expected = (np.asarray(dw)[:3], float(np.asarray(dw)[3]))
        assert_close(mse_gradient(X, y, w, b), expected, atol=1e-13)
        assert_close(db, expected[1], atol=1e-13)

    @pytest.mark.law
    def test_downhill(self, mse_gradient, reference, rng):
        """A small step against the gradient makes the error smaller."""
        X, y, w, b = draw.matrix(rng, 8, 3), draw.scores(rng, 8), draw.scores(rng, 3), 2.5
        dw, db = mse_gradient(X, y, w, b)
        before = reference.mean_squared_error(y, X @ w + b)
        after = reference.mean_squared_error(y, X @ (w - 1e-3 * np.asarray(dw)) + b - 1e-3 * db)
        assert_increasing([after, before])

    @pytest.mark.law
    def test_reference(self, mse_gradient, reference, rng):
        """More examples than features, or more features than examples: both come out right to nine digits."""
        for n, d in ((8, 3), (2, 5)):
            X, y, w, b = draw.matrix(rng, n, d), draw.scores(rng, n), draw.scores(rng, d), float(rng.normal())
            assert_close(mse_gradient(X, y, w, b), reference.mse_gradient(X, y, w, b), atol=1e-12)

    @pytest.mark.edge
    def test_integers(self, mse_gradient):
        """Examples, values and weights in whole numbers, in lists and arrays, may have a gradient in thirds."""
        X, y, expected = [[1, 0, 2], [0, 3, 1], [1, 1, 0]], [2, 1, 0], (np.array([2.0 / 3.0, 16.0 / 3.0, 0.0]), 2.0)
        assert_close(mse_gradient(X, y, [1, 1, 0], 0), expected, atol=1e-15)
        got = mse_gradient(np.array(X), np.array(y), np.array([1, 1, 0]), 0)
        assert_close(got, expected, atol=1e-15)

    @pytest.mark.edge
    def test_types(self, mse_gradient):
        """The gradient is an array with a number for each weight, and one float for the intercept."""
        X = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
        dw, db = mse_gradient(X, np.array([1.0, 0.0, 1.0]), [0.2, 0.1], 0)
        assert_type(dw, np.ndarray)
        assert_equal(np.shape(dw), (2,))
        assert_type(db, float)

    @pytest.mark.edge
    def test_single_precision(self, mse_gradient, reference):
        """Examples, values and weights in float32 are worked out in float64."""
        X, y, w = np.array([[0.1, 0.7], [1.3, -0.2], [0.4, 0.9]]), np.array([0.3, 1.1, -0.6]), np.array([0.7, -0.4])
        single = [a.astype(np.float32) for a in (X, y, w)]
        expected = reference.mse_gradient(*(a.astype(np.float64) for a in single), 0.1)
        assert_close(mse_gradient(*single, 0.1), expected)

    @pytest.mark.edge
    def test_pure(self, mse_gradient):
        """Examples, values and weights are still the same after the call."""
        X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 0.0, 1.0])
        mse_gradient(X, y, np.array([0.1, -0.2]), 0.3)
        assert_arguments_unchanged(mse_gradient)

    @pytest.mark.edge
    def test_shapes_do_not_match(self, mse_gradient):
        """Two values for three examples, one weight for two features, or no matrix of features, raise ValueError."""
        X, y, w = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 2.0, 3.0]), [0.1, 0.2]
        assert_raises(ValueError, mse_gradient, X, y[:2], w, 0.0, because="y is not of shape (n,)")
        assert_raises(ValueError, mse_gradient, X, y[:1], w, 0.0, because="y is not of shape (n,)")
        assert_raises(ValueError, mse_gradient, X, y, [0.1], 0.0, because="w must hold one weight per column")
        assert_raises(ValueError, mse_gradient, X, y, [[0.1], [0.2]], 0.0, because="w is not of shape (d,)")
        assert_raises(ValueError, mse_gradient, y, y, [0.1], 0.0, because="X is not two-dimensional")
        cube, table = np.ones((2, 2, 2)), np.ones((2, 2))
        assert_raises(ValueError, mse_gradient, cube, y[:2], table, 0.0, because="X is not two-dimensional")

    @pytest.mark.edge
    def test_no_examples(self, mse_gradient):
        """No examples have no mean error: ValueError."""
        X, y = np.empty((0, 2)), np.empty(0)
        assert_raises(ValueError, mse_gradient, X, y, [0.1, 0.2], 0.0, because="there are no examples")

    @pytest.mark.numeric
    def test_large_and_small_features(self, mse_gradient):
        """Features of 1e150 and of 1e-150 each get their own gradient, to the last digit."""
        X, y = np.array([[1e150, 1e-150], [-1e150, 3e-150]]), np.array([-1.0, -2.0])
        assert_close(mse_gradient(X, y, np.zeros(2), 0.0), (np.array([-1e150, 7e-150]), 3.0))


class TestFitLeastSquares:
    @pytest.mark.anchor
    def test_falling_line(self, fit_least_squares):
        """Two points always have a line: through (1, 5) and (3, −1) it is y = 8 − 3x."""
        assert_close(fit_least_squares([[1.0], [3.0]], [5.0, -1.0]), (np.array([-3.0]), 8.0))

    @pytest.mark.anchor
    def test_two_features(self, fit_least_squares):
        """Four corners of a square with heights 1, 2, 4 and 9: the best plane has the slopes 2.5 and 1.5."""
        X, y = np.array([[0.0, 1.0], [0.0, 3.0], [2.0, 1.0], [2.0, 3.0]]), np.array([1.0, 2.0, 4.0, 9.0])
        assert_close(fit_least_squares(X, y), (np.array([2.5, 1.5]), -1.5))

    @pytest.mark.anchor
    def test_exact_plane(self, fit_least_squares):
        """Four points on the plane y = 3 + 2x₁ − x₂."""
        X, y = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [2.0, 3.0]]), np.array([3.0, 5.0, 2.0, 4.0])
        assert_close(fit_least_squares(X, y), (np.array([2.0, -1.0]), 3.0))

    @pytest.mark.anchor
    def test_parabola(self, fit_least_squares):
        """Five points of a parabola, y = x² from −1 to 3, are fitted best by y = 2x + 1."""
        X = np.array([[-1.0], [0.0], [1.0], [2.0], [3.0]])
        assert_close(fit_least_squares(X, X[:, 0] ** 2), (np.array([2.0]), 1.0))

    @pytest.mark.law
    def test_nothing_left_in_common(self, fit_least_squares, rng):
        """The residuals have mean 0 and are orthogonal to every feature."""
        X, y = draw.matrix(rng, 12, 3), draw.scores(rng, 12)
        residual = y - values_on(fit_least_squares(X, y), X)
        assert_close(X.T @ residual, np.zeros(3), atol=1e-10)
        assert_close(float(residual.mean()), 0.0, atol=1e-10)

    @pytest.mark.law
    def test_zero_gradient(self, fit_least_squares, reference, rng):
        """At the best line the gradient of the mean squared error is 0."""
        X, y = draw.matrix(rng, 9, 4), draw.scores(rng, 9)
        w, b = fit_least_squares(X, y)
        dw, db = reference.mse_gradient(X, y, w, b)
        assert_close(np.append(dw, db), np.zeros(5), atol=1e-10)

    @pytest.mark.law
    def test_no_other_is_better(self, fit_least_squares, reference, rng):
        """Moving any weight or the intercept makes the error larger."""
        X, y = draw.matrix(rng, 8, 2), draw.scores(rng, 8)
        w, b = fit_least_squares(X, y)
        w, least = np.asarray(w), reference.mean_squared_error(y, values_on((w, b), X))
        for move in ((0.1, 0.0, 0.0), (0.0, -0.1, 0.0), (0.0, 0.0, 0.1)):
            elsewhere = values_on((w + move[:2], b + move[2]), X)
            assert_increasing([least, reference.mean_squared_error(y, elsewhere)])

    @pytest.mark.law
    def test_units_of_the_values(self, fit_least_squares, rng):
        """Other units for y, from Celsius to Fahrenheit for instance, change the line alike."""
        X, y = draw.matrix(rng, 10, 3), draw.scores(rng, 10)
        w, b = fit_least_squares(X, y)
        expected = (1.8 * np.asarray(w), float(1.8 * b + 32.0))
        assert_close(fit_least_squares(X, 1.8 * y + 32.0), expected, atol=1e-10)

    @pytest.mark.law
    def test_units_of_the_features(self, fit_least_squares, rng):
        """Measuring a feature from another zero and in another unit leaves the fitted values alone."""
        X, y = draw.matrix(rng, 10, 3), draw.scores(rng, 10)
        other = X * np.array([2.0, -1.0, 0.3]) + np.array([5.0, 0.0, -2.0])
        expected = values_on(fit_least_squares(X, y), X)
        assert_close(values_on(fit_least_squares(other, y), other), expected, atol=1e-10)

    @pytest.mark.law
    def test_most_likely(self, fit_least_squares, reference, rng):
        """The best line is the most likely one, if the errors follow a bell curve."""
        X, y = draw.matrix(rng, 9, 2), draw.scores(rng, 9)
        w, b = fit_least_squares(X, y)
        most = reference.gaussian_log_likelihood(y, values_on((w, b), X))
        for slip in draw.matrix(rng, 3, 9):
            elsewhere = X @ (np.asarray(w) + 0.3 * slip[:2]) + b + 0.3 * slip[2]
            assert_increasing([reference.gaussian_log_likelihood(y, elsewhere), most])

    @pytest.mark.law
    def test_reference(self, fit_least_squares, reference, rng):
        """Random points have the best line that the definition gives them."""
        X, y = draw.matrix(rng, 15, 4) + 2.0, draw.scores(rng, 15)
        assert_close(fit_least_squares(X, y), reference.fit_least_squares(X, y), atol=1e-10)

    @pytest.mark.edge
    def test_same_feature_twice(self, fit_least_squares):
        """Two features that are the same: whoever gets the weight, the fitted values are those of one."""
        X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 2.0, 5.0])
        twice = np.hstack([X, X])
        assert_close(values_on(fit_least_squares(twice, y), twice), np.array([0.7, 1.9, 3.1, 4.3]))

    @pytest.mark.edge
    def test_constant_feature(self, fit_least_squares):
        """A feature that is the same for all examples can only do what the intercept does."""
        X, y = np.array([[5.0, 0.0], [5.0, 1.0], [5.0, 2.0], [5.0, 3.0]]), np.array([1.0, 2.0, 2.0, 5.0])
        assert_close(values_on(fit_least_squares(X, y), X), np.array([0.7, 1.9, 3.1, 4.3]))

    @pytest.mark.edge
    def test_more_features_than_examples(self, fit_least_squares, rng):
        """With more features than examples every value can be met exactly."""
        X, y = draw.matrix(rng, 3, 5), draw.scores(rng, 3)
        assert_close(values_on(fit_least_squares(X, y), X), y, atol=1e-9)

    @pytest.mark.edge
    def test_single_example(self, fit_least_squares):
        """One example is met exactly, with one weight per feature."""
        X = np.array([[2.0, 3.0]])
        line = fit_least_squares(X, np.array([4.0]))
        assert_equal(np.shape(line[0]), (2,))
        assert_close(values_on(line, X), np.array([4.0]))

    @pytest.mark.edge
    def test_integers(self, fit_least_squares):
        """Whole numbers, in lists, have the same line."""
        assert_close(fit_least_squares([[0], [1], [2], [3]], [1, 2, 2, 5]), (np.array([1.2]), 0.7))

    @pytest.mark.edge
    def test_single_precision(self, fit_least_squares, reference):
        """float32 examples and values are worked out in float64."""
        X = np.array([[0.1], [0.2], [0.7], [1.3]], dtype=np.float32)
        y = np.array([1.1, 1.4, 2.3, 3.9], dtype=np.float32)
        expected = reference.fit_least_squares(X.astype(np.float64), y.astype(np.float64))
        assert_close(fit_least_squares(X, y), expected)

    @pytest.mark.edge
    def test_types(self, fit_least_squares):
        """The line is an array with one weight per feature, and one float."""
        w, b = fit_least_squares(np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]), np.array([1.0, 2.0, 4.0]))
        assert_type(w, np.ndarray)
        assert_equal(np.shape(w), (2,))
        assert_type(b, float)

    @pytest.mark.edge
    def test_pure(self, fit_least_squares):
        """Features and values are still the same after the fit."""
        fit_least_squares(np.array([[1.0, 4.0], [2.0, 1.0], [4.0, 2.0]]), np.array([2.0, 3.0, 7.0]))
        assert_arguments_unchanged(fit_least_squares)

    @pytest.mark.edge
    def test_shapes_do_not_match(self, fit_least_squares):
        """Two values for three examples, features in no matrix, or no examples at all, raise ValueError."""
        X, y = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])
        assert_raises(ValueError, fit_least_squares, X, y[:2], because="y is not of shape (n,)")
        assert_raises(ValueError, fit_least_squares, X[:, 0], y, because="X is not two-dimensional")
        assert_raises(ValueError, fit_least_squares, X[:0], y[:0], because="there are no examples")

    @pytest.mark.numeric
    def test_years(self, fit_least_squares):
        """A feature that runs from 1990 to 2020 is fitted as well as one that runs from −15 to 15."""
        year = np.arange(1990.0, 2021.0)
        line = fit_least_squares(year[:, np.newaxis], 0.02 * (year - 2005.0) + (-1.0) ** year)
        assert_close(line, (np.array([0.02]), 1.0 / 31.0 - 40.1), rtol=1e-8)

    @pytest.mark.numeric
    def test_julian_days(self, fit_least_squares):
        """A month in the day numbers of astronomers, about 2 460 000, costs no digits either."""
        day = np.arange(2459985.0, 2460016.0)
        trend = 0.02 * (day - 2460000.0)
        line = fit_least_squares(day[:, np.newaxis], trend + (-1.0) ** day)
        assert_close(values_on(line, day[:, np.newaxis]), trend - 1.0 / 31.0, atol=1e-9)


class TestBernoulliLogLikelihood:
    @pytest.mark.anchor
    def test_two_tails(self, bernoulli_log_likelihood):
        """Two tails and a head, from a coin that shows heads with 1/4: 2 ln 3/4 + ln 1/4."""
        assert_close(bernoulli_log_likelihood([0, 0, 1], 0.25), -1.9616585060234524)

    @pytest.mark.anchor
    def test_fair_coin(self, bernoulli_log_likelihood):
        """Every sequence of five tosses of a fair coin has the probability 1/32."""
        assert_close(bernoulli_log_likelihood([1, 0, 0, 1, 1], 0.5), -3.4657359027997265)
        assert_close(bernoulli_log_likelihood([0, 0, 0, 0, 0], 0.5), -3.4657359027997265)

    @pytest.mark.anchor
    def test_single_tail(self, bernoulli_log_likelihood):
        """One tail from a coin that shows heads with 9/10: ln 1/10."""
        assert_close(bernoulli_log_likelihood([0], 0.9), -2.302585092994046)

    @pytest.mark.anchor
    def test_two_coins(self, bernoulli_log_likelihood):
        """Heads from a coin with 1/5 and tails from one with 3/4: ln 1/20."""
        assert_close(bernoulli_log_likelihood([1, 0], [0.2, 0.75]), -2.995732273553991)

    @pytest.mark.law
    def test_probability(self, bernoulli_log_likelihood, rng):
        """For a few observations it is the logarithm of the product of their probabilities."""
        y, p = draw.labels(rng, 6), draw.probabilities(rng, 6)
        assert_close(bernoulli_log_likelihood(y, p), float(np.log(np.prod(np.where(y == 1, p, 1.0 - p)))))

    @pytest.mark.law
    def test_two_sequences(self, bernoulli_log_likelihood, rng):
        """The log-likelihood of two sequences together is the sum of both."""
        y, p = draw.labels(rng, 12), draw.probabilities(rng, 12)
        parts = bernoulli_log_likelihood(y[:5], p[:5]) + bernoulli_log_likelihood(y[5:], p[5:])
        assert_close(bernoulli_log_likelihood(y, p), parts)

    @pytest.mark.law
    def test_one_coin_or_many_alike(self, bernoulli_log_likelihood, rng):
        """One number p means the same as n equal ones."""  # public
        y, p = draw.labels(rng, 9), float(rng.uniform(0.1, 0.9))
        assert_close(bernoulli_log_likelihood(y, p), bernoulli_log_likelihood(y, np.full(9, p)))

    @pytest.mark.law
    def test_relabel(self, bernoulli_log_likelihood, rng):
        """Counting tails in place of heads turns y and p around, and changes nothing."""
        y, p = draw.labels(rng, 11), draw.probabilities(rng, 11)
        assert_close(bernoulli_log_likelihood(1 - y, 1.0 - p), bernoulli_log_likelihood(y, p))

    @pytest.mark.law
    def test_most_likely_coin(self, bernoulli_log_likelihood, reference, rng):
        """The most likely coin is the one with the share of heads seen, and it costs the entropy of that share."""
        y = draw.labels(rng, 20)
        share = float(y.mean())
        most = bernoulli_log_likelihood(y, share)
        assert_close(most, -20 * reference.binary_entropy(share, base=np.e))
        for other in (share / 2.0, 0.9 * share, 0.9 * share + 0.1, (1.0 + share) / 2.0):
            assert_increasing([bernoulli_log_likelihood(y, other), most])

    @pytest.mark.law
    def test_cross_entropy(self, bernoulli_log_likelihood, reference, rng):
        """−1/n times it is the cross-entropy of unit 3, in nats, of the observed shares with the coin."""
        y, p = draw.labels(rng, 16), float(rng.uniform(0.1, 0.9))
        seen = reference.empirical_distribution(y, 2)
        assert_close(bernoulli_log_likelihood(y, p), -16 * reference.cross_entropy(seen, [1.0 - p, p], base=np.e))

    @pytest.mark.law
    def test_divergence(self, bernoulli_log_likelihood, reference, rng):
        """What a wrong coin loses against the best one is n times the KL divergence: the siblings are one family."""
        y, p = draw.labels(rng, 16), float(rng.uniform(0.1, 0.9))
        seen = reference.empirical_distribution(y, 2)
        lost = bernoulli_log_likelihood(y, float(y.mean())) - bernoulli_log_likelihood(y, p)
        assert_close(lost, 16 * reference.kl_divergence(seen, [1.0 - p, p], base=np.e), atol=1e-12)

    @pytest.mark.edge
    def test_certain(self, bernoulli_log_likelihood):
        """What was certain and did happen adds nothing, and makes no NaN."""
        assert_close(bernoulli_log_likelihood([1, 0, 1], [1.0, 0.0, 0.5]), -0.6931471805599453)
        assert_close(bernoulli_log_likelihood([1, 1], 1.0), 0.0, atol=1e-15)
        assert_close(bernoulli_log_likelihood([0, 0, 0], 0.0), 0.0, atol=1e-15)

    @pytest.mark.edge
    def test_one_impossible_of_many(self, bernoulli_log_likelihood):
        """One impossible observation makes all of them together impossible."""
        assert_close(bernoulli_log_likelihood([1, 0, 1], [0.5, 0.25, 0.0]), -np.inf)
        assert_close(bernoulli_log_likelihood([0, 1], 0.0), -np.inf)

    @pytest.mark.edge
    def test_kinds_of_numbers(self, bernoulli_log_likelihood):
        """Observations may be whole numbers, floats or truth values, in arrays as well."""
        for kind in (np.int64, np.uint8, np.float32, np.bool_):
            got = bernoulli_log_likelihood(np.array([1, 0, 1, 1], dtype=kind), 0.75)
            assert_close(got, -2.249340578475233)

    @pytest.mark.edge
    def test_single_precision(self, bernoulli_log_likelihood, reference):
        """Probabilities in float32 are worked out in float64."""
        p = np.array([0.3, 0.6, 0.1], dtype=np.float32)
        expected = reference.bernoulli_log_likelihood([1, 0, 1], p.astype(np.float64))
        assert_close(bernoulli_log_likelihood([1, 0, 1], p), expected)

    @pytest.mark.edge
    def test_type(self, bernoulli_log_likelihood):
        """The result is one float, for one probability and for many."""
        assert_type(bernoulli_log_likelihood(np.array([1, 0]), np.array([0.7, 0.1])), float)
        assert_type(bernoulli_log_likelihood([1], 0.7), float)

    @pytest.mark.edge
    def test_pure(self, bernoulli_log_likelihood):
        """Observations and probabilities are still the same after the call, zeros and ones included."""
        bernoulli_log_likelihood(np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.3]))
        assert_arguments_unchanged(bernoulli_log_likelihood)

    @pytest.mark.edge
    def test_neither_heads_nor_tails(self, bernoulli_log_likelihood):
        """An observation of 2, −1, one half or NaN is a ValueError."""
        for odd in (2, -1, 0.5, NAN):
            assert_raises(ValueError, bernoulli_log_likelihood, [1, odd], 0.5, because="y is neither 0 nor 1")

    @pytest.mark.edge
    def test_no_probability(self, bernoulli_log_likelihood):
        """A probability above 1, below 0 or NaN is a ValueError."""
        bad = "an entry of p is no probability"
        assert_raises(ValueError, bernoulli_log_likelihood, [1, 0], 1.5, because=bad)
        assert_raises(ValueError, bernoulli_log_likelihood, [1, 0], [0.5, -0.1], because=bad)
        assert_raises(ValueError, bernoulli_log_likelihood, [1, 0], [NAN, 0.5], because=bad)

    @pytest.mark.edge
    def test_shapes_do_not_match(self, bernoulli_log_likelihood):
        """Two probabilities for three observations, or a column of them, are a ValueError."""
        for p in ([0.5, 0.5], [[0.5], [0.5], [0.5]]):
            assert_raises(ValueError, bernoulli_log_likelihood, [1, 0, 1], p, because="the shapes differ")

    @pytest.mark.numeric
    def test_two_thousand_heads(self, bernoulli_log_likelihood):
        """Two thousand heads from a fair coin: −2000 ln 2, although their probability is 0 in a computer."""
        assert_close(bernoulli_log_likelihood(np.ones(2000), 0.5), -1386.2943611198907)

    @pytest.mark.numeric
    def test_nearly_impossible(self, bernoulli_log_likelihood):
        """A probability of 1e-300 is not 0: it costs 300 ln 10 nats, and here ln 2 more."""
        assert_close(bernoulli_log_likelihood([1, 0], [1e-300, 0.5]), -691.4686750787736)


class TestGaussianLogLikelihood:
    @pytest.mark.anchor
    def test_one_expectation_each(self, gaussian_log_likelihood):
        """Three measurements, each with its own expectation, off by −1, 0 and 2 times sigma = 1/2: −3.1774."""
        assert_close(gaussian_log_likelihood([1.0, 2.0, 4.0], [1.5, 2.0, 3.0], 0.5), -3.1773740579341823)

    @pytest.mark.anchor
    def test_one_expectation_for_all(self, gaussian_log_likelihood):
        """Three measurements about 2, off by −1, 1 and 3, with sigma = 1: −8.2568."""
        assert_close(gaussian_log_likelihood([1.0, 3.0, 5.0], 2.0), -8.256815599614018)

    @pytest.mark.anchor
    def test_far_off_for_a_small_sigma(self, gaussian_log_likelihood):
        """Two measurements that are off by ten standard deviations of 0.1: −97.233."""
        assert_close(gaussian_log_likelihood([2.0, 2.0], 1.0, sigma=0.1), -97.23270688042126)

    @pytest.mark.anchor
    def test_positive(self, gaussian_log_likelihood):
        """A density may exceed 1: a hit with sigma = 0.01 has log-density 3.6862."""
        assert_close(gaussian_log_likelihood([7.0], [7.0], 0.01), 3.6862316527834183)

    @pytest.mark.law
    def test_least_squares(self, gaussian_log_likelihood, reference, rng):
        """With sigma = 1 it is −n/2 · (ln 2π + mean squared error): least squares is Gaussian maximum likelihood."""
        y, mu = draw.scores(rng, 11), draw.scores(rng, 11)
        expected = -5.5 * (np.log(2.0 * np.pi) + reference.mean_squared_error(y, mu))
        assert_close(gaussian_log_likelihood(y, mu), float(expected))

    @pytest.mark.law
    def test_most_likely_mean(self, gaussian_log_likelihood, rng):
        """Among constant expectations the mean of the measurements is the most likely."""
        y, sigma = draw.scores(rng, 9), float(rng.uniform(0.5, 3.0))
        most = gaussian_log_likelihood(y, float(y.mean()), sigma)
        for miss in (-1.0, 0.1):
            assert_increasing([gaussian_log_likelihood(y, float(y.mean() + miss), sigma), most])

    @pytest.mark.law
    def test_most_likely_sigma(self, gaussian_log_likelihood, rng):
        """The most likely sigma is the root of the mean squared error."""
        y, mu = draw.scores(rng, 9), draw.scores(rng, 9)
        best = float(np.sqrt(np.mean((y - mu) ** 2)))
        most = gaussian_log_likelihood(y, mu, best)
        for factor in (0.5, 0.9, 1.1, 2.0):
            assert_increasing([gaussian_log_likelihood(y, mu, factor * best), most])

    @pytest.mark.law
    def test_two_series(self, gaussian_log_likelihood, rng):
        """The log-likelihood of two series of measurements together is the sum of both."""
        y, mu, sigma = draw.scores(rng, 10), draw.scores(rng, 10), float(rng.uniform(0.5, 3.0))
        parts = gaussian_log_likelihood(y[:4], mu[:4], sigma) + gaussian_log_likelihood(y[4:], mu[4:], sigma)
        assert_close(gaussian_log_likelihood(y, mu, sigma), parts)

    @pytest.mark.law
    def test_unit(self, gaussian_log_likelihood, rng):
        """In a unit c times smaller all numbers are c times larger, and every log-density falls by ln c."""
        y, mu, c = draw.scores(rng, 8), draw.scores(rng, 8), float(rng.uniform(2.0, 9.0))
        expected = gaussian_log_likelihood(y, mu, 1.3) - 8.0 * np.log(c)
        assert_close(gaussian_log_likelihood(c * y, c * mu, 1.3 * c), float(expected))

    @pytest.mark.law
    def test_mirror(self, gaussian_log_likelihood, rng):
        """The bell curve is symmetric: measurement and expectation may change places, or both their signs."""
        y, mu, sigma = draw.scores(rng, 8), draw.scores(rng, 8), float(rng.uniform(0.5, 3.0))
        here = gaussian_log_likelihood(y, mu, sigma)
        assert_close(gaussian_log_likelihood(mu, y, sigma), here)
        assert_close(gaussian_log_likelihood(-y, -mu, sigma), here)

    @pytest.mark.law
    def test_reference(self, gaussian_log_likelihood, reference, rng):
        """Random measurements are as likely as the definition says."""
        y, mu, sigma = draw.scores(rng, 15), draw.scores(rng, 15), float(rng.uniform(0.2, 5.0))
        assert_close(gaussian_log_likelihood(y, mu, sigma), reference.gaussian_log_likelihood(y, mu, sigma))

    @pytest.mark.edge
    def test_integers(self, gaussian_log_likelihood):
        """Whole numbers in lists and arrays count like any others."""
        assert_close(gaussian_log_likelihood([1, 3, 5], 2, 1), -8.256815599614018)
        assert_close(gaussian_log_likelihood(np.array([1, 3, 5]), np.array([2, 2, 2]), 2), -6.211257141293855)
        assert_close(gaussian_log_likelihood(np.array([0], dtype=np.uint8), 2), -2.9189385332046727)

    @pytest.mark.edge
    def test_type(self, gaussian_log_likelihood):
        """The result is one float, for one expectation and for many."""
        assert_type(gaussian_log_likelihood(np.array([1.0, 2.0]), np.array([1.0, 3.0])), float)
        assert_type(gaussian_log_likelihood([1.0], 0.0, 2.0), float)

    @pytest.mark.edge
    def test_single_precision(self, gaussian_log_likelihood, reference):
        """Measurements and expectations in float32 are worked out in float64."""
        y, mu = np.array([0.1, 0.7, 1.3], dtype=np.float32), np.array([0.3, 0.6, 1.1], dtype=np.float32)
        expected = reference.gaussian_log_likelihood(y.astype(np.float64), mu.astype(np.float64), 0.3)
        assert_close(gaussian_log_likelihood(y, mu, 0.3), expected)

    @pytest.mark.edge
    def test_pure(self, gaussian_log_likelihood):
        """Measurements and expectations are still the same after the call."""
        gaussian_log_likelihood(np.array([1.0, 2.0, 4.0]), np.array([1.5, 2.0, 3.0]), 0.5)
        assert_arguments_unchanged(gaussian_log_likelihood)

    @pytest.mark.edge
    def test_sigma(self, gaussian_log_likelihood):
        """A standard deviation that is negative or NaN is a ValueError."""
        for sigma in (-1.0, NAN):
            assert_raises(ValueError, gaussian_log_likelihood, [1.0], 0.0, sigma, because="sigma is not positive")

    @pytest.mark.edge
    def test_shapes_do_not_match(self, gaussian_log_likelihood):
        """Two expectations for three measurements, or a column of them, are a ValueError."""
        for mu in ([1.0, 2.0], [[1.0], [2.0], [3.0]]):
            assert_raises(ValueError, gaussian_log_likelihood, [1.0, 2.0, 3.0], mu, because="the shapes differ")

    @pytest.mark.numeric
    def test_hundred_sigmas(self, gaussian_log_likelihood):
        """A hundred standard deviations off, the density is 0 in a computer, but its logarithm is −5000.9."""
        assert_close(gaussian_log_likelihood([100.0], 0.0), -5000.918938533205)

    @pytest.mark.numeric
    def test_many_measurements(self, gaussian_log_likelihood):
        """Two thousand measurements, each three standard deviations off: the logarithms add up to −10838."""
        assert_close(gaussian_log_likelihood(np.zeros(2000), 3.0), -10837.877066409346)

    @pytest.mark.numeric
    def test_tiny_sigma(self, gaussian_log_likelihood):
        """A standard deviation of 1e-200 is not 0, though its square is in a computer."""
        assert_close(gaussian_log_likelihood([3.0, 3.0], 3.0, 1e-200), 919.196160131209)


class TestChangeBase:
    @pytest.mark.anchor
    def test_bit_in_nats(self, change_base):
        """One bit is ln 2 nats."""
        assert_close(change_base(1.0, 2.0, np.e), 0.6931471805599453)

    @pytest.mark.anchor
    def test_digit_in_bits(self, change_base):
        """Two decimal digits hold 6.644 bits."""
        assert_close(change_base(2.0, 10.0, 2.0), 6.643856189774724)

    @pytest.mark.anchor
    def test_bytes(self, change_base):
        """24 bits are three bytes, and half a byte is four bits."""
        assert_close(change_base(24.0, 2.0, 256.0), 3.0)
        assert_close(change_base(0.5, 256.0, 2.0), 4.0)

    @pytest.mark.anchor
    def test_loss_in_bits(self, change_base):
        """The losses 0.2798 and 1.0397 nats of unit 5 are 0.4036 and 1.5 bits."""
        nats = [0.2797765635793423, 1.0397207708399179]
        assert_close(change_base(nats, np.e, 2.0), np.array([0.4036322608328729, 1.5]))

    @pytest.mark.law
    def test_there_and_back(self, change_base, rng):
        """There and back again is where you started."""
        value, base = float(rng.uniform(1.0, 9.0)), float(rng.uniform(3.0, 12.0))
        assert_close(change_base(change_base(value, 2.0, base), base, 2.0), value)

    @pytest.mark.law
    def test_on_the_way(self, change_base, rng):
        """Changing trains in a third unit makes no difference."""
        value, base = float(rng.uniform(1.0, 9.0)), float(rng.uniform(3.0, 12.0))
        assert_close(change_base(change_base(value, 2.0, base), base, np.e), change_base(value, 2.0, np.e))

    @pytest.mark.law
    def test_information(self, change_base, reference, rng):
        """Information in bits becomes what unit 1 calculates in any other base."""
        p, base = draw.probabilities(rng, 6), float(rng.uniform(3.0, 12.0))
        assert_close(change_base(reference.self_information(p), 2.0, base), reference.self_information(p, base))

    @pytest.mark.law
    def test_gradient(self, change_base, reference, rng):
        """The gradient of a loss in bits is the gradient in nats times the same factor as the loss."""
        y, z = draw.labels(rng, 5), draw.scores(rng, 5)

        def bits(v):
            return reference.binary_cross_entropy_with_logits(y, v) / np.log(2.0)

        nats = (reference.sigmoid(z) - y) / 5.0
        assert_close(change_base(nats, np.e, 2.0), reference.numerical_gradient(bits, z), rtol=1e-6, atol=1e-9)

    @pytest.mark.edge
    def test_same_base(self, change_base):
        """From a unit to itself nothing changes."""
        assert_close(change_base([2.5, -7.0], 3.0, 3.0), np.array([2.5, -7.0]))

    @pytest.mark.edge
    def test_any_amount(self, change_base):
        """Nothing remains nothing, infinitely much remains infinitely much, and a sign remains."""
        got = change_base(np.array([0.0, np.inf, -1.0]), np.e, 2.0)
        assert_close(got, np.array([0.0, np.inf, -1.4426950408889634]), atol=1e-15)

    @pytest.mark.edge
    def test_types(self, change_base):
        """A number gives a float, a table gives a table of its shape; whole numbers will do."""
        assert_type(change_base(3, 2, 8), float)
        table = change_base(np.array([[2, 4, 6], [8, 10, 12]]), 2, 4)
        assert_type(table, np.ndarray)
        assert_close(table, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))

    @pytest.mark.edge
    def test_single_precision(self, change_base, reference):
        """Amounts in float32 are converted in float64."""
        bits = np.array([0.3, 1.7], dtype=np.float32)
        assert_close(change_base(bits, 2.0, np.e), reference.change_base(bits.astype(np.float64), 2.0, np.e))

    @pytest.mark.edge
    def test_pure(self, change_base):
        """The amounts handed over are left alone."""
        change_base(np.array([1.0, 2.0]), np.e, 2.0)
        assert_arguments_unchanged(change_base)

    @pytest.mark.edge
    def test_base_below_one(self, change_base):
        """A base of 1/2 is a unit, too: 3 bits are −3 of it, and the other way round."""
        assert_close(change_base(3.0, 2.0, 0.5), -3.0)
        assert_close(change_base(-3.0, 0.5, 2.0), 3.0)

    @pytest.mark.edge
    def test_no_base(self, change_base):
        """A base of 0 or below is no base of a logarithm."""
        assert_raises(ValueError, change_base, 3.0, 0.0, 2.0, because="a base is 0")
        assert_raises(ValueError, change_base, 3.0, 2.0, -2.0, because="a base is negative")
