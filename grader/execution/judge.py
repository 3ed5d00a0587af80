"""Runs one case against one function and decides what came of it: a `Finding`, always."""

from __future__ import annotations

import contextlib
import gc
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import ParamSpec, TypeVar

from grader.cases.call_proxy import Call, Invoke, NoAnswer, NotAttempted, Subject, parameters_of
from grader.cases.compare import CaseFailed
from grader.cases.feedback import (
    builtin_name,
    decides_nothing,
    explain_exception,
    explain_failure,
    explain_loss,
    explain_noise,
    explain_unusable,
)
from grader.cases.hidden import NOISY, WRONG_VALUE
from grader.cases.seeds import PUBLIC_KEY, rng_for, visible_label
from grader.cases.wording import speaking
from grader.errors import MachineError
from grader.execution.batching import GivenUp
from grader.execution.code import Code, local
from grader.execution.collection import CaseBook, GradedCase
from grader.execution.overtime import Overtime, overtime_after
from grader.execution.student_process import CallLost, UnitUnusable
from grader.language import msg
from grader.model import NEUTRAL, Exercise, Verdict, Wording
from grader.sandbox.client import Untransmittable, ZygoteLost, check_arguments

MUCH_BYTES = 8 << 20  # of answers: worth looking for what else refers to them

Function = Callable[..., object]
_parameters_of = lru_cache(maxsize=1000)(parameters_of)  # asked again for every case of every submission
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class OwnFault(BaseException):
    """Something of ours failed on the way to the function or back. No case may take it for the student's doing."""


