"""Runs the cases against one submission: one `Outcome` per case, always."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from grader.cases.call_proxy import Arguments, Call, NoAnswer
from grader.cases.feedback import with_few_exceptions
from grader.execution.batching import Ended, RoundLost, side_by_side
from grader.execution.code import Code, TrustedCode
from grader.execution.collection import CaseBook, GradedCase
from grader.execution.follow_through import follow_through
from grader.execution.judge import Finding, Judge, OwnFault, ours_apart, release
from grader.execution.overtime import alarm_is_overtime, in_silence, overtime_after
from grader.execution.recognition import Recognisers
from grader.language import msg
from grader.model import Course, Exercise, ExerciseResult, Group, Outcome, Verdict
from grader.sandbox.client import Untransmittable
from grader.scoring import score_exercise

__all__ = ["Code", "Runner", "TrustedCode"]

TIMEOUTS_PER_EXERCISE = 2
OWN_SECONDS = 10.0  # what the cases of one exercise may take on top of the student's limit, before we suspect them


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the cases of one course."""

    course: Course
    book: CaseBook
    secret: bytes
    recognisers: Recognisers = field(default_factory=Recognisers)
    own_seconds: float = OWN_SECONDS

    def run(self, code: Code, student: str, units: Container[str] | None = None) -> tuple[ExerciseResult, ...]:
        """Run every case of `units`, or of the whole course, on `code`; raises only for faults of the machine."""
        results: list[ExerciseResult] = []
        started = time.monotonic()
        with alarm_is_overtime(), in_silence():
            for first in self._run_units(units, code, student, started):
                if units is not None and first.exercise.unit not in units:
                    results.append(first)
                    continue
                result, end = first, started + first.exercise.limits.submission_seconds
                wrong = [earlier.exercise for earlier in results if _not_all_passed(earlier)]
                if wrong and _not_all_passed(first):
                    result = follow_through(
                        self._judge, first, wrong, code, student, gate=self.course.gate, submission_end=end
                    )
                result = replace(result, outcomes=with_few_exceptions(result.outcomes))
                results.append(self._with_hint(result, code, end))
        return tuple(result for result in results if units is None or result.exercise.unit in units)

    def _run_units(
        self, units: Container[str] | None, code: Code, student: str, started: float
    ) -> Sequence[ExerciseResult]:
        """Run the cases of `units`; if any fails, also those of earlier units, which may be why."""
        exercises = self.course.exercises
        if units is None:
            return self._run_exercises(exercises, code, student, started)
        asked = [exercise for exercise in exercises if exercise.unit in units]
        results = {result.exercise.name: result for result in self._run_exercises(asked, code, student, started)}
        failed = [exercise.name in results and _not_all_passed(results[exercise.name]) for exercise in exercises]
        last = max((place for place, fails in enumerate(failed) if fails), default=0)
        earlier = [exercise for exercise in exercises[:last] if exercise.unit not in units]
        results |= {result.exercise.name: result for result in self._run_exercises(earlier, code, student, started)}
        return [results[exercise.name] for exercise in exercises if exercise.name in results]

    def run_exercise(self, exercise: Exercise, code: Code, student: str) -> ExerciseResult:
        """Run the cases of one exercise."""
        with alarm_is_overtime(), in_silence():
            (result,) = self._run_exercises((exercise,), code, student, time.monotonic())
        return result

    @property
    def _judge(self) -> Judge:
        return Judge(self.book, self.secret, self.course.seed_version, self.own_seconds, self.course.feedback)

    def _run_exercises(
        self, exercises: Sequence[Exercise], code: Code, student: str, started: float
    ) -> list[ExerciseResult]:
        """Run all visible cases, then all hidden ones.

        What a visible case shows is thus said before any hidden input is in the process that runs student code.
        """
        runs = [_ExerciseRun(exercise, started + exercise.limits.submission_seconds) for exercise in exercises]
        for visible in (True, False):
            for run in runs:
                self._run_cases(run, code, student, visible=visible)
        return [score_exercise(run.exercise, run.outcomes, gate=self.course.gate) for run in runs]

    def _run_cases(self, run: _ExerciseRun, code: Code, student: str, *, visible: bool) -> None:
        exercise = run.exercise
        self._judge.prepare(exercise, code, run.submission_end)
        cases = [graded for graded in self.book.cases[exercise.name] if graded.case.visible is visible]
        started = time.monotonic()
        known = self._run_together(run, cases, code, student)
        release(code)
        if run.round_lost:
            started = time.monotonic()  # that the cases ran together first is not the student's doing
        end = min(run.submission_end, started + run.seconds_left)
        for graded in cases:
            before = time.monotonic()
            ended = known.get(graded.case.name)
            finding = ended.value if ended else run.skipped(before, end)
            finding = finding or self._judge.alone(graded, exercise, code, student, end)
            seconds = ended.seconds if ended else time.monotonic() - before
            run.outcomes.append(Outcome(graded.case, finding.verdict, finding.message, finding.staff, seconds))
        run.seconds_left -= time.monotonic() - started

    def _run_together(
        self, run: _ExerciseRun, cases: Sequence[GradedCase], code: Code, student: str
    ) -> dict[str, Ended[Finding]]:
        """Run cases side by side, and return what came of those that ended: all of them, if nothing went wrong."""
        exercise, started = run.exercise, time.monotonic()
        end = min(run.submission_end, started + run.seconds_left)
        if run.round_lost or started >= end or (invoke_each := code.invoke_each(exercise, end)) is None:
            return {}
        # A speed case measures its calls, each by itself.
        joined = [graded for graded in cases if graded.case.group is not Group.SPEED]

        def round_of(arguments: Sequence[Arguments]) -> Sequence[Call]:
            # What takes long gains nothing from company, and its time is better kept case by case.
            run.round_lost = time.monotonic() >= started + exercise.limits.call_seconds
            with contextlib.suppress(NoAnswer, OwnFault, Untransmittable):
                if not run.round_lost:
                    return ours_apart(invoke_each)(arguments)
            run.round_lost = True
            raise RoundLost

        ended = side_by_side(
            [partial(self._judge.beside_others, graded, student) for graded in joined],
            ours_apart(code.invoke(exercise, end)),
            round_of,
            partial(overtime_after, end - time.monotonic() + self.own_seconds),
        )
        return {graded.case.name: one for graded, one in zip(joined, ended, strict=True) if one is not None}

    def _with_hint(self, result: ExerciseResult, code: Code, end: float) -> ExerciseResult:
        """Add a hint if the function makes exactly one known mistake."""
        answers = any(outcome.verdict in {Verdict.FAILED, Verdict.RAISED} for outcome in result.outcomes)
        if not answers or time.monotonic() >= end:
            return result

        def hinted() -> ExerciseResult:
            recogniser = self.recognisers.of(result.exercise.name)
            invoke = code.invoke(result.exercise, end)
            return replace(result, hint=recogniser.recognise(invoke)) if recogniser else result

        try:
            return self._judge.for_explanation(hinted, result)
        finally:
            release(code)


