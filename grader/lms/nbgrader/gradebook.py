"""nbgrader's gradebook: opened safely, asked what may still change, told of students and due dates."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from grader.errors import CallError
from grader.lms.nbgrader.restore import KnownCell, known_cells
from grader.model import Assignment, Course


@contextmanager
def opened_gradebook(url: str, course_id: str) -> Iterator[Gradebook]:
    """Open the gradebook at `url`, or make one; raises CallError where there is none to be had.

    nbgrader makes one by running `alembic` by its bare name. Where that is not on PATH it would leave a gradebook
    without a version, which no later nbgrader can upgrade; it is installed beside this Python.
    """
    try:
        with _own_programs_on_path(), Gradebook(url, course_id) as gradebook:
            yield gradebook
    except SQLAlchemyError as error:
        reason = str(error).partition("\n")[0]
        raise CallError(
            f"{_without_password(url)}: the gradebook cannot be used: {reason}. `grader doctor --nbgrader` says more"
        ) from error


def _without_password(url: str) -> str:
    """Return an address that may be shown; what is no address may hold a password anywhere."""
    try:
        return str(make_url(url).render_as_string(hide_password=True))
    except SQLAlchemyError:
        return "the address of the gradebook"


@contextmanager
def _own_programs_on_path() -> Iterator[None]:
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def released_notebooks(gradebook: Gradebook, assignment: str) -> dict[str, Mapping[str, KnownCell]]:
    """Return the known cells of each notebook of an assignment, as nbgrader released them."""
    try:
        entry = gradebook.find_assignment(assignment)
    except MissingEntry:
        return {}
    return {notebook.name: known_cells(gradebook, notebook.name, assignment) for notebook in entry.notebooks}


def has_submissions(gradebook: Gradebook, assignment: str) -> bool:
    """Whether somebody's work on an assignment is in the gradebook."""
    try:
        return bool(gradebook.find_assignment(assignment).submissions)
    except MissingEntry:
        return False


def enter_assignments(gradebook: Gradebook, course: Course) -> None:
    """Enter the assignments with their due dates, which nbgrader keeps in UTC."""
    for assignment in course.assignments:
        gradebook.update_or_create_assignment(assignment.name, duedate=_due(assignment))


def _due(assignment: Assignment) -> object:
    return assignment.due and assignment.due.astimezone(UTC).replace(tzinfo=None)


def enter_students(gradebook: Gradebook, students: Sequence[Mapping[str, str]]) -> None:
    """Enter or update students; nobody is removed, since their marks would go with them."""
    for student in students:
        about = {key: value for key, value in student.items() if key != "id" and value}
        gradebook.update_or_create_student(student["id"], **about)
