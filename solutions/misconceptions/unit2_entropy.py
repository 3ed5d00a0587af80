"""Known wrong answers to unit 2. Each carries one mistake and is otherwise as good as the reference."""

import numpy as np
from unit1_information import nats_per_unit, validate_distribution
from unit2_entropy import binary_entropy as reference_binary_entropy
from unit2_entropy import entropy as reference_entropy

from grader.cases import misconception


def log_where_positive(p, base):
    """Return log_base p, with 0 where p is 0."""
    return np.log(np.where(p > 0, p, 1.0)) / nats_per_unit(base)


@misconception(
    "EN1",
    of="entropy",
    title="Natural log instead of base 2",
    hint="Try a fair coin. How many yes/no questions does it take, and what did you get?",
    distinguishes="entropy([0.5, 0.25, 0.25])",
    top=True,
)
def en1(p, base=2.0, axis=-1):
    return reference_entropy(p, np.e, axis)


@misconception(
    "EN2",
    of="entropy",
    title="nan when a probability is zero",
    hint="What does p·log p tend to as p shrinks to 0? What never happens should not change the answer.",
    distinguishes="entropy([0.5, 0.5, 0.0])",
    top=True,
)
def en2(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis)
    with np.errstate(all="ignore"):
        return 0.0 - np.sum(p * np.log(p), axis=axis) / nats_per_unit(base)


@misconception(
    "EN3",
    of="entropy",
    title="Missing minus sign",
    hint="Entropy is an average of surprises, and no surprise is negative. Check one term by hand.",
    distinguishes="entropy([0.5, 0.25, 0.25])",
    top=True,
)
def en3(p, base=2.0, axis=-1):
    return -reference_entropy(p, base, axis)


@misconception(
    "EN4",
    of="entropy",
    title="Adds eps to every probability",
    hint="A sure thing should have exactly zero entropy. "
    "Treat the zero entries as a case of their own instead of nudging all of them.",
    distinguishes="entropy([1.0, 0.0, 0.0, 0.0])",
)
def en4(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis) + 1e-5
    return -np.sum(p * np.log(p), axis=axis) / nats_per_unit(base)


@misconception(
    "EN5",
    of="entropy",
    title="Drops small probabilities with a threshold",
    hint="Rare is not the same as impossible. Which value exactly needs special treatment?",
    distinguishes="entropy([1 - 8e-6] + [1e-6] * 8)",
)
def en5(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis)
    kept = np.where(p > 1e-5, p, 0.0)
    return 0.0 - np.sum(kept * log_where_positive(kept, base), axis=axis)


@misconception(
    "EN7",
    of="entropy",
    title="Forgets the weights",
    hint="How often does each surprise occur? An average needs weights.",
    distinguishes="entropy([0.5, 0.25, 0.25])",
)
def en7(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis)
    return 0.0 - np.sum(log_where_positive(p, base), axis=axis)


@misconception(
    "EN9",
    of="entropy",
    title="Wrong axis (SciPy's default is axis=0)",
    hint="In this course each row is one distribution. Which axis runs along a row?",
    distinguishes="entropy([[0.5, 0.5], [0.1, 0.9]])",
    top=True,
)
def en9(p, base=2.0, axis=-1):
    p = validate_distribution(p, axis)
    return 0.0 - np.sum(p * log_where_positive(p, base), axis=0)


@misconception(
    "EN10",
    of="entropy",
    title="Base = number of outcomes",
    hint="Is choosing among 8 equal options really worth the same as choosing between 2?",
    distinguishes="entropy([0.25] * 4)",
)
def en10(p, base=2.0, axis=-1):
    nats = reference_entropy(p, np.e, axis)
    outcomes = np.shape(p)[axis]
    return nats / np.log(outcomes) if outcomes > 1 else nats


@misconception(
    "EN11",
    of="entropy",
    title="Silently normalises counts",
    hint="The docstring says these numbers are not a distribution. Who should find out?",
    distinguishes="entropy([1.0, 1.0, 1.0, 1.0])",
)
def en11(p, base=2.0, axis=-1):
    p = np.array(p, dtype=np.float64)
    if p.ndim == 0 or p.size == 0 or not np.all(np.isfinite(p) & (p >= 0)):
        raise ValueError("these are not probabilities")
    return reference_entropy(p / p.sum(axis=axis, keepdims=True), base, axis)


@misconception(
    "EN12",
    of="entropy",
    title="Returns 0 whenever any entry is zero",
    hint="Only the zero entry is special; the others still carry uncertainty.",
    distinguishes="entropy([0.5, 0.5, 0.0])",
)
def en12(p, base=2.0, axis=-1):
    holds_a_zero = np.any(validate_distribution(p, axis) == 0, axis=axis)
    return np.where(holds_a_zero, 0.0, reference_entropy(p, base, axis))[()]


@misconception(
    "EN13",
    of="entropy",
    title="Overwrites zeros in the caller's array",
    hint="The answer is right, but look, after the call, at the array that you were given. "
    "Does np.asarray always make a copy?",
    distinguishes="entropy(np.array([0.5, 0.5, 0.0]))",
)
def en13(p, base=2.0, axis=-1):
    validate_distribution(p, axis)
    p = np.asarray(p, dtype=np.float64)
    p[p == 0] = 1.0
    return 0.0 - np.sum(p * np.log(p), axis=axis) / nats_per_unit(base)


@misconception(
    "BE1",
    of="binary_entropy",
    title="Only one of the two terms",
    hint="A coin has two sides. Compare your value at p and at 1 - p.",
    distinguishes="binary_entropy(0.5)",
)
def be1(p, base=2.0):
    reference_binary_entropy(p, base)  # validates
    p = np.asarray(p, dtype=np.float64)
    return 0.0 - p * log_where_positive(p, base)


@misconception(
    "BE2",
    of="binary_entropy",
    title="nan at both ends",
    hint="A coin that always lands heads holds no uncertainty. What does your formula say?",
    distinguishes="binary_entropy(np.array([0.0, 1.0]))",
)
def be2(p, base=2.0):
    reference_binary_entropy(p, base)  # validates
    p = np.asarray(p, dtype=np.float64)
    with np.errstate(all="ignore"):
        return -(p * np.log(p) + (1 - p) * np.log(1 - p)) / nats_per_unit(base)


@misconception(
    "BE3",
    of="binary_entropy",
    title="Treats the argument as a distribution",
    hint="Each entry is a coin of its own here. The answer has the same shape as the input.",
    distinguishes="binary_entropy(np.array([0.5, 0.25]))",
)
def be3(p, base=2.0):
    reference_binary_entropy(p, base)  # validates
    p = np.asarray(p, dtype=np.float64)
    return 0.0 - np.sum(p * log_where_positive(p, base))


@misconception(
    "PP1",
    of="perplexity",
    title="Two to the entropy in nats",
    hint="Four equally likely outcomes should have perplexity 4. Do the exponential and the logarithm share a base?",
    distinguishes="perplexity([0.25] * 4)",
)
def pp1(p, axis=-1):
    return 2.0 ** reference_entropy(p, np.e, axis)


@misconception(
    "PP2",
    of="perplexity",
    title="e to the entropy in bits",
    hint="How many equally likely outcomes should four equally likely outcomes be worth? "
    "Do the exponential and the logarithm share a base?",
    distinguishes="perplexity([0.25] * 4)",
)
def pp2(p, axis=-1):
    return np.exp(reference_entropy(p, 2.0, axis))
