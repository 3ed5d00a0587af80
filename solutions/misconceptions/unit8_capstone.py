"""Known wrong answers of unit 8. Each carries one mistake and refuses the inputs that the reference refuses."""

from collections.abc import Callable

import numpy as np
import unit8_capstone as right
from numpy.typing import ArrayLike, NDArray
from unit5_cat_or_not import binary_cross_entropy, binary_cross_entropy_with_logits
from unit6_logistic_regression import logistic_gradient, predict_proba

from grader.cases import misconception

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Fit = tuple[Floats, float, Floats]
Gradient = Callable[[Floats, Floats, Floats, float], tuple[Floats, float]]


def checked(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return both sets in float64, and which training columns vary; raises ValueError where the reference does."""
    right.standardize(X_train, X_test)
    X_train, X_test = np.asarray(X_train, dtype=np.float64), np.asarray(X_test, dtype=np.float64)
    return X_train, X_test, (X_train != X_train[0]).any(axis=0)


def walk(
    gradient: Gradient, X: ArrayLike, y: ArrayLike, learning_rate: float, n_steps: int, *, start: float = 0.0
) -> Fit:
    """Fit as the reference does, with another gradient, or from random weights of the size `start`."""
    right.fit_logistic_regression(X, y, learning_rate, 0)  # validates
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w: Floats = np.random.default_rng(0).normal(scale=start, size=(X.shape[1],))
    b = 0.0
    losses = [binary_cross_entropy_with_logits(y, X @ w + b)]
    for _ in range(n_steps):
        dw, db = gradient(X, y, w, b)
        w, b = w - learning_rate * dw, b - learning_rate * db
        losses.append(binary_cross_entropy_with_logits(y, X @ w + b))
    return w, b, np.array(losses)


@misconception(
    "ST1",
    of="standardize",
    title="Test set scaled with its own statistics",
    hint="If one single new patient arrived, what mean and spread would you use?",
    distinguishes="standardize([[0.0], [2.0]], [[10.0], [12.0]])",
)
def st1(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    right.standardize(X_train, X_test)
    return right.standardize(X_train, X_train)[0], right.standardize(X_test, X_test)[0]


@misconception(
    "ST2",
    of="standardize",
    title="A constant column gives nan",
    hint="A pixel that is always black has no spread. What should its scaled value be?",
    distinguishes="standardize([[5.0, 1.0], [5.0, 3.0]], [[5.0, 2.0]])",
)
def st2(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / spread, (X_test - mean) / spread


@misconception(
    "ST3",
    of="standardize",
    title="Scales every row instead of every column",
    hint="A pixel is a column. Whose mean do you subtract: that of a pixel, or that of a picture?",
    distinguishes="standardize([[0.0, 100.0], [4.0, 300.0], [0.0, 300.0], [4.0, 100.0]], [[2.0, 250.0]])",
)
def st3(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    return right.standardize(X_train.T, X_train.T)[0].T, right.standardize(X_test.T, X_test.T)[0].T


@misconception(
    "ST4",
    of="standardize",
    title="Spread with 1/(n - 1)",
    hint="This course divides by the number of rows. Which value of ddof does np.std take for that?",
    distinguishes="standardize([[0.0], [2.0]], [[10.0], [12.0]])",
)
def st4(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    Z_train, Z_test = right.standardize(X_train, X_test)
    _, _, varies = checked(X_train, X_test)
    shrink = np.where(varies, np.sqrt((len(Z_train) - 1) / len(Z_train)), 1.0)
    return Z_train * shrink, Z_test * shrink


@misconception(
    "ST5",
    of="standardize",
    title="Adds a small number to every spread",
    hint="How large is your result for a column of 0 and 2e-12? Treat the constant columns alone, and leave the "
    "others as they are.",
    distinguishes="standardize([[0.0], [2e-8]], [[4e-8]])",
)
def st5(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / spread, (X_test - mean) / spread


@misconception(
    "ST6",
    of="standardize",
    title="One mean and one spread for all columns together",
    hint="One feature is in metres, one in grams. What would their common mean mean?",
    distinguishes="standardize([[0.0, 100.0], [4.0, 300.0], [0.0, 300.0], [4.0, 100.0]], [[2.0, 250.0]])",
)
def st6(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    mean, spread = X_train.mean(), X_train.std() or 1.0
    return (X_train - mean) / spread, (X_test - mean) / spread


@misconception(
    "ST7",
    of="standardize",
    title="Measures mean and spread on both sets together",
    hint="Add one absurd row to the test set. Should the training rows notice?",
    distinguishes="standardize([[0.0], [2.0]], [[10.0], [12.0]])",
)
def st7(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    both = np.vstack([X_train, X_test])
    return right.standardize(both, X_train)[1], right.standardize(both, X_test)[1]


@misconception(
    "ST8",
    of="standardize",
    title="Takes a column for constant only if its computed spread is exactly 0",
    hint="What is np.std([0.1, 0.1, 0.1])? How else can you see that all values are the same?",
    distinguishes="standardize([[0.1], [0.1], [0.1]], [[0.6]])",
)
def st8(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, _ = checked(X_train, X_test)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
    spread = np.where(spread == 0.0, 1.0, spread)
    return (X_train - mean) / spread, (X_test - mean) / spread


@misconception(
    "ST9",
    of="standardize",
    title="Spread as mean of the squares minus square of the mean",
    hint="Right on paper. What is left of the difference of two numbers near 1e18 that should be 1?",
    distinguishes="standardize([[1e9], [1e9 + 2.0]], [[1e9 + 4.0]])",
)
def st9(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, varies = checked(X_train, X_test)
    mean = X_train.mean(axis=0)
    spread = np.where(varies, np.sqrt(np.maximum((X_train**2).mean(axis=0) - mean**2, 0.0)), 1.0)
    return (X_train - mean) / spread, (X_test - mean) / spread


@misconception(
    "ST10",
    of="standardize",
    title="Divides by the variance",
    hint="If x is in metres, in what unit is its variance? Your result should have none.",
    distinguishes="standardize([[0.0], [4.0]], [[2.0], [6.0]])",
)
def st10(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, varies = checked(X_train, X_test)
    mean, variance = X_train.mean(axis=0), np.where(varies, X_train.var(axis=0), 1.0)
    return (X_train - mean) / variance, (X_test - mean) / variance


@misconception(
    "ST11",
    of="standardize",
    title="Scales to the range from 0 to 1",
    hint="Which two numbers describe a column here: its smallest and largest value, or its mean and its spread?",
    distinguishes="standardize([[0.0], [2.0]], [[10.0], [12.0]])",
)
def st11(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Floats, Floats]:
    X_train, X_test, varies = checked(X_train, X_test)
    low, width = X_train.min(axis=0), np.where(varies, np.ptp(X_train, axis=0), 1.0)
    return (X_train - low) / width, (X_test - low) / width


@misconception(
    "FT1",
    of="fit_logistic_regression",
    title="Updates b at the new w",
    hint="Your intercept moves after the weights have moved. At which point were both gradients to be taken?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft1(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    def gradient(X: Floats, y: Floats, w: Floats, b: float) -> tuple[Floats, float]:
        dw, _ = logistic_gradient(X, y, w, b)
        return dw, logistic_gradient(X, y, w - learning_rate * dw, b)[1]

    return walk(gradient, X, y, learning_rate, n_steps)


@misconception(
    "FT2",
    of="fit_logistic_regression",
    title="Never updates b",
    hint='With all weights at zero, what single number lets the model say "8s are rare"?',
    distinguishes="fit_logistic_regression([[1.0], [-1.0], [1.0], [-1.0]], [1.0, 1.0, 1.0, 0.0], 0.5, 50)",
)
def ft2(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    return walk(lambda X, y, w, b: (logistic_gradient(X, y, w, b)[0], 0.0), X, y, learning_rate, n_steps)


@misconception(
    "FT3",
    of="fit_logistic_regression",
    title="Steps along the sum over the pictures, without 1/n",
    hint="Show every picture twice. Is a step twice as long now?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft3(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    def gradient(X: Floats, y: Floats, w: Floats, b: float) -> tuple[Floats, float]:
        dw, db = logistic_gradient(X, y, w, b)
        return dw * len(y), db * len(y)

    return walk(gradient, X, y, learning_rate, n_steps)


@misconception(
    "FT4",
    of="fit_logistic_regression",
    title="Extra factor p(1 - p) in the gradient",
    hint="You learn, but more and more slowly where the model is sure and wrong. Which loss are you differentiating?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft4(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    def gradient(X: Floats, y: Floats, w: Floats, b: float) -> tuple[Floats, float]:
        p = predict_proba(X, w, b)
        residual = (p - y) * p * (1.0 - p)
        return X.T @ residual / len(y), float(residual.mean())

    return walk(gradient, X, y, learning_rate, n_steps)


@misconception(
    "FT5",
    of="fit_logistic_regression",
    title="One loss too few: the point after the last step is missing",
    hint="After 0 steps there is already a loss to report. How many are there after three?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft5(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    w, b, losses = right.fit_logistic_regression(X, y, learning_rate, n_steps)
    return w, b, losses[:-1]


@misconception(
    "FT6",
    of="fit_logistic_regression",
    title="One loss too few: the start is missing",
    hint="What does the model pay before it has learned anything? That belongs into the list, too.",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft6(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    w, b, losses = right.fit_logistic_regression(X, y, learning_rate, n_steps)
    return w, b, losses[1:]


@misconception(
    "FT7",
    of="fit_logistic_regression",
    title="Computes the loss from rounded probabilities",
    hint="Your loss is inf where the model is very sure and wrong. Which function of unit 5 starts from the score?",
    distinguishes="fit_logistic_regression([[1000.0], [-1000.0], [-1000.0]], [1, 0, 1], 1.0, 1)",
)
def ft7(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    right.fit_logistic_regression(X, y, learning_rate, 0)  # validates
    w, b, losses = np.zeros(np.shape(X)[1]), 0.0, [binary_cross_entropy(y, np.full(np.size(y), 0.5))]
    for _ in range(n_steps):
        dw, db = logistic_gradient(X, y, w, b)
        w, b = w - learning_rate * dw, b - learning_rate * db
        losses.append(binary_cross_entropy(y, predict_proba(X, w, b)))
    return w, b, np.array(losses)


@misconception(
    "FT8",
    of="fit_logistic_regression",
    title="Plus instead of minus",
    hint="Print the losses. Which way do they go?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft8(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    return right.fit_logistic_regression(X, y, -learning_rate, n_steps)


@misconception(
    "FT9",
    of="fit_logistic_regression",
    title="Reports the sum of the losses, not their mean",
    hint="What should losses[0] be for two pictures, and for two thousand?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft9(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    w, b, losses = right.fit_logistic_regression(X, y, learning_rate, n_steps)
    return w, b, losses * np.size(y)


@misconception(
    "FT10",
    of="fit_logistic_regression",
    title="Starts from small random weights",
    hint="Call it twice: is the answer the same? A network needs random weights; a single neuron does not.",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [0, 1], 0.5, 3)",
)
def ft10(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    return walk(logistic_gradient, X, y, learning_rate, n_steps, start=0.01)


@misconception(
    "FT11",
    of="fit_logistic_regression",
    title="Learning rate hard-coded or unused",
    hint="Call it with two different learning rates: do the losses differ?",
    distinguishes="fit_logistic_regression([[2.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [1, 1, 0], 1.0, 1)",
)
def ft11(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    return right.fit_logistic_regression(X, y, 0.5, n_steps)


@misconception(
    "FT12",
    of="fit_logistic_regression",
    title="Takes any label for what it is, also -1",
    hint="Some books call the classes −1 and 1. What does y ln p + (1 − y) ln(1 − p) make of a label −1?",
    distinguishes="fit_logistic_regression([[1.0], [2.0]], [-1, 1], 0.5, 1)",
)
def ft12(X: ArrayLike, y: ArrayLike, learning_rate: float = 0.5, n_steps: int = 500) -> Fit:
    right.fit_logistic_regression(X, np.clip(y, 0, 1), 0.5, 0)  # validates the rest
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w, b, losses = np.zeros(X.shape[1]), 0.0, [float(np.log(2.0))]
    for _ in range(n_steps):
        dw, db = logistic_gradient(X, y, w, b)
        w, b = w - learning_rate * dw, b - learning_rate * db
        z = X @ w + b
        losses.append(float(np.mean(np.logaddexp(0.0, z) - y * z)))
    return w, b, np.array(losses)


@misconception(
    "PR1",
    of="predict",
    title="Compares the raw score with the threshold",
    hint="Is 0.5 a score or a probability? What score has probability one half?",
    distinguishes="predict([[0.25]], [1.0], 0.0)",
)
def pr1(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Ints:
    right.predict(X, w, b)  # validates
    scores = np.asarray(X, dtype=np.float64) @ np.asarray(w, dtype=np.float64) + b
    return (scores >= threshold).astype(np.int64)


@misconception(
    "PR2",
    of="predict",
    title="np.round: exactly 0.5 becomes 0",
    hint="What does np.round(0.5) return, and what should happen for threshold = 0.3?",
    distinguishes="predict([[0.0], [-0.5]], [1.0], 0.0, 0.3)",
)
def pr2(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Ints:
    return np.round(predict_proba(X, w, b)).astype(np.int64)


@misconception(
    "PR3",
    of="predict",
    title="Greater than, where at least is asked",
    hint="What do you answer if the probability is exactly the threshold?",
    distinguishes="predict([[0.0], [40.0]], [1.0], 0.0, 1.0)",
)
def pr3(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Ints:
    return (predict_proba(X, w, b) > threshold).astype(np.int64)


@misconception(
    "PR4",
    of="predict",
    title="Ignores the threshold",
    hint="Call it with threshold=0.99. Do fewer pictures get a yes?",
    distinguishes="predict([[1.0]], [1.0], 0.0, 0.9)",
)
def pr4(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Ints:
    return right.predict(X, w, b)


@misconception(
    "PR5",
    of="predict",
    title="Returns the probabilities",
    hint="The model has given a probability. Who decides now: yes or no?",
    distinguishes="predict([[0.25]], [1.0], 0.0)",
)
def pr5(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Floats:
    return predict_proba(X, w, b)


@misconception(
    "PR6",
    of="predict",
    title="Returns booleans",
    hint="True and False are neither labels nor numbers to count with. What does the contract ask for?",
    distinguishes="predict([[2.0], [-2.0]], [1.0], 0.0)",
)
def pr6(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> NDArray[np.bool_]:
    return predict_proba(X, w, b) >= threshold


@misconception(
    "PR7",
    of="predict",
    title="Returns 1.0 and 0.0",
    hint="Labels are whole numbers, to be used as an index, for example. What is the dtype of your answer?",
    distinguishes="predict([[2.0], [-2.0]], [1.0], 0.0)",
)
def pr7(X: ArrayLike, w: ArrayLike, b: float, threshold: float = 0.5) -> Floats:
    return np.where(predict_proba(X, w, b) >= threshold, 1.0, 0.0)


@misconception(
    "AC1",
    of="accuracy",
    title="(n, 1) against (n,) is broadcast",
    hint="How many comparisons did you make for three pictures: three, or nine?",
    distinguishes="accuracy(np.array([1, 0, 1]), np.array([[1], [0], [1]]))",
)
def ac1(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    if np.size(y_true) == 0:
        raise ValueError("no labels")
    return float(np.mean(np.asarray(y_true) == np.asarray(y_pred)))


@misconception(
    "AC2",
    of="accuracy",
    title="Returns a percentage",
    hint="This course's accuracy is a share, between 0 and 1.",
    distinguishes="accuracy([1, 0, 1, 1], [1, 0, 0, 1])",
)
def ac2(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return 100.0 * right.accuracy(y_true, y_pred)


@misconception(
    "AC3",
    of="accuracy",
    title="Returns the number of right answers",
    hint="Show every picture twice. Should the accuracy double?",
    distinguishes="accuracy([1, 0, 1, 1], [1, 0, 0, 1])",
)
def ac3(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.accuracy(y_true, y_pred) * np.size(y_true)


@misconception(
    "AC4",
    of="accuracy",
    title="Counts agreement on the labels 0 and 1 only",
    hint="Which right answers do you count if there are ten digits to choose from?",
    distinguishes="accuracy([0, 1, 2], [0, 2, 2])",
)
def ac4(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    right.accuracy(y_true, y_pred)  # validates
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    return float(np.mean((y_true == y_pred) & ((y_true == 0) | (y_true == 1))))


@misconception(
    "AC5",
    of="accuracy",
    title="Compares two lists as wholes",
    hint="What is [1, 0] == [1, 1] in Python, and what is it for two arrays?",
    distinguishes="accuracy([1, 0, 1, 1], [1, 0, 0, 1])",
)
def ac5(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    right.accuracy(y_true, y_pred)  # validates
    return float(np.mean(y_true == y_pred))


@misconception(
    "AC6",
    of="accuracy",
    title="One minus the mean difference",
    hint="Is answering 9 where 4 was asked five times as wrong as answering 5?",
    distinguishes="accuracy([0, 4, 2], [0, 9, 2])",
)
def ac6(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    right.accuracy(y_true, y_pred)  # validates
    return float(1.0 - np.mean(np.abs(np.asarray(y_true) - np.asarray(y_pred))))


@misconception(
    "AC7",
    of="accuracy",
    title="Returns the share of wrong answers",
    hint="What does your function say of a perfect answer?",
    distinguishes="accuracy([1, 0, 1, 1], [1, 0, 0, 1])",
)
def ac7(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return 1.0 - right.accuracy(y_true, y_pred)


@misconception(
    "AC8",
    of="accuracy",
    title="Counts the eights that were found, and nothing else",
    hint="A picture that is no 8 and was not called one: is that a right answer?",
    distinguishes="accuracy([1, 0, 1, 1], [1, 0, 0, 1])",
)
def ac8(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    right.accuracy(y_true, y_pred)  # validates
    eights = np.asarray(y_true) == 1
    found = eights & (np.asarray(y_pred) == 1)
    return float(found.sum() / max(int(eights.sum()), 1))
