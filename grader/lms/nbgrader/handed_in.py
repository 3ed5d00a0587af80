"""What a student has handed in, from nbgrader's folder of submissions.

A later unit may import an earlier one, so all of the student's notebooks up to the assignment that is being graded
belong to its submission, wherever they lie: beside it, or in the folders of earlier assignments.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from grader.errors import SubmissionError
from grader.model import Assignment, Course, Submission
from grader.notebook import code_cells, notebook_module

MAX_NOTEBOOK_BYTES = 16 << 20


def read_handed_in(submitted: Path, student: str, course: Course, assignment: Assignment) -> Submission:
    """Return the work of `student` that decides the marks of `assignment`."""
    whole = _read(submitted, student, course)
    later = {unit for other in _after(course, assignment) for unit in other.units}
    files = tuple(file for file in whole.files if file[0].removesuffix(".py") not in later)
    return replace(whole, files=files)


def _after(course: Course, assignment: Assignment) -> tuple[Assignment, ...]:
    return course.assignments[course.assignments.index(assignment) + 1 :]


def _read(submitted: Path, student: str, course: Course) -> Submission:
    files = []
    for assignment in course.assignments:
        for unit in assignment.units:
            path = submitted / student / assignment.name / f"{unit}.ipynb"
            try:
                fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except FileNotFoundError:
                continue
            except OSError as exc:
                raise SubmissionError(f"{path}: cannot be read: {exc.strerror}") from exc
            with os.fdopen(fd, "rb") as stream:
                cells = [cell for cell in code_cells(stream.read(MAX_NOTEBOOK_BYTES)) if not cell.locked]
            names = [exercise.name for exercise in course.exercises if exercise.unit == unit]
            files.append((f"{unit}.py", notebook_module(cells, names).source.encode()))
    digest = hashlib.sha256(repr((student, files)).encode()).hexdigest()
    return Submission(student, tuple(sorted(files)), digest)
