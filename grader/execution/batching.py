"""Cases that run side by side, so that their calls travel together.

A round trip to the worker costs more than most calls do. So each case runs in a greenlet: where it calls the function
under test it is paused, and once all cases are paused, their calls are made in one exchange: a round. A case cannot
tell: it is the same plain function, its calls come in the same order, and no two cases ever run at the same time.

This is for the common case, in which every call is answered. When a round is lost (a worker died, a call did not end)
nobody can say whose call it was: the cases that had not ended are given up, and whoever asked runs them one by one.
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from greenlet import getcurrent, greenlet

from grader.cases.call_proxy import Arguments, Call, Invoke, InvokeEach

T = TypeVar("T")


class RoundLost(Exception):
    """Not every call of a round was answered."""


class GivenUp(BaseException):
    """Ends a paused case. No `except Exception` of a case may swallow it."""


@dataclass(frozen=True, slots=True)
class Ended(Generic[T]):
    """What a case returned, and its share of the time."""

    value: T
    seconds: float


def side_by_side(
    cases: Sequence[Callable[[Invoke], T]],
    alone: Invoke,
    together: InvokeEach,
    watched: Callable[[], AbstractContextManager[None]],
) -> list[Ended[T] | None]:
    """Run all cases; None stands for one that must be run again, by itself.

    `together` makes the calls of a round, and raises RoundLost; `alone` makes those that cannot travel with others.
    Each stretch of a case's own code runs within `watched()`. What a case raises counts as its having to be run again,
    except for what ends the whole program.
    """
    runs = [_Run(case, alone) for case in cases]
    try:
        for run in runs:
            run.go_on(watched)
        while paused := [run for run in runs if run.wants is not None]:
            started = time.monotonic()
            calls = list(together([run.wants for run in paused if run.wants is not None]))
            share = (time.monotonic() - started) / len(paused)
            for run in paused:
                run.seconds += share
                run.answer = calls.pop(0)  # the only reference to it: a case that ends lets go of what it was answered
                run.go_on(watched)
    except RoundLost:
        pass
    finally:
        for run in runs:
            run.give_up()
    return [run.ended for run in runs]


class _Run(Generic[T]):
    """One case, paused or ended."""

    def __init__(self, case: Callable[[Invoke], T], alone: Invoke) -> None:
        self._case = case
        self._alone = alone
        self._calling = False  # a call that travels alone is under way, and may call back
        self._hub = getcurrent()
        self._greenlet = greenlet(self._run)
        self._greenlet.gr_context = contextvars.copy_context()  # NumPy keeps its error state there
        self.wants: Arguments | None = None
        self.answer: Call | None = None
        self.seconds = 0.0
        self.ended: Ended[T] | None = None

    def go_on(self, watched: Callable[[], AbstractContextManager[None]]) -> None:
        """Let the case run, with the `answer` to its last call, until its next call (`wants`) or its end (`ended`)."""
        self.wants = None
        started = time.monotonic()
        with watched():
            self._greenlet.switch()
        self.seconds += time.monotonic() - started
        if self.ended is not None:
            self.ended = Ended(self.ended.value, self.seconds)

    def give_up(self) -> None:
        """End the case where it is paused; one that has not begun would only throw it back at us."""
        while self._greenlet:
            self._greenlet.throw(GivenUp)

    def _run(self) -> None:
        try:
            self.ended = Ended(self._case(self._invoke), 0.0)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # to be met again, and judged, when the case runs by itself
            self.ended = None

    def _invoke(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        if not self._calling and not _holds_function((args, kwargs)):
            self.wants = args, kwargs
            self._hub.switch()
            call, self.answer = self.answer, None
            assert call is not None
            return call
        outer, self._calling = self._calling, True
        try:
            return self._alone(args, kwargs)
        finally:
            self._calling = outer


def _holds_function(value: object) -> bool:
    """Whether a function is somewhere in this: it is called back while the call is under way."""
    if isinstance(value, list | tuple):
        return any(map(_holds_function, value))
    if isinstance(value, dict):
        return any(map(_holds_function, value.values()))
    return callable(value)
