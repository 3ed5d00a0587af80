"""Known wrong answers to unit 1. Each carries one mistake and is otherwise as good as the reference."""

import math

import numpy as np
from unit1_information import empirical_distribution as reference_empirical_distribution
from unit1_information import nats_per_unit
from unit1_information import self_information as reference_self_information
from unit1_information import validate_distribution as reference_validate_distribution

from grader.cases import misconception


@misconception(
    "SI2",
    of="self_information",
    title="Missing minus sign",
    hint="Should learning something rare ever leave you with less than nothing? "
    "Check the sign of the logarithm of a number below 1.",
    distinguishes="self_information(0.125)",
)
def si2(p, base=2.0):
    return -reference_self_information(p, base)


@misconception(
    "SI3",
    of="self_information",
    title='Takes "inversely proportional" literally: 1/p',
    hint="What should a message that was certain all along be worth? "
    "And three independent coin flips together, compared with one?",
    distinguishes="self_information(1.0)",
)
def si3(p, base=2.0):
    reference_self_information(p, base)  # validates
    with np.errstate(divide="ignore"):
        return 1.0 / np.asarray(p, dtype=np.float64)


@misconception(
    "SI5",
    of="self_information",
    title="Ignores the base argument",
    hint="Your function gives the same value whatever unit the caller asks for. "
    "Where does base enter the calculation?",
    distinguishes="self_information(0.125, 4.0)",
)
def si5(p, base=2.0):
    reference_self_information(p, base)  # validates
    return reference_self_information(p)


@misconception(
    "SI6",
    of="self_information",
    title="Multiplies by log(base) instead of dividing",
    hint="Check the change-of-base rule with one easy number: how many bits are there in one nat?",
    distinguishes="self_information(0.125)",
)
def si6(p, base=2.0):
    return reference_self_information(p, base) * nats_per_unit(base) ** 2


@misconception(
    "SI7",
    of="self_information",
    title="math.log on arrays",
    hint="Works for one number only. Which library applies a logarithm to a whole array at once?",
    distinguishes="self_information(np.array([0.5, 0.25]))",
)
def si7(p, base=2.0):
    reference_self_information(p, base)  # validates
    return -math.log(p) / math.log(base)


@misconception(
    "SI8",
    of="self_information",
    title="Adds eps inside the log",
    hint="An impossible event is infinitely surprising. What decides the finite number that you return?",
    distinguishes="self_information(0.0)",
)
def si8(p, base=2.0):
    reference_self_information(p, base)  # validates
    return -np.log(np.asarray(p, dtype=np.float64) + 1e-10) / nats_per_unit(base)


@misconception(
    "SI9",
    of="self_information",
    title="No validation",
    hint="The docstring says what must happen when the number handed in is not a probability at all.",
    distinguishes="self_information(1.5)",
)
def si9(p, base=2.0):
    p = np.asarray(p, dtype=np.float64)
    with np.errstate(all="ignore"):
        information = 0.0 - np.log(p) / np.log(base)
    return information if p.ndim else float(information)


@misconception(
    "VD1",
    of="validate_distribution",
    title="Exact == 1 comparison",
    hint="Print 0.7 + 0.2 + 0.1 with repr. How do you compare floats?",
    distinguishes="validate_distribution([0.7, 0.2, 0.1])",
)
def vd1(p, axis=-1, atol=1e-6):
    p = reference_validate_distribution(p, axis, atol)
    if np.any(p.sum(axis=axis) != 1):
        raise ValueError("the probabilities do not sum to 1")
    return p


@misconception(
    "VD2",
    of="validate_distribution",
    title="Normalises instead of rejecting",
    hint="The caller handed over counts by mistake. Does your function tell them, or quietly repair it?",
    distinguishes="validate_distribution([1.0, 1.0, 1.0, 1.0])",
)
def vd2(p, axis=-1, atol=1e-6):
    p = np.array(p, dtype=np.float64)
    if p.ndim == 0 or p.size == 0 or not np.all(np.isfinite(p) & (p >= 0)):
        raise ValueError("these are not probabilities")
    return p / p.sum(axis=axis, keepdims=True)


@misconception(
    "VD4",
    of="validate_distribution",
    title="Sum test only",
    hint="Adding up to one is necessary, not sufficient. What else is true of every probability?",
    distinguishes="validate_distribution([1.5, -0.5])",
)
def vd4(p, axis=-1, atol=1e-6):
    p = np.array(p, dtype=np.float64)
    if p.ndim == 0 or p.size == 0 or not np.all(np.abs(p.sum(axis=axis) - 1) <= atol):
        raise ValueError("the probabilities do not sum to 1")
    return p


@misconception(
    "ED2",
    of="empirical_distribution",
    title="np.unique drops unseen classes",
    hint="Class 1 never occurred. Where is its probability in your answer?",
    distinguishes="empirical_distribution([0, 0, 2, 2], 3)",
)
def ed2(labels, n_classes):
    reference_empirical_distribution(labels, n_classes)  # validates
    _, counts = np.unique(labels, return_counts=True)
    return counts / counts.sum()


@misconception(
    "ED3",
    of="empirical_distribution",
    title="Divides by the number of classes",
    hint="Two different numbers could be the denominator here. "
    "Which one makes the result add up to one for any sample?",
    distinguishes="empirical_distribution([0, 0, 1, 2], 3)",
)
def ed3(labels, n_classes):
    return reference_empirical_distribution(labels, n_classes) * len(labels) / n_classes


@misconception(
    "ED4",
    of="empirical_distribution",
    title="Integer division",
    hint="Look at the dtype of your result: what happened to the fractions?",
    distinguishes="empirical_distribution([0, 0, 1, 2], 3)",
)
def ed4(labels, n_classes):
    reference_empirical_distribution(labels, n_classes)  # validates
    return np.bincount(labels, minlength=n_classes) // len(labels)
