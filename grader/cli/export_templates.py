"""`grader export canvas` and `moodle`: a file that the LMS exported, with one column filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from grader.cli.console import named, note
from grader.cli.marks import (
    Marks,
    assignment_option,
    file_option,
    finish_export,
    note_what_to_know,
    read_marks,
    reports_option,
    write_out,
)
from grader.cli.options import as_of_option, course_option
from grader.errors import CallError
from grader.lms.canvas import read_canvas
from grader.lms.grades import of_one_maximum
from grader.lms.moodle import read_moodle
from grader.lms.roster import Key, mark_of
from grader.lms.sheet import Above, Filled, Sheet, fill, known_by
from grader.lms.table import Table, read_table
from grader.report.summary import class_maximum
from grader.report.wording import plural
from grader.standing import State


@dataclass(frozen=True, slots=True)
class Choices:
    """What the call says about a template."""

    template: Path
    column: str | None
    match: tuple[str, ...]
    match_column: str | None
    scale: bool
    above: str
    target: Path | None
    in_place: bool


def template_options(above: tuple[Above, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator with the options of a command that fills a template."""
    options = (
        click.option(
            "--template",
            type=click.Path(dir_okay=False, path_type=Path),
            required=True,
            help="The file that the LMS exported.",
        ),
        click.option("--column", metavar="HEADER", help="The column to fill, where it cannot be told."),
        click.option(
            "--match",
            type=click.Choice([key.value for key in Key]),
            multiple=True,
            help="Find students by this alone (repeatable); default: by any of them.",
        ),
        click.option("--match-column", metavar="HEADER", help="Find students by the cells of this column alone."),
        click.option("--scale", is_flag=True, help="Scale the marks to the LMS's maximum where that is another one."),
        click.option(
            "--above",
            type=click.Choice([choice.value for choice in above]),
            default=Above.REFUSE.value,
            show_default=True,
            help="What to do with a mark above the maximum, from bonus exercises.",
        ),
        file_option,
        click.option("--in-place", is_flag=True, help="Write into the template itself."),
        assignment_option,
        reports_option,
        course_option,
        as_of_option,
    )

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.command("canvas")
@template_options(tuple(Above))
def canvas_command(
    folder: Path, course_path: Path, assignment: str | None, as_of: datetime | None, **choices: Any
) -> None:
    """Fill one assignment's column of a gradebook that Canvas exported.

    In Canvas: Grades, Export; then this command; then Import. The column is found by the title of the assignment (or
    of the course), or named with --column: its header, its title, or Canvas's number of it.
    """
    marks = _one_column(read_marks(course_path, folder, assignment, as_of), whole=assignment is None)
    titles = _titles(marks, whole=assignment is None)
    _export(marks, Choices(**choices), lambda table, column: read_canvas(table, titles, column=column))


@click.command("moodle")
@template_options((Above.REFUSE, Above.CAP))  # Moodle would silently skip what is above its maximum
def moodle_command(
    folder: Path, course_path: Path, assignment: str | None, as_of: datetime | None, **choices: Any
) -> None:
    """Fill the grades of a grading worksheet that Moodle exported.

    In Moodle: the assignment, Submissions, Download grading worksheet; then this command; then Upload grading
    worksheet.
    """
    marks = _one_column(read_marks(course_path, folder, assignment, as_of), whole=assignment is None)
    _export(marks, Choices(**choices), lambda table, column: read_moodle(table, column=column))


def _one_column(marks: Marks, *, whole: bool) -> Marks:
    """Keep the totals that one column can hold: those out of the maximum that most totals are out of."""
    if not whole:
        return marks
    selection = of_one_maximum(marks.standings)
    return replace(marks, standings=selection.standings, refused=(*marks.refused, *selection.refused))


def _titles(marks: Marks, *, whole: bool) -> tuple[str, str]:
    if whole:
        return marks.course.title, marks.course.course_id
    return marks.course.assignments[0].title, marks.course.assignments[0].name


def _export(marks: Marks, choices: Choices, read: Callable[[Table, str | None], Sheet]) -> None:
    target = _target(choices)
    sheet = read(read_table(choices.template), choices.column)
    if choices.match_column is not None:
        sheet = known_by(sheet, choices.match_column)
    filled = fill(
        sheet,
        [mark_of(standing) for standing in marks.standings],
        class_maximum(marks.standings) or marks.course.points,
        keys=[Key(key) for key in choices.match] or list(Key),
        scale=choices.scale,
        above=Above(choices.above),
    )
    write_out(filled.text, target)
    _tell(filled, sheet, marks, target)


def _target(choices: Choices) -> Path | None:
    if choices.in_place and choices.target is not None:
        raise CallError("--in-place writes into the template: leave --out away")
    if choices.in_place:
        return choices.template
    if choices.target is not None and choices.target.resolve() == choices.template.resolve():
        raise CallError(f"{choices.target} is the template: name another file, or say --in-place")
    return choices.target


def _tell(filled: Filled, sheet: Sheet, marks: Marks, target: Path | None) -> None:
    if filled.others:
        note(f"no report, left as they are: {plural(len(filled.others), 'row')} ({named(filled.others)})")
    absent = [s.student for s in marks.standings if all(p.state is State.NOT_SUBMITTED for p in s.parts)]
    if absent:
        note(f"nothing submitted, and due, so the grade is 0: {named(absent)}")
    note_what_to_know(marks)
    what = f"{plural(len(filled.written), 'grade')} written to the column {sheet.table.header[sheet.column]!r}"
    finish_export(what, (*marks.refused, *filled.refused), target)
