"""Assertions for cases. Type, shape, dtype kind and NaN come before values; the messages name the relation.

The compared value comes from a student's function, so nothing here trusts it: it is checked to be plain data of a
known shape before any arithmetic touches it (`==` on an object, or `allclose` on shapes that broadcast, are how
autograders get fooled).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from grader.cases.call_proxy import Subject
from grader.cases.data_relations import relate_data
from grader.cases.kind_relations import right_in_another_kind
from grader.cases.plain_data import equal, holds_text, is_number, kind_of
from grader.cases.relations import (
    Relation,
    in_a_dict,
    in_one_array,
    no_numbers,
    relate,
    too_large,
    wrong_kind,
    wrong_length,
    wrong_order,
    wrong_shape,
)
from grader.cases.show import show_pair
from grader.cases.wording import spoken
from grader.language import Message, msg

ABSENT: Any = object()
DIFFERENT = msg("a different value")
NUMBER_KINDS = "iuf"  # of a NumPy dtype: no bool, no complex, no text, no objects
DELIBERATE = (AssertionError, Exception)  # nobody runs into one of these by accident


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
    shape, a tuple as a sequence of as many items, each compared in turn, a dict as one with the same keys, whose
    values are compared in turn. inf equals inf; NaN equals nothing. Anything else is expected exactly.
    """
    __tracebackhide__ = True
    if isinstance(expected, tuple):
        _assert_items_close(got, expected, rtol, atol)
        return
    if isinstance(expected, dict):
        _assert_values_close(got, expected, rtol, atol)
        return
    wanted = _array(expected)
    if wanted.dtype.kind not in NUMBER_KINDS:
        assert_equal(got, expected)
        return
    values = _numbers(got, expected, scalar=wanted.ndim == 0)
    if values.shape != wanted.shape:
        _fail(got, expected, wrong_shape(values, wanted, spoken()))
    values, wanted = values.astype(np.float64), wanted.astype(np.float64)
    close = _close(values, wanted, rtol, atol)
    if not close.all():
        _fail(got, expected, relate(values, wanted, wording=spoken()), _first_difference(values, wanted, close))


def _close(values: NDArray[np.float64], wanted: NDArray[np.float64], rtol: float, atol: float) -> NDArray[np.bool_]:
    """Compare as `np.isclose` does, at a fifth of its cost: inf equals inf, NaN equals nothing."""
    with np.errstate(all="ignore"):  # a difference may overflow, and is then no less a difference
        near = np.abs(values - wanted) <= atol + rtol * np.abs(wanted)
    return np.asarray((near & np.isfinite(wanted)) | (values == wanted))


def assert_equal(got: object, expected: object) -> None:
    """Fail unless `got` is exactly `expected`: for integers, texts, truth values, dicts, sets, lists and None.

    An array is expected as an array or list of the same shape. A number equals a number of another type, 3 and 3.0,
    but never a bool; a list is not a tuple. The same holds inside of dicts, sets, lists and tuples.
    """
    __tracebackhide__ = True
    if isinstance(expected, np.ndarray):
        _assert_array_equal(got, expected)
    elif kind_of(got) != kind_of(expected) or not equal(got, expected):
        _fail(got, expected, relate_data(got, expected))


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
    asks = _asks(error, because)
    try:
        got = function(*args, **kwargs)
    except Exception as other:
        under_test = isinstance(function, Subject) and function.raised(other) is not None
        if isinstance(function, Subject) and not under_test:
            raise  # ours, on the way to the function: not what the contract asks of it
        if isinstance(other, error):
            return
        if not under_test:
            raise
        relation = _another_exception(other, asks)
        raise CaseFailed(relation.text, relation=relation) from other
    if got is None:
        kind = msg("It returned None; {asks}.", asks=asks)
    else:
        kind = msg("It returned a value; {asks}.", asks=asks)
    raise CaseFailed(kind, got=got, relation=Relation(kind, kind))


def _another_exception(raised: Exception, asks: Message) -> Relation:
    name = type(raised).__name__
    if type(raised) in DELIBERATE:
        return Relation(
            msg("It refuses this, as it should, but raised another exception; {asks}.", asks=asks),
            msg("It refuses this, as it should, but raised {raised}; {asks}.", raised=name, asks=asks),
        )
    return Relation(
        msg("It raised another exception; {asks}.", asks=asks),
        msg("It raised {raised}; {asks}.", raised=name, asks=asks),
    )


