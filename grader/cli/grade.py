"""`grader grade`: the main job."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.console import NAMES_SHOWN, did_you_mean, note, progress, say, show
from grader.cli.options import (
    EXIT_INCOMPLETE,
    course_option,
    jobs_option,
    level_option,
    make_plan,
    out_option,
    unconfined_option,
)
from grader.course import load_course
from grader.engine import Plan
from grader.errors import CallError
from grader.grading import Event, grade
from grader.model import Course, Report, Submission
from grader.report import GRADEBOOK_FILE, INDEX_FILE, STUDENT_HTML, one_line, student_folder
from grader.report.terminal import summary_view
from grader.selfcheck import preflight
from grader.submissions import read_submissions


@click.command("grade")
@click.argument("submitted", type=click.Path(path_type=Path))
@course_option
@out_option
@jobs_option
@level_option
@unconfined_option
@click.option("--student", "only", multiple=True, metavar="NAME", help="Grade only this student (repeatable).")
def grade_command(
    submitted: Path,
    course_path: Path,
    out: Path,
    jobs: int,
    level: str,
    unconfined: bool,
    only: tuple[str, ...],
) -> None:
    """Grade the submissions in SUBMITTED: one folder per student, or nbgrader's submitted/ folder.

    A submission that has not changed since the last run is not graded again; an interrupted run goes on where it was.
    """
    course = load_course(course_path)
    everybody = read_class(submitted, course)
    plan = make_plan(course, "unconfined" if unconfined else level)
    preflight(plan)
    chosen = _select(everybody, only, submitted)
    reports, reused = grade_class(plan, chosen, out, jobs, students=[submission.student for submission in everybody])
    finish(reports, course, out, reused)


def read_class(submitted: Path, course: Course) -> list[Submission]:
    """Read a folder of submissions; tell what in it is nobody's."""
    folder = read_submissions(submitted, course)
    for about in folder.notes:
        note(f"{submitted / about.name}: {about.text}")
    return list(folder)


def _select(submissions: list[Submission], only: tuple[str, ...], submitted: Path) -> list[Submission]:
    if not only:
        return submissions
    names = [submission.student for submission in submissions]
    for name in only:
        if name not in names:
            raise CallError(f"{submitted} has no student {name!r}. {did_you_mean(name, names)}")
    return [submission for submission in submissions if submission.student in only]


def grade_class(
    plan: Plan, submissions: list[Submission], out: Path, jobs: int, *, students: Sequence[str] | None = None
) -> tuple[list[Report], int]:
    """Grade with a progress bar; return the reports and how many of them an earlier run had made."""
    reused = 0

    def on_event(event: Event) -> None:
        nonlocal reused
        reused += event.again
        advance()

    with progress("grading", len(submissions)) as advance:
        return grade(plan, submissions, out, jobs=jobs, students=students, on_event=on_event), reused


def finish(reports: list[Report], course: Course, out: Path, reused: int) -> None:
    """Say what came of it and where it is; ends with EXIT_INCOMPLETE if somebody is not graded."""
    show(summary_view(reports, course, reused=reused))
    say(f"The class:    {(out / INDEX_FILE).resolve()}")
    _tell_notices(reports)
    first = reports[0].student
    say(f"A student:    {out / student_folder(first) / STUDENT_HTML}")
    say(f"    or type:  grader show {shlex.quote(first)} --out {shlex.quote(str(out))}")
    say(f"For the LMS:  {out / GRADEBOOK_FILE}")
    if not all(report.graded for report in reports):
        sys.exit(EXIT_INCOMPLETE)


def _tell_notices(reports: list[Report]) -> None:
    """Tell the instructor, too, what was not read: a mark may be low for that reason alone."""
    noticed = [report for report in reports if report.notices]
    for report in noticed[:NAMES_SHOWN]:
        notice, more = report.notices[0], len(report.notices) - 1
        text = f"{report.student}: {notice.file}: {notice.text}" + (f" (and {more} more)" if more else "")
        note(one_line(text))
    if len(noticed) > NAMES_SHOWN:
        note(f"{len(noticed) - NAMES_SHOWN} more students have notices: see the class page")
