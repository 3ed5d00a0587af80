"""`grader export nbgrader`: the marks of `.py` submissions for formgrader."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from grader.cli.marks import assignment_option, finish_export, reports_option
from grader.cli.options import as_of_option, course_option, read_standings
from grader.course import load_course
from grader.errors import CourseError
from grader.extras import extra_is_missing
from grader.lms.grades import narrow_course
from grader.report.wording import plural
from grader.submissions import read_submissions


@click.command("nbgrader")
@click.option(
    "--submitted",
    type=click.Path(path_type=Path),
    default=Path("submitted"),
    show_default=True,
    help="The submissions that were graded: a folder, or an LMS's archive.",
)
@click.option(
    "--course-dir",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The nbgrader course to write into.",
)
@click.option(
    "--db",
    "url",
    metavar="URL",
    help="nbgrader's gradebook, like postgresql+psycopg2://…; default: as its configuration says, else "
    "COURSE-DIR/gradebook.db.",
)
@assignment_option
@reports_option
@course_option
@as_of_option
def nbgrader_command(
    submitted: Path,
    target: Path,
    url: str | None,
    assignment: str | None,
    folder: Path,
    course_path: Path,
    as_of: datetime | None,
) -> None:
    """Write marks of .py submissions into nbgrader's gradebook, so that formgrader shows them.

    Automatic scores and comments only: marks, comments and extra credit that a person has entered stay. Running it
    again changes nothing.
    """
    try:
        from grader.lms.nbgrader.export import export_submissions, open_target  # noqa: PLC0415 — the extra may be missing
    except ModuleNotFoundError as error:
        raise extra_is_missing("nbgrader", "nbgrader is", error) from error
    whole = load_course(course_path)
    course = narrow_course(whole, assignment)
    if not whole.assignments:
        raise CourseError(f"{course.root / 'course.yaml'}: has no `assignments:`, and nbgrader knows nothing else")
    exported = export_submissions(
        open_target(course, target, url),
        course,
        read_standings(folder, whole, as_of),
        read_submissions(submitted, whole),
    )
    finish_export(
        f"{plural(exported.submissions, 'submission')} entered into nbgrader's gradebook", exported.refused, target
    )
