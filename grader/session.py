"""The one way to grade: open a session, grade with it, close it. Whatever it refuses, every command refuses.

Opening collects the cases and makes sure of four things: the course is the one that was loaded, its references pass
its cases, the sandbox confines, and there is a secret to draw random inputs from.
"""

from __future__ import annotations

import gc
import platform
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from grader import __version__
from grader.cases.seeds import fingerprint
from grader.course import load_course
from grader.errors import CourseError, GraderError
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions
from grader.execution.recognition import Recognisers
from grader.execution.runner import Runner
from grader.execution.student_process import StudentCode
from grader.language import msg
from grader.model import Course, ExerciseResult, Level, Provenance, Report, Submission, Work
from grader.native_output import native_output_dropped
from grader.own_memory import room_for_a_submission, touch_linear_algebra
from grader.packages import packages_of
from grader.preflight import preflight
from grader.sandbox.client import Sandbox, ZygoteLost
from grader.scoring import late_penalties
from grader.submissions.digest import work_digest


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process of a run has to agree on."""

    course: Course
    level: Level
    secret: bytes = field(repr=False)

    def provenance(self, submission: Submission) -> Provenance:
        """Return what an auditor needs to repeat the grade of `submission`."""
        return Provenance(
            course_id=self.course.course_id,
            course_digest=self.course.digest,
            submission_digest=submission.digest,
            grader_version=__version__,
            python_version=platform.python_version(),
            numpy_version=np.__version__,
            seed_version=self.course.seed_version,
            secret_fingerprint=fingerprint(self.secret),
            sandbox_level=self.level,
            scope=submission.scope,
        )

    def report(
        self,
        submission: Submission,
        exercises: tuple[ExerciseResult, ...] = (),
        *,
        problem: str = "",
        seconds: float = 0.0,
    ) -> Report:
        """Return the report of `submission`, ungraded if there is a `problem`; it is dated now."""
        return Report(
            student=submission.student,
            exercises=exercises,
            provenance=self.provenance(submission),
            graded_at=datetime.now(UTC),
            seconds=seconds,
            notices=submission.notices,
            problem=problem,
            penalties=late_penalties(self.course, submission, exercises),
            identity=submission.identity,
            work=self.work(submission),
        )

    def work(self, submission: Submission) -> tuple[Work, ...]:
        """Return what `submission` has of each unit of its scope; nothing where the scope is not known."""
        if submission.scope is None:
            return ()
        times, files = dict(submission.submitted), dict(submission.files)
        filenames = [unit.filename for unit in self.course.units]
        return tuple(
            Work(unit, work_digest(f"{unit}.py", files, filenames), times.get(assignment.name))
            for assignment in self.course.all_assignments
            for unit in assignment.units
            if unit in submission.scope
        )


@dataclass(eq=False, slots=True)
class Session:
    """Grades submissions in this process, one after the other. A context manager that closes itself."""

    plan: Plan
    book: CaseBook
    recognisers: Recognisers
    sandbox: Sandbox

    @classmethod
    def open(
        cls,
        course: Course,
        level: Level | None,
        secret: bytes,
        *,
        core: int | None = None,
        references_must_pass: bool = True,
    ) -> Session:
        """Open a session at `level`, or at the best that this machine can confine.

        Raises CourseError, also if the course is not the one that was loaded any more, and MachineError. Only
        `grader check` lets references fail: it shows which, and grades nobody.
        """
        book = collect_cases(course)
        recognisers = Recognisers(load_misconceptions(course), book.references)
        _require_unchanged(course)
        touch_linear_algebra()
        if references_must_pass:
            preflight(course, book, secret)
        sandbox = Sandbox.start(level=level, cpu=core, packages=packages_of(course.root, course.packages))
        return cls(Plan(course, sandbox.level, secret), book, recognisers, sandbox)

    def grade(self, submission: Submission) -> Report:
        """Grade one submission; a fault of ours gives an ungraded report, never a zero."""
        started = time.monotonic()
        problem = submission.problem
        exercises: tuple[ExerciseResult, ...] = ()
        if not problem:
            try:
                exercises = self._run_twice(submission)
            except GraderError as error:
                problem = msg("The grader failed, not you: {error}", error=str(error))
            except Exception as error:
                problem = msg("The grader failed, not you: {error}", error=_where(error))
        return self.plan.report(submission, exercises, problem=problem, seconds=time.monotonic() - started)

    def _run_twice(self, submission: Submission) -> tuple[ExerciseResult, ...]:
        """Run the cases; if the sandbox itself is lost on the way, replace it and begin again."""
        try:
            return self._run(submission)
        except ZygoteLost:
            self.sandbox.restart()
            return self._run(submission)

    def _run(self, submission: Submission) -> tuple[ExerciseResult, ...]:
        runner = Runner(self.plan.course, self.book, self.plan.secret, self.recognisers)
        with native_output_dropped(), room_for_a_submission():
            with StudentCode(self.sandbox, submission, self.plan.course) as code:
                exercises = runner.run(code, submission.student, submission.scope)
            del code
            return exercises

    def close(self) -> None:
        """End the sandbox."""
        self.sandbox.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(
    course: Course, level: Level | None, secret: bytes, core: int | None
) -> tuple[Plan, Callable[[Submission], Report]]:
    """Open the session of a process that does nothing else (`process_pool`): its plan, and what grades."""
    session = Session.open(course, level, secret, core=core)
    gc.collect()
    gc.freeze()  # what is there now stays: looking for cycles after each submission costs next to nothing
    return session.plan, session.grade


def _where(error: Exception) -> str:
    """Say what came up, and where, without its text, which may quote what a student's function has returned."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def _require_unchanged(course: Course) -> None:
    """Raise CourseError unless the cases that have just been read are those that `course.digest` stands for."""
    if load_course(course.root).digest != course.digest:
        raise CourseError(f"{course.root}: the course was changed while it was read: run the same command again")
