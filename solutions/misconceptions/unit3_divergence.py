"""Known wrong answers to unit 3. Each carries one mistake and is otherwise as good as the reference."""

import numpy as np
from unit1_information import nats_per_unit
from unit2_entropy import entropy as reference_entropy
from unit3_divergence import cross_entropy as reference_cross_entropy
from unit3_divergence import kl_divergence as reference_kl_divergence
from unit3_divergence import mutual_information as reference_mutual_information

from grader.cases import misconception


def checked(p, q, axis):
    """Return both as float64 arrays if the reference accepts them."""
    reference_cross_entropy(p, q, axis=axis)  # validates
    return np.array(p, dtype=np.float64), np.array(q, dtype=np.float64)


@misconception(
    "CE1",
    of="cross_entropy",
    title="p and q swapped",
    hint="Who supplies the weights of the average, the truth or the model? Who supplies the code lengths?",
    distinguishes="cross_entropy([0.99, 0.01], [0.5, 0.5])",
    top=True,
)
def ce1(p, q, base=2.0, axis=-1):
    return reference_cross_entropy(q, p, base, axis)


@misconception(
    "CE3",
    of="cross_entropy",
    title="p log p (entropy of the truth)",
    hint="A worse model must cost more. Where does q enter?",
    distinguishes="cross_entropy([0.25, 0.75], [0.75, 0.25])",
)
def ce3(p, q, base=2.0, axis=-1):
    checked(p, q, axis)
    return reference_entropy(p, base, axis)


