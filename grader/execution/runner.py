"""Runs the cases against one submission: one `Outcome` per case, always."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from types import FrameType, SimpleNamespace
from typing import ParamSpec, Protocol, TypeVar

import numpy as np

from grader.cases.call_proxy import (
    Arguments,
    Call,
    Invoke,
    InvokeEach,
    NoAnswer,
    NotAttempted,
    Subject,
    local_invoke,
    parameters_of,
)
from grader.cases.compare import CaseFailed
from grader.cases.feedback import (
    builtin_name,
    explain_exception,
    explain_failure,
    explain_loss,
    explain_noise,
    explain_unusable,
    with_few_exceptions,
)
from grader.cases.seeds import PUBLIC_KEY, rng_for, visible_label
from grader.errors import MachineError
from grader.execution.batching import Ended, GivenUp, RoundLost, side_by_side
from grader.execution.collection import CaseBook, GradedCase
from grader.execution.recognition import Recognisers
from grader.execution.student_process import CallLost, UnitUnusable
from grader.language import msg
from grader.model import Course, Exercise, ExerciseResult, Group, Outcome, Verdict
from grader.sandbox.client import Untransmittable, ZygoteLost, check_arguments
from grader.scoring import score_exercise

TIMEOUTS_PER_EXERCISE = 2
FOLLOW_THROUGH_TRIES = 4  # failing cases tried with corrected earlier functions before it is clear that it is no use
OWN_SECONDS = 10.0  # what the cases of one exercise may take on top of the student's limit, before we suspect them
RING_AGAIN_SECONDS = 1.0  # Python ignores what is raised in a destructor, where the alarm may find us

Function = Callable[..., object]
_parameters_of = lru_cache(maxsize=1000)(parameters_of)  # asked again for every case of every submission
P = ParamSpec("P")
R = TypeVar("R")


class Overtime(BaseException):
    """The trusted side of a case did not end in time."""


class OwnFault(BaseException):
    """Something of ours failed on the way to the function or back. No case may take it for the student's doing."""


_NOT_OF_THE_CASE = (OwnFault, GivenUp, KeyboardInterrupt, SystemExit)


class Code(Protocol):
    """Somebody's functions: a submission behind the wall, or our own wrong answers in this process."""

    def require(self, exercise: Exercise, end: float) -> object:
        """Make sure that `exercise` can be called; raises UnitUnusable."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return how `exercise` is called; no call goes on past `end` (monotonic seconds)."""

    def invoke_each(self, exercise: Exercise, end: float) -> InvokeEach | None:
        """Return how several calls are made at once, or None where that gains nothing."""

    def renew(self) -> None:
        """Forget everything that it remembers of earlier calls."""

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[Code]:
        """Return the same code with some of its exercises answered by `functions`."""

    def is_broken(self, exercise: Exercise) -> bool:
        """Whether the file of `exercise` cannot be imported."""


