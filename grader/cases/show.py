"""Values as a person would type them: `mean([2.0, 3.5])` can be copied, pasted and run.

Whatever is shown costs bounded time and gives bounded text: the value may come from a student's function.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from grader.cases.relations import describe_kind

DIGITS = 10
MAX_ITEMS = 60
MAX_CHARS = 1600  # room for MAX_ITEMS numbers with all their digits
MAX_DEPTH = 12
INFERRED = (np.float64, np.int64, np.bool_, np.complex128)  # by np.array, from Python's own numbers


def show(value: object, digits: int = DIGITS) -> str:
    """Return `value` as Python source with `digits` significant digits, at most `MAX_CHARS` characters of it."""
    text = _Writer(digits).write(value)
    return text if len(text) <= MAX_CHARS else f"{text[: MAX_CHARS - 1]}…"


def show_pair(got: object, expected: object) -> tuple[str, str]:
    """Show two values with the same number of digits, as many as it takes to tell them apart."""
    for digits in (DIGITS, 13, 17):
        pair = show(got, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair


def show_call(function: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    """Return the call as Python source."""
    parts = [show(arg) for arg in args] + [f"{key}={show(value)}" for key, value in kwargs.items()]
    return f"{function}({', '.join(parts)})"


@dataclass(slots=True)
class _Writer:
    """Writes one value; what lies beyond the room that is left is not even looked at."""

    digits: int
    room: int = MAX_CHARS

    def write(self, value: object, depth: int = 0) -> str:
        if isinstance(value, np.ndarray):
            return self._array(value, depth)
        if isinstance(value, list | tuple | dict):
            return self._container(value, depth + 1)
        if isinstance(value, set | frozenset):
            return self._set(value, depth + 1)
        text = self._scalar(value)
        self.room -= len(text)
        return text

    def _scalar(self, value: object) -> str:
        if isinstance(value, bool | np.bool_):
            return str(bool(value))
        if isinstance(value, int | np.integer):
            return _integer(int(value))
        if isinstance(value, float | np.floating):
            return _float(float(value), self.digits)
        if isinstance(value, str):
            return repr(str(value[:MAX_CHARS]))
        if isinstance(value, bytes):
            return repr(value[:MAX_CHARS])
        if value is None or isinstance(value, complex):
            return repr(value)
        return _name(value) if callable(value) else f"<{describe_kind(value)}>"

    def _array(self, value: np.ndarray, depth: int) -> str:
        if value.size > MAX_ITEMS or value.dtype.kind not in "biufcU":
            return f"<array of shape {value.shape}, {value.dtype}>"
        inferred = INFERRED if value.size else INFERRED[:1]
        dtype = "" if value.dtype in inferred or value.dtype.kind == "U" else f", dtype=np.{value.dtype.name}"
        if value.size == 0 and value.shape != (0,):
            return f"np.empty({value.shape}{dtype})"
        return f"np.array({self.write(value.tolist(), depth)}{dtype})"

    def _container(self, value: list[object] | tuple[object, ...] | dict[object, object], depth: int) -> str:
        if depth > MAX_DEPTH:
            return "…"
        if isinstance(value, dict):
            pairs = (f"{self.write(key, depth)}: {self.write(item, depth)}" for key, item in value.items())
            return "{" + self._joined(pairs, len(value)) + "}"
        inner = self._joined((self.write(item, depth) for item in value), len(value))
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"

    def _set(self, value: set[object] | frozenset[object], depth: int) -> str:
        """Write the items in the order of their texts, so that equal sets look the same."""
        if not value:
            return f"{type(value).__name__}()"
        if len(value) > MAX_ITEMS:
            return f"<a set of {len(value)} items>"
        written = sorted(_Writer(self.digits, self.room).write(item, depth) for item in value)
        inner = "{" + self._joined(iter(written), len(value)) + "}"
        self.room -= len(inner)
        return inner if isinstance(value, set) else f"frozenset({inner})"

    def _joined(self, written: Iterable[str], count: int) -> str:
        shown: list[str] = []
        for text in islice(written, MAX_ITEMS):
            shown.append(text)
            self.room -= 2
            if self.room <= 0:
                break
        if len(shown) < count:
            shown.append(f"… {count} items")
        return ", ".join(shown)


def _integer(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write out integers of more than 4300 digits
        return f"<an integer of {value.bit_length()} bits>"


def _float(value: float, digits: int) -> str:
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    if math.isnan(value):
        return "np.nan"
    text = f"{value:.{digits}g}"
    if math.isinf(float(text)):  # rounded up from the largest of all
        text = repr(value)
    return text if any(c in text for c in ".e") else f"{text}.0"


def _name(function: object) -> str:
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else "f"