def _asks(error: type[Exception], because: str) -> Message:
    if not because:
        return msg("the contract asks for {error}", error=error.__name__)
    return msg("the contract asks for {error}: {reason}", error=error.__name__, reason=Message(because))


def assert_between(got: object, low: float, high: float) -> None:
    """Fail unless every entry of `got` lies in [low, high]; NaN does not, and no entries at all are none in range."""
    __tracebackhide__ = True
    values = _numbers(got, ABSENT, scalar=not isinstance(got, list | tuple))
    if not values.size or not ((values >= low) & (values <= high)).all():
        kind = msg("Outside the range in which the answer must lie.")
        text = msg("every value must lie between {low} and {high}", low=f"{low:.6g}", high=f"{high:.6g}")
        raise CaseFailed(text, got=got, relation=Relation(kind, kind))


def assert_increasing(values: Sequence[object], *, strictly: bool = True) -> None:
    """Fail unless `values` are two or more numbers that rise from each to the next (or at least do not fall)."""
    __tracebackhide__ = True
    if not isinstance(values, list | tuple | np.ndarray) or (isinstance(values, np.ndarray) and values.ndim == 0):
        _fail(values, ABSENT, wrong_kind(values, msg("an array of numbers")))
    numbers = np.array([_number(value) for value in values])
    before, after = numbers[:-1], numbers[1:]
    if not before.size or not ((after > before) if strictly else (after >= before)).all():
        kind = msg("The results should rise from one to the next, and do not.")
        raise CaseFailed(kind, got=list(values), relation=Relation(kind, kind))


def assert_type(got: object, expected: type) -> None:
    """Fail unless `got` is an instance of `expected`; a NumPy float counts as `float`, a bool never as a number."""
    __tracebackhide__ = True
    accepted = {float: (float, np.floating), int: (int, np.integer), bool: (bool, np.bool_)}.get(expected, (expected,))
    if not isinstance(got, accepted) or (isinstance(got, bool) and expected is not bool):
        name = f"{expected.__module__}.{expected.__name__}".removeprefix("builtins.")
        _fail(got, ABSENT, wrong_kind(got, msg("{type}", type=name)))


def _assert_items_close(got: object, expected: tuple[object, ...], rtol: float, atol: float) -> None:
    __tracebackhide__ = True
    if not isinstance(got, tuple | list):
        _fail(got, expected, _packed(got, expected, rtol, atol) or wrong_kind(got, msg("a tuple")))
    elif len(got) != len(expected):
        _fail(got, expected, wrong_length(len(got), len(expected)))
    else:
        _assert_each_close(got, expected, rtol, atol)


def _assert_each_close(got: Sequence[object], expected: tuple[object, ...], rtol: float, atol: float) -> None:
    __tracebackhide__ = True
    if _in_another_order(got, expected, rtol, atol):
        _fail(got, expected, wrong_order())
    for i, (item, wanted) in enumerate(zip(got, expected, strict=True)):
        try:
            assert_close(item, wanted, rtol=rtol, atol=atol)
        except CaseFailed as failed:
            text = msg("item {i} of the tuple: {summary}", i=i, summary=failed.summary)
            raise CaseFailed(text, got=got, expected=expected, relation=failed.relation) from None


def _assert_values_close(got: object, expected: dict[Any, Any], rtol: float, atol: float) -> None:
    """Compare dicts; for the explanation, what is close enough counts as right."""
    __tracebackhide__ = True
    if isinstance(got, dict):
        here = {
            key: expected[key] if _is_right(key, value, expected, rtol, atol) else value for key, value in got.items()
        }
        if not equal(here, expected):
            _fail(got, expected, relate_data(here, expected))
        return
    _fail(got, expected, relate_data(got, expected))


def _is_right(key: object, value: object, expected: dict[Any, Any], rtol: float, atol: float) -> bool:
    return key in expected and is_close(value, expected[key], rtol, atol)


def _packed(got: object, expected: tuple[object, ...], rtol: float, atol: float) -> Relation | None:
    """Whether the items are right, but in a dict, or strung together in one array, forwards or backwards."""
    if isinstance(got, dict):
        items = tuple(got.values())
        return in_a_dict() if is_close(items, expected, rtol, atol) else None
    if not isinstance(got, np.ndarray) or got.ndim != 1:
        return None
    for order in (expected, expected[::-1]):
        parts = [np.ravel(_array(item)) for item in order]
        if all(part.dtype.kind in NUMBER_KINDS for part in parts) and is_close(got, np.concatenate(parts), rtol, atol):
            return in_one_array()
    return None


