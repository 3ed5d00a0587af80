"""grade(): the only composer. Submissions in; reports into the store, then into files; one event per report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from grader.errors import CallError
from grader.language import msg
from grader.model import Assignment, Course, Level, Report, Submission
from grader.output_lock import held
from grader.process_pool import Lost, ProcessPool, process_pool
from grader.report_files import publish_class, publish_student, sweep
from grader.session import Plan, serve
from grader.standing import Standing
from grader.store import Store, report_key

LOST = msg("The process that graded this work died twice. That is our fault, not yours; your teacher has been told.")


@dataclass(frozen=True, slots=True)
class Event:
    """One submission is done; `again` says that an earlier run had graded it already."""

    report: Report
    again: bool


class Sessions(Protocol):
    """Where submissions are graded: in processes of this machine, or elsewhere. The seam of grading."""

    @property
    def plan(self) -> Plan:
        """What all of them agree on."""

    def grade(self, submissions: Iterable[Submission]) -> Generator[Report, None, None]:
        """Yield the report of each submission, as it is finished."""


@dataclass(frozen=True, slots=True)
class LocalSessions:
    """Sessions in processes of this machine."""

    plan: Plan
    pool: ProcessPool

    def grade(self, submissions: Iterable[Submission]) -> Generator[Report, None, None]:
        """See Sessions. What was in work when its process died twice is ungraded."""
        for done in self.pool.work(submissions):
            yield self.plan.report(done.piece, problem=LOST) if isinstance(done, Lost) else done


@contextmanager
def local_sessions(course: Course, level: Level | None, secret: bytes, jobs: int) -> Iterator[LocalSessions]:
    """Open `jobs` sessions, each in a process of its own; raises what `Session.open` refuses."""
    with process_pool(jobs, partial(serve, course, level, secret)) as pool:
        yield LocalSessions(pool.said[0], pool)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A mark that is lower after a run than it was before."""

    student: str
    assignment: Assignment
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Graded:
    """What came of a run: the reports of what was submitted, in that order, and how the class stands afterwards."""

    reports: list[Report]
    standings: list[Standing]
    lowered: list[Lowered]


def grade(
    sessions: Sessions,
    submissions: Sequence[Submission],
    out: Path,
    *,
    now: datetime,
    students: Collection[str] | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
) -> Graded:
    """Grade `submissions` into `out`: each in the assignments of its scope, and no other is touched.

    A finished report is stored in one transaction, then written to its student's files; what an earlier, perhaps
    interrupted, run has graded is not graded again. At the end, all files are brought up to date: they show what
    counts and what is due at the time `now`, of each of `students`, or of everyone whom the store knows. Raises
    CourseError, CallError and MachineError.
    """
    plan = sessions.plan
    reports: dict[str, Report] = {}
    published: dict[str, Standing] = {}
    earlier: dict[str, Standing] = {}

    def publish(standing: Standing) -> None:
        if published.get(standing.student) != standing:
            publish_student(out, standing, plan.course)
            published[standing.student] = standing

    def done(report: Report, *, again: bool) -> None:
        key = report_key(report.provenance)
        if store.last_key(report.student) not in {None, key}:
            earlier[report.student] = store.standing(report.student, plan.course, now)
        store.save(report, key)
        reports[report.student] = report
        if not again:
            publish(store.standing(report.student, plan.course, now))
        on_event(Event(report, again))

    with held(out), Store(out / "results.sqlite") as store:
        _require_same_course(store, plan, out)
        sweep(out)
        todo = []
        for submission in submissions:
            known = store.find(report_key(plan.provenance(submission)))
            if known is None:
                todo.append(submission)
            else:
                done(known, again=True)
        with closing(sessions.grade(todo)) as graded:
            for report in graded:
                done(report, again=False)
        wanted = None if students is None else set(students)
        standings = [
            standing for standing in store.standings(plan.course, now) if wanted is None or standing.student in wanted
        ]
        for standing in standings:
            publish(standing)
        publish_class(out, standings, plan.course)
    lowered = [mark for standing in standings for mark in _lowered(earlier.get(standing.student), standing)]
    return Graded([reports[submission.student] for submission in submissions], standings, lowered)


def _lowered(before: Standing | None, after: Standing) -> Iterator[Lowered]:
    marks = {part.assignment.name: part.score for part in before.parts} if before is not None else {}
    for part in after.parts:
        earlier = marks.get(part.assignment.name)
        if earlier is not None and part.score is not None and part.score < earlier:
            yield Lowered(after.student, part.assignment, earlier, part.score)


def _require_same_course(store: Store, plan: Plan, out: Path) -> None:
    """Refuse to mix two courses: one student's latest report would hide the other."""
    known = next(store.latest(), None)
    if known is not None and known.provenance.course_id != plan.course.course_id:
        raise CallError(
            f"{out}: holds reports of the course {known.provenance.course_id!r}, and this is "
            f"{plan.course.course_id!r}: name another folder with --out"
        )
