"""Known wrong answers of unit 5. Each carries one mistake and refuses the inputs that the reference refuses.

Labels and predictions are written y and p, as in the formula.
"""

import numpy as np
import unit5_cat_or_not as right
from numpy.typing import ArrayLike, NDArray

from grader.cases import misconception

Floats = NDArray[np.float64]


def checked(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[Floats, Floats]:
    """Return both in float64; raises ValueError where the reference does."""
    right.binary_cross_entropy(y_true, y_pred)
    return np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)


def log_where(weight: Floats, probability: Floats) -> Floats:
    """Return ln of the probability where it has weight, else 0; −inf without a warning."""
    with np.errstate(divide="ignore"):
        return np.log(np.where(weight > 0, probability, 1.0))


@misconception(
    "SG1",
    of="sigmoid",
    title="exp overflows for large negative scores",
    hint="For which sign of z does the exponential explode? Rewrite the fraction so that the exponent is never "
    "positive.",
    distinguishes="sigmoid(-1000.0)",
    top=True,
)
def sg1(z: ArrayLike) -> float | Floats:
    return 1.0 / (1.0 + np.exp(-np.asarray(z, dtype=np.float64)))


@misconception(
    "SG2",
    of="sigmoid",
    title="exp(z) / (1 + exp(z)) everywhere",
    hint="Which of the two equivalent fractions is safe for large positive z, and which for large negative z?",
    distinguishes="sigmoid(1000.0)",
)
def sg2(z: ArrayLike) -> float | Floats:
    with np.errstate(all="ignore"):
        growth = np.exp(np.asarray(z, dtype=np.float64))
        return growth / (1.0 + growth)


@misconception(
    "SG3",
    of="sigmoid",
    title="np.where evaluates both branches",
    hint="np.where picks after computing both sides. Make each side safe for every input.",
    distinguishes="sigmoid(np.array([-1000.0, 1000.0]))",
)
def sg3(z: ArrayLike) -> float | Floats:
    z = np.asarray(z, dtype=np.float64)
    p = np.where(z >= 0, 1.0 / (1.0 + np.exp(-z)), np.exp(z) / (1.0 + np.exp(z)))
    return p if z.ndim else float(p)


@misconception(
    "SG5",
    of="sigmoid",
    title="Sign of the exponent wrong",
    hint="A larger score should mean a larger probability. Try z = 1 and z = 2.",
    distinguishes="sigmoid(1.0)",
)
def sg5(z: ArrayLike) -> float | Floats:
    return right.sigmoid(-np.asarray(z, dtype=np.float64))


@misconception(
    "SG7",
    of="sigmoid",
    title="The score in the numerator: z / (1 + exp(-z))",
    hint="A probability cannot exceed 1. What belongs in the numerator?",
    distinguishes="sigmoid(2.0)",
)
def sg7(z: ArrayLike) -> float | Floats:
    return np.asarray(z, dtype=np.float64) * right.sigmoid(z)


@misconception(
    "SG8",
    of="sigmoid",
    title="Clips the score or the probability",
    hint="Is your answer still right where you clipped it?",
    distinguishes="sigmoid(-40.0)",
)
def sg8(z: ArrayLike) -> float | Floats:
    return np.clip(1.0 / (1.0 + np.exp(-np.clip(z, -500.0, 500.0))), 1e-7, 1.0 - 1e-7)


