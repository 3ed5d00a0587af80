"""Assertions for cases. Type, shape, dtype kind and NaN come before values; the messages name the relation.

The compared value comes from a student's function, so nothing here trusts it: it is checked to be plain data of a
known shape before any arithmetic touches it (`==` on an object, or `allclose` on shapes that broadcast, are how
autograders get fooled).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from grader.cases.relations import Relation, describe_kind, relate, wrong_kind, wrong_shape
from grader.cases.subject import Subject

ABSENT: Any = object()
SPEED_REPEATS = 3


class CaseFailed(AssertionError):
    """A case found the function wrong.

    `summary` may quote the student's values; hidden cases show `relation.kind` at most.
    """

    def __init__(
        self,
        summary: str,
        *,
        got: object = ABSENT,
        expected: object = ABSENT,
        relation: Relation | None = None,
    ) -> None:
        super().__init__(summary)
        self.summary = summary
        self.got = got
        self.expected = expected
        self.relation = relation


def assert_close(got: object, expected: object, *, rtol: float = 1e-9, atol: float = 0.0) -> None:
    """Fail unless `got` has the kind, the shape and (within tolerance) the values of `expected`.

    A number is expected as a number (a 0-d array is let pass), an array as an array or list of numbers of the same
    shape, a tuple as a sequence of as many items, each compared in turn. inf equals inf; NaN equals nothing.
    """
    __tracebackhide__ = True
    if isinstance(expected, tuple):
        _assert_items_close(got, expected, rtol, atol)
        return
    wanted = np.asarray(expected)
    values = _numbers(got, wanted, expected)
    if values.shape != wanted.shape:
        _fail(got, expected, wrong_shape(values.shape, wanted.shape))
    values, wanted = values.astype(np.float64), wanted.astype(np.float64)
    close = np.isclose(values, wanted, rtol=rtol, atol=atol) & ~np.isnan(values)
    if not close.all():
        _fail(got, expected, relate(values, wanted), _first_difference(values, wanted, close))


def assert_equal(got: object, expected: object) -> None:
    """Fail unless `got` is exactly `expected`: for integers, labels, bools and shapes."""
    __tracebackhide__ = True
    if isinstance(expected, np.ndarray):
        assert_close(got, expected, rtol=0.0)
    elif type(got) is not type(expected) and not (_is_number(got) and _is_number(expected)):
        _fail(got, expected, wrong_kind(got, describe_kind(expected)))
    elif got != expected:
        _fail(got, expected, None)


def assert_raises(
    error: type[Exception],
    function: Callable[..., object],
    /,
    *args: object,
    because: str = "",
    **kwargs: object,
) -> None:
    """Fail unless `function(*args, **kwargs)` raises `error` (or a subclass); `because` completes the message."""
    __tracebackhide__ = True
    reason = f": {because}" if because else ""
    asks = f"the contract asks for {error.__name__}{reason}"
    try:
        got = function(*args, **kwargs)
    except error:
        return
    except Exception as other:
        if not isinstance(function, Subject) or function.raised(other) is None:
            raise
        kind = f"It raised another exception; {asks}."
        text = f"it raised {type(other).__name__}; {asks}"
        raise CaseFailed(text, relation=Relation(kind, text)) from None
    kind = f"It returned a value; {asks}."
    raise CaseFailed(f"it returned a value; {asks}", got=got, relation=Relation(kind, kind))


def assert_between(got: object, low: float, high: float) -> None:
    """Fail unless every entry of `got` lies in [low, high]; NaN does not."""
    __tracebackhide__ = True
    values = _numbers(got, None, "a number")
    if not ((values >= low) & (values <= high)).all():
        kind = "Outside the range in which the answer must lie."
        raise CaseFailed(
            f"every value must lie between {low:.6g} and {high:.6g}", got=got, relation=Relation(kind, kind)
        )


def assert_increasing(values: Sequence[object], *, strictly: bool = True) -> None:
    """Fail unless the numbers in `values` rise from each to the next (or at least do not fall)."""
    __tracebackhide__ = True
    numbers = np.array([_number(value) for value in values])
    with np.errstate(invalid="ignore"):  # inf − inf
        steps = np.diff(numbers)
    if not ((steps > 0) if strictly else (steps >= 0)).all():
        kind = "The results should rise from one to the next, and do not."
        raise CaseFailed(kind, got=list(values), relation=Relation(kind, kind))


def assert_type(got: object, expected: type) -> None:
    """Fail unless `got` is an instance of `expected`; a NumPy float counts as `float`, a bool never as a number."""
    __tracebackhide__ = True
    accepted: tuple[type, ...] = {float: (float, np.floating), int: (int, np.integer)}.get(expected, (expected,))
    if not isinstance(got, accepted) or (isinstance(got, bool) and expected is not bool):
        _fail(
            got,
            ABSENT,
            wrong_kind(got, f"{expected.__module__}.{expected.__name__}".removeprefix("builtins.")),
        )


def assert_arguments_unchanged(function: Callable[..., object]) -> None:
    """Fail if any call that this case made changed one of its arguments in place."""
    __tracebackhide__ = True
    if not isinstance(function, Subject):
        return  # a reference: it is not the one under test
    for call in function.calls:
        if call.changed:
            which = ", ".join(f"number {c + 1}" if isinstance(c, int) else f"`{c}`" for c in call.changed)
            text = f"your function changed its argument {which}: work on a copy"
            raise CaseFailed(text, relation=Relation("Your function changed an argument: work on a copy.", text))


def assert_comparable_speed(
    function: Callable[..., object],
    reference: Callable[..., object],
    *args: object,
    factor: float = 5.0,
    slack_seconds: float = 0.05,
) -> None:
    """Fail if the function needs more than `factor` times the reference's CPU time plus `slack_seconds`.

    Best of three for both, in the same run. CPU time, not wall time, so that a busy machine does not matter.
    """
    __tracebackhide__ = True
    reference_seconds = min(_cpu_seconds(reference, args) for _ in range(SPEED_REPEATS))
    allowed = factor * reference_seconds + slack_seconds
    needed = float("inf")
    for _ in range(SPEED_REPEATS):
        needed = min(needed, _cpu_seconds(function, args))
        if needed <= allowed:
            return
    kind = "Right, but slow: can the loop be written as array operations?"
    text = f"{needed:.3f} s where {allowed:.3f} s are allowed: can the loop be written as array operations?"
    raise CaseFailed(text, relation=Relation(kind, text))


def _cpu_seconds(function: Callable[..., object], args: tuple[object, ...]) -> float:
    started = time.process_time()
    function(*args)
    if isinstance(function, Subject):
        return function.calls[-1].cpu_seconds
    return time.process_time() - started


def _assert_items_close(got: object, expected: tuple[object, ...], rtol: float, atol: float) -> None:
    __tracebackhide__ = True
    if not isinstance(got, tuple | list):
        _fail(got, expected, wrong_kind(got, f"a tuple of {len(expected)}"))
    elif len(got) != len(expected):
        text = f"a {type(got).__name__} of {len(got)} instead of a tuple of {len(expected)}"
        _fail(got, expected, Relation(f"Your function should return a tuple of {len(expected)}.", text))
    else:
        _assert_each_close(got, expected, rtol, atol)


def _assert_each_close(got: Sequence[object], expected: tuple[object, ...], rtol: float, atol: float) -> None:
    __tracebackhide__ = True
    for i, (item, wanted) in enumerate(zip(got, expected, strict=True)):
        try:
            assert_close(item, wanted, rtol=rtol, atol=atol)
        except CaseFailed as failed:
            text = f"item {i} of the tuple: {failed.summary}"
            raise CaseFailed(text, got=got, expected=expected, relation=failed.relation) from None


def _numbers(got: object, wanted: NDArray[Any] | None, expected: object) -> NDArray[Any]:
    """Turn plain numbers into an array; fails on anything else. Never builds an object array."""
    __tracebackhide__ = True
    if wanted is not None and wanted.ndim == 0 and isinstance(got, list | tuple):
        _fail(got, expected, wrong_kind(got, "a number"))
    try:
        values = np.asarray(got)
    except (ValueError, TypeError, OverflowError):  # ragged lists, numbers beyond float64
        values = np.empty(0, dtype=object)
    if values.dtype.kind not in "iuf":
        scalar = wanted is None or wanted.ndim == 0
        _fail(got, expected, wrong_kind(got, "a number" if scalar else "an array of numbers"))
    return values


def _number(value: object) -> float:
    __tracebackhide__ = True
    if not _is_number(value):
        _fail(value, ABSENT, wrong_kind(value, "a number"))
    return float(np.asarray(value).item())


def _is_number(value: object) -> bool:
    zero_d = isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"
    return zero_d or (isinstance(value, Real | np.number) and not isinstance(value, bool))


def _first_difference(values: NDArray[np.float64], wanted: NDArray[np.float64], close: NDArray[np.bool_]) -> str:
    if values.ndim == 0:
        return ""
    index = tuple(int(i) for i in np.argwhere(~close)[0])
    where = index[0] if len(index) == 1 else index
    return f"first difference at index {where}: {values[index]:.10g} instead of {wanted[index]:.10g}"


def _fail(got: object, expected: object, relation: Relation | None, detail: str = "") -> NoReturn:
    __tracebackhide__ = True
    text = "; ".join(part for part in (relation.text if relation else "", detail) if part)
    raise CaseFailed(text or "a different value", got=got, expected=expected, relation=relation)
