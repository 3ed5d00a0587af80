"""grade(): the only composer. Submissions in; reports into the store, then into files; one event per report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from grader.errors import CallError
from grader.language import msg
from grader.model import Course, Level, Report, Submission
from grader.output_lock import held
from grader.process_pool import Lost, ProcessPool, process_pool
from grader.report_files import publish_class, publish_report, sweep
from grader.session import Plan, serve
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


def grade(
    sessions: Sessions,
    submissions: Sequence[Submission],
    out: Path,
    *,
    students: Collection[str] | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    on_class: Callable[[Sequence[Report]], None] = lambda reports: None,
) -> list[Report]:
    """Grade `submissions` into `out` and return their reports, in the same order.

    A finished report is stored in one transaction, then written to its files; what an earlier, perhaps interrupted,
    run has graded is not graded again. The class page shows the latest report of each of `students`, or of everyone
    whom the store knows; `on_class` is told of these. Raises CourseError, CallError and MachineError.
    """
    plan = sessions.plan
    reports: dict[str, Report] = {}
    wanted = None if students is None else set(students)

    def done(report: Report, *, again: bool) -> None:
        store.save(report, report_key(report.provenance))
        publish_report(out, report, plan.course)
        reports[report.student] = report
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
        shown = [report for report in store.latest() if wanted is None or report.student in wanted]
        publish_class(out, shown, plan.course)
        on_class(shown)
    return [reports[submission.student] for submission in submissions]


def _require_same_course(store: Store, plan: Plan, out: Path) -> None:
    """Refuse to mix two courses: one student's latest report would hide the other."""
    known = next(store.latest(), None)
    if known is not None and known.provenance.course_id != plan.course.course_id:
        raise CallError(
            f"{out}: holds reports of the course {known.provenance.course_id!r}, and this is "
            f"{plan.course.course_id!r}: name another folder with --out"
        )
