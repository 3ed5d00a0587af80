"""What a wrong value has to do with the right one: "0.6931 times", "opposite sign", "shape (3, 4) instead of (3,)".

Every relation has a `kind` sentence from a closed set, which hidden cases may show (it holds no number that the
student's code chose), and a `text` with the particulars, which only visible cases show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.cases.call_proxy import Opaque
from grader.cases.wording import about_a_large_integer, about_one_more, inf_expected
from grader.language import Message, counted, msg
from grader.model import NEUTRAL, Wording


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` is safe for hidden cases; `text` may quote what the student's function returned."""

    kind: str
    text: str


DIFFERS = msg("The answer differs from the expected one.")
OPPOSITE = msg("The opposite truth value.")
# Of any subject; a course names its own (`feedback: factors:` in course.yaml).
CONSTANT_FACTORS = {
    2.0: ("2", ""),
    0.5: ("1/2", ""),
    4.0: ("4", ""),
    0.25: ("1/4", ""),
    100.0: ("100", msg(" (a percentage?)")),
    0.01: ("1/100", msg(" (a percentage?)")),
}
FACTOR_RTOL = 1e-6
ALIKE_RTOL = 1e-9
CLOSE_RTOL = 1e-3  # nearer than this is "close", not a factor
NEARLY_ZERO = 1e-5  # what the small constants of clipping leave of a zero
OPAQUE = "an object of type "  # how the worker names most of what cannot come through the wall
NUMBER_TYPES = (int, float, np.integer, np.floating)


def says_something(kind: str, *, everywhere: bool) -> bool:
    """Whether it is worth saying that this relation holds of every item that is wrong, or of all items there are."""
    return kind != DIFFERS and (everywhere or kind != OPPOSITE)  # a wrong truth value is always the opposite one


