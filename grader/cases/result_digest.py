"""How a function behaves, as digests that two functions share only if they do the same.

Known mistakes are recognised by their digests: by the grader on the inputs that the bank names, and on a student's
own machine on what the visible cases call. A digest says nothing about the answers that it was made of, so it can be
given to students.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from grader.cases.call_proxy import Call
from grader.cases.feedback import builtin_name
from grader.cases.plain_data import holds_text

STEP = 1e-6  # values are the same to about six digits: rounding errors differ by machine, mistakes are larger
OFFSET = 0.3183  # of the edges between two steps, so that no round number lies on one
NOISE = 1e-12  # of the largest entry: what is nearer to 0 is a rounding error
TINY = 1e-15  # the same for a single number
DIGITS = 12
KINDS = {"b": "bools", "i": "integers", "u": "integers", "f": "floats"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A known mistake: what is said of it, and a digest of what it does at each place that was looked at."""

    says: T
    behaviour: tuple[str, ...]


def still_possible(mistakes: Iterable[Known[T]], place: int, seen: str) -> tuple[Known[T], ...]:
    """Return the mistakes that do at this place what was seen there."""
    return tuple(known for known in mistakes if known.behaviour[place] == seen)


def the_only(mistakes: Sequence[Known[T]]) -> T | None:
    """Return what is said of the mistake, if exactly one is left."""
    return mistakes[0].says if len(mistakes) == 1 else None


def digest(calls: Iterable[Call], salt: str = "") -> str:
    """Return a digest of what came of some calls: results, exceptions, warnings, changed arguments.

    The salt makes the same answer at another place another digest.
    """
    text = "\n".join([salt, *map(_described, calls)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _described(call: Call) -> str:
    outcome = f"raises {builtin_name(call.raised)}" if call.raised is not None else _value(call.result)
    return f"{outcome} warns={bool(call.warnings)} changes={call.changed}"


def _value(value: object) -> str:
    """Describe a result; a list of numbers is as good as an array, and a number as one of no dimensions."""
    numbers = _numbers(value)
    if numbers is not None:
        kind = KINDS[numbers.dtype.kind] if numbers.ndim else "number"  # 0 or 0.0 is nobody's mistake
        return f"{kind} {numbers.shape} {hashlib.sha256(_steps(numbers.astype(np.float64))).hexdigest()}"
    if isinstance(value, list | tuple):
        return f"({', '.join(map(_value, value))})"
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(f'{_value(key)}: {_value(item)}' for key, item in value.items()))}}}"
    if isinstance(value, set | frozenset):
        return f"set({', '.join(sorted(map(_value, value)))})"
    return repr(value) if value is None or isinstance(value, str) else type(value).__name__


def _numbers(value: object) -> np.ndarray | None:
    if holds_text(value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in KINDS else None


def _steps(numbers: np.ndarray) -> bytes:
    """Return the signs, and the magnitudes on a scale on which a step is a millionth of the value."""
    size = np.abs(numbers)
    largest = np.max(size, initial=0.0, where=np.isfinite(size))
    size = np.where(size <= max(NOISE * largest, TINY), 0.0, size)
    with np.errstate(divide="ignore"):
        magnitude = np.round(np.log(size) / STEP + OFFSET)
    sign = np.where(size == 0.0, 0.0, np.sign(numbers))
    steps: bytes = np.nan_to_num(np.stack([sign, magnitude]), nan=2.0).tobytes()  # one NaN is as good as another
    return steps
