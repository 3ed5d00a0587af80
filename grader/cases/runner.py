"""Runs the cases against one submission: one `Outcome` per case, always."""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType, SimpleNamespace
from typing import Protocol

from grader.cases.casebook import CaseBook, GradedCase
from grader.cases.compare import CaseFailed
from grader.cases.feedback import builtin_name, explain_exception, explain_failure, explain_noise
from grader.cases.seeds import PUBLIC_KEY, rng_for
from grader.cases.student_code import CallLost, UnitUnusable
from grader.cases.subject import Call, Invoke, NotAttempted, Subject, local_invoke
from grader.model import Course, Exercise, ExerciseResult, Outcome, Verdict
from grader.scoring import score_exercise

TIMEOUTS_PER_EXERCISE = 2
OWN_SECONDS = 10.0  # what the cases of one exercise may take on top of the student's limit, before we suspect them

NOT_RUN = "Not run: {} cases of this exercise had already run out of time."
EXERCISE_BUDGET = "Not run: the time for this exercise ({:g} s) is used up."
SUBMISSION_BUDGET = "Not run: the time for the whole submission ({:g} s) is used up."


class Overtime(BaseException):
    """The trusted side of a case did not end in time."""


class Code(Protocol):
    """Somebody's functions: a submission behind the wall, or our own wrong answers in this process."""

    def require(self, exercise: Exercise, end: float) -> object:
        """Make sure that `exercise` can be called; raises UnitUnusable."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return how `exercise` is called; no call goes on past `end` (monotonic seconds)."""


@dataclass(frozen=True, slots=True)
class TrustedCode:
    """Functions of our own (references, known wrong answers), called in this process."""

    functions: Mapping[str, Callable[..., object]]

    def require(self, exercise: Exercise, end: float) -> None:
        """Do nothing: the functions are there."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return a plain call on private copies of the arguments."""
        return _local(self.functions[exercise.name])


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its texts."""

    verdict: Verdict
    message: str = ""
    staff: str = ""


PASSED = Finding(Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the cases of one course."""

    course: Course
    book: CaseBook
    secret: bytes

    def run(self, code: Code, student: str) -> tuple[ExerciseResult, ...]:
        """Run every case of the course on `code`; raises only for faults of the machine."""
        started = time.monotonic()
        return tuple(
            self.run_exercise(exercise, code, student, submission_end=started + exercise.limits.submission_seconds)
            for exercise in self.course.exercises
        )

    def run_exercise(
        self, exercise: Exercise, code: Code, student: str, *, submission_end: float = float("inf")
    ) -> ExerciseResult:
        """Run the cases of one exercise, no longer than until `submission_end` (monotonic seconds)."""
        outcomes = self._outcomes(exercise, code, student, submission_end)
        return score_exercise(exercise, outcomes, gate=self.course.gate)

    def _outcomes(self, exercise: Exercise, code: Code, student: str, submission_end: float) -> list[Outcome]:
        now = time.monotonic()
        end = min(submission_end, now + exercise.limits.exercise_seconds)
        progress = _Progress(exercise, submission_end, end)
        for graded in self.book.cases[exercise.name]:
            started = time.monotonic()
            finding = progress.skipped(started)
            if finding is None:
                finding = self._run_case(graded, exercise, code, student, end)
            seconds = time.monotonic() - started
            progress.outcomes.append(Outcome(graded.case, finding.verdict, finding.message, finding.staff, seconds))
        return progress.outcomes

    def _run_case(self, graded: GradedCase, exercise: Exercise, code: Code, student: str, end: float) -> Finding:
        subject = Subject(exercise.name, code.invoke(exercise, end))
        try:
            code.require(exercise, end)
            with _overtime_after(end - time.monotonic() + OWN_SECONDS):
                self._call(graded, subject, student)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit) and subject.raised(error) is None:
                raise
            return self._conclude(graded, subject, student, error)
        if not subject.calls:
            return Finding(Verdict.GRADER_ERROR, *_our_fault("the case never called the function"))
        if any(call.warnings for call in subject.calls):
            return Finding(Verdict.FAILED, explain_noise(subject.calls, visible=graded.case.visible))
        return PASSED

    def _call(self, graded: GradedCase, subject: Subject, student: str) -> None:
        arguments: dict[str, object] = {**graded.parameters, graded.case.exercise: subject}
        if "rng" in graded.wants:
            arguments["rng"] = self._rng(graded, student)
        if "reference" in graded.wants:
            arguments["reference"] = SimpleNamespace(**self.book.references)
        graded.function(**arguments)

    def _rng(self, graded: GradedCase, student: str) -> object:
        if graded.case.visible:
            return rng_for(PUBLIC_KEY, graded.case.name.rpartition("/")[2])
        return rng_for(self.secret, student, graded.case.name, self.course.seed_version)

    def _conclude(self, graded: GradedCase, subject: Subject, student: str, error: BaseException) -> Finding:
        """Decide whose doing an exception is."""
        visible = graded.case.visible
        if isinstance(error, NotAttempted):
            return Finding(Verdict.NOT_ATTEMPTED, "Not attempted yet.")
        if isinstance(error, UnitUnusable):
            return Finding(error.verdict, error.message)
        if isinstance(error, CallLost):
            return Finding(error.verdict, error.message)
        if isinstance(error, CaseFailed):
            return Finding(Verdict.FAILED, explain_failure(error, subject, visible=visible))
        raising = subject.raised(error)
        if raising is not None:
            return _raised(raising, visible=visible)
        return self._unexpected(graded, subject, student, error)

    def _unexpected(self, graded: GradedCase, subject: Subject, student: str, error: BaseException) -> Finding:
        """Judge an exception of the case itself: the student's doing if the case works with the reference.

        A returned None makes `entropy(p) + 1` raise TypeError in the case; that is a wrong answer and not our fault.
        """
        reference = Subject(graded.case.exercise, _local(self.book.references[graded.case.exercise]))
        try:
            self._call(graded, reference, student)
        except BaseException:
            return Finding(Verdict.GRADER_ERROR, *_our_fault(traceback.format_exc(limit=-6)))
        if isinstance(error, Overtime):
            return Finding(Verdict.TIMED_OUT, "The answer took too long to check.")
        last = subject.calls[-1].result if subject.calls else None
        message = "Your function returned something that this case cannot use."
        if graded.case.visible:
            message += f"\n  got      {type(last).__name__}\n  so       {type(error).__name__}: {error}"
        return Finding(Verdict.FAILED, message, f"{type(error).__name__} in the case")


