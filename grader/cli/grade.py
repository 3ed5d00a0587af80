"""`grader grade`: the main job."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from grader.cli.console import NAMES_SHOWN, called_as, did_you_mean, named, note, progress, say, show
from grader.cli.options import (
    EXIT_INCOMPLETE,
    as_of_option,
    course_option,
    jobs_option,
    language_option,
    level_option,
    load_course_in,
    now_or,
    open_sessions,
    out_option,
    unconfined_option,
    wanted_level,
)
from grader.course import assignment_named
from grader.errors import CallError
from grader.grading import Event, Lowered, Sessions, grade
from grader.language import Language, counted, msg
from grader.model import Assignment, Course, Report, Submission
from grader.report import GRADEBOOK_FILE, INDEX_FILE, STUDENT_HTML, one_line, student_folder
from grader.report.terminal import summary_view
from grader.report.translation import language_of
from grader.report.wording import number
from grader.standing import Standing
from grader.submissions import read_submissions
from grader.submissions.scope import limited


@click.command("grade")
@click.argument("submitted", type=click.Path(path_type=Path))
@course_option
@out_option
@jobs_option
@level_option
@unconfined_option
@language_option
@click.option("--student", "only", multiple=True, metavar="NAME", help="Grade only this student (repeatable).")
@click.option(
    "--assignment",
    "assignments",
    multiple=True,
    metavar="NAME",
    help="Grade only this assignment, by its name or title (repeatable); default: those of which there is work.",
)
@as_of_option
def grade_command(
    submitted: Path,
    course_path: Path,
    out: Path,
    jobs: int,
    level: str,
    unconfined: bool,
    language: str | None,
    only: tuple[str, ...],
    assignments: tuple[str, ...],
    as_of: datetime | None,
) -> None:
    """Grade the submissions in SUBMITTED: a folder with one per student, or an archive as an LMS gives it.

    Each is graded in the assignments of which it has work; results in others stay as they are. A submission that has
    not changed since the last run is not graded again; an interrupted run resumes where it left off.
    """
    course = load_course_in(course_path, language)
    wanted = [assignment_named(course, name) for name in assignments]
    refuse_students_files(submitted, course, out)
    everybody = read_class(submitted, course)
    chosen = _limit(_select(everybody, only, submitted), wanted, course, submitted)
    with open_sessions(course, wanted_level(level, unconfined=unconfined), max(1, min(jobs, len(chosen)))) as sessions:
        run = grade_class(sessions, chosen, out, now=now_or(as_of))
    _tell_others(run, everybody, language_of(course))
    finish(run, course, out, language)


def refuse_students_files(submitted: Path, course: Course, out: Path) -> None:
    """Raise CallError if the course or earlier results would be read from among the submissions.

    By default both are in the current folder. In a student's folder that is a course, or results, of the student's.
    """
    for what, place, option in (("course", course.root, "--course"), ("report folder", out, "--out")):
        if place.resolve().is_relative_to(submitted.resolve()):
            raise CallError(
                f"The {what} {place.resolve()} is inside the folder of submissions {submitted.resolve()}. "
                f"A student may have put it there. Name another folder with {option}, or move it"
            )


def read_class(submitted: Path, course: Course) -> list[Submission]:
    """Read what was submitted, and say what of it belongs to no student; refuses the course's own folders."""
    _refuse_course(submitted, course)
    with progress("reading", None) as advance:
        folder = read_submissions(submitted, course, on_read=advance)
    for about in folder.notes:
        note(f"{submitted / about.name}: {language_of(course).say(about.text)}")
    return list(folder)


def _refuse_course(submitted: Path, course: Course) -> None:
    """Refuse the course itself: its references, stubs and known mistakes are not students."""
    place, root = submitted.resolve(), course.root.resolve()
    own = [root / name for name in ("solutions", "exercises")]
    if place == root or any(place.is_relative_to(folder) for folder in own):
        raise CallError(
            f"{submitted} belongs to the course itself. To try its references, stubs and known mistakes, run "
            "`grader check`; to grade students, name the folder with their submissions"
        )


def _select(submissions: list[Submission], only: tuple[str, ...], submitted: Path) -> list[Submission]:
    if not only:
        return submissions
    names = [submission.student for submission in submissions]
    for name in only:
        if name not in names:
            raise CallError(f"{submitted} has no student {name!r}. {did_you_mean(name, names)}")
    return [submission for submission in submissions if submission.student in only]


def _limit(
    submissions: list[Submission], wanted: list[Assignment], course: Course, submitted: Path
) -> list[Submission]:
    """Limit submissions to the assignments that are wanted, if any are named; say who has no work in them."""
    limited_ = [limited(submission, wanted) for submission in submissions] if wanted else submissions
    without = [submission.student for submission in limited_ if submission.scope == ()]
    titles = ", ".join(assignment.title for assignment in wanted)
    if wanted and len(without) == len(submissions):
        others = {unit for submission in submissions for unit in submission.scope or ()}
        names = [one.name for one in course.all_assignments if not others.isdisjoint(one.units)]
        found = f"there is work on {', '.join(names)}" if names else "there is nothing but untouched stubs"
        raise CallError(f"{submitted} has no work on {titles}; {found}. Name another --assignment, or another archive")
    if without:
        text = (
            msg("no work on {assignments} was submitted by: {students}", assignments=titles, students=named(without))
            if wanted
            else msg("only untouched stubs were submitted by: {students}", students=named(without))
        )
        note(language_of(course).say(text))
    return limited_


