"""What all exports begin and end with: whose marks leave, where they go, and who is told about whom."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from grader.cli.console import named, note
from grader.cli.options import EXIT_INCOMPLETE, read_standings
from grader.course import load_course
from grader.errors import CallError
from grader.lms.grades import Refusal, narrow_course, select
from grader.model import Course
from grader.report import one_line
from grader.report_files import write_file
from grader.standing import Standing

reports_option = click.option(
    "--reports",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="The folder that `grader grade` wrote: its --out.",
)
assignment_option = click.option(
    "--assignment",
    metavar="NAME",
    help="Export the marks of this assignment alone (its name or title); default: all that is graded or due.",
)
file_option = click.option(
    "--out",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: standard output.",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is exported: standings narrowed to a course, and the students who are refused."""

    course: Course
    standings: tuple[Standing, ...]
    refused: tuple[Refusal, ...]
    without_marks: tuple[Standing, ...] = ()  # nothing is due yet, and nothing was submitted

    @property
    def rows(self) -> list[Standing]:
        """All who are not refused: a table has a row for each, with empty cells where there is no mark yet."""
        return sorted([*self.standings, *self.without_marks], key=lambda standing: standing.student)


def read_marks(course_path: Path, folder: Path, assignment: str | None, as_of: datetime | None) -> Marks:
    """Read the course and how students stand, as far as these are grades of the course or of one assignment."""
    whole = load_course(course_path)
    course = narrow_course(whole, assignment)
    selection = select(read_standings(folder, whole, as_of), course)
    marks = Marks(course, selection.standings, selection.refused, selection.without_marks)
    if not marks.rows and not marks.refused:
        raise CallError(f"{folder} holds no report: grade first")
    return marks


def note_what_to_know(marks: Marks) -> None:
    """Name the students without marks yet, and those whose marks are of earlier work than their last."""
    if marks.without_marks:
        note(f"no mark yet, nothing submitted and nothing due: {named(one.student for one in marks.without_marks)}")
    earlier = [one.student for one in marks.standings if any(part.failed is not None for part in one.parts)]
    if earlier:
        note(f"a later submission could not be graded, and an earlier one counts: {named(earlier)}")


def write_out(text: str, target: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to standard output as it is."""
    if target is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        write_file(target, text)


def finish_export(what: str, refused: Iterable[Refusal], target: Path | None) -> None:
    """Say to standard error what was written; name everyone for whom nothing was, and end with EXIT_INCOMPLETE."""
    refused = sorted(refused, key=lambda refusal: refusal.student)
    for refusal in refused:
        note(one_line(f"not exported: {refusal.student}: {refusal.reason}"))
    note(f"{what}{f' in {target}' if target else ''}; {len(refused)} not exported.")
    if refused:
        sys.exit(EXIT_INCOMPLETE)
