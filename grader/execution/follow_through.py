"""Follow-through marks: an exercise that fails only because it builds on an earlier one that is wrong.

All cases of the exercise run again, in a fresh worker in which the earlier exercises are answered by the references,
and the better of the two whole runs counts. Never the best of each case: a function that could answer each case twice
would be handed in with two conventions, and get the points of both.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import wraps

from grader.execution.code import Code, Function
from grader.execution.collection import GradedCase
from grader.execution.judge import Finding, Judge
from grader.language import msg
from grader.model import Exercise, ExerciseResult, Outcome, Verdict
from grader.sandbox.lending import Lender
from grader.scoring import score_exercise

TRIES = 4  # failing cases tried with corrected earlier functions before it is clear that it is no use
TIME_OUTS = 2  # after which no further case is run
PASSES_NO_MORE = msg("This case fails with a correct version of an earlier function in place of yours.")


def follow_through(
    judge: Judge,
    first: ExerciseResult,
    wrong: Sequence[Exercise],
    code: Code,
    student: str,
    *,
    gate: float,
    submission_end: float,
) -> ExerciseResult:
    """Return the better of `first` and the whole run with correct versions of the exercises that are `wrong`.

    Only earlier ones are replaced: nobody can get two exercises by writing each in terms of the other.
    """
    exercise = first.exercise
    broken = code.is_broken(exercise)
    if not _worth_it(first, broken=broken):
        return first
    uses = _Uses()
    with Lender({e.name: judge.book.references[e.name] for e in wrong}) as lender:
        seconds = exercise.limits.call_seconds
        functions = {e.name: uses.counted(e.name, lender.lend(e.name, seconds=seconds)) for e in wrong}
        with code.with_corrected(functions) as helped:
            judge.prepare(exercise, helped, submission_end)
            run = _SecondRun(judge, wrong, helped, uses, broken=broken)
            end = min(submission_end, time.monotonic() + exercise.limits.exercise_seconds)
            outcomes = run.outcomes(first, student, end)
    if outcomes is None:
        return first
    second = score_exercise(exercise, outcomes, gate=gate)
    return second if second.score > first.score else first


@dataclass(slots=True)
class _Uses:
    """Which corrected functions the student's code called."""

    names: set[str] = field(default_factory=set)

    def counted(self, name: str, function: Function) -> Function:
        """Return `function`, noting its use."""

        @wraps(function)
        def corrected(*args: object, **kwargs: object) -> object:
            self.names.add(name)
            return function(*args, **kwargs)

        return corrected


@dataclass(frozen=True, slots=True)
class _SecondRun:
    """The cases of one exercise, run again in the order of the first run."""

    judge: Judge
    wrong: Sequence[Exercise]
    code: Code
    uses: _Uses
    broken: bool  # the file of the exercise cannot be imported without the corrected functions

    def outcomes(self, first: ExerciseResult, student: str, end: float) -> list[Outcome] | None:
        """Return what comes of all cases, or None if no failing case follows through."""
        found: list[Outcome] = []
        tried = gained = time_outs = 0
        for graded, before in zip(self.judge.book.cases[first.exercise.name], first.outcomes, strict=True):
            again = None
            if self._runs(before) and time_outs < TIME_OUTS:
                self.uses.names.clear()
                again = self.judge.alone(graded, first.exercise, self.code, student, end)
                time_outs += again.verdict is Verdict.TIMED_OUT
            found.append(self._outcome(graded, before, again))
            if before.verdict is not Verdict.PASSED and again is not None:
                tried += 1
                gained += found[-1].verdict is Verdict.PASSED
            if not gained and (tried >= TRIES or time_outs):
                return None
        return found if gained else None

    def _runs(self, before: Outcome) -> bool:
        """Return whether to run a case again: a call that did not end would not end now either."""
        return before.verdict is not Verdict.TIMED_OUT or self.broken

    def _outcome(self, graded: GradedCase, before: Outcome, again: Finding | None) -> Outcome:
        """Return what counts of a case in this run.

        What failed before has to use a corrected function to pass now. No message of this run is shown: hidden inputs
        have been in this process by then.
        """
        passes = again is not None and again.verdict is Verdict.PASSED
        if before.verdict is Verdict.PASSED:
            if passes:
                return before
            verdict = again.verdict if again is not None else Verdict.TIMED_OUT
            return Outcome(graded.case, verdict, PASSES_NO_MORE, seconds=before.seconds)
        if passes and (self.uses.names or self.broken):
            return replace(before, verdict=Verdict.PASSED, message=_followed(self.uses.names, self.wrong))
        return before


def _worth_it(first: ExerciseResult, *, broken: bool) -> bool:
    """Whether there is something to gain: not for a stub, nor for calls that did not end."""
    hopeless = {Verdict.PASSED, Verdict.NOT_ATTEMPTED} | (set() if broken else {Verdict.TIMED_OUT})
    return any(outcome.verdict not in hopeless for outcome in first.outcomes)


def _followed(used: set[str], wrong: Sequence[Exercise]) -> str:
    names = [exercise.name for exercise in wrong if exercise.name in used] or [wrong[0].unit]
    replaced = ", ".join(f"`{name}`" for name in names)
    return msg("Follow-through: with a correct {functions} in place of yours, this passes.", functions=replaced)
