"""Which known mistake a wrong function makes, if it is exactly one.

Every entry of the misconception bank names an input that tells it from a right answer. A student's function that
answers all of these inputs of its exercise just as one entry does, and as no other, gets that entry's hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.cases.behaviour import Known, digest, still_possible, the_only
from grader.cases.misconceptions import Misconception
from grader.cases.subject import Invoke, NoAnswer, local_invoke
from grader.errors import CourseError
from grader.model import Hint

Function = Callable[..., object]
Arguments = tuple[tuple[object, ...], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The known mistakes of one exercise, and the inputs that tell them apart."""

    inputs: tuple[Arguments, ...]
    mistakes: tuple[Known[Hint], ...]

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
            left = still_possible(left, i, digest([call]))
        return the_only(left)


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
    return Recogniser(inputs, tuple(_known(mistake, function, inputs) for mistake, function in entries))


def _known(mistake: Misconception, function: Function, inputs: Iterable[Arguments]) -> Known[Hint]:
    invoke = local_invoke(function, lambda error: "")
    behaviour = tuple(digest([invoke(args, kwargs)]) for args, kwargs in inputs)
    return Known(Hint(mistake.id, mistake.title, mistake.hint), behaviour)
