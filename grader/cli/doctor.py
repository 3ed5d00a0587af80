"""`grader doctor`: what this machine can do, and what to do where it cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.markup import escape

from grader.cli.console import out
from grader.cli.options import EXIT_FAULT, course_option
from grader.doctor import Diagnosis, diagnose_machine


@click.command("doctor")
@course_option
def doctor_command(course_path: Path) -> None:
    """Say what this machine can confine, and what to do where it cannot."""
    diagnoses = list(diagnose_machine())
    for diagnosis in diagnoses:
        _show_diagnosis(diagnosis)
    if not all(diagnosis.well for diagnosis in diagnoses):
        sys.exit(EXIT_FAULT)


def _show_diagnosis(diagnosis: Diagnosis) -> None:
    mark = "[green]✓[/]" if diagnosis.well else "[red]✗[/]"
    out.print(f"{mark} {escape(diagnosis.name)}: {escape(diagnosis.finding)}", soft_wrap=True)
    if diagnosis.advice:
        out.print(f"    {escape(diagnosis.advice)}", soft_wrap=True)
