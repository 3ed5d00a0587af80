"""`grader show`: a report, or the class, in the terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from grader.cli.console import did_you_mean, show
from grader.cli.options import (
    as_of_option,
    course_option,
    language_option,
    load_course_in,
    out_option,
    read_standings,
)
from grader.errors import CallError
from grader.report.terminal import class_view, standing_view


@click.command("show")
@click.argument("student", required=False)
@course_option
@out_option
@language_option
@as_of_option
def show_command(
    student: str | None, course_path: Path, out: Path, language: str | None, as_of: datetime | None
) -> None:
    """Show the report of STUDENT in the terminal; without STUDENT, the class."""
    course = load_course_in(course_path, language)
    standings = {standing.student: standing for standing in read_standings(out, course, as_of)}
    if student is None:
        show(class_view(list(standings.values()), course))
        return
    if student not in standings:
        raise CallError(f"{student!r} has no report in {out}. {did_you_mean(student, standings)}")
    show(standing_view(standings[student], course))
