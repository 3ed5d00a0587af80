"""`grader show`: a report, or the class, in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import did_you_mean, show
from grader.cli.options import course_option, language_option, latest_reports, load_course_in, out_option
from grader.errors import CallError
from grader.report.terminal import class_view, report_view


@click.command("show")
@click.argument("student", required=False)
@course_option
@out_option
@language_option
def show_command(student: str | None, course_path: Path, out: Path, language: str | None) -> None:
    """Show the report of STUDENT in the terminal; without STUDENT, the class."""
    course = load_course_in(course_path, language)
    latest = {report.student: report for report in latest_reports(out)}
    if student is None:
        show(class_view(list(latest.values()), course))
        return
    if student not in latest:
        raise CallError(f"{student!r} has no report in {out}. {did_you_mean(student, latest)}")
    show(report_view(latest[student], course))