@misconception(
    "BC1",
    of="binary_cross_entropy",
    title="Sum instead of mean",
    hint="Would your loss change if every picture were shown twice? Should it?",
    distinguishes="binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])",
    top=True,
)
def bc1(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(-np.sum(y * log_where(y, p) + (1 - y) * log_where(1 - y, 1 - p)))


@misconception(
    "BC2",
    of="binary_cross_entropy",
    title="Missing minus sign",
    hint="A cost below zero would mean that predicting paid you. Look at the sign of a log of a probability.",
    distinguishes="binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])",
)
def bc2(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(np.mean(y * log_where(y, p) + (1 - y) * log_where(1 - y, 1 - p)))


@misconception(
    "BC3",
    of="binary_cross_entropy",
    title="Minus covers only the first term",
    hint="Test one positive example alone, then one negative example alone. Both should cost something.",
    distinguishes="binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])",
)
def bc3(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(np.mean(-y * log_where(y, p) + (1 - y) * log_where(1 - y, 1 - p)))


@misconception(
    "BC4",
    of="binary_cross_entropy",
    title="Only the y = 1 term",
    hint='A "not cat" picture was called a cat with a confidence of 90 %. What did that cost?',
    distinguishes="binary_cross_entropy([1, 0], [0.9, 0.9])",
)
def bc4(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(-np.mean(y * log_where(y, p)))


@misconception(
    "BC5",
    of="binary_cross_entropy",
    title="log(p) instead of log(1 - p) in the second term",
    hint='For a "not cat" picture, which probability should be large?',
    distinguishes="binary_cross_entropy([1, 0], [0.9, 0.1])",
)
def bc5(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(-np.mean(y * log_where(y, p) + (1 - y) * log_where(1 - y, p)))


@misconception(
    "BC6",
    of="binary_cross_entropy",
    title="Labels and predictions swapped",
    hint="Whose logarithm are you taking? Labels are 0 or 1; what is log 0?",
    distinguishes="binary_cross_entropy([1, 0], [0.9, 0.2])",
)
def bc6(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return right.binary_cross_entropy(p, y)


@misconception(
    "BC7",
    of="binary_cross_entropy",
    title="nan on perfect predictions",
    hint="A perfect prediction should cost exactly 0. Which product in your formula is 0 times minus infinity?",
    distinguishes="binary_cross_entropy([1, 0], [1.0, 0.0])",
    top=True,
)
def bc7(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    with np.errstate(all="ignore"):
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    "BC8",
    of="binary_cross_entropy",
    title="A small number added inside both logs",
    hint="Can a cost be below zero? Find out what a perfect prediction costs with your version.",
    distinguishes="binary_cross_entropy([1, 0], [1.0, 0.0])",
    top=True,
)
def bc8(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(-np.mean(y * np.log(p + 1e-5) + (1 - y) * np.log(1 - p + 1e-5)))


@misconception(
    "BC9",
    of="binary_cross_entropy",
    title="Division binds to the second term only",
    hint="Which part of your expression does the division apply to? Add the brackets you had in mind.",
    distinguishes="binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])",
)
def bc9(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return float(-np.sum(y * log_where(y, p)) - np.sum((1 - y) * log_where(1 - y, 1 - p)) / y.size)


@misconception(
    "BC10",
    of="binary_cross_entropy",
    title="Outer product from a stray transpose",
    hint="Print the shape of the product before summing. It should hold one number per picture.",
    distinguishes="binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])",
)
def bc10(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = (row.reshape(1, -1) for row in checked(y_true, y_pred))
    cat, not_cat = log_where(y, p.T), log_where(1 - y, 1 - p.T)  # (n, n): every label with every prediction
    return float(-np.sum(y * cat + (1 - y) * not_cat) / y.size)


@misconception(
    "BC11",
    of="binary_cross_entropy",
    title="(n, 1) against (n,)",
    hint="Every label met every prediction. Compare the two shapes before you multiply.",
    distinguishes="binary_cross_entropy(np.array([1, 0, 1]), np.array([[0.9], [0.2], [0.6]]))",
    top=True,
)
def bc11(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.binary_cross_entropy(*np.broadcast_arrays(y_true, y_pred))


@misconception(
    "BC12",
    of="binary_cross_entropy",
    title="Base 2 in the loss",
    hint="From unit 4 on losses are in nats, as in the libraries. What should a coin-flip model cost?",
    distinguishes="binary_cross_entropy([1, 0], [0.5, 0.5])",
)
def bc12(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return right.binary_cross_entropy(y_true, y_pred) / float(np.log(2.0))


@misconception(
    "BC13",
    of="binary_cross_entropy",
    title="Thresholds the predictions first",
    hint="Is a certainty of 51 % the same as one of 99 %? The loss should tell them apart.",
    distinguishes="binary_cross_entropy([1, 0], [0.9, 0.2])",
)
def bc13(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return right.binary_cross_entropy(y, p >= 0.5)


@misconception(
    "BC14",
    of="binary_cross_entropy",
    title="Clips the predictions away from 0 and 1",
    hint="Clipping is a choice that many libraries make to keep the loss finite. This course keeps the honest value: "
    "what should it cost to call the truth impossible?",
    distinguishes="binary_cross_entropy([1], [0.0])",
)
def bc14(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    y, p = checked(y_true, y_pred)
    return right.binary_cross_entropy(y, np.clip(p, 1e-15, 1.0 - 1e-15))


@misconception(
    "BLG1",
    of="binary_cross_entropy_with_logits",
    title="Sigmoid, then log",
    hint="The probability was rounded to 1 before you took its log. Can the loss be written in terms of z alone?",
    distinguishes="binary_cross_entropy_with_logits([0.0], [40.0])",
    top=True,
)
def blg1(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.binary_cross_entropy_with_logits(y_true, logits)
    return bc7(y_true, right.sigmoid(logits))


@misconception(
    "BLG2",
    of="binary_cross_entropy_with_logits",
    title="Sigmoid, then clipping, then log",
    hint="How does your loss change when a wrong score grows from 50 to 100? A loss that stays flat cannot tell "
    "gradient descent which way is down.",
    distinguishes="binary_cross_entropy_with_logits([0.0], [40.0])",
)
def blg2(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.binary_cross_entropy_with_logits(y_true, logits)
    return bc14(y_true, right.sigmoid(logits))


@misconception(
    "BLG4",
    of="binary_cross_entropy_with_logits",
    title="Treats probabilities as logits: the sigmoid twice",
    hint="How small can your loss get when the model is right and sure? It should be able to approach 0.",
    distinguishes="binary_cross_entropy_with_logits([1.0], [5.0])",
)
def blg4(y_true: ArrayLike, logits: ArrayLike) -> float:
    right.binary_cross_entropy_with_logits(y_true, logits)
    return right.binary_cross_entropy_with_logits(y_true, right.sigmoid(logits))
