"""grade(): the only composer. Submissions in; reports into the store, then into files; one event per report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from grader.engine import Plan, grade_chunk, start_process
from grader.model import Report, Submission
from grader.publish import publish_class, publish_report
from grader.scale import local_executor
from grader.store import Store, report_key

CHUNKS_PER_JOB = 8  # small enough for an even load, large enough that handing over costs nothing
MAX_CHUNK = 20
LOST = "The process that graded this work died twice. That is our fault, not yours; your teacher has been told."


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
) -> list[Report]:
    """Grade `submissions` into `out` and return their reports, in the same order.

    A finished report is stored in one transaction, then written to its files; what an earlier, perhaps interrupted,
    run has graded is not graded again. The class page shows the latest report of each of `students` (default: those
    of `submissions`). Raises CourseError and MachineError before anything is graded.
    """
    students = students or [submission.student for submission in submissions]
    out.mkdir(parents=True, exist_ok=True)
    reports: dict[str, Report] = {}

    def done(report: Report, *, again: bool) -> None:
        key = report_key(report.provenance)
        store.save(report, key)
        publish_report(out, report, plan.course)
        reports[report.student] = report
        on_event(Event(report, again))

    with Store(out / "results.sqlite") as store:
        todo = []
        for submission in submissions:
            known = store.find(report_key(plan.provenance(submission)))
            if known is None:
                todo.append(submission)
            else:
                done(known, again=True)
        for report in _grade_all(plan, todo, jobs):
            done(report, again=False)
        publish_class(out, [report for report in store.latest() if report.student in set(students)], plan.course)
    return [reports[submission.student] for submission in submissions]


def _grade_all(plan: Plan, submissions: Sequence[Submission], jobs: int) -> Iterator[Report]:
    """Yield reports as they are finished. What was lost with a dead process is graded again, one by one."""
    jobs = max(1, min(jobs, len(submissions)))
    lost: list[Submission] = []
    if submissions:
        yield from _run_chunks(plan, _chunks(submissions, jobs), jobs, lost)
    for submission in lost:
        again: list[Submission] = []
        yield from _run_chunks(plan, [[submission]], 1, again)
        yield from (_ungraded(plan, one, LOST) for one in again)


def _run_chunks(
    plan: Plan, chunks: Iterable[Sequence[Submission]], jobs: int, lost: list[Submission]
) -> Iterator[Report]:
    with local_executor(jobs, partial(start_process, plan)) as executor:
        pending = {executor.submit(grade_chunk, chunk): chunk for chunk in chunks}
        while pending:
            finished, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = pending.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    lost += chunk


def _chunks(submissions: Sequence[Submission], jobs: int) -> Iterator[Sequence[Submission]]:
    size = max(1, min(MAX_CHUNK, len(submissions) // (jobs * CHUNKS_PER_JOB)))
    return (submissions[i : i + size] for i in range(0, len(submissions), size))


def _ungraded(plan: Plan, submission: Submission, problem: str) -> Report:
    provenance = plan.provenance(submission)
    now = datetime.now(UTC)
    notices, identity = submission.notices, submission.identity
    return Report(submission.student, (), provenance, now, 0.0, notices, problem, identity=identity)