@dataclass(frozen=True, slots=True)
class TrustedCode:
    """Functions of our own (references, known wrong answers), called in this process."""

    functions: Mapping[str, Function]

    def require(self, exercise: Exercise, end: float) -> None:
        """Do nothing: the functions are there."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return a plain call on private copies of the arguments."""
        return _local(self.functions[exercise.name], exercise.name)

    def invoke_each(self, exercise: Exercise, end: float) -> None:
        """Return None: nothing has to travel."""

    def renew(self) -> None:
        """Do nothing: our own functions remember nothing."""

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[TrustedCode]:
        """Return itself with `functions` put in."""
        return nullcontext(TrustedCode({**self.functions, **functions}))

    def is_broken(self, exercise: Exercise) -> bool:
        """Return False: they have been imported."""
        return False


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
    recognisers: Recognisers = field(default_factory=Recognisers)
    own_seconds: float = OWN_SECONDS

    def run(self, code: Code, student: str, units: Container[str] | None = None) -> tuple[ExerciseResult, ...]:
        """Run every case of `units`, or of the whole course, on `code`; raises only for faults of the machine."""
        results: list[ExerciseResult] = []
        started = time.monotonic()
        with _alarm_is_overtime(), _in_silence():
            for result in self._run_units(units, code, student, started):
                if units is not None and result.exercise.unit not in units:
                    results.append(result)
                    continue
                end = started + result.exercise.limits.submission_seconds
                wrong = [earlier.exercise for earlier in results if _not_all_passed(earlier)]
                if wrong and _not_all_passed(result):
                    result = self._follow_through(result, wrong, code, student, end)  # noqa: PLW2901
                result = replace(result, outcomes=with_few_exceptions(result.outcomes))  # noqa: PLW2901
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
        with _alarm_is_overtime(), _in_silence():
            (result,) = self._run_exercises((exercise,), code, student, time.monotonic())
        return result

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
        self._prepare(exercise, code, run.submission_end)
        cases = [graded for graded in self.book.cases[exercise.name] if graded.case.visible is visible]
        started = time.monotonic()
        known = self._run_together(run, cases, code, student)
        if run.round_lost:
            started = time.monotonic()  # that the cases ran together first is not the student's doing
        end = min(run.submission_end, started + run.seconds_left)
        for graded in cases:
            before = time.monotonic()
            ended = known.get(graded.case.name)
            finding = ended.value if ended else run.skipped(before, end)
            finding = finding or self._run_case(graded, exercise, code, student, end)
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
                    return _ours_apart(invoke_each)(arguments)
            run.round_lost = True
            raise RoundLost

        ended = side_by_side(
            [partial(self._judge_together, graded, student) for graded in joined],
            _ours_apart(code.invoke(exercise, end)),
            round_of,
            partial(_overtime_after, end - time.monotonic() + self.own_seconds),
        )
        return {graded.case.name: one for graded, one in zip(joined, ended, strict=True) if one is not None}

    def _judge_together(self, graded: GradedCase, student: str, invoke: Invoke) -> Finding:
        subject = self._subject(graded.case.exercise, invoke)
        return self._judge(graded, subject, student, partial(self._call, graded, subject, student))

    @staticmethod
    def _prepare(exercise: Exercise, code: Code, end: float) -> None:
        """Have a worker ready, and the units imported, before an exercise's own time begins."""
        if time.monotonic() < end:
            with contextlib.suppress(NoAnswer, OwnFault):  # the first case will meet it again, and say so
                _ours_apart(code.require)(exercise, end)

    def _with_hint(self, result: ExerciseResult, code: Code, end: float) -> ExerciseResult:
        """Add a hint if the function makes exactly one known mistake."""
        recogniser = self.recognisers.of(result.exercise.name)
        answers = any(outcome.verdict in {Verdict.FAILED, Verdict.RAISED} for outcome in result.outcomes)
        if recogniser is None or not answers or time.monotonic() >= end:
            return result
        try:
            return replace(result, hint=recogniser.recognise(code.invoke(result.exercise, end)))
        except MemoryError:  # over an answer that only just fitted; a hint decides nothing
            return result

    def _follow_through(
        self, result: ExerciseResult, wrong: Sequence[Exercise], code: Code, student: str, submission_end: float
    ) -> ExerciseResult:
        """Give the points of cases that fail only because they build on an earlier exercise that is wrong.

        The failing cases run again with correct versions of the earlier exercises. Only earlier ones: nobody can get
        two exercises by writing each in terms of the other.
        """
        exercise = result.exercise
        uses = _Uses()
        functions = {e.name: uses.counted(e.name, self.book.references[e.name]) for e in wrong}
        outcomes = list(result.outcomes)
        with code.with_corrected(functions) as helped:
            self._prepare(exercise, helped, submission_end)
            end = min(submission_end, time.monotonic() + exercise.limits.exercise_seconds)
            for tried, i in enumerate(_worth_trying_again(outcomes, broken=code.is_broken(exercise))):
                uses.names.clear()
                again = self._run_case(self.book.cases[exercise.name][i], exercise, helped, student, end)
                if again.verdict is Verdict.PASSED and (uses.names or code.is_broken(exercise)):
                    outcomes[i] = replace(outcomes[i], verdict=Verdict.PASSED, message=_followed(uses.names, wrong))
                    uses.ever = True
                elif not uses.ever and (tried + 1 >= FOLLOW_THROUGH_TRIES or again.verdict is Verdict.TIMED_OUT):
                    break
        return score_exercise(exercise, outcomes, gate=self.course.gate)

    def _subject(self, exercise: str, invoke: Invoke, renew: Callable[[], None] = lambda: None) -> Subject:
        return Subject(exercise, invoke, parameters=_parameters_of(self.book.references[exercise]), renew=renew)

    def _run_case(self, graded: GradedCase, exercise: Exercise, code: Code, student: str, end: float) -> Finding:
        """Run one case by itself."""
        subject = self._subject(exercise.name, _ours_apart(code.invoke(exercise, end)), code.renew)

        def call() -> None:
            _ours_apart(code.require)(exercise, end)
            with _overtime_after(end - time.monotonic() + self.own_seconds):
                self._call(graded, subject, student)

        try:
            return self._judge(graded, subject, student, call)
        except OwnFault as fault:
            if isinstance(fault.__cause__, MachineError | ZygoteLost):
                raise fault.__cause__ from None
            return Finding(Verdict.GRADER_ERROR, *_our_fault(_traceback_of(fault.__cause__)))

    def _judge(self, graded: GradedCase, subject: Subject, student: str, call: Callable[[], None]) -> Finding:
        try:
            call()
        except BaseException as error:
            if isinstance(error, _NOT_OF_THE_CASE) and subject.raised(error) is None:
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
            return rng_for(PUBLIC_KEY, visible_label(graded.case.name))
        return rng_for(self.secret, student, graded.case.name, self.course.seed_version)

    def _conclude(self, graded: GradedCase, subject: Subject, student: str, error: BaseException) -> Finding:
        """Decide whose doing an exception is."""
        visible = graded.case.visible
        if isinstance(error, NotAttempted):
            return Finding(Verdict.NOT_ATTEMPTED, str(error) or msg("Not attempted yet."))
        if isinstance(error, UnitUnusable):
            return Finding(error.verdict, error.message)
        if isinstance(error, CallLost):
            return Finding(error.verdict, explain_loss(error.message, subject.calls, visible=visible))
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
        name = graded.case.exercise
        reference = Subject(name, _as_sent(_local(self.book.references[name], name)))
        try:
            with _overtime_after(self.own_seconds):
                self._call(graded, reference, student)
        except KeyboardInterrupt:
            raise
        except BaseException as ours:
            return Finding(Verdict.GRADER_ERROR, *_our_fault(_traceback_of(ours)))
        if isinstance(error, Overtime):
            return Finding(Verdict.TIMED_OUT, msg("The answer took too long to check."))
        message = explain_unusable(error, subject, visible=graded.case.visible)
        return Finding(Verdict.FAILED, message, f"{type(error).__name__} in the case")


