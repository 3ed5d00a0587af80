"""Known wrong answers of unit 4. Each carries one mistake and refuses the inputs that the reference refuses."""

import numpy as np
import unit4_likelihood as right
from numpy.typing import ArrayLike, NDArray

from grader.cases import misconception

Floats = NDArray[np.float64]


def residuals(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, Floats]:
    """Return X and Xw + b − y in float64; raises ValueError where the reference does."""
    right.mse_gradient(X, y, w, b)
    X, y, w = (np.asarray(a, dtype=np.float64) for a in (X, y, w))
    return X, X @ w + b - y


def observed(y: ArrayLike, p: ArrayLike) -> tuple[Floats, Floats]:
    """Return observations and probabilities, both (n,), in float64; raises ValueError where the reference does."""
    right.bernoulli_log_likelihood(y, p)
    y = np.asarray(y, dtype=np.float64)
    return y, np.broadcast_to(np.asarray(p, dtype=np.float64), y.shape)


@misconception(
    "MS1",
    of="mean_squared_error",
    title="Sum instead of mean",
    hint="Show every example twice. Has the model become worse?",
    distinguishes="mean_squared_error([1.0, 2.0], [2.0, 4.0])",
)
def ms1(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.mean_squared_error(y_true, y_pred) * np.size(y_true)


@misconception(
    "MS2",
    of="mean_squared_error",
    title="Half the mean squared error",
    hint="Some books put a convenient constant in front. Which definition does this course use?",
    distinguishes="mean_squared_error([1.0, 2.0], [2.0, 4.0])",
)
def ms2(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.mean_squared_error(y_true, y_pred) / 2.0


@misconception(
    "MS3",
    of="mean_squared_error",
    title="(n, 1) against (n,) broadcasts to n × n",
    hint="Print the shape of the difference. How many errors should n predictions have?",
    distinguishes="mean_squared_error(np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]]))",
)
def ms3(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.mean_squared_error(*np.broadcast_arrays(y_true, y_pred))


@misconception(
    "MS4",
    of="mean_squared_error",
    title="Norm instead of squared norm",
    hint="Which of the three words in the name did your formula leave out?",
    distinguishes="mean_squared_error([0.0, 0.0], [3.0, 4.0])",
)
def ms4(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return float(np.sqrt(right.mean_squared_error(y_true, y_pred) / np.size(y_true)))


@misconception(
    "MS5",
    of="mean_squared_error",
    title="Subtracts single bytes, which wrap around",
    hint="What is the dtype of the difference? Subtract 200 from 0 in it.",
    distinguishes="mean_squared_error(np.array([0, 1], dtype=np.uint8), np.array([200, 3], dtype=np.uint8))",
)
def ms5(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    right.mean_squared_error(y_true, y_pred)
    return float(np.mean((np.asarray(y_true) - np.asarray(y_pred)) ** 2))


@misconception(
    "MS6",
    of="mean_squared_error",
    title="Root of the mean squared error",
    hint="Double every miss. How many times as large should the result be?",
    distinguishes="mean_squared_error([0.0, 0.0], [3.0, 4.0])",
)
def ms6(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return float(np.sqrt(right.mean_squared_error(y_true, y_pred)))


@misconception(
    "MG1",
    of="mse_gradient",
    title="Missing factor 2",
    hint="Differentiate the square by hand once. Compare with numerical_gradient of your own loss.",
    distinguishes="mse_gradient([[1.0], [2.0]], [1.0, 3.0], [0.0], 0.0)",
)
def mg1(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    dw, db = right.mse_gradient(X, y, w, b)
    return dw / 2.0, db / 2.0


@misconception(
    "MG2",
    of="mse_gradient",
    title="Missing 1/n",
    hint="Duplicate every row: the loss stays the same, so what should the gradient do?",
    distinguishes="mse_gradient([[1.0], [2.0]], [1.0, 3.0], [0.0], 0.0)",
)
def mg2(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, residual = residuals(X, y, w, b)
    return 2.0 * X.T @ residual, float(2.0 * residual.sum())


@misconception(
    "MG3",
    of="mse_gradient",
    title="Sign flipped: y - prediction",
    hint="All predictions are too low. Should the error rise or fall with the intercept?",
    distinguishes="mse_gradient([[1.0], [2.0]], [1.0, 3.0], [0.0], 0.0)",
)
def mg3(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    dw, db = right.mse_gradient(X, y, w, b)
    return -dw, -db


@misconception(
    "MG4",
    of="mse_gradient",
    title="Elementwise product instead of matrix product",
    hint="One number per weight is wanted. Over which axis have you not yet added up?",
    distinguishes="mse_gradient([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [2.0, 1.0, 5.0], [0.5, -0.25], 1.0)",
)
def mg4(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, residual = residuals(X, y, w, b)
    return 2.0 * X * residual[:, np.newaxis] / len(X), float(2.0 * residual.mean())


@misconception(
    "LS1",
    of="fit_least_squares",
    title="No intercept",
    hint="Must the best line pass through the origin? What column would let it move up and down?",
    distinguishes="fit_least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])",
)
def ls1(X: ArrayLike, y: ArrayLike) -> tuple[Floats, float]:
    right.fit_least_squares(X, y)
    return np.linalg.lstsq(np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64), rcond=None)[0], 0.0


@misconception(
    "LS2",
    of="fit_least_squares",
    title="Inverts a matrix that need not have an inverse",
    hint="Two of the columns carry the same information. Is there a solver that does not need an inverse?",
    distinguishes="fit_least_squares([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [2.0, 4.0, 6.0])",
)
def ls2(X: ArrayLike, y: ArrayLike) -> tuple[Floats, float]:
    right.fit_least_squares(X, y)
    A = np.column_stack([np.asarray(X, dtype=np.float64), np.ones(len(y))])
    solution = np.linalg.inv(A.T @ A) @ A.T @ np.asarray(y, dtype=np.float64)
    return solution[:-1], float(solution[-1])


@misconception(
    "LS3",
    of="fit_least_squares",
    title="Swaps the intercept with the weights",
    hint="In which column did you put the ones, and from which end do you take the intercept?",
    distinguishes="fit_least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])",
)
def ls3(X: ArrayLike, y: ArrayLike) -> tuple[Floats, float]:
    w, b = right.fit_least_squares(X, y)
    solution = np.append(b, w)
    return solution[:-1], float(solution[-1])


@misconception(
    "BL1",
    of="bernoulli_log_likelihood",
    title="Log of the product, which underflows",
    hint="What is 0.5 to the power 2000 as a float? The reason the logarithm is there is to avoid that product.",
    distinguishes="bernoulli_log_likelihood(np.ones(2000), 0.5)",
)
def bl1(y: ArrayLike, p: ArrayLike) -> float:
    y, p = observed(y, p)
    with np.errstate(divide="ignore"):
        return float(np.log(np.prod(np.where(y == 1, p, 1.0 - p))))


@misconception(
    "BL2",
    of="bernoulli_log_likelihood",
    title="Returns the negative log-likelihood, a loss",
    hint="A probability is at most 1. What sign does its logarithm have?",
    distinguishes="bernoulli_log_likelihood([1, 0, 1, 1], 0.75)",
)
def bl2(y: ArrayLike, p: ArrayLike) -> float:
    return -right.bernoulli_log_likelihood(y, p)


@misconception(
    "BL3",
    of="bernoulli_log_likelihood",
    title="Mean instead of sum",
    hint="Toss twice as often: is the whole sequence still as probable? A loss is a mean, a log-likelihood a sum.",
    distinguishes="bernoulli_log_likelihood([1, 0, 1, 1], 0.75)",
)
def bl3(y: ArrayLike, p: ArrayLike) -> float:
    return right.bernoulli_log_likelihood(y, p) / np.size(y)


@misconception(
    "BL4",
    of="bernoulli_log_likelihood",
    title="Base 2",
    hint="From this unit on the course works in nats. The best p does not change, but the number does.",
    distinguishes="bernoulli_log_likelihood([1, 0, 1, 1], 0.75)",
)
def bl4(y: ArrayLike, p: ArrayLike) -> float:
    return right.bernoulli_log_likelihood(y, p) / float(np.log(2.0))


@misconception(
    "BL5",
    of="bernoulli_log_likelihood",
    title="Only the y = 1 term",
    hint="If only successes count, what p would you choose? What do the failures have to say?",
    distinguishes="bernoulli_log_likelihood([1, 0, 1, 1], 0.75)",
)
def bl5(y: ArrayLike, p: ArrayLike) -> float:
    y, p = observed(y, p)
    with np.errstate(divide="ignore"):
        return float(np.sum(np.where(y == 1, np.log(p), 0.0)))


@misconception(
    "BL6",
    of="bernoulli_log_likelihood",
    title="nan when something was certain",
    hint="A sure thing happened. Which product in your formula is 0 times minus infinity?",
    distinguishes="bernoulli_log_likelihood([1, 1], 1.0)",
)
def bl6(y: ArrayLike, p: ArrayLike) -> float:
    y, p = observed(y, p)
    with np.errstate(all="ignore"):
        return float(np.sum(y * np.log(p) + (1.0 - y) * np.log(1.0 - p)))


@misconception(
    "BL7",
    of="bernoulli_log_likelihood",
    title="Clips the probabilities away from 0 and 1",
    hint="Clipping keeps the value finite. This course keeps the honest one: "
    "how probable is a sequence that contains the impossible?",
    distinguishes="bernoulli_log_likelihood([1, 0], 1.0)",
)
def bl7(y: ArrayLike, p: ArrayLike) -> float:
    y, p = observed(y, p)
    return right.bernoulli_log_likelihood(y, np.clip(p, 1e-15, 1.0 - 1e-15))


@misconception(
    "GL1",
    of="gaussian_log_likelihood",
    title="Drops the normalising constant",
    hint="A perfect hit is not all that likely if the curve is wide. What keeps the area under the curve at 1?",
    distinguishes="gaussian_log_likelihood([0.0, 0.0], 0.0)",
)
def gl1(y: ArrayLike, mu: ArrayLike, sigma: float = 1.0) -> float:
    right.gaussian_log_likelihood(y, mu, sigma)
    y, mu = np.asarray(y, dtype=np.float64), np.asarray(mu, dtype=np.float64)
    return float(-0.5 * np.sum(((y - mu) / sigma) ** 2))


@misconception(
    "GL2",
    of="gaussian_log_likelihood",
    title="sigma taken as the variance",
    hint="Test with sigma = 2. Is the parameter a standard deviation or a variance?",
    distinguishes="gaussian_log_likelihood([1.0], 0.0, 2.0)",
)
def gl2(y: ArrayLike, mu: ArrayLike, sigma: float = 1.0) -> float:
    right.gaussian_log_likelihood(y, mu, sigma)
    return right.gaussian_log_likelihood(y, mu, float(np.sqrt(sigma)))


@misconception(
    "GL3",
    of="gaussian_log_likelihood",
    title="Log of the density, which underflows",
    hint="What is e to the power −5000 as a float? Take the logarithm of the formula on paper first.",
    distinguishes="gaussian_log_likelihood([100.0], 0.0)",
)
def gl3(y: ArrayLike, mu: ArrayLike, sigma: float = 1.0) -> float:
    right.gaussian_log_likelihood(y, mu, sigma)
    y, mu = np.asarray(y, dtype=np.float64), np.asarray(mu, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return float(np.sum(np.log(np.exp(-0.5 * ((y - mu) / sigma) ** 2) / (sigma * np.sqrt(2.0 * np.pi)))))


@misconception(
    "GL4",
    of="gaussian_log_likelihood",
    title="Counts the normalising constant once instead of n times",
    hint="Each measurement has a density of its own, constant included. Try one hit, then two.",
    distinguishes="gaussian_log_likelihood([0.0, 0.0], 0.0)",
)
def gl4(y: ArrayLike, mu: ArrayLike, sigma: float = 1.0) -> float:
    constant = float(np.log(sigma * np.sqrt(2.0 * np.pi))) if sigma > 0 else 0.0
    return right.gaussian_log_likelihood(y, mu, sigma) + (np.size(y) - 1) * constant


@misconception(
    "CB1",
    of="change_base",
    title="Factor upside down",
    hint="A nat is more than a bit. Are there more or fewer of them in the same message?",
    distinguishes="change_base(1.0, np.e, 2.0)",
)
def cb1(value: ArrayLike, from_base: float, to_base: float) -> float | Floats:
    return right.change_base(value, to_base, from_base)
