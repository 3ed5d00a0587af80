"""Which known mistake a wrong function makes, if it is exactly one.

Every entry of the misconception bank names an input that tells it from a right answer. A student's function that
answers this input just as the entry does, and no other of its exercise silently in another way, gets the entry's hint.

Silently, because few students make one mistake alone. Most refuse nothing, take no lists and overflow, whatever else
is the matter: an exception, a warning, an answer to what the reference refuses do not speak against a mistake. A value
that the mistake would not give does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.cases.call_proxy import Call, Invoke, NoAnswer, local_invoke
from grader.cases.misconceptions import Misconception
from grader.cases.result_digest import digest
from grader.errors import CourseError
from grader.model import Hint

Function = Callable[..., object]
Arguments = tuple[tuple[object, ...], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A known mistake: its hint, which of the inputs is its own, and a digest of what it does at each of them."""

    hint: Hint
    own: int
    behaviour: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The known mistakes of one exercise, and the inputs that tell them apart."""

    inputs: tuple[Arguments, ...]
    refused: frozenset[int]  # those of them that the reference refuses
    entries: tuple[Entry, ...]

    def recognise(self, invoke: Invoke) -> Hint | None:
        """Return the hint of the one mistake that the function behind `invoke` makes, or None.

        Stops at the first input at which no known mistake is left, so that an unknown mistake costs a call or two.
        """
        left, seen = self.entries, []
        for i, (args, kwargs) in enumerate(self.inputs):
            if not left:
                return None
            try:
                call = invoke(args, kwargs)
            except NoAnswer:
                return None
            seen.append(digest([call]))
            silent = i not in self.refused and call.raised is None and not call.warnings
            left = tuple(e for e in left if e.behaviour[i] == seen[i] or not (silent or e.own == i))
        return _the_one(tuple(e for e in left if e.own not in self.refused) or left, seen)


class Recognisers:
    """The recognisers of a bank, one for each exercise, made when first needed: many a class never needs some."""

    def __init__(
        self, bank: Iterable[tuple[Misconception, Function]] = (), references: Mapping[str, Function] | None = None
    ) -> None:
        self._references = references or {}
        self._entries: dict[str, list[tuple[Misconception, Function]]] = {}
        self._made: dict[str, Recogniser] = {}
        for mistake, function in bank:
            self._entries.setdefault(mistake.of, []).append((mistake, function))

    def of(self, exercise: str) -> Recogniser | None:
        """Return the recogniser of an exercise, or None if the bank has no entries of it."""
        if exercise not in self._made and exercise in self._entries:
            self._made[exercise] = _make(self._entries[exercise], self._references[exercise])
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


def _the_one(shown: Sequence[Entry], seen: Sequence[str]) -> Hint | None:
    """Return the hint of the mistake that explains most of what was seen, if it is one."""
    explained = [sum(map(str.__eq__, entry.behaviour, seen)) for entry in shown]
    best = [entry for entry, count in zip(shown, explained, strict=True) if count == max(explained)]
    return best[0].hint if len(best) == 1 else None


def _make(entries: Sequence[tuple[Misconception, Function]], reference: Function) -> Recogniser:
    inputs = tuple(distinguishing_input(mistake) for mistake, _ in entries)
    refused = (i for i, call in enumerate(_calls(reference, inputs)) if call.raised is not None)
    return Recogniser(
        inputs,
        frozenset(refused),
        tuple(_entry(mistake, i, _calls(function, inputs)) for i, (mistake, function) in enumerate(entries)),
    )


def _entry(mistake: Misconception, own: int, calls: Iterable[Call]) -> Entry:
    hint = Hint(mistake.id, mistake.title, mistake.hint)
    return Entry(hint, own, tuple(digest([call]) for call in calls))


def _calls(function: Function, inputs: Iterable[Arguments]) -> list[Call]:
    invoke = local_invoke(function, lambda error: "")
    return [invoke(args, kwargs) for args, kwargs in inputs]