@dataclass(slots=True)
class _Uses:
    """Which corrected functions the student's code called."""

    names: set[str] = field(default_factory=set)
    ever: bool = False  # a case has followed through

    def counted(self, name: str, function: Function) -> Function:
        """Return `function`, noting its use."""

        def corrected(*args: object, **kwargs: object) -> object:
            self.names.add(name)
            return function(*args, **kwargs)

        return corrected


def _followed(used: set[str], wrong: Sequence[Exercise]) -> str:
    names = [exercise.name for exercise in wrong if exercise.name in used] or [wrong[0].unit]
    replaced = ", ".join(f"`{name}`" for name in names)
    return msg("Follow-through: with a correct {functions} in place of yours, this passes.", functions=replaced)


def _worth_trying_again(outcomes: Sequence[Outcome], *, broken: bool) -> list[int]:
    """Return which cases may follow through: not those of a stub, and of what timed out only a broken file."""
    hopeless = {Verdict.PASSED, Verdict.NOT_ATTEMPTED} | (set() if broken else {Verdict.TIMED_OUT})
    return [i for i, outcome in enumerate(outcomes) if outcome.verdict not in hopeless]


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


def _raised(call: Call, *, visible: bool) -> Finding:
    verdict = Verdict.OUT_OF_MEMORY if isinstance(call.raised, MemoryError) else Verdict.RAISED
    staff = f"{builtin_name(call.raised)} at {call.place}"
    return Finding(verdict, explain_exception(call, visible=visible), staff)


def _our_fault(detail: str) -> tuple[str, str]:
    return msg("This case could not be graded. That is our fault, not yours; your teacher has been told."), detail


def _traceback_of(error: BaseException | None) -> str:
    return "".join(traceback.format_exception(error, limit=-6))


def _local(function: Function, name: str) -> Invoke:
    return local_invoke(function, lambda error: "", name=name)


def _as_sent(invoke: Invoke) -> Invoke:
    """Return `invoke`, which accepts only what could be sent to a worker."""

    def checked(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        check_arguments(args, kwargs)
        return invoke(args, kwargs)

    return checked


def _ours_apart(function: Callable[P, R]) -> Callable[P, R]:
    """Tell what fails in our own machinery from what the student's function raised (which a call returns).

    What cannot be sent is left to be judged: a case may have made it of what the student's function returned. So is
    what a case asserts in a function that it gives away.
    """

    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (Untransmittable, AssertionError):
            raise
        except Exception as error:
            raise OwnFault from error

    return guarded


@contextmanager
def _in_silence() -> Iterator[None]:
    """Keep arithmetic of cases and references on a student's nonsense from warning, with a line of their source."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _alarm_is_overtime() -> Iterator[None]:
    """Let an alarm raise Overtime in the block, where signals can do it (the main thread)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise Overtime

    def unraisable(ignored: sys.UnraisableHookArgs) -> None:
        if ignored.exc_type is not Overtime:  # which is nobody's fault, and will be raised again
            hook(ignored)

    before, hook = signal.signal(signal.SIGALRM, ring), sys.unraisablehook
    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook


@contextmanager
def _overtime_after(seconds: float) -> Iterator[None]:
    """Raise Overtime in the block after `seconds`. It lies within `_alarm_is_overtime`, and is cheap.

    The alarm rings until the block is left: an exception in a destructor, or in a callback of the garbage collector,
    goes no further, and a case that has only one would be on its way for ever.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), RING_AGAIN_SECONDS)
    try:
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # if it rings just now, the line above is not reached
            signal.setitimer(signal.ITIMER_REAL, 0)
