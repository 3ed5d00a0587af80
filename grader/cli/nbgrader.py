"""`grader nbgrader`: a complete nbgrader course from ours."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import note, say
from grader.cli.options import course_option
from grader.course import load_course
from grader.extras import extra_is_missing


@click.command("nbgrader")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@course_option
@click.option(
    "--roster",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The students: a CSV file with a column `id`; also first_name, last_name, email, lms_user_id.",
)
@click.option(
    "--db", "db_url", metavar="URL", help="The gradebook, like postgresql+psycopg2://…  [default: FOLDER/gradebook.db]"
)
def nbgrader_command(folder: Path, course_path: Path, roster: Path | None, db_url: str | None) -> None:
    """Write the nbgrader course of this course into FOLDER, or bring the one that is there up to date.

    Notebooks for every unit, the configuration, assignments with due dates, students. What nbgrader does not allow
    once there are submissions is refused before anything is written.
    """
    try:
        from grader.lms.nbgrader.course_folder import write_course  # noqa: PLC0415 — the extra may be missing
        from grader.lms.nbgrader.roster import read_roster  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise extra_is_missing("nbgrader", "nbgrader is", error) from error
    course = load_course(course_path)
    students = read_roster(roster) if roster else []
    written = write_course(course, folder, students=students, db_url=db_url)
    for stranger in written.strangers:
        note(f"{folder / stranger}: is not of this course; nbgrader hands it out all the same. Remove it if it is old")
    say(f"{len(written.changed)} files written, {written.kept} unchanged, in {folder.resolve()}")
    if written.students:
        noun = "student is" if written.students == 1 else "students are"
        say(f"{written.students} {noun} in the gradebook")
    say(f"Next:  cd {folder} && nbgrader generate_assignment {course.assignments[0].name}")
