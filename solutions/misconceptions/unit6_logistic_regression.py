"""Known wrong answers of unit 6. Each carries one mistake and refuses the inputs that the reference refuses."""

from collections.abc import Callable

import numpy as np
import unit6_logistic_regression as right
from numpy.typing import ArrayLike, NDArray

from grader.cases import misconception

Floats = NDArray[np.float64]


def residuals(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, Floats, Floats]:
    """Return X, p and p − y in float64; raises ValueError where the reference does."""
    right.logistic_gradient(X, y, w, b)
    p = right.predict_proba(X, w, b)
    return np.asarray(X, dtype=np.float64), p, p - np.asarray(y, dtype=np.float64)


@misconception(
    "PB1",
    of="predict_proba",
    title="Adds b after the sigmoid",
    hint="Your result can exceed 1. Where in the formula does the intercept belong?",
    distinguishes="predict_proba([[1.0, 2.0]], [0.5, -0.25], 1.0)",
)
def pb1(X: ArrayLike, w: ArrayLike, b: float) -> Floats:
    return right.predict_proba(X, w, 0.0) + b


@misconception(
    "LG1",
    of="logistic_gradient",
    title="Missing 1/n",
    hint="Duplicate every row. The mean loss stays the same, so the gradient must too.",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
    top=True,
)
def lg1(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, _, residual = residuals(X, y, w, b)
    return X.T @ residual, float(residual.sum())


@misconception(
    "LG2",
    of="logistic_gradient",
    title="Sign flipped: y - p",
    hint="Take a small step along your gradient: a gradient points uphill, so the loss must rise.",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
    top=True,
)
def lg2(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    dw, db = right.logistic_gradient(X, y, w, b)
    return -dw, -db


@misconception(
    "LG3",
    of="logistic_gradient",
    title="Extra factor p(1 - p), a habit from squared error",
    hint="Which loss are you differentiating? In this one a factor cancels: write the chain rule out for a single "
    "example.",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
)
def lg3(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, p, residual = residuals(X, y, w, b)
    residual = residual * p * (1.0 - p)
    return X.T @ residual / len(X), float(residual.mean())


@misconception(
    "LG4",
    of="logistic_gradient",
    title="db is a sum, dw a mean",
    hint="Think of b as the weight of a feature that is always 1. Would its entry of the gradient be divided by n?",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
)
def lg4(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, _, residual = residuals(X, y, w, b)
    return X.T @ residual / len(X), float(residual.sum())


@misconception(
    "LG5",
    of="logistic_gradient",
    title="Elementwise product instead of matrix product",
    hint="One number per weight is wanted. Over which axis have you not yet added up?",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
    top=True,
)
def lg5(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, _, residual = residuals(X, y, w, b)
    return X * residual[:, np.newaxis] / len(X), float(residual.mean())


@misconception(
    "LG6",
    of="logistic_gradient",
    title="Labels in a column broadcast to (n, n)",
    hint="Print the shape of p − y. It should be one number per example.",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]], np.array([[1], [0], [1]]), "
    "[0.1, -0.2], 0.0)",
)
def lg6(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    residual = right.predict_proba(X, w, b) - np.asarray(y, dtype=np.float64)
    if len(residual) == 0:
        raise ValueError("no pictures")
    return np.asarray(X, dtype=np.float64).T @ residual / len(residual), float(residual.mean())


@misconception(
    "LG7",
    of="logistic_gradient",
    title="Forgets the sigmoid",
    hint="Is X·w + b already a probability?",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)",
)
def lg7(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, _, _ = residuals(X, y, w, b)
    residual = X @ np.asarray(w, dtype=np.float64) + b - np.asarray(y, dtype=np.float64)
    return X.T @ residual / len(X), float(residual.mean())


@misconception(
    "LG8",
    of="logistic_gradient",
    title="Ignores b in the prediction",
    hint="Change only b and call again. Should the predictions move?",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 1.0)",
)
def lg8(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    return right.logistic_gradient(X, y, w, 0.0)


@misconception(
    "LG9",
    of="logistic_gradient",
    title="Divides by d instead of n",
    hint="Two numbers describe the shape of X. Which one counts examples?",
    distinguishes="logistic_gradient([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [1, 1, 0], [0.0, 0.0], 0.0)",
)
def lg9(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> tuple[Floats, float]:
    X, _, residual = residuals(X, y, w, b)
    return X.T @ residual / X.shape[1], float(residual.mean())


@misconception(
    "NG1",
    of="numerical_gradient",
    title="Whole-number input truncates the step",
    hint="What is the dtype of the array you are nudging? Can it hold 3.00001?",
    distinguishes="numerical_gradient(lambda v: v[0] ** 2 + v[1] ** 2, np.array([3, 4]))",
    top=True,
)
def ng1(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    x = np.array(x)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        above = f(x)
        x[i] = here - h
        below = f(x)
        x[i] = here
        gradient[i] = (above - below) / (2.0 * h)
    return gradient


@misconception(
    "NG2",
    of="numerical_gradient",
    title="Looks to one side only",
    hint="How large is your error for v² at 1 with h = 0.1, and with h = 0.01? The asked formula has none.",
    distinguishes="numerical_gradient(lambda v: (v**2).sum(), np.array([1.0]), 0.1)",
)
def ng2(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    x = np.asarray(x, dtype=np.float64)
    here = f(x)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        nudged = x.copy()
        nudged[i] += h
        gradient[i] = (f(nudged) - here) / h
    return gradient


@misconception(
    "NG3",
    of="numerical_gradient",
    title="Divides by h instead of 2h",
    hint="How far apart are the two points you compare?",
    distinguishes="numerical_gradient(lambda v: (v**2).sum(), np.array([1.0]))",
)
def ng3(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    return 2.0 * right.numerical_gradient(f, x, h)


@misconception(
    "NG4",
    of="numerical_gradient",
    title="Does not restore the coordinate",
    hint="After the first coordinate, is x back where it started?",
    distinguishes="numerical_gradient(lambda v: v[0] * v[1], np.array([1.0, 1.0]), 0.1)",
)
def ng4(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2.0 * h
        gradient[i] = (above - f(x)) / (2.0 * h)
    return gradient


@misconception(
    "NG5",
    of="numerical_gradient",
    title="Nudges all coordinates at once",
    hint="A partial derivative moves one coordinate while the others stay.",
    distinguishes="numerical_gradient(lambda v: v[0] ** 2 + 3 * v[1], np.array([1.0, 1.0]))",
)
def ng5(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    x = np.array(x, dtype=np.float64)
    return np.full_like(x, (f(x + h) - f(x - h)) / (2.0 * h))


@misconception(
    "NG6",
    of="numerical_gradient",
    title="Changes the caller's array",
    hint="Work on a copy: the caller still needs their point.",
    distinguishes="numerical_gradient(lambda v: (v**2).sum(), np.array([0.1, 0.2, 0.3]))",
)
def ng6(f: Callable[[Floats], float], x: ArrayLike, h: float = 1e-5) -> Floats:
    x = np.asarray(x, dtype=np.float64)  # no copy if x is float64 already
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2.0 * h
        below = f(x)
        x[i] += h
        gradient[i] = (above - below) / (2.0 * h)
    return gradient


@misconception(
    "GD1",
    of="gradient_descent",
    title="Plus instead of minus",
    hint="The gradient points uphill. Which way is the valley?",
    distinguishes="gradient_descent(lambda x: 2 * x, np.array([1.0]), 0.1, 3)",
    top=True,
)
def gd1(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    return right.gradient_descent(grad, x0, -learning_rate, n_steps)


@misconception(
    "GD2",
    of="gradient_descent",
    title="The update in place changes the history",
    hint="You stored the same array n times. What does -= do to an array that is already in a list?",
    distinguishes="gradient_descent(lambda x: 2 * x, np.array([1.0]), 0.1, 3)",
)
def gd2(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    x = np.array(x0, dtype=np.float64)
    points = [x]
    for _ in range(n_steps):
        x -= learning_rate * grad(x)
        points.append(x)
    return np.array(points)


@misconception(
    "GD3",
    of="gradient_descent",
    title="Learning rate hard-coded or unused",
    hint="Call it with two different learning rates: do the trajectories differ?",
    distinguishes="gradient_descent(lambda x: 2 * x, np.array([1.0]), 0.1, 3)",
)
def gd3(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    return right.gradient_descent(grad, x0, 0.01, n_steps)


@misconception(
    "GD4",
    of="gradient_descent",
    title="Off by one: the start or the last point is missing",
    hint="After 0 steps you are still somewhere. How many points does a walk of n steps visit?",
    distinguishes="gradient_descent(lambda x: 2 * x, np.array([1.0]), 0.1, 3)",
)
def gd4(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    return right.gradient_descent(grad, x0, learning_rate, n_steps)[1:]


@misconception(
    "GD5",
    of="gradient_descent",
    title="Walks away with the caller's start",
    hint="Print x0 before and after the call. Whose array does -= change?",
    distinguishes="gradient_descent(lambda x: 2 * x, np.array([1.0]), 0.1, 3)",
)
def gd5(grad: Callable[[Floats], Floats], x0: ArrayLike, learning_rate: float, n_steps: int) -> Floats:
    x = np.asarray(x0, dtype=np.float64)  # no copy if x0 is float64 already
    points = [x.copy()]
    for _ in range(n_steps):
        x -= learning_rate * grad(x)
        points.append(x.copy())
    return np.array(points)
