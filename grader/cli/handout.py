"""`grader handout`: what students receive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from grader.cli.console import did_you_mean, say
from grader.cli.options import course_option, language_option
from grader.course import load_course
from grader.errors import CallError, CourseError
from grader.execution.collection import collect_cases
from grader.handout import handout_files, require_no_leaks, write_handout
from grader.model import Assignment, Course
from grader.selfcheck import generated_files, up_to_date


@click.command("handout")
@click.argument("out", type=click.Path(path_type=Path))
@course_option
@click.option("--assignment", "name", metavar="NAME", help="Only the units of this assignment.  [default: all units]")
@language_option
def handout_command(out: Path, course_path: Path, name: str | None, language: str | None) -> None:
    """Write what students receive to OUT: a folder, or a file that ends in .zip.

    The stubs, the visible cases, the texts and data of exercises/, and the part of the grader that explains failures:
    `pytest` works there with NumPy and pytest alone. Nothing of solutions/ goes with it; if something did, nothing is
    written.
    """
    course = load_course(course_path)
    assignment = _assignment(course, name) if name else None
    _require_generated_files(course)
    spoken = replace(course, language=language) if language else course
    files = handout_files(spoken, assignment)
    require_no_leaks(course, files)
    write_handout(course, files, out)
    size = sum(map(len, files.values())) / 2**20
    say(f"{out}: {len(files)} files, {size:.1f} MiB. Nothing of solutions/ is in them.")


def _assignment(course: Course, name: str) -> Assignment:
    for assignment in course.assignments:
        if assignment.name == name:
            return assignment
    known = [assignment.name for assignment in course.assignments]
    if not known:
        raise CallError("This course has no assignments: call `grader handout` without --assignment.")
    raise CallError(f"{name!r} is not an assignment of this course. {did_you_mean(name, known)}")


def _require_generated_files(course: Course) -> None:
    files = generated_files(course, collect_cases(course))
    stale = [
        path
        for path, text in files.items()
        if path.is_relative_to(course.root / "exercises") and not up_to_date(path, text)
    ]
    if stale:
        names = ", ".join(f"exercises/{path.name}" for path in stale)
        raise CourseError(f"Missing or out of date: {names}. Run `grader check --fix` first.")
