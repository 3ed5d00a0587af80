"""grade(): the only composer. Submissions in; reports into the store, then into files; one event per report."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from grader.engine import Plan, grade_chunk, start_process
from grader.errors import CallError
from grader.language import msg
from grader.model import Report, Submission
from grader.output_lock import held
from grader.process_pool import local_executor
from grader.report_files import publish_class, publish_report, sweep
from grader.store import Store, report_key

AHEAD = 2  # submissions handed over per process: one in work, one so that it need not wait for us
LOST = msg("The process that graded this work died twice. That is our fault, not yours; your teacher has been told.")


@dataclass(frozen=True, slots=True)
class Event:
    """One submission is done; `again` says that an earlier run had graded it already."""

    report: Report
    again: bool


def grade(
    plan: Plan,
    submissions: Sequence[Submission],
    out: Path,
    *,
    jobs: int,
    students: Collection[str] | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    on_class: Callable[[Sequence[Report]], None] = lambda reports: None,
) -> list[Report]:
    """Grade `submissions` into `out` and return their reports, in the same order.

    A finished report is stored in one transaction, then written to its files; what an earlier, perhaps interrupted,
    run has graded is not graded again. The class page shows the latest report of each of `students`, or of everyone
    whom the store knows; `on_class` is told of these. Raises CourseError, CallError and MachineError.
    """
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
        with closing(_grade_all(plan, todo, jobs)) as graded:
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


def _grade_all(plan: Plan, submissions: Sequence[Submission], jobs: int) -> Generator[Report, None, None]:
    """Yield reports as they are finished. What was in work when a process died is graded again, one by one."""
    suspects: list[Submission] = []
    lost: list[Submission] = []
    yield from _grade_once(plan, submissions, jobs, suspects)
    yield from _grade_once(plan, suspects, 1, lost, ahead=1)
    yield from (_ungraded(plan, submission, LOST) for submission in lost)


def _grade_once(
    plan: Plan, submissions: Sequence[Submission], jobs: int, lost: list[Submission], *, ahead: int = AHEAD
) -> Iterator[Report]:
    """Yield reports; whatever is in work when a process dies goes to `lost`, and new processes do the rest."""
    waiting = deque(submissions)
    while waiting:
        jobs = min(jobs, len(waiting))
        with local_executor(jobs, partial(start_process, plan)) as executor:
            yield from _run(executor, waiting, jobs * ahead, lost)


def _run(executor: Executor, waiting: deque[Submission], most: int, lost: list[Submission]) -> Iterator[Report]:
    """Grade `waiting`, `most` at a time, until all are done or the executor breaks; what was in work is lost then."""
    in_work: dict[Future[list[Report]], Submission] = {}
    broken = False
    while in_work or (waiting and not broken):
        while waiting and len(in_work) < most and not broken:
            try:
                future = executor.submit(grade_chunk, [waiting[0]])
            except BrokenProcessPool:
                broken = True
            else:
                in_work[future] = waiting.popleft()
        finished, _ = wait(in_work, return_when=FIRST_COMPLETED)
        for future in finished:
            submission = in_work.pop(future)
            try:
                yield from future.result()
            except BrokenProcessPool:
                broken = True
                lost.append(submission)


def _ungraded(plan: Plan, submission: Submission, problem: str) -> Report:
    provenance = plan.provenance(submission)
    now = datetime.now(UTC)
    notices, identity = submission.notices, submission.identity
    return Report(submission.student, (), provenance, now, 0.0, notices, problem, identity=identity)
