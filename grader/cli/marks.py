"""What all exports begin and end with: whose marks leave, where they go, and who is told about whom."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.console import NAMES_SHOWN, note
from grader.cli.options import EXIT_INCOMPLETE, latest_reports
from grader.course import load_course
from grader.errors import CallError
from grader.lms.grades import Refusal, narrow_course, select
from grader.model import Course, Report
from grader.report import one_line
from grader.report_files import write_file

reports_option = click.option(
    "--reports",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="The folder that `grader grade` wrote: its --out.",
)
assignment_option = click.option(
    "--assignment", metavar="NAME", help="Export the marks of this assignment alone; default: of the whole course."
)
file_option = click.option(
    "--out",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: standard output.",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is exported: reports narrowed to a course, and the students who are refused."""

    course: Course
    reports: tuple[Report, ...]
    refused: tuple[Refusal, ...]


def read_marks(course_path: Path, folder: Path, assignment: str | None) -> Marks:
    """Read the course and the latest reports, as far as they are grades of the course or of one assignment."""
    course = narrow_course(load_course(course_path), assignment)
    selection = select(latest_reports(folder), course)
    if not selection.reports and not selection.refused:
        raise CallError(f"{folder} holds no report: grade first")
    return Marks(course, selection.reports, selection.refused)


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


def named(names: Iterable[str]) -> str:
    """Return some names, the first ones in full."""
    listed = [one_line(name) for name in names]
    return "; ".join(listed[:NAMES_SHOWN]) + ("; …" if len(listed) > NAMES_SHOWN else "")
