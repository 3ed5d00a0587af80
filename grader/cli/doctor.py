"""`grader doctor`: what this machine can do, and what to do where it cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.markup import escape

from grader.cli.console import out
from grader.cli.options import EXIT_FAULT, course_option
from grader.doctor import Diagnosis, diagnose_machine, diagnose_nbgrader, is_nbgrader_course


@click.command("doctor")
@course_option
@click.option(
    "--nbgrader",
    "nbgrader_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Look for the traps of nbgrader in this folder of a course, too.  [default: this one, if it is one]",
)
def doctor_command(course_path: Path, nbgrader_folder: Path | None) -> None:
    """Say what this machine can confine, and what to do where it cannot."""
    diagnoses = list(diagnose_machine())
    if nbgrader_folder or is_nbgrader_course(Path()):
        diagnoses += diagnose_nbgrader(nbgrader_folder or Path(), _solutions(course_path))
    for diagnosis in diagnoses:
        _show_diagnosis(diagnosis)
    if not all(diagnosis.well for diagnosis in diagnoses):
        sys.exit(EXIT_FAULT)


def _solutions(course_path: Path) -> Path:
    return (course_path if course_path.is_dir() else course_path.parent) / "solutions"


def _show_diagnosis(diagnosis: Diagnosis) -> None:
    mark = "[green]✓[/]" if diagnosis.well else "[red]✗[/]"
    out.print(f"{mark} {escape(diagnosis.name)}: {escape(diagnosis.finding)}", soft_wrap=True)
    if diagnosis.advice:
        out.print(f"    {escape(diagnosis.advice)}", soft_wrap=True)
