"""One process's means of grading: the collected cases and a sandbox. `grade_chunk` is the unit of work.

Bytes in and reports out: a chunk is picklable, and nothing of it depends on a file that another process writes.
"""

from __future__ import annotations

import mmap
import platform
import resource
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from grader import __version__
from grader.cases.seeds import fingerprint
from grader.course import load_course
from grader.errors import CourseError, GraderError, GraderFault, MachineError
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions
from grader.execution.recognition import Recognisers
from grader.execution.runner import Runner
from grader.execution.student_process import StudentCode
from grader.language import msg
from grader.model import Assignment, Course, ExerciseResult, Level, Provenance, Report, Submission
from grader.sandbox.client import Sandbox, ZygoteLost
from grader.scoring import late_penalty

OWN_MEMORY_BYTES = 1 << 30  # what the trusted side may take on top of what it has after start
SPARE_MEMORY_BYTES = 64 << 20  # with less than this left, it may have decided a verdict or the choice of a hint


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
        )


@dataclass(eq=False, slots=True)
class Engine:
    """Grades submissions in this process, one after the other."""

    plan: Plan
    book: CaseBook
    recognisers: Recognisers
    sandbox: Sandbox

    @classmethod
    def start(cls, plan: Plan, *, core: int | None = None) -> Engine:
        """Collect the cases and start a sandbox; raises CourseError, also if the course is not the plan's any more."""
        book = collect_cases(plan.course)
        recognisers = Recognisers(load_misconceptions(plan.course), book.references)
        _require_unchanged(plan.course)
        return cls(plan, book, recognisers, Sandbox.start(level=plan.level, cpu=core))

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
        return Report(
            student=submission.student,
            exercises=exercises,
            provenance=self.plan.provenance(submission),
            graded_at=datetime.now(UTC),
            seconds=time.monotonic() - started,
            notices=submission.notices,
            problem=problem,
            penalties=late_penalties(self.plan.course, submission, exercises),
            identity=submission.identity,
        )

    def _run_twice(self, submission: Submission) -> tuple[ExerciseResult, ...]:
        """Run the cases; if the sandbox itself is lost on the way, replace it and begin again."""
        try:
            return self._run(submission)
        except ZygoteLost:
            self.sandbox.restart()
            return self._run(submission)

    def _run(self, submission: Submission) -> tuple[ExerciseResult, ...]:
        runner = Runner(self.plan.course, self.book, self.plan.secret, self.recognisers)
        with StudentCode(self.sandbox, submission, self.plan.course) as code:
            exercises = runner.run(code, submission.student)
        _require_memory()
        return exercises

    def close(self) -> None:
        """End the sandbox."""
        self.sandbox.close()


def _where(error: Exception) -> str:
    """Say what came up, and where, without its text, which may quote what a student's function has returned."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def late_penalties(
    course: Course, submission: Submission, results: Sequence[ExerciseResult]
) -> tuple[tuple[str, float], ...]:
    """Return (assignment, points) for each assignment that was late and loses points for it."""
    penalties = [(a.name, _penalty(a, submission, results)) for a in course.assignments]
    return tuple((name, points) for name, points in penalties if points > 0)


def _penalty(assignment: Assignment, submission: Submission, results: Sequence[ExerciseResult]) -> float:
    earned = sum(result.score for result in results if result.exercise.unit in assignment.units)
    return late_penalty(assignment, dict(submission.submitted).get(assignment.name), earned)


def _require_memory() -> None:
    """Raise MachineError where what has just been found may be due to this process's want of memory."""
    try:
        mmap.mmap(-1, SPARE_MEMORY_BYTES).close()
    except OSError as error:
        raise MachineError(
            "the process that grades is out of memory: use fewer --jobs, or give this machine more"
        ) from error


def _require_unchanged(course: Course) -> None:
    """Raise CourseError unless the cases that have just been read are those that `course.digest` stands for."""
    if load_course(course.root).digest != course.digest:
        raise CourseError(f"{course.root}: the course was changed while it was read: run the same command again")


class _Process:
    """What a worker process made when it started, for every chunk that it is handed."""

    engine: Engine | None = None
    failure: Exception | None = None


def start_process(plan: Plan, core: int | None) -> None:
    """Make the engine of this process (a worker's initializer); a failure is kept for the first chunk to report."""
    try:
        _Process.engine = Engine.start(plan, core=core)
        bound_memory(OWN_MEMORY_BYTES)
    except Exception as error:
        _Process.failure = error


def grade_chunk(submissions: Sequence[Submission]) -> list[Report]:
    """Grade some submissions with the engine of this process; raises what kept it from starting."""
    if _Process.engine is None:
        raise _Process.failure or GraderFault("grade_chunk was called in a process that start_process did not prepare")
    return [_Process.engine.grade(submission) for submission in submissions]


@cache
def bound_memory(more_bytes: int) -> None:
    """Bound this process, so that a comparison gone wrong is a MemoryError here and not the end of the machine."""
    pages = int(open("/proc/self/statm", encoding="ascii").read().split()[0])  # noqa: SIM115, PTH123
    limit = pages * resource.getpagesize() + more_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
