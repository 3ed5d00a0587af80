"""Which known mistake a wrong function makes, if it is exactly one.

Every entry of the misconception bank names an input that tells it from a right answer. A student's function that
answers all of these inputs of its exercise just as one entry does, and as no other, gets that entry's hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.cases.feedback import builtin_name
from grader.cases.misconceptions import Misconception
from grader.cases.subject import Call, Invoke, NoAnswer, local_invoke, same_data
from grader.errors import CourseError
from grader.model import Hint

RTOL = 1e-9

Function = Callable[..., object]
Arguments = tuple[tuple[object, ...], dict[str, object]]


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A known wrong answer and how it behaves on every distinguishing input of its exercise."""

    misconception: Misconception
    behaviour: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The known mistakes of one exercise, and the inputs that tell them apart."""

    inputs: tuple[Arguments, ...]
    mistakes: tuple[KnownMistake, ...]

    def recognise(self, invoke: Invoke) -> Hint | None:
        """Return the hint of the one mistake that the function behind `invoke` makes, or None.

        Stops at the first input at which no known mistake is left, so that an unknown mistake costs a call or two.
        """
        left = self.mistakes
        for i, (args, kwargs) in enumerate(self.inputs):
            if not left:
                return None
            try:
                call = invoke(args, kwargs)
            except NoAnswer:
                return None
            left = tuple(known for known in left if _behaves_alike(call, known.behaviour[i]))
        if len(left) != 1:
            return None
        found = left[0].misconception
        return Hint(found.id, found.title, found.hint)


class Recognisers:
    """The recognisers of a bank, one for each exercise, made when first needed: many a class never needs some."""

    def __init__(self, bank: Iterable[tuple[Misconception, Function]] = ()) -> None:
        self._entries: dict[str, list[tuple[Misconception, Function]]] = {}
        self._made: dict[str, Recogniser] = {}
        for mistake, function in bank:
            self._entries.setdefault(mistake.of, []).append((mistake, function))

    def of(self, exercise: str) -> Recogniser | None:
        """Return the recogniser of an exercise, or None if the bank has no entries of it."""
        if exercise not in self._made and exercise in self._entries:
            self._made[exercise] = _make(self._entries[exercise])
        return self._made.get(exercise)


def distinguishing_input(mistake: Misconception) -> Arguments:
    """Return the arguments of the call written in `distinguishes`; raises CourseError if it is no such call."""
    calls: list[Arguments] = []
    names = {"np": np, mistake.of: lambda *args, **kwargs: calls.append((args, kwargs))}
    place = f"solutions/misconceptions: {mistake.id}: distinguishes={mistake.distinguishes!r}"
    try:
        eval(mistake.distinguishes, names)  # written by the course's author, as the cases are
    except Exception as error:
        raise CourseError(f"{place}: {error}") from error
    if len(calls) != 1:
        raise CourseError(f"{place}: must call {mistake.of} once")
    return calls[0]


def _make(entries: Sequence[tuple[Misconception, Function]]) -> Recogniser:
    inputs = tuple(distinguishing_input(mistake) for mistake, _ in entries)
    return Recogniser(inputs, tuple(KnownMistake(mistake, _behaviour(f, inputs)) for mistake, f in entries))


def _behaviour(function: Function, inputs: Iterable[Arguments]) -> tuple[Call, ...]:
    invoke = local_invoke(function, lambda error: "")
    return tuple(invoke(args, kwargs) for args, kwargs in inputs)


def _behaves_alike(a: Call, b: Call) -> bool:
    """Whether two calls had the same result (or kind of exception), noise and side effects."""
    if (a.raised is None) != (b.raised is None) or bool(a.warnings) != bool(b.warnings) or a.changed != b.changed:
        return False
    if a.raised is not None:
        return builtin_name(a.raised) == builtin_name(b.raised)
    return _nearly_same(a.result, b.result)


def _nearly_same(a: object, b: object) -> bool:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_nearly_same(x, y) for x, y in zip(a, b, strict=True))
    try:
        first, second = np.asarray(a), np.asarray(b)
    except (ValueError, TypeError, OverflowError):
        return False
    if first.dtype.kind not in "iufb" or second.dtype.kind not in "iufb":
        return same_data(a, b)
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=RTOL, atol=0, equal_nan=True))