@dataclass(slots=True)
class _Progress:
    """How far an exercise has come, and whether it is worth going on."""

    exercise: Exercise
    submission_end: float
    end: float
    outcomes: list[Outcome] = field(default_factory=list)

    def skipped(self, now: float) -> Finding | None:
        """Return why the next case is not run at all, or None."""
        limits = self.exercise.limits
        timeouts = sum(outcome.verdict is Verdict.TIMED_OUT for outcome in self.outcomes)
        if timeouts >= TIMEOUTS_PER_EXERCISE:
            return Finding(Verdict.TIMED_OUT, NOT_RUN.format(TIMEOUTS_PER_EXERCISE))
        if now >= self.submission_end:
            return Finding(Verdict.TIMED_OUT, SUBMISSION_BUDGET.format(limits.submission_seconds))
        if now >= self.end:
            return Finding(Verdict.TIMED_OUT, EXERCISE_BUDGET.format(limits.exercise_seconds))
        return None


def _raised(call: Call, *, visible: bool) -> Finding:
    verdict = Verdict.OUT_OF_MEMORY if isinstance(call.raised, MemoryError) else Verdict.RAISED
    staff = f"{builtin_name(call.raised)} at {call.place}"
    return Finding(verdict, explain_exception(call, visible=visible), staff)


def _our_fault(detail: str) -> tuple[str, str]:
    return "This case could not be graded. That is our fault, not yours; your teacher has been told.", detail


def _local(function: Callable[..., object]) -> Invoke:
    return local_invoke(function, lambda error: "")


@contextmanager
def _overtime_after(seconds: float) -> Iterator[None]:
    """Raise Overtime in the block after `seconds`, where signals can do it (the main thread)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise Overtime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