_NOT_OF_THE_CASE = (OwnFault, GivenUp, KeyboardInterrupt, SystemExit)
_WHILE_EXPLAINING = (Exception, NoAnswer, OwnFault, Overtime)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its texts."""

    verdict: Verdict
    message: str = ""
    staff: str = ""


PASSED = Finding(Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Judge:
    """Runs single cases of one course."""

    book: CaseBook
    secret: bytes
    seed_version: int
    own_seconds: float
    wording: Wording = NEUTRAL

    @staticmethod
    def prepare(exercise: Exercise, code: Code, end: float) -> None:
        """Have a worker ready, and the units imported, before an exercise's own time begins."""
        if time.monotonic() < end:
            with contextlib.suppress(NoAnswer, OwnFault):  # the first case will meet it again, and say so
                ours_apart(code.require)(exercise, end)

    def alone(self, graded: GradedCase, exercise: Exercise, code: Code, student: str, end: float) -> Finding:
        """Run one case by itself; raises only for faults of the machine."""
        subject = self._subject(exercise.name, ours_apart(code.invoke(exercise, end)), code.renew)

        def call() -> None:
            ours_apart(code.require)(exercise, end)
            with overtime_after(end - time.monotonic() + self.own_seconds):
                self._call(graded, subject, student)

        try:
            return self._judge(graded, subject, student, call)
        except OwnFault as fault:
            if isinstance(fault.__cause__, MachineError | ZygoteLost):
                raise fault.__cause__ from None
            return Finding(Verdict.GRADER_ERROR, *_our_fault(_traceback_of(fault.__cause__)))
        finally:
            release(code)

    def beside_others(self, graded: GradedCase, student: str, invoke: Invoke) -> Finding:
        """Run one case among others, whose calls travel together with those of this one."""
        subject = self._subject(graded.case.exercise, invoke)
        return self._judge(graded, subject, student, partial(self._call, graded, subject, student))

    def in_words(self, explain: Callable[[], str], otherwise: str) -> str:
        """Return an explanation, or `otherwise`: see `for_explanation`."""
        return self.for_explanation(explain, otherwise)

    def for_explanation(self, explain: Callable[[], T], otherwise: T) -> T:
        """Return what `explain` returns; whatever comes up on the way, and if it takes too long, `otherwise`.

        All that is done here once a verdict is known goes through this: it decides nothing.
        """

        def explain_in_time() -> T:
            with overtime_after(self.own_seconds):
                return explain()

        return decides_nothing(explain_in_time, otherwise, whatever=_WHILE_EXPLAINING)

    def _subject(self, exercise: str, invoke: Invoke, renew: Callable[[], None] = lambda: None) -> Subject:
        return Subject(exercise, invoke, parameters=_parameters_of(self.book.references[exercise]), renew=renew)

    def _judge(self, graded: GradedCase, subject: Subject, student: str, call: Callable[[], None]) -> Finding:
        with speaking(self.wording):
            return self._judged(graded, subject, student, call)

    def _judged(self, graded: GradedCase, subject: Subject, student: str, call: Callable[[], None]) -> Finding:
        try:
            call()
        except BaseException as error:
            if isinstance(error, _NOT_OF_THE_CASE) and subject.raised(error) is None:
                raise
            return self._conclude(graded, subject, student, error)
        else:
            return self._ended(graded, subject)
        finally:
            subject.forget()

    def _ended(self, graded: GradedCase, subject: Subject) -> Finding:
        """Judge a case that has found nothing wrong."""
        if not subject.calls:
            return Finding(Verdict.GRADER_ERROR, *_our_fault("the case never called the function"))
        if not any(call.warnings for call in subject.calls):
            return PASSED
        visible = graded.case.visible
        message = self.in_words(lambda: explain_noise(subject.calls, visible=visible), NOISY)
        return Finding(Verdict.FAILED, message)

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
        return rng_for(self.secret, student, graded.case.name, self.seed_version)

    def _conclude(self, graded: GradedCase, subject: Subject, student: str, error: BaseException) -> Finding:
        """Decide whose doing an exception is."""
        visible = graded.case.visible
        if isinstance(error, NotAttempted):
            return Finding(Verdict.NOT_ATTEMPTED, str(error) or msg("Not attempted yet."))
        if isinstance(error, UnitUnusable):
            return Finding(error.verdict, error.message)
        if isinstance(error, CallLost):
            said = error.message if visible else error.hidden_message
            message = self.in_words(lambda: explain_loss(said, subject.calls, visible=visible), said)
            return Finding(error.verdict, message)
        if isinstance(error, CaseFailed):
            message = self.in_words(lambda: explain_failure(error, subject, visible=visible), WRONG_VALUE)
            return Finding(Verdict.FAILED, message)
        raising = subject.raised(error)
        if raising is not None:
            return self._raised(raising, visible=visible)
        return self._unexpected(graded, subject, student, error)

    def _raised(self, call: Call, *, visible: bool) -> Finding:
        verdict = Verdict.OUT_OF_MEMORY if isinstance(call.raised, MemoryError) else Verdict.RAISED
        name = builtin_name(call.raised)
        plainly = msg("Your function raised {error}.", error=name)
        message = self.in_words(lambda: explain_exception(call, visible=visible), plainly)
        return Finding(verdict, message, f"{name} at {call.place}")

    def _unexpected(self, graded: GradedCase, subject: Subject, student: str, error: BaseException) -> Finding:
        """Judge an exception of the case itself: the student's doing if the case works with the reference.

        A returned None makes `mean(x) + 1` raise TypeError in the case; that is a wrong answer and not our fault.
        """
        visible = graded.case.visible
        message = self.in_words(lambda: explain_unusable(error, subject, visible=visible), WRONG_VALUE)
        _let_go(error, subject)  # the reference shall have all the memory that it had before
        name = graded.case.exercise
        reference = Subject(name, _as_sent(local(self.book.references[name], name)))
        try:
            with overtime_after(self.own_seconds):
                self._call(graded, reference, student)
        except KeyboardInterrupt:
            raise
        except BaseException as ours:
            return Finding(Verdict.GRADER_ERROR, *_our_fault(_traceback_of(ours)))
        if isinstance(error, Overtime):
            return Finding(Verdict.TIMED_OUT, msg("The answer took too long to check."))
        return Finding(Verdict.FAILED, message, f"{type(error).__name__} in the case")


def release(code: Code) -> None:
    """Count the answers of the case that has ended as given back, and see to it that they are."""
    if code.release() > MUCH_BYTES:
        gc.collect()  # a case may have made a cycle of its own, `errors.append(error)` for instance


def _let_go(error: BaseException, subject: Subject) -> None:
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = error.__cause__ = error.__context__ = None
    subject.forget()


def _our_fault(detail: str) -> tuple[str, str]:
    return msg("This case could not be graded. That is our fault, not yours; your teacher has been told."), detail


def _traceback_of(error: BaseException | None) -> str:
    return "".join(traceback.format_exception(error, limit=-6))


def _as_sent(invoke: Invoke) -> Invoke:
    """Return `invoke`, which accepts only what could be sent to a worker."""

    def checked(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        check_arguments(args, kwargs)
        return invoke(args, kwargs)

    return checked


def ours_apart(function: Callable[P, R]) -> Callable[P, R]:
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