@dataclass(frozen=True, slots=True)
class Run:
    """What came of grading some submissions."""

    reports: list[Report]
    reused: int  # of them were made by an earlier run
    standings: list[Standing]  # of everyone on the class page
    lowered: list[Lowered]


def grade_class(
    sessions: Sessions,
    submissions: list[Submission],
    out: Path,
    *,
    now: datetime,
    students: Collection[str] | None = None,
) -> Run:
    """Grade with a progress bar; the class page shows `students`, or everyone who was ever graded into `out`."""
    reused = 0

    def on_event(event: Event) -> None:
        nonlocal reused
        reused += event.again
        advance()

    with progress("grading", len(submissions)) as advance:
        graded = grade(sessions, submissions, out, now=now, students=students, on_event=on_event)
    return Run(graded.reports, reused, graded.standings, graded.lowered)


def finish(run: Run, course: Course, out: Path, asked: str | None = None) -> None:
    """Say what came of it, in the language `asked` for; ends with EXIT_INCOMPLETE if somebody is not graded."""
    language, first = language_of(course), worth_seeing(run.reports).student
    show(summary_view(run.reports, run.standings, course, reused=run.reused))
    say(language.say(msg("The class:    {path}", path=str((out / INDEX_FILE).resolve()))))
    _tell_notices(run.reports, language)
    _tell_lowered(run.lowered, language)
    say(language.say(msg("A student:    {path}", path=str(out / student_folder(first) / STUDENT_HTML))))
    say(language.say(msg("    or type:  {command}", command=show_command_line(first, course, out, asked))))
    say(language.say(msg("For the LMS:  {path}", path=str(out / GRADEBOOK_FILE))))
    if not all(report.graded for report in run.reports):
        sys.exit(EXIT_INCOMPLETE)


def worth_seeing(reports: Sequence[Report]) -> Report:
    """Return a report that shows what feedback looks like: of those with some points but not all, the middle one."""
    half_way = [report for report in reports if report.graded and 0 < report.score < report.max_score]
    return sorted(half_way, key=lambda report: report.score)[len(half_way) // 2] if half_way else reports[0]


def show_command_line(student: str, course: Course, out: Path, asked: str | None = None) -> str:
    """Return what to type for a report, so that it works in the shell that this command was called from."""
    place = [] if course.root.resolve() == Path.cwd() else ["--course", str(course.root)]
    language = ["--language", asked] if asked else []
    options = [*place, "--out", str(out), *language]
    if student.startswith("-"):  # no option
        return shlex.join([*called_as(), "show", *options, "--", student])
    return shlex.join([*called_as(), "show", student, *options])


def _tell_others(run: Run, everybody: list[Submission], language: Language) -> None:
    """Name who is on the class page without being in the folder: who has left, or another class by mistake."""
    here = {submission.student for submission in everybody}
    others = [one_line(standing.student) for standing in run.standings if standing.student not in here]
    if others:
        named = ", ".join(others[:NAMES_SHOWN]) + (", …" if len(others) > NAMES_SHOWN else "")
        text = counted(
            "the class page shows {count} student of earlier runs, too: {names}."
            " For a class of its own, name another --out",
            "the class page shows {count} students of earlier runs, too: {names}."
            " For a class of its own, name another --out",
            len(others),
            names=named,
        )
        note(language.say(text))


def _tell_lowered(lowered: list[Lowered], language: Language) -> None:
    """Name the marks that are lower now: of a resubmission that is worse or late, or of a change of the course."""
    if lowered:
        marks = (f"{one.student} {number(one.before)} → {number(one.after)}" for one in lowered)
        text = counted(
            "{count} mark is lower than before this run: {marks}."
            " If later work was not meant for that assignment, name the one that it was meant for with --assignment",
            "{count} marks are lower than before this run: {marks}."
            " If later work was not meant for that assignment, name the one that it was meant for with --assignment",
            len(lowered),
            marks=named(marks),
        )
        note(language.say(text))


def _tell_notices(reports: list[Report], language: Language) -> None:
    """Tell the instructor, too, what was not read: a mark may be low for that reason alone."""
    noticed = [report for report in reports if report.notices]
    for report in noticed[:NAMES_SHOWN]:
        notice, more = report.notices[0], len(report.notices) - 1
        text = f"{report.student}: {notice.file}: {language.say(notice.text)}"
        note(one_line(text + (language.say(msg(" (and {count} more)", count=more)) if more else "")))
    if (unnamed := len(noticed) - NAMES_SHOWN) > 0:
        more_students = counted(
            "{count} more student has notices: see the class page",
            "{count} more students have notices: see the class page",
            unnamed,
        )
        note(language.say(more_students))