def is_close(got: object, expected: object, rtol: float, atol: float) -> bool:
    """Whether `assert_close` would pass."""
    try:
        assert_close(got, expected, rtol=rtol, atol=atol)
    except CaseFailed:
        return False
    return True


def _in_another_order(got: Sequence[object], expected: tuple[object, ...], rtol: float, atol: float) -> bool:
    """Whether the items are right when read backwards, and their shapes say that they were not meant otherwise."""
    shapes = [_array(item).shape for item in expected]
    if shapes == shapes[::-1]:
        return False
    return all(is_close(item, wanted, rtol, atol) for item, wanted in zip(reversed(got), expected, strict=True))


def _assert_array_equal(got: object, expected: NDArray[Any]) -> None:
    __tracebackhide__ = True
    if expected.dtype.kind in NUMBER_KINDS:
        values = _numbers(got, expected, scalar=expected.ndim == 0)
    else:
        values = _array(got)
        if values.dtype.kind != expected.dtype.kind:
            kind = expected.dtype.type.__name__.removesuffix("_")  # NumPy 1 says bool_ for bool, each says str_
            wrong = wrong_kind(got, msg("an array of {type}", type=kind))
            _fail(got, expected, _meant(got, expected, wrong))
    if values.shape != expected.shape:
        _fail(got, expected, wrong_shape(values, expected, spoken()))
    same = values == expected
    if not same.all():
        relation = None if expected.dtype.kind in NUMBER_KINDS else relate_data(values.tolist(), expected.tolist())
        _fail(got, expected, relation, "" if relation else _first_difference(values, expected, same))


def _numbers(got: object, expected: object, *, scalar: bool) -> NDArray[Any]:
    """Turn plain numbers into an array; fails on anything else, and on a sequence where a scalar is expected."""
    __tracebackhide__ = True
    kind = msg("a number") if scalar else msg("an array of numbers")
    if type(got) is int:
        got = _number(got)
    if scalar and isinstance(got, list | tuple):
        _fail(got, expected, wrong_kind(got, kind))
    values = np.empty(0, dtype=object) if holds_text(got) else _array(got)
    if values.dtype.kind not in NUMBER_KINDS:
        wrong = no_numbers(got) if isinstance(got, list | tuple) else wrong_kind(got, kind)
        _fail(got, expected, _meant(got, expected, wrong))
    return values


def _meant(got: object, expected: object, wrong: Relation) -> Relation:
    """Say first that a value is right, or meant right, if only its kind is wrong."""
    wanted = np.asarray(expected) if isinstance(expected, list) else expected
    said = "" if expected is ABSENT else right_in_another_kind(got, wanted)
    return Relation(said, wrong.text) if said else wrong


def _array(got: object) -> NDArray[Any]:
    """Return plain data as an array; one of objects, and empty, if it cannot be."""
    try:
        return np.asarray(got)
    except (ValueError, TypeError, OverflowError):  # ragged lists, numbers beyond float64
        return np.empty(0, dtype=object)


def _number(value: object) -> float:
    __tracebackhide__ = True
    if not is_number(value):
        _fail(value, ABSENT, wrong_kind(value, msg("a number")))
    try:
        return float(np.asarray(value).item())
    except OverflowError:
        _fail(value, ABSENT, too_large(spoken()))


def _first_difference(values: NDArray[Any], wanted: NDArray[Any], close: NDArray[np.bool_]) -> str:
    if values.ndim == 0:
        return ""
    index = tuple(int(i) for i in np.argwhere(~close)[0])
    where = index[0] if len(index) == 1 else index
    got, expected = show_pair(values[index], wanted[index])
    return msg(
        "first difference at index {where}: {got} instead of {expected}", where=str(where), got=got, expected=expected
    )


def _fail(got: object, expected: object, relation: Relation | None, detail: str = "") -> NoReturn:
    __tracebackhide__ = True
    if relation and detail:
        text: str = msg("{relation}; {detail}", relation=relation.text, detail=detail)
    else:
        text = relation.text if relation else detail or DIFFERENT
    raise CaseFailed(text, got=got, expected=expected, relation=relation)
