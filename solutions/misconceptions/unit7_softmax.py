"""Known wrong answers of unit 7. Each carries one mistake and refuses the inputs that the reference refuses."""

import numpy as np
import unit7_softmax as right
from numpy.typing import ArrayLike, NDArray

from grader.cases import misconception

Floats = NDArray[np.float64]


def residuals(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return X, p and p − one_hot(y); raises ValueError where the reference does."""
    right.softmax_gradient(X, y, W, b)
    X, W, b = (np.asarray(a, dtype=np.float64) for a in (X, W, b))
    p = right.softmax(X @ W + b)
    return X, p, p - right.one_hot(y, len(b))


@misconception(
    "OH1",
    of="one_hot",
    title="As many columns as the labels happen to need",
    hint="A class that does not occur in this sample may occur in the next. Who knows how many classes there are?",
    distinguishes="one_hot([0, 1, 0], 3)",
)
def oh1(y: ArrayLike, n_classes: int) -> Floats:
    return right.one_hot(y, n_classes)[:, : int(np.max(y)) + 1]


@misconception(
    "OH2",
    of="one_hot",
    title="Negative labels wrap around",
    hint='NumPy lets −1 mean "the last one". Is that a class label?',
    distinguishes="one_hot([-1], 3)",
)
def oh2(y: ArrayLike, n_classes: int) -> Floats:
    labels = np.asarray(y)
    negative = np.issubdtype(labels.dtype, np.signedinteger) & (labels < 0) & (labels >= -n_classes)
    return right.one_hot(np.where(negative, labels + n_classes, labels), n_classes)


@misconception(
    "OH3",
    of="one_hot",
    title="One column per label instead of one row",
    hint="Five labels of four classes: which of the two counts rows?",
    distinguishes="one_hot([1, 2, 0], 3)",
)
def oh3(y: ArrayLike, n_classes: int) -> Floats:
    return right.one_hot(y, n_classes).T


@misconception(
    "LSM1",
    of="log_softmax",
    title="Softmax, then log",
    hint="The probability underflowed to 0 before its log was taken. Do the algebra before the exponential.",
    distinguishes="log_softmax([0.0, -1000.0])",
)
def lsm1(z: ArrayLike, axis: int = -1) -> Floats:
    with np.errstate(divide="ignore"):
        return np.log(right.softmax(z, axis))


@misconception(
    "LSM2",
    of="log_softmax",
    title="Subtracts the maximum only inside the exponential",
    hint="Exponentiate your answer and add it up. What is left over?",
    distinguishes="log_softmax([1.0, 2.0, 3.0])",
)
def lsm2(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)
    return right.log_softmax(z, axis) + z.max(axis=axis, keepdims=True)


@misconception(
    "LSM3",
    of="log_softmax",
    title="exp overflows for large scores",
    hint="Which number, subtracted from all scores of a picture, keeps every exponent at or below 0?",
    distinguishes="log_softmax([1000.0, 0.0])",
)
def lsm3(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)
    with np.errstate(all="ignore"):
        return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


@misconception(
    "LSM4",
    of="log_softmax",
    title="Normalises over the whole array",
    hint="Each row is one picture. What should the exponentials of each row add up to?",
    distinguishes="log_softmax([[1.0, 2.0], [3.0, 4.0]])",
)
def lsm4(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)
    return right.log_softmax(z.ravel()).reshape(z.shape)


@misconception(
    "SM1",
    of="softmax",
    title="exp overflows for large scores",
    hint="Adding the same number to all scores changes nothing. Which number keeps every exponent at or below 0?",
    distinguishes="softmax([1000.0, 0.0])",
    top=True,
)
def sm1(z: ArrayLike, axis: int = -1) -> Floats:
    with np.errstate(all="ignore"):
        weights = np.exp(np.asarray(z, dtype=np.float64))
        return weights / weights.sum(axis=axis, keepdims=True)


@misconception(
    "SM2",
    of="softmax",
    title="Normalises over the whole array",
    hint="Each row is one example. What should each row add up to?",
    distinguishes="softmax([[1.0, 2.0], [3.0, 4.0]])",
    top=True,
)
def sm2(z: ArrayLike, axis: int = -1) -> Floats:
    weights = np.exp(np.asarray(z, dtype=np.float64) - np.max(z))
    return weights / weights.sum()


@misconception(
    "SM3",
    of="softmax",
    title="Wrong axis",
    hint="Check the row sums and the column sums of your result.",
    distinguishes="softmax([[1.0, 2.0], [3.0, 4.0]])",
)
def sm3(z: ArrayLike, axis: int = -1) -> Floats:
    return right.softmax(z, axis=0)


@misconception(
    "SM4",
    of="softmax",
    title="keepdims forgotten",
    hint="Try 2 rows and 3 columns. Which shape does the sum have, and how is it stretched?",
    distinguishes="softmax([[1.0, 2.0], [0.0, 5.0]])",
)
def sm4(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)
    weights = np.exp(z - z.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis)


@misconception(
    "SM5",
    of="softmax",
    title="Subtracts the maximum of the whole array",
    hint="The shift has to suit every row. Can one number do that for rows of very different size?",
    distinguishes="softmax([[0.0, 1.0], [2000.0, 2001.0]])",
)
def sm5(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)
    with np.errstate(all="ignore"):
        weights = np.exp(z - z.max())
        return weights / weights.sum(axis=axis, keepdims=True)


@misconception(
    "SM6",
    of="softmax",
    title="Subtracts the maximum in place",
    hint="Compare the input before and after the call. The probabilities are the same, but the scores were not yours "
    "to change.",
    distinguishes="softmax(np.array([1.0, 2.0, 3.0]))",
)
def sm6(z: ArrayLike, axis: int = -1) -> Floats:
    z = np.asarray(z, dtype=np.float64)  # no copy if z is float64 already
    z -= z.max(axis=axis, keepdims=True)
    return right.softmax(z, axis)


@misconception(
    "CL1",
    of="cross_entropy_with_logits",
    title="Probabilities in place of logits: the softmax twice",
    hint="A perfect, sure prediction should cost next to nothing. How small can yours get?",
    distinguishes="cross_entropy_with_logits([0], [[100.0, 0.0, 0.0]])",
)
def cl1(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.cross_entropy_with_logits(y_true, logits)
    return right.cross_entropy_with_logits(y_true, right.softmax(logits))


@misconception(
    "CL2",
    of="cross_entropy_with_logits",
    title="Picks the columns of all labels in every row",
    hint="Print the shape of what you picked. How many log-probabilities should there be for n pictures?",
    distinguishes="cross_entropy_with_logits([0, 2], np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]]))",
)
def cl2(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.cross_entropy_with_logits(y_true, logits)
    # The mean of log_p[:, y], all n × n of it, without holding that many numbers.
    return float(-np.mean(right.log_softmax(logits).mean(axis=0)[np.asarray(y_true)]))


@misconception(
    "CL3",
    of="cross_entropy_with_logits",
    title="Labels multiplied as if they were one-hot",
    hint="Is the label 2 a name or an amount?",
    distinguishes="cross_entropy_with_logits([0, 2], np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]]))",
)
def cl3(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.cross_entropy_with_logits(y_true, logits)
    y = np.asarray(y_true, dtype=np.float64)
    return float(-np.mean(np.sum(y[:, np.newaxis] * right.log_softmax(logits), axis=1)))


@misconception(
    "CL4",
    of="cross_entropy_with_logits",
    title="Divides by n·k",
    hint="What should k equal scores cost? Compare with log k.",
    distinguishes="cross_entropy_with_logits([0, 2], np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]]))",
)
def cl4(y_true: ArrayLike, logits: ArrayLike) -> float:
    return right.cross_entropy_with_logits(y_true, logits) / np.shape(logits)[1]


@misconception(
    "CL5",
    of="cross_entropy_with_logits",
    title="Softmax, then log",
    hint="The probability of the right class was rounded to 0 before you took its log. "
    "Can the cost be written in terms of the scores alone?",
    distinguishes="cross_entropy_with_logits([1], [[1000.0, 0.0, 0.0]])",
)
def cl5(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.cross_entropy_with_logits(y_true, logits)
    p = right.softmax(logits)
    with np.errstate(divide="ignore"):
        return float(-np.mean(np.log(p[np.arange(len(p)), np.asarray(y_true)])))


@misconception(
    "CL6",
    of="cross_entropy_with_logits",
    title="Sum instead of mean",
    hint="Would your loss change if every picture were shown twice? Should it?",
    distinguishes="cross_entropy_with_logits([0, 2], np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]]))",
)
def cl6(y_true: ArrayLike, logits: ArrayLike) -> float:
    return right.cross_entropy_with_logits(y_true, logits) * np.size(y_true)


@misconception(
    "SX1",
    of="softmax_gradient",
    title="Forgets to subtract the truth",
    hint="Your gradient is the same whatever the labels are. Where does y enter?",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))",
)
def sx1(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    X, p, _ = residuals(X, y, W, b)
    return X.T @ p / len(X), p.mean(axis=0)


@misconception(
    "SX2",
    of="softmax_gradient",
    title="Bias gradient summed over everything",
    hint="Three classes have three biases. Over which axis alone should you add?",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))",
)
def sx2(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    dW, db = right.softmax_gradient(X, y, W, b)
    return dW, np.full(db.shape, db.sum())


@misconception(
    "SX3",
    of="softmax_gradient",
    title="Only the diagonal of the softmax's derivatives",
    hint="Raising one score lowers the other probabilities. Where does that show in your derivative?",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))",
)
def sx3(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    X, _, residual = residuals(X, y, W, b)
    residual = residual * right.one_hot(y, residual.shape[1])  # −1/p · p(1 − p) is p − 1 at the label, 0 elsewhere
    return X.T @ residual / len(X), residual.mean(axis=0)


@misconception(
    "SX4",
    of="softmax_gradient",
    title="Missing 1/n",
    hint="Duplicate every row. The mean loss stays the same, so the gradient must too.",
    distinguishes="softmax_gradient([[1.0, 2.0], [0.0, 1.0]], [0, 2], np.zeros((2, 3)), np.zeros(3))",
)
def sx4(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    X, _, residual = residuals(X, y, W, b)
    return X.T @ residual, residual.sum(axis=0)


@misconception(
    "SX5",
    of="softmax_gradient",
    title="dW transposed",
    hint="A gradient has the shape of the thing it updates.",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))",
)
def sx5(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    dW, db = right.softmax_gradient(X, y, W, b)
    return dW.T, db


@misconception(
    "SX6",
    of="softmax_gradient",
    title="Sign flipped: truth - p",
    hint="Take a small step along your gradient: a gradient points uphill, so the loss must rise.",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))",
)
def sx6(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    dW, db = right.softmax_gradient(X, y, W, b)
    return -dW, -db


@misconception(
    "SX7",
    of="softmax_gradient",
    title="Ignores b in the prediction",
    hint="Change only b and call again. Should the probabilities move?",
    distinguishes="softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.array([1.0, 0.0, 0.0]))",
)
def sx7(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    right.softmax_gradient(X, y, W, b)
    return right.softmax_gradient(X, y, W, np.zeros(np.shape(b)))
