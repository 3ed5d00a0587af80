"""Assertions about the calls of a function: what it did with its arguments, how often it called, how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.cases.call_proxy import Subject
from grader.cases.compare import CaseFailed, assert_close, is_close
from grader.cases.relations import Relation
from grader.language import Message, joined, msg

SPEED_REPEATS = 3
SPEED_RTOL = 1e-6


def assert_arguments_unchanged(function: Callable[..., object]) -> None:
    """Fail if any call that this case made changed one of its arguments in place."""
    __tracebackhide__ = True
    if not isinstance(function, Subject):
        return  # a reference: it is not the one under test
    for call in function.calls:
        if call.changed:
            text = msg(
                "your function changed its argument {which}: work on a copy", which=_named(call.changed, function)
            )
            kind = msg("Your function changed an argument: work on a copy.")
            raise CaseFailed(text, relation=Relation(kind, text))


def assert_new_result(function: Callable[..., object]) -> None:
    """Fail if any call that this case made returned an array that is one of its arguments, or a view of one."""
    __tracebackhide__ = True
    if not isinstance(function, Subject):
        return  # a reference: it is not the one under test
    for call in function.calls:
        if call.shared:
            text = msg(
                "your function returned its argument {which}: return a copy", which=_named(call.shared, function)
            )
            kind = msg("Your function returned its argument: return a copy.")
            raise CaseFailed(text, relation=Relation(kind, text))


def assert_calls(
    asked: Sequence[object], expected: int | Sequence[object] | NDArray[Any], *, rtol: float = 1e-9, atol: float = 0.0
) -> None:
    """Fail unless a function that the case gave away was called this often; or at these points, in this order.

    `asked` is what the case wrote down, one item for each call.
    """
    __tracebackhide__ = True
    wanted = expected if isinstance(expected, int) else len(expected)
    if len(asked) != wanted:
        too_often = msg("Your function calls the function that it is given too often.")
        too_seldom = msg("Your function does not call the function that it is given often enough.")
        text = msg("number of calls: {got} instead of {expected}", got=len(asked), expected=wanted)
        raise CaseFailed(text, relation=Relation(too_often if len(asked) > wanted else too_seldom, text))
    if not isinstance(expected, int) and not is_close(tuple(asked), tuple(expected), rtol, atol):
        kind = msg("Your function calls the function that it is given at other points than it should.")
        raise CaseFailed(kind, got=list(asked), expected=list(expected), relation=Relation(kind, kind))


def _named(places: Sequence[int | str], function: Subject) -> Message:
    return joined(", ", (_argument(place, function.parameters) for place in places))


def _argument(place: int | str, names: Sequence[str]) -> str:
    if isinstance(place, int) and place >= len(names):
        return msg("number {number}", number=place + 1)
    return f"`{names[place] if isinstance(place, int) else place}`"


def assert_comparable_speed(
    function: Callable[..., object],
    reference: Callable[..., object],
    *args: object,
    factor: float = 5.0,
    slack_seconds: float = 0.02,
) -> None:
    """Fail if the function needs more than `factor` times the reference's CPU time plus `slack_seconds`.

    Both get up to three tries, the best of each so far are compared, and every answer has to be right. At each try the
    rows of the data are in another order, and the function is one that remembers nothing (behind the wall: in a fresh
    process), so that an answer kept from the last is of no use. CPU time, not wall time, so that a busy machine does
    not matter. What arguments and answer cost on their way counts, too: some nanoseconds a byte for arrays, 0.02 s for
    a list of some ten thousands of numbers. So give arrays where the data are many, and see that a loop is too slow
    and an honest answer is not (`benchmarks/speed_cases.py` does for this course).
    """
    __tracebackhide__ = True
    needed = reference_seconds = float("inf")
    for repeat in range(SPEED_REPEATS):
        if repeat and isinstance(function, Subject):
            function.renew()
        data = _rolled(args, repeat)
        expected, seconds = _timed(reference, data)
        reference_seconds = min(reference_seconds, seconds)
        got, seconds = _timed(function, data)
        needed = min(needed, seconds)
        assert_close(got, expected, rtol=SPEED_RTOL)
        allowed = factor * reference_seconds + slack_seconds
        if needed <= allowed:
            return
    kind = msg("Right, but slow: can the loop be written as array operations?")
    text = msg(
        "{needed} s where {allowed} s are allowed: can the loop be written as array operations?",
        needed=f"{needed:.3f}",
        allowed=f"{allowed:.3f}",
    )
    raise CaseFailed(text, relation=Relation(kind, text))


def _timed(function: Callable[..., object], args: tuple[object, ...]) -> tuple[object, float]:
    started = time.process_time()
    result = function(*args)
    if isinstance(function, Subject):
        return result, function.calls[-1].cpu_seconds
    return result, time.process_time() - started


def _rolled(args: tuple[object, ...], shift: int) -> tuple[object, ...]:
    """Move the rows of the data by `shift`: of all arrays that are as long as the longest, which belong together."""
    rows = max((len(arg) for arg in args if isinstance(arg, np.ndarray) and arg.ndim), default=0)
    return tuple(
        np.roll(arg, shift, axis=0) if isinstance(arg, np.ndarray) and arg.ndim and len(arg) == rows else arg
        for arg in args
    )