def describe_kind(value: object) -> str:
    """Name what a value is, in the words of NumPy: "a list", "an array of shape (3, 1)"."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        _, ordinary, type_name = value.what.partition(OPAQUE)
        return msg("an object of type {type}", type=type_name) if ordinary else value.what
    if isinstance(value, np.ndarray):
        if not value.ndim:
            return msg("a 0-d array")
        form = msg("an array of shape {shape}", shape=str(value.shape))
        return msg("{array} of bools", array=form) if value.dtype.kind == "b" else form
    if isinstance(value, bool | np.bool_):
        return msg("a bool")
    if isinstance(value, NUMBER_TYPES):
        return msg("a number")
    name = type(value).__name__
    return msg("an {type}", type=name) if name.startswith(tuple("aeiou")) else msg("a {type}", type=name)


def wrong_kind(got: object, expected: str) -> Relation:
    """Say that the value is of the wrong kind altogether."""
    if got is None:
        return Relation(
            msg("Your function returned None."),
            msg(
                "Your function returned None instead of {expected}: does every path end in `return`?",
                expected=expected,
            ),
        )
    kind = msg("Your function should return {expected}.", expected=expected)
    return Relation(kind, msg("{got} instead of {expected}", got=describe_kind(got), expected=expected))


def no_numbers(got: object) -> Relation:
    """Say that a list or tuple holds something else than numbers."""
    text = msg("{got} that is no array of numbers: text in it, or rows of unlike length?", got=describe_kind(got))
    return Relation(msg("Your function should return an array of numbers."), text)


def too_large(wording: Wording = NEUTRAL) -> Relation:
    """Say that an integer is beyond the range of float64."""
    text = msg("an integer too large for a float: {question}", question=about_a_large_integer(wording))
    return Relation(msg("A number far too large."), text)


def wrong_length(got: int, expected: int) -> Relation:
    """Say that a tuple or list has too few or too many items."""
    text = counted("{count} item instead of {expected}", "{count} items instead of {expected}", got, expected=expected)
    return Relation(msg("The result has the wrong number of items."), text)


def wrong_shape(got: NDArray[Any], expected: NDArray[Any], wording: Wording = NEUTRAL) -> Relation:
    """Say that the shape is wrong, and how; whether the values are right is said first."""
    kind = _values_in_another_shape(got, expected, wording) or msg("The result has the wrong shape.")
    shapes = {"got": str(got.shape), "expected": str(expected.shape)}
    if not expected.shape:
        return Relation(kind, msg("an array of shape {got} instead of a number", got=shapes["got"]))
    if not got.shape:
        return Relation(kind, msg("a number instead of an array of shape {expected}", expected=shapes["expected"]))
    if got.shape == expected.shape[::-1] and got.ndim > 1:
        return Relation(kind, msg("shape {got} instead of {expected}: transposed", **shapes))
    return Relation(kind, msg("shape {got} instead of {expected}", **shapes))


def _values_in_another_shape(got: NDArray[Any], expected: NDArray[Any], wording: Wording) -> str:
    if got.size == expected.size > 0 and (_alike(got.T, expected) or _alike(got, expected)):
        return msg("Right values, wrong shape.")
    one_more = got.ndim == expected.ndim == 1 and got.size == expected.size + 1 > 1
    if one_more and (_alike(got[:-1], expected) or _alike(got[1:], expected)):
        question = about_one_more(wording)
        if question:
            return msg("The right values, and one too many: {question}", question=question)
        return msg("The right values, and one too many.")
    return ""


def _alike(got: NDArray[Any], expected: NDArray[Any]) -> bool:
    if got.dtype.kind not in "iufb" or expected.dtype.kind not in "iufb":
        return False
    with np.errstate(all="ignore"):
        return bool(np.allclose(got.ravel().astype(np.float64), expected.ravel().astype(np.float64), rtol=ALIKE_RTOL))


def wrong_order() -> Relation:
    """Say that the items of a tuple are right, and in another order."""
    return Relation(*[msg("Right, but in another order: which item comes first?")] * 2)


def in_a_dict() -> Relation:
    """Say that the values are right, and come with names."""
    return Relation(*[msg("The right values, but in a dict: return them as a tuple, in this order.")] * 2)


def in_one_array() -> Relation:
    """Say that the values are right, and strung together."""
    return Relation(*[msg("The right values, but in one array: return them apart, as a tuple.")] * 2)


def relate(
    got: NDArray[np.float64], expected: NDArray[np.float64], sizes: Iterable[int] = (), wording: Wording = NEUTRAL
) -> Relation | None:
    """Relate two arrays of one shape whose values differ; None when nothing known fits.

    `sizes` are the lengths found in the arguments (n, k, d), tried as factors.
    """
    with np.errstate(all="ignore"):
        return (
            _not_a_number(got, expected)
            or _infinite(got, expected, wording)
            or negated(got, expected)
            or _factor(got, expected, sizes, wording)
            or _reordered(got, expected)
            or _nearly_zero(got, expected)
            or _rounded(got, expected)
        )


def _not_a_number(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    if np.isnan(got).any() and not np.isnan(expected).any():
        text = msg("nan where a number is expected: 0 · inf or inf − inf?")
        return Relation(msg("nan where a number is expected."), text)
    return None


def _infinite(got: NDArray[np.float64], expected: NDArray[np.float64], wording: Wording) -> Relation | None:
    got_inf, expected_inf = np.isinf(got), np.isinf(expected)
    if (expected_inf & ~got_inf).any():
        reason = inf_expected(wording)
        return Relation(
            msg("Finite where {reason}.", reason=reason),
            msg("finite where {reason}: clipped, or is a small constant added somewhere?", reason=reason),
        )
    if (got_inf & ~expected_inf).any():
        kind = msg("Infinite where a finite number is expected.")
        return Relation(kind, msg("inf where a finite number is expected"))
    return None


def negated(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    """Say that all signs are the other way round, if they are."""
    if expected.any() and np.allclose(got, -expected, rtol=FACTOR_RTOL, atol=0):
        return Relation(msg("Right size, opposite sign."), msg("right size, opposite sign"))
    return None


def _factor(
    got: NDArray[np.float64], expected: NDArray[np.float64], sizes: Iterable[int], wording: Wording
) -> Relation | None:
    usable = np.isfinite(expected) & (expected != 0)
    if not usable.any() or (got[~usable] != expected[~usable]).any():
        return None
    ratios = got[usable] / expected[usable]
    ratio = float(ratios.flat[0])
    if not np.isfinite(ratio) or ratio == 0 or not np.allclose(ratios, ratio, rtol=FACTOR_RTOL, atol=0):
        return None
    if math.isclose(ratio, 1.0, rel_tol=CLOSE_RTOL):
        return None
    size, constant = _size_factor(ratio, sizes), _constant_factor(ratio, wording)
    if size and constant:  # two examples, and a factor 2: it may be either
        return Relation(constant.kind, size.text)
    if not (size or constant) and ratios.size > 1:
        text = msg("{factor} times the expected value, in every entry", factor=f"{ratio:.4g}")
        return Relation(msg("Off by a constant factor."), text)
    return size or constant


def _size_factor(ratio: float, sizes: Iterable[int]) -> Relation | None:
    for size in sorted({size for size in sizes if size > 1}):
        for factor, name in ((float(size), f"{size}"), (1.0 / size, f"1/{size}")):
            if math.isclose(abs(ratio), factor, rel_tol=FACTOR_RTOL):
                text = msg(
                    "{factor} times the expected value, and {size} is one of the sizes of the input",
                    factor=f"{_sign(ratio)}{name}",
                    size=size,
                )
                return Relation(msg("Off by a factor that is one of the sizes of the input."), text)
    return None


def _constant_factor(ratio: float, wording: Wording) -> Relation | None:
    for value, (factor, meaning) in [*_of_the_course(wording), *CONSTANT_FACTORS.items()]:
        if math.isclose(abs(ratio), value, rel_tol=FACTOR_RTOL):
            signed = f"{_sign(ratio)}{factor}"
            text = msg("{factor} times the expected value{meaning}", factor=signed, meaning=meaning)
            return Relation(msg("{sentence}.", sentence=text), text)
    return None


def _of_the_course(wording: Wording) -> Iterator[tuple[float, tuple[str, str]]]:
    for factor in wording.factors:
        yield factor.value, (f"{factor.value:.4g}", msg(" ({means})", means=Message(factor.means)))


def _sign(ratio: float) -> str:
    return "−" if ratio < 0 else ""


def _reordered(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    if expected.size < 2:
        return None
    square = expected.ndim == 2 and expected.shape[0] == expected.shape[1]
    if square and np.allclose(got.T, expected, rtol=1e-9, atol=0):
        return Relation(msg("The transpose of what is expected."), msg("the transpose of what is expected"))
    if np.allclose(got.ravel()[::-1], expected.ravel(), rtol=1e-9, atol=0):
        return Relation(msg("The right values in reverse order."), msg("the right values in reverse order"))
    return None


def _nearly_zero(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    zero = expected == 0
    elsewhere = np.allclose(got[~zero], expected[~zero], rtol=CLOSE_RTOL, atol=0)
    if elsewhere and got[zero].any() and (np.abs(got[zero]) <= NEARLY_ZERO).all():
        text = msg("close to 0, where the answer is exactly 0: clipped, or is a small constant added somewhere?")
        return Relation(msg("Close to 0, where the answer is exactly 0."), text)
    return None


def _rounded(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    for decimals in range(2, 9) if got.any() else ():  # 0 is where everything small is rounded to, and says nothing
        if np.array_equal(got, np.round(expected, decimals)):
            text = msg("rounded to {decimals} decimals: leave rounding to the person who prints", decimals=decimals)
            return Relation(msg("Rounded: leave rounding to the person who prints."), text)
    finite = np.isfinite(expected) & (expected != 0)
    if finite.any() and np.allclose(got, expected, rtol=CLOSE_RTOL, atol=0):
        gap = float(np.max(np.abs(got[finite] / expected[finite] - 1)))
        text = msg("close, but not equal: the relative gap is {gap}", gap=f"{gap:.1e}")
        return Relation(msg("Close, but not equal."), text)
    return None
