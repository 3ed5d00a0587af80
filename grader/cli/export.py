"""`grader export`: the marks, as files for other programs."""

from __future__ import annotations

import click

from grader.cli.export_files import csv_command, gradescope_command, junit_command
from grader.cli.export_nbgrader import nbgrader_command
from grader.cli.export_templates import canvas_command, moodle_command


@click.group("export")
def export_group() -> None:
    """Write the marks for another program: a spreadsheet, an LMS, a CI system.

    Nothing is guessed: who cannot be told apart, or has no grade, is named, and nothing is written for them (exit
    status 1). Reports that were made without a sandbox cannot be exported at all.
    """


for command in (csv_command, canvas_command, moodle_command, gradescope_command, junit_command, nbgrader_command):
    export_group.add_command(command)
