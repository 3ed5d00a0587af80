"""`grader export csv`, `junit` and `gradescope`: files that need no template."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from grader.cli.marks import (
    assignment_option,
    file_option,
    finish_export,
    note_what_to_know,
    read_marks,
    reports_option,
    write_out,
)
from grader.cli.options import as_of_option, course_option
from grader.lms.gradescope import Visibility, gradescope_results
from grader.lms.junit import render_junit
from grader.report import student_folder
from grader.report.gradebook import render_gradebook
from grader.report.wording import plural
from grader.report_files import write_file

RESULTS_FILE = "results.json"


@click.command("csv")
@assignment_option
@file_option
@reports_option
@course_option
@as_of_option
def csv_command(
    assignment: str | None, target: Path | None, folder: Path, course_path: Path, as_of: datetime | None
) -> None:
    """Write a table: a row for each student, a column for each exercise and for each assignment.

    UTF-8, quoted where needed; what a spreadsheet would run as a formula is made text with an apostrophe.
    """
    marks = read_marks(course_path, folder, assignment, as_of)
    write_out(render_gradebook(marks.rows, marks.course), target)
    note_what_to_know(marks)
    finish_export(plural(len(marks.rows), "student"), marks.refused, target)


@click.command("junit")
@assignment_option
@file_option
@reports_option
@course_option
@as_of_option
def junit_command(
    assignment: str | None, target: Path | None, folder: Path, course_path: Path, as_of: datetime | None
) -> None:
    """Write JUnit XML for a CI system: a suite for each student, a test for each case."""
    marks = read_marks(course_path, folder, assignment, as_of)
    write_out(render_junit(marks.rows, marks.course), target)
    note_what_to_know(marks)
    finish_export(plural(len(marks.rows), "suite"), marks.refused, target)


@click.command("gradescope")
@click.option(
    "--out",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write into: STUDENT/results.json for each student.",
)
@click.option(
    "--hidden-cases",
    type=click.Choice([visibility.value for visibility in Visibility]),
    default=Visibility.HIDDEN.value,
    show_default=True,
    help="When Gradescope shows students what is said of hidden cases.",
)
@assignment_option
@reports_option
@course_option
@as_of_option
def gradescope_command(
    target: Path,
    hidden_cases: str,
    assignment: str | None,
    folder: Path,
    course_path: Path,
    as_of: datetime | None,
) -> None:
    """Write Gradescope's results.json for each student."""
    marks = read_marks(course_path, folder, assignment, as_of)
    for standing in marks.standings:
        document = gradescope_results(standing, marks.course, hidden=Visibility(hidden_cases))
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        write_file(target / student_folder(standing.student) / RESULTS_FILE, text)
    note_what_to_know(marks)
    finish_export(plural(len(marks.standings), "student"), marks.refused, target)