@misconception(
    "CE4",
    of="cross_entropy",
    title="nan for 0·log 0",
    hint="If the truth never produces an outcome, does it matter what code length the model gave it?",
    distinguishes="cross_entropy([1.0, 0.0], [1.0, 0.0])",
)
def ce4(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    with np.errstate(all="ignore"):
        return 0.0 - np.sum(p * np.log(q), axis=axis) / nats_per_unit(base)


@misconception(
    "CE5",
    of="cross_entropy",
    title="eps or clip hides an infinite loss",
    hint='The model said "impossible" and it happened. '
    "What should that cost, and what decides the finite number that you return?",
    distinguishes="cross_entropy([0.5, 0.5], [1.0, 0.0])",
)
def ce5(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    return 0.0 - np.sum(p * np.log(np.clip(q, 1e-12, 1.0)), axis=axis) / nats_per_unit(base)


@misconception(
    "CE6",
    of="cross_entropy",
    title="Returns KL",
    hint="When the model is perfect, how long are the messages still? Zero length would be surprising.",
    distinguishes="cross_entropy([0.25, 0.75], [0.25, 0.75])",
)
def ce6(p, q, base=2.0, axis=-1):
    return reference_kl_divergence(p, q, base, axis)


@misconception(
    "CE7",
    of="cross_entropy",
    title="Mean over categories",
    hint="The probabilities are already weights. What does a further division by k do?",
    distinguishes="cross_entropy([0.5, 0.25, 0.25], [0.25, 0.25, 0.5])",
)
def ce7(p, q, base=2.0, axis=-1):
    return reference_cross_entropy(p, q, base, axis) / np.shape(p)[axis]


@misconception(
    "CE8",
    of="cross_entropy",
    title="Adds the (1-p)log(1-q) terms to a k-way problem",
    hint='Write out the sum for two categories. Have you counted "not cat" once or twice?',
    distinguishes="cross_entropy([0.5, 0.25, 0.25], [0.25, 0.25, 0.5])",
)
def ce8(p, q, base=2.0, axis=-1):
    happens = reference_cross_entropy(p, q, base, axis)
    p, q = checked(p, q, axis)
    with np.errstate(divide="ignore"):
        other_length = -np.log(np.where(p < 1, 1 - q, 1.0)) / nats_per_unit(base)
    return happens + np.sum((1 - p) * other_length, axis=axis)


@misconception(
    "KL1",
    of="kl_divergence",
    title="Arguments swapped",
    hint="KL is not symmetric. The first argument is the yardstick: whose probabilities weight the sum?",
    distinguishes="kl_divergence([0.99, 0.01], [0.5, 0.5])",
    top=True,
)
def kl1(p, q, base=2.0, axis=-1):
    return reference_kl_divergence(q, p, base, axis)


@misconception(
    "KL2",
    of="kl_divergence",
    title="Ratio upside down",
    hint="Gibbs says this number is never below zero. Which way up is your ratio?",
    distinguishes="kl_divergence([0.99, 0.01], [0.5, 0.5])",
)
def kl2(p, q, base=2.0, axis=-1):
    return -reference_kl_divergence(p, q, base, axis)


@misconception(
    "KL4",
    of="kl_divergence",
    title="Difference of entropies",
    hint="Two different distributions can be equally uncertain. Compare them outcome by outcome.",
    distinguishes="kl_divergence([0.2, 0.8], [0.8, 0.2])",
)
def kl4(p, q, base=2.0, axis=-1):
    checked(p, q, axis)
    return reference_entropy(q, base, axis) - reference_entropy(p, base, axis)


@misconception(
    "KL5",
    of="kl_divergence",
    title="nan for p = 0",
    hint="An outcome that the truth never produces adds nothing to the average.",
    distinguishes="kl_divergence([0.5, 0.5, 0.0], [0.25, 0.25, 0.5])",
    top=True,
)
def kl5(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    with np.errstate(all="ignore"):
        return np.sum(p * (np.log(p) - np.log(q)), axis=axis) / nats_per_unit(base)


@misconception(
    "KL6",
    of="kl_divergence",
    title="Mask drops q = 0 as well as p = 0",
    hint="There are two kinds of zero. In which of them may the term be skipped, "
    "and in which is the model infinitely wrong?",
    distinguishes="kl_divergence([0.5, 0.5], [1.0, 0.0])",
)
def kl6(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    kept = (p > 0) & (q > 0)
    log_ratio = np.log(np.where(kept, p, 1.0)) - np.log(np.where(kept, q, 1.0))
    return np.sum(p * log_ratio, axis=axis) / nats_per_unit(base)


@misconception(
    "KL8",
    of="kl_divergence",
    title="Mean over elements (PyTorch's default)",
    hint="An expectation under p already has its weights.",
    distinguishes="kl_divergence([0.99, 0.01], [0.5, 0.5])",
)
def kl8(p, q, base=2.0, axis=-1):
    return reference_kl_divergence(p, q, base, axis) / np.shape(p)[axis]


@misconception(
    "KL9",
    of="kl_divergence",
    title="scipy.special.kl_div elementwise, unsummed",
    hint="One number per pair of distributions was asked for, and in bits.",
    distinguishes="kl_divergence([0.5, 0.5], [0.25, 0.75])",
)
def kl9(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    with np.errstate(divide="ignore"):
        log_ratio = np.log(np.where(p > 0, p, 1.0)) - np.log(np.where(p > 0, q, 1.0))
    return p * log_ratio - p + q


@misconception(
    "KL10",
    of="kl_divergence",
    title="Passes q as log-probabilities (PyTorch habit)",
    hint="Compare a distribution with itself. If the answer is not zero, one logarithm is missing.",
    distinguishes="kl_divergence([0.5, 0.5], [0.5, 0.5])",
)
def kl10(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    log_p = np.log(np.where(p > 0, p, 1.0)) / nats_per_unit(base)
    return np.sum(p * (log_p - q), axis=axis)


@misconception(
    "KL11",
    of="kl_divergence",
    title="Squared or absolute difference",
    hint="Your measure is a distance between numbers. KL is measured in bits of surprise.",
    distinguishes="kl_divergence([0.99, 0.01], [0.5, 0.5])",
)
def kl11(p, q, base=2.0, axis=-1):
    p, q = checked(p, q, axis)
    return np.abs(p - q).sum(axis=axis)


@misconception(
    "MI1",
    of="mutual_information",
    title="Sum of the entropies instead of their excess",
    hint="Independent variables tell you nothing about each other. What must the answer be for a product table?",
    distinguishes="mutual_information(np.outer([0.5, 0.5], [0.25, 0.75]))",
)
def mi1(p_xy, base=2.0):
    reference_mutual_information(p_xy, base)  # validates
    p_xy = np.asarray(p_xy, dtype=np.float64)
    return reference_entropy(p_xy.sum(axis=1), base) + reference_entropy(p_xy.sum(axis=0), base)


@misconception(
    "MI2",
    of="mutual_information",
    title="The entropy of the pair",
    hint="Two coins that know nothing of each other hold 2 bits together. How many of them do they share?",
    distinguishes="mutual_information(np.outer([0.5, 0.5], [0.25, 0.75]))",
)
def mi2(p_xy, base=2.0):
    reference_mutual_information(p_xy, base)  # validates
    return reference_entropy(np.ravel(p_xy), base)


@misconception(
    "MI3",
    of="mutual_information",
    title="nan for pairs that never occur",
    hint="A pair that never occurs adds nothing to the average. What does your formula say for it?",
    distinguishes="mutual_information([[0.5, 0.0], [0.0, 0.5]])",
)
def mi3(p_xy, base=2.0):
    reference_mutual_information(p_xy, base)  # validates
    p_xy = np.asarray(p_xy, dtype=np.float64)
    with np.errstate(all="ignore"):
        ratio = p_xy / (p_xy.sum(axis=1, keepdims=True) * p_xy.sum(axis=0, keepdims=True))
        return float(np.sum(p_xy * np.log(ratio)) / nats_per_unit(base))