def _not_all_passed(result: ExerciseResult) -> bool:
    return result.passed < len(result.outcomes)


@dataclass(slots=True)
class _ExerciseRun:
    """How far an exercise has come, and whether it is worth going on."""

    exercise: Exercise
    submission_end: float
    seconds_left: float = field(init=False)
    round_lost: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seconds_left = self.exercise.limits.exercise_seconds

    def skipped(self, now: float, end: float) -> Finding | None:
        """Return why the next case is not run at all, or None."""
        limits = self.exercise.limits
        timeouts = sum(outcome.verdict is Verdict.TIMED_OUT for outcome in self.outcomes)
        if timeouts >= TIMEOUTS_PER_EXERCISE:
            text = msg(
                "Not run: {count} cases of this exercise had already run out of time.", count=TIMEOUTS_PER_EXERCISE
            )
            return Finding(Verdict.TIMED_OUT, text)
        if now >= self.submission_end:
            seconds = f"{limits.submission_seconds:g}"
            text = msg("Not run: the time for the whole submission ({seconds} s) is used up.", seconds=seconds)
            return Finding(Verdict.TIMED_OUT, text)
        if now >= end:
            seconds = f"{limits.exercise_seconds:g}"
            text = msg("Not run: the time for this exercise ({seconds} s) is used up.", seconds=seconds)
            return Finding(Verdict.TIMED_OUT, text)
        return None
