"""Plain data as assertions compare it: of which kind a value is, and whether two values are the same.

On a student's machine subclasses can come (a Counter, a named tuple, a NumPy text); behind the sandbox they arrive as
what they are based on. Here they count as that in both places.
"""

from __future__ import annotations

from collections.abc import Hashable
from numbers import Real

import numpy as np

MAX_DEPTH = 20  # of containers in each other, beyond which nothing is looked for
KINDS = (str, bytes, list, tuple, dict)


class TooDeep(Exception):
    """Containers are nested deeper than MAX_DEPTH, or contain themselves."""


def kind_of(value: object) -> object:
    """Return what two values must have in common to be equal: the class that a value is based on."""
    if isinstance(value, bool | np.bool_):
        return bool
    if is_number(value):
        return Real
    if isinstance(value, set | frozenset):
        return set
    return next((kind for kind in KINDS if isinstance(value, kind)), type(value))


def is_number(value: object) -> bool:
    """Whether a value is a number, of Python or NumPy; a 0-d array is one, a bool is none."""
    zero_d = isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"
    return zero_d or (isinstance(value, Real | np.number) and not isinstance(value, bool))


def equal(got: object, expected: object) -> bool:
    """Whether two values are of one kind and the same, in containers too: True is not 1, [1] is not (1,)."""
    if isinstance(got, np.ndarray) or isinstance(expected, np.ndarray):
        return _equal_arrays(got, expected)
    if kind_of(got) != kind_of(expected):
        return False
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(map(equal, got, expected))  # type: ignore[arg-type, call-overload]
    if isinstance(expected, dict):
        return _typed_keys(got) == _typed_keys(expected) and all(
            equal(got[key], item)  # type: ignore[index]
            for key, item in expected.items()
        )
    if isinstance(expected, set | frozenset):
        return _typed_keys(got) == _typed_keys(expected)
    return bool(got == expected)


def _equal_arrays(got: object, expected: object) -> bool:
    """Compare where one of the two is an array, and the other may be a list of the same shape."""
    if holds_text(got) or holds_text(expected):
        return equal(as_lists(got), as_lists(expected))
    try:
        first, second = np.asarray(got), np.asarray(expected)
    except (ValueError, TypeError, OverflowError):  # ragged lists, numbers beyond float64
        return False
    return (first.dtype.kind == "b") == (second.dtype.kind == "b") and np.array_equal(first, second)


def as_lists(value: object) -> object:
    """Return arrays and tuples as lists, those inside of them too."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return [as_lists(item) for item in value] if isinstance(value, list | tuple) else value


def _typed_keys(keys: object) -> set[tuple[bool, object]]:
    """Return keys of a dict or items of a set so that True is not 1."""
    return {(isinstance(key, bool | np.bool_), key) for key in keys}  # type: ignore[attr-defined]


def canonical(value: object, depth: int = 0) -> Hashable:
    """Return what is equal for two values only if they are the same; raises TooDeep. NaN is equal to nothing."""
    if depth > MAX_DEPTH:
        raise TooDeep
    if isinstance(value, np.ndarray) and value.ndim:
        items: object = value.tobytes() if value.dtype.kind == "b" else value.tolist()
        return "array", value.dtype.kind == "b", value.shape, canonical(items, depth + 1)
    if isinstance(value, list | tuple):
        return kind_of(value), tuple(canonical(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return dict, frozenset((canonical(key, depth + 1), canonical(item, depth + 1)) for key, item in value.items())
    if isinstance(value, set | frozenset):
        return set, frozenset(canonical(item, depth + 1) for item in value)
    if isinstance(value, np.ndarray):
        value = value.item()
    if isinstance(value, float | np.floating) and np.isnan(value):
        return object()
    try:
        hash(value)
    except Exception:  # an object of a student's own class, on their own machine
        return "object", id(value)
    return kind_of(value), value


def holds_text(value: object) -> bool:
    """Whether there is text in a list: as an array, each item would take as much room as the longest."""
    pending, seen = [value], set[int]()
    while pending:
        item = pending.pop()
        if isinstance(item, str | bytes):
            return True
        if isinstance(item, list | tuple) and id(item) not in seen:
            seen.add(id(item))
            pending.extend(item)
    return False
